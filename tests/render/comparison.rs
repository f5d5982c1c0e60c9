//! A comparison of three invented articles in all its forms.
//!
//! `strike.jsonl` holds the articles: labels a sentence in order, evidence by its words.

use parallax::compare::links::Scorer;
use parallax::compare::{Article, Comparison, Options, compare};
use parallax::labels::Annotated;
use parallax::render::comparison::{cells_csv, csv, html, json, json_schema, text};
use parallax::stats::Plan;
use parallax::text::segment;
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../schema/comparison.schema.json");

/// An article of the file, with embeddings of its sentences' words.
fn article(line: &str) -> Annotated {
    let given: Value = serde_json::from_str(line).unwrap();
    let text = given["text"].as_str().unwrap();
    let scalars = |byte: usize| text[..byte].chars().count();
    let sentences = segment::sentences(text).into_iter().enumerate().map(|(at, sentence)| {
        let (start, end) = (sentence.span.start(), sentence.span.end());
        let source = text[start..end].find("Maria Lindt").map(|place| start + place);
        let source = source.map(|at| json!({"start": scalars(at), "end": scalars(at + 11), "side": "union"}));
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

/// A bag of words on thirty-two axes, of unit length: sentences that share words lie close.
fn embedding(words: &str) -> Vec<f32> {
    let mut axes = vec![0.01f32; 32];
    for word in words.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        let sum = word.bytes().fold(7usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte));
        axes[sum % 32] += 1.0;
    }
    let length = axes.iter().map(|x| x * x).sum::<f32>().sqrt();
    axes.into_iter().map(|x| x / length).collect()
}

/// What is made of the comparison of the first articles of the file.
fn compared<T>(count: usize, make: impl FnOnce(&Comparison, &[Article]) -> T) -> T {
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

#[test]
fn the_schema_in_the_repository_is_current() {
    let current = json_schema();
    if SCHEMA != current {
        let kept = concat!(env!("CARGO_TARGET_TMPDIR"), "/comparison.schema.json");
        std::fs::write(kept, current).unwrap();
        panic!("schema/comparison.schema.json is stale: replace it by {kept}");
    }
}

#[test]
fn what_is_written_validates_and_has_what_readers_look_for() {
    let written: Value =
        compared(3, |comparison, _| serde_json::from_str(&json(comparison)).unwrap());
    let schema = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<_> = validator.iter_errors(&written).map(|e| e.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    for key in ["outlets", "differences", "links", "claims", "omissions", "signature"] {
        assert!(!written[key].is_null(), "{key}");
    }
    assert!(written["links"][0]["a"]["text"].is_string());
}

#[test]
fn an_editor_reads_who_hedges_what_another_asserts_and_how_far_numbers_reach() {
    let shown = compared(3, |comparison, _| text(comparison, 100));
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "3 outlets in 3 articles on strike.",
        "hedges it (“may”)",
        "uses loaded words (“greedy”)",
        "writes “claimed” where",
        "they speak of these articles, not of the outlets",
        "not corrected for the labeller's errors",
        "too few to tell",
        "|scheme:1|",
    ] {
        assert!(shown.contains(part), "{part} is not in:\n{shown}");
    }
}

#[test]
fn text_is_no_wider_than_the_terminal() {
    for width in [60, 100] {
        let shown = compared(3, |comparison, _| text(comparison, width));
        let signature = shown.lines().last().unwrap();
        for line in shown.lines().filter(|line| *line != signature) {
            assert!(line.chars().count() <= width, "{line}");
        }
    }
}

#[test]
fn every_table_has_as_many_cells_a_row_as_columns_and_no_formula() {
    let tables = compared(3, |comparison, _| csv(comparison));
    let names: Vec<&str> = tables.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["cells.csv", "claims.csv", "omissions.csv", "words.csv"]);
    for (name, table) in &tables {
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        for row in reader.records() {
            let row = row.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(row.iter().all(|cell| !cell.starts_with('=')), "{name}: {row:?}");
        }
    }
    let claims = &tables[1].1;
    assert!(claims.contains("'=Bell") && claims.contains(",may,"), "{claims}");
}

#[test]
fn negative_numbers_stay_numbers() {
    let cells = compared(2, |comparison, _| cells_csv(comparison));
    let mut reader = csv::Reader::from_reader(cells.as_bytes());
    let at = reader.headers().unwrap().iter().position(|name| name == "value").unwrap();
    let values = reader.records().map(|row| row.unwrap()[at].to_owned());
    let values: Vec<_> = values.filter(|value| !value.is_empty()).collect();
    assert!(values.iter().all(|value| value.parse::<f64>().is_ok()), "{values:?}");
    assert!(values.iter().any(|value| value.starts_with('-')));
}

#[test]
fn a_page_has_its_parts_and_every_link_leads_somewhere() {
    let page = compared(3, |comparison, articles| html(comparison, articles));
    for part in ["overview", "numbers", "matrix", "claims", "omissions", "articles"] {
        assert!(page.contains(&format!("id=\"{part}\"")), "{part}");
    }
    let links = page.split("href=\"#").skip(1).map(|rest| &rest[..rest.find('"').unwrap()]);
    for link in links {
        assert!(page.contains(&format!("id=\"{link}\"")), "#{link} leads nowhere");
    }
    assert!(page.contains("differs-hedge") && page.contains("title=\"told differently: "));
}

#[test]
fn names_are_shown_and_not_obeyed() {
    let page = compared(3, |comparison, articles| html(comparison, articles));
    assert!(!page.contains("<b>Bawl"));
    assert!(page.contains("&#60;b&#62;Bawl"));
    assert!(!page.contains(" style=\"") && !page.contains(" onclick"));
    assert_eq!(page.matches("<script").count(), 1);
}
