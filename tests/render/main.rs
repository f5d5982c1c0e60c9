//! What readers and other programs get to see of an annotated document.
//!
//! `harbour.jsonl` is one invented article with every layer and probabilities; `edges.jsonl` holds
//! the documents that are hard to show: empty, without labels, three sides and markup, a
//! right-to-left script with spans that cross and run over sentences.

mod comparison;
mod page;
mod report;
mod schema;
mod strike;
mod table;
mod terminal;

use parallax::annotate::summarise;
use parallax::labels::Annotated;

/// The documents of a file, summarised.
fn documents(lines: &str) -> Vec<Annotated> {
    lines.lines().map(|line| summarised(Annotated::from_json(line).unwrap())).collect()
}

fn summarised(mut document: Annotated) -> Annotated {
    document.summary = Some(summarise(&document));
    document
}

fn harbour() -> Annotated {
    documents(include_str!("harbour.jsonl")).remove(0)
}

fn edge(id: &str) -> Annotated {
    let mut edges = documents(include_str!("edges.jsonl"));
    let place = edges.iter().position(|edge| edge.document.id() == id).unwrap();
    edges.swap_remove(place)
}

/// An article of about this many bytes, every sentence labelled and crossed by spans.
fn long(bytes: usize) -> Annotated {
    let sentence = "The mill may close the gate, said one of them.";
    let count = bytes / (sentence.len() + 1);
    let text = format!("{sentence} ").repeat(count);
    let at = |i: usize, from: usize| i * (sentence.len() + 1) + from;
    let sentences: Vec<_> = (0..count)
        .map(|i| {
            serde_json::json!({
                "start": at(i, 0), "end": at(i, sentence.len()), "kind": "body", "voice": "reported",
                "certainty": "hedged", "wording": "plain", "stance": {"mill": "favorable"},
                "frames": ["policy"]
            })
        })
        .collect();
    let hedges = (0..count)
        .map(|i| serde_json::json!({"start": at(i, 9), "end": at(i, 12), "label": "hedge"}));
    let quotes = (0..count / 2).map(
        |i| serde_json::json!({"start": at(i, 5), "end": at(i + count / 2, 0), "label": "quote"}),
    );
    let line = serde_json::json!({
        "id": "long", "text": text, "sentences": sentences,
        "sides": [{"id": "mill", "name": "Mill"}, {"id": "weir", "name": "Weir"}],
        "spans": hedges.chain(quotes).collect::<Vec<_>>()
    });
    summarised(Annotated::from_json(&line.to_string()).unwrap())
}
