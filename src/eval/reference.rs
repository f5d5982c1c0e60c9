//! The room against other people's tools: values made by `tests/reference/make.py`.

use serde_json::Value;

use super::confusion::Confusion;
use super::places::span_hits;
use super::tally::{Frames, SpanHits, Tally};
use crate::text::Span;

fn near(ours: Option<f64>, theirs: &Value) {
    let (ours, theirs) = (ours.unwrap(), theirs.as_f64().unwrap());
    assert!((ours - theirs).abs() <= 1e-12, "ours {ours}, theirs {theirs}");
}

#[test]
fn scores_of_one_label_an_item_are_those_of_scikit_learn() {
    let reference: Value =
        serde_json::from_str(include_str!("../../tests/reference/classification.json")).unwrap();
    let list = |key: &str| -> Vec<i64> { serde_json::from_value(reference[key].clone()).unwrap() };
    let mut confusion = Confusion::<3>::default();
    for (gold, predicted) in list("gold").into_iter().zip(list("predicted")) {
        confusion.count(gold as usize, usize::try_from(predicted).ok());
    }
    near(confusion.accuracy(), &reference["accuracy"]);
    near(confusion.macro_f1(), &reference["macro_f1"]);
    near(confusion.micro_f1(), &reference["micro_f1"]);
    for class in 0..3 {
        near(confusion.precision(class), &reference["precision"][class]);
        near(confusion.recall(class), &reference["recall"][class]);
        near(confusion.f1(class), &reference["f1"][class]);
        near(Some(confusion.gold(class)), &reference["support"][class]);
    }
}

#[test]
fn scores_of_many_labels_an_item_are_those_of_scikit_learn() {
    let reference: Value =
        serde_json::from_str(include_str!("../../tests/reference/multilabel.json")).unwrap();
    let rows =
        |key: &str| -> Vec<Vec<u8>> { serde_json::from_value(reference[key].clone()).unwrap() };
    let mut frames = Frames::default();
    for (gold, predicted) in rows("gold").into_iter().zip(rows("predicted")) {
        frames.count(|at| gold.get(at) == Some(&1), Some(|at| predicted.get(at) == Some(&1)));
    }
    let tally = Tally { frames, ..Tally::default() };
    let value = |metric: &str| {
        let values = tally.values();
        values.iter().find(|value| value.name() == format!("frames.{metric}")).unwrap().value
    };
    for metric in ["micro_f1", "macro_f1", "sample_f1"] {
        near(value(metric), &reference[metric]);
    }
}

#[test]
fn span_scores_are_those_of_nervaluate_and_seqeval_where_those_are_right() {
    let reference: Value =
        serde_json::from_str(include_str!("../../tests/reference/spans.json")).unwrap();
    let text = "x".repeat(140);
    let spans = |value: &Value| -> Vec<Span> {
        let ends: Vec<(usize, usize)> = serde_json::from_value(value.clone()).unwrap();
        ends.into_iter().map(|(start, end)| Span::new(start, end)).collect()
    };
    let mut hits = SpanHits::default();
    for document in reference["documents"].as_array().unwrap() {
        let (gold, predicted) = (spans(&document["gold"]), spans(&document["predicted"]));
        hits += &span_hits(&text, &gold, &predicted, true);
    }
    near(hits.exact.f1(), &reference["seqeval_f1"]);
    near(hits.exact.f1(), &reference["nervaluate"]["strict"]);
    near(hits.partial.f1(), &reference["nervaluate"]["partial"]);
    near(hits.overlap.f1(), &reference["nervaluate"]["ent_type"]);
    near(hits.characters.f1(), &reference["character_f1"]);
}
