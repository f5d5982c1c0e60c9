//! Mistakes of other span scorers, which this one must not make.

use std::slice::from_ref;

use super::score;
use crate::labels::Annotated;

const TEXT: &str = "John Jones and Peter Peters came to York";

/// A document of `TEXT` with spans `(start, end, label)`.
fn document(spans: &[(usize, usize, &str)]) -> Annotated {
    let list: Vec<String> = spans
        .iter()
        .map(|(start, end, label)| format!(r#"{{"start":{start},"end":{end},"label":"{label}"}}"#))
        .collect();
    let line = format!(
        r#"{{"id":"a","text":"{TEXT}","sentences":[{{"start":0,"end":40}}],"spans":[{}]}}"#,
        list.join(",")
    );
    Annotated::from_json(&line).unwrap()
}

fn value(gold: &Annotated, predicted: &Annotated, name: &str) -> Option<f64> {
    let scores = score(from_ref(gold), from_ref(predicted)).unwrap();
    scores.get(name).unwrap().value
}

/// eval4ner issue 1: one span over the whole text got precision and recall 1.
#[test]
fn one_span_over_the_whole_text_does_not_score_well() {
    let gold = document(&[(0, 10, "source"), (15, 27, "source"), (36, 40, "loaded")]);
    let whole = document(&[(0, 40, "source")]);
    assert_eq!(value(&gold, &whole, "spans.source.strict_f1"), Some(0.0));
    assert_eq!(value(&gold, &whole, "spans.source.overlap_recall"), Some(0.5));
    assert_eq!(value(&gold, &whole, "spans.source.partial_f1"), Some(1.0 / 3.0));
    assert_eq!(value(&gold, &whole, "spans.any.overlap_f1"), Some(0.5));
    assert_eq!(value(&gold, &whole, "spans.any.partial_f1"), Some(0.25));
    assert_eq!(value(&gold, &whole, "spans.loaded.overlap_f1"), Some(0.0));
}

/// nervaluate issue 40: with two gold spans under one predicted span the result depended on
/// which gold span came first.
#[test]
fn the_order_of_the_spans_does_not_matter() {
    let predicted = document(&[(0, 17, "hedge")]);
    let one = document(&[(0, 12, "hedge"), (14, 17, "booster")]);
    let other = document(&[(14, 17, "booster"), (0, 12, "hedge")]);
    let values =
        |gold: &Annotated| score(from_ref(gold), from_ref(&predicted)).unwrap().total().values();
    assert_eq!(values(&one), values(&other));
    assert_eq!(value(&one, &predicted, "spans.hedge.overlap_f1"), Some(1.0));
    assert_eq!(value(&one, &predicted, "spans.booster.overlap_f1"), Some(0.0));
}

/// nervaluate issue 84: a predicted span of another label at the same place hid the right one.
#[test]
fn a_span_of_another_label_at_the_same_place_hides_nothing() {
    let gold = document(&[(0, 4, "hedge")]);
    let predicted = document(&[(0, 10, "booster"), (0, 10, "hedge")]);
    assert_eq!(value(&gold, &predicted, "spans.hedge.overlap_f1"), Some(1.0));
    assert_eq!(value(&gold, &predicted, "spans.booster.overlap_f1"), Some(0.0));
}

/// nervaluate issue 29: a span that is all there is of a text was lost.
#[test]
fn a_span_that_is_the_whole_text_is_found() {
    let whole = document(&[(0, 40, "quote")]);
    assert_eq!(value(&whole, &whole, "spans.quote.strict_f1"), Some(1.0));
    assert_eq!(value(&whole, &document(&[]), "spans.quote.strict_f1"), Some(0.0));
}

/// A gold span counts once, however many predicted spans lie on it.
#[test]
fn spans_that_share_one_gold_span_do_not_all_count() {
    let gold = document(&[(0, 10, "quote")]);
    let predicted = document(&[(0, 4, "quote"), (5, 10, "quote")]);
    assert_eq!(value(&gold, &predicted, "spans.quote.overlap_precision"), Some(0.5));
    assert_eq!(value(&gold, &predicted, "spans.quote.overlap_recall"), Some(1.0));
}

#[test]
fn spans_of_one_label_may_overlap() {
    let gold = document(&[(0, 27, "quote"), (5, 10, "quote"), (15, 20, "quote")]);
    assert_eq!(value(&gold, &gold, "spans.quote.strict_f1"), Some(1.0));
    assert_eq!(value(&gold, &gold, "spans.quote.overlap_f1"), Some(1.0));
}

#[test]
fn a_label_that_gold_is_not_complete_for_is_not_scored() {
    let mut gold = document(&[(0, 4, "hedge")]);
    gold.span_layers = vec![crate::labels::SpanLabel::Hedge];
    let predicted = document(&[(0, 4, "hedge"), (5, 10, "cue")]);
    assert_eq!(value(&gold, &predicted, "spans.cue.overlap_f1"), None);
    assert_eq!(value(&gold, &predicted, "spans.any.exact_f1"), Some(1.0));
}
