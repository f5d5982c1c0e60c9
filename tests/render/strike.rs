//! Three invented articles on one strike, compared.
//!
//! `strike.jsonl` holds the articles: labels a sentence in order, evidence by its words.

use parallax::compare::links::Scorer;
use parallax::compare::{Article, Comparison, Options, compare};
use parallax::labels::Annotated;
use parallax::stats::Plan;
use parallax::text::segment;
use serde_json::{Value, json};

/// An article of the file, with embeddings of its sentences' words.
fn article(line: &str) -> Annotated {
    let given: Value = serde_json::from_str(line).unwrap();
    let text = given["text"].as_str().unwrap();
    let scalars = |byte: usize| text[..byte].chars().count();
    let sentences = segment::sentences(text).into_iter().enumerate().map(|(at, sentence)| {
        let (start, end) = (sentence.span.start(), sentence.span.end());
        let source = text[start..end].find("Maria Lindt").map(|place| start + place);
        let source = source.map(|at| json!({"start": scalars(at), "end": scalars(at + 11), "text": "Maria Lindt", "side": "union"}));
        json!({
            "start": scalars(start), "end": scalars(end), "kind": if at == 0 { "headline" } else { "body" },
            "voice": given["voice"][at], "certainty": given["certainty"][at],
            "wording": given["wording"][at], "favors": given["favors"][at],
            "source_side": given["speakers"][at], "source": source
        })
    });
    let sentences: Vec<_> = sentences.collect();
    let marks = given["marks"].as_object().unwrap();
    let spans = marks.iter().flat_map(|(label, words)| {
        words.as_array().unwrap().iter().map(move |words| {
            let at = text.find(words.as_str().unwrap()).unwrap();
            json!({"start": scalars(at), "end": scalars(at + words.as_str().unwrap().len()), "label": label})
        })
    });
    let record = json!({
        "id": given["id"], "outlet": given["outlet"], "text": text, "sentences": sentences,
        "spans": spans.collect::<Vec<_>>(),
        "sides": [{"id": "union", "name": "Dockers' union"}, {"id": "port", "name": "Port authority"}]
    });
    let mut annotated = Annotated::from_json(&record.to_string()).unwrap();
    let text = annotated.document.text().to_owned();
    for sentence in &mut annotated.sentences {
        sentence.embedding = Some(embedding(sentence.span.of(&text)));
    }
    annotated
}

/// A bag of the longer words, of unit length: sentences that share words lie close.
fn embedding(words: &str) -> Vec<f32> {
    let mut axes = vec![0.01f32; 256];
    let words = words.to_lowercase();
    for word in words.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3) {
        let sum = word.bytes().fold(7usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte));
        axes[sum % 256] += 1.0;
    }
    let length = axes.iter().map(|x| x * x).sum::<f32>().sqrt();
    axes.into_iter().map(|x| x / length).collect()
}

/// What is made of the comparison of the first articles of the file.
pub fn compared<T>(count: usize, make: impl FnOnce(&Comparison, &[Article]) -> T) -> T {
    let lines = include_str!("strike.jsonl").lines().take(count);
    let annotated: Vec<Annotated> = lines.map(article).collect();
    let articles: Vec<Article> = annotated
        .iter()
        .map(|annotated| Article {
            outlet: annotated.document.meta.outlet.as_deref().unwrap(),
            event: "strike",
            annotated,
        })
        .collect();
    let plan = Plan { resamples: 50, ..Plan::default() };
    let options = Options { plan, permutations: 50, ..Options::default() };
    make(&compare(&articles, Scorer::embedded(), &options).unwrap(), &articles)
}
