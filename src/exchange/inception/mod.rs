//! INCEpTION: the layers that hold ours, shared by its two formats.
//!
//! Names of features must be identifiers there, so the stance towards a side is an annotation of
//! a layer of its own over the sentence, with the side as a feature.

pub(super) mod cas;
pub(super) mod tsv;

use std::collections::HashMap;

use super::layout::{
    MENTION_KIND, SENTENCE, side_label, side_of, side_or_none, stance_key, stance_side,
};
use super::loss::Tally;
use super::sheet::Mark;
use crate::text::Span;

/// Layer for a sentence and its labels.
const SENTENCES: &str = "SentenceLabels";
/// Layer for the stance towards one side.
const STANCE: &str = "Stance";
/// Layer for mentions of sides.
const MENTION: &str = "Mention";
/// Layer for spans of words.
const WORDS: &str = "Words";
/// Layer for the document's fields, as one JSON object.
const DOCUMENT: &str = "Document";
/// Where INCEpTION keeps the layers of its users.
const PREFIX: &str = "webanno.custom.";

/// The layers and their features.
const LAYERS: [(&str, &[&str]); 5] = [
    (DOCUMENT, &["fields"]),
    (
        SENTENCES,
        &[
            "kind",
            "duplicate",
            "voice",
            "certainty",
            "wording",
            "stance",
            "stance_partial",
            "favors",
            "frames",
            "frames_2",
            "source_side",
        ],
    ),
    (STANCE, &["side", "value"]),
    (MENTION, &["side", "kind"]),
    (WORDS, &["label"]),
];

/// An annotation of one of our layers, or of somebody else's.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    /// The layer, without its prefix.
    layer: String,
    span: Span,
    /// Names and values of the features that have one.
    features: Vec<(String, String)>,
}

impl Row {
    fn new<const N: usize>(layer: &str, span: Span, features: [(&str, &str); N]) -> Self {
        let features = features.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Self { layer: layer.to_owned(), span, features }
    }

    fn feature(&self, name: &str) -> Result<&str, String> {
        let found = self.features.iter().find(|(feature, _)| feature == name);
        found
            .map(|(_, value)| value.as_str())
            .ok_or_else(|| format!("an annotation of layer {} has no `{name}`", self.layer))
    }

    fn put(&mut self, name: &str, value: &str) {
        self.features.push((name.to_owned(), value.to_owned()));
    }
}

/// The annotations that stand for `marks`.
fn rows(marks: &[Mark]) -> Vec<Row> {
    let mut rows = Vec::new();
    for mark in marks {
        if mark.label == SENTENCE {
            let (stances, rest): (Vec<_>, Vec<_>) =
                mark.attributes.iter().partition(|(key, _)| stance_side(key).is_some());
            let mut row = Row::new(SENTENCES, mark.span, []);
            rest.into_iter().for_each(|(key, value)| row.put(key, value));
            rows.push(row);
            for (key, value) in stances {
                let side = side_or_none(stance_side(key).as_ref());
                rows.push(Row::new(STANCE, mark.span, [("side", &side), ("value", value)]));
            }
        } else if side_of(&mark.label).is_some() {
            let mut row = Row::new(MENTION, mark.span, [("side", &mark.label)]);
            mark.attributes.iter().for_each(|(_, value)| row.put("kind", value));
            rows.push(row);
        } else {
            rows.push(Row::new(WORDS, mark.span, [("label", &mark.label)]));
        }
    }
    rows
}

/// The marks that `rows` stand for; rows of other layers are counted as ignored. Errors name the
/// layer and come with the row's span.
fn marks(rows: Vec<Row>, ignored: &mut Tally) -> Result<Vec<Mark>, (Span, String)> {
    let mut marks = Vec::new();
    let mut stances = Vec::new();
    for row in rows {
        let span = row.span;
        let wrong = |reason| (span, reason);
        match row.layer.as_str() {
            SENTENCES => {
                marks.push(Mark { attributes: row.features, ..Mark::new(span, SENTENCE) });
            }
            STANCE => stances.push(row),
            MENTION => {
                let mut mark = Mark::new(span, side(&row).map_err(wrong)?);
                let kind =
                    row.feature("kind").map(|kind| (MENTION_KIND.to_owned(), kind.to_owned()));
                mark.attributes.extend(kind.ok());
                marks.push(mark);
            }
            WORDS => marks.push(Mark::new(span, row.feature("label").map_err(wrong)?)),
            _ => ignored.add(&format!("layer {}", row.layer), 1),
        }
    }
    attach(&mut marks, &stances)?;
    Ok(marks)
}

/// The label of the side that a row names, as `side:ID` or bare.
fn side(row: &Row) -> Result<String, String> {
    let side = row.feature("side")?;
    Ok(if side_of(side).is_some() { side.to_owned() } else { side_label(&side.into()) })
}

fn attach(marks: &mut [Mark], stances: &[Row]) -> Result<(), (Span, String)> {
    let sentences = marks.iter().enumerate().filter(|(_, mark)| mark.label == SENTENCE);
    let sentences: HashMap<Span, usize> = sentences.map(|(at, mark)| (mark.span, at)).collect();
    for row in stances {
        let wrong = |reason| (row.span, reason);
        let side = side(row).map_err(wrong)?;
        let value = row.feature("value").map_err(wrong)?;
        let key = side_of(&side).map(|side| stance_key(&side)).unwrap_or_default();
        let sentence = sentences
            .get(&row.span)
            .ok_or_else(|| wrong(format!("stance towards {side} covers no labelled sentence")))?;
        marks[*sentence].attributes.push((key, value.to_owned()));
    }
    Ok(())
}

/// A type's name without what comes before its last dot, where it is one of the user's layers.
fn custom(name: &str) -> Option<&str> {
    let (package, layer) = name.rsplit_once('.')?;
    package.split('.').any(|part| part == "custom").then_some(layer)
}
