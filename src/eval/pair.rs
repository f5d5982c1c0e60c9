//! A gold document beside its prediction: sentences aligned, sides matched.

use std::collections::{BTreeMap, BTreeSet};

use pathfinding::prelude::{Matrix, kuhn_munkres};

use crate::error::{Error, Result};
use crate::labels::{Annotated, LabelledSentence};
use crate::sides::{Side, SideId};
use crate::text::{ScalarOffsets, Span};

/// A gold document, what was predicted for it, and what belongs to what.
#[derive(Debug)]
pub struct Pair<'a> {
    /// The hand-labelled document.
    pub gold: &'a Annotated,
    /// The same text as a program or another annotator labels it.
    pub predicted: &'a Annotated,
    aligned: Vec<Option<usize>>,
    /// From predicted to gold sides.
    sides: BTreeMap<&'a SideId, &'a SideId>,
}

impl<'a> Pair<'a> {
    /// Two readings of one document.
    ///
    /// # Errors
    /// [`Error::Document`] where their texts differ.
    pub fn new(gold: &'a Annotated, predicted: &'a Annotated) -> Result<Self> {
        if gold.document.text() != predicted.document.text() {
            return Err(differing(gold, predicted));
        }
        let sides = match_sides(sides_of(gold), sides_of(predicted));
        Ok(Self { gold, predicted, aligned: align(gold, predicted), sides })
    }

    /// Pairs every gold document with the prediction of the same `id`, in the order of gold.
    ///
    /// # Errors
    /// [`Error::NothingToScore`] for empty gold; [`Error::Document`] for an id that comes twice,
    /// is on one side only, or has two texts.
    pub fn all(gold: &'a [Annotated], predicted: &'a [Annotated]) -> Result<Vec<Self>> {
        if gold.is_empty() {
            return Err(Error::NothingToScore);
        }
        by_id(gold, "gold")?;
        let mut predictions = by_id(predicted, "the predictions")?;
        let pairs = gold
            .iter()
            .map(|gold| {
                let predicted = predictions
                    .remove(gold.document.id())
                    .ok_or_else(|| wrong(gold, "the predictions lack it"))?;
                Self::new(gold, predicted)
            })
            .collect::<Result<_>>()?;
        match predictions.into_values().next() {
            Some(extra) => Err(wrong(extra, "it is predicted but not in gold")),
            None => Ok(pairs),
        }
    }

    /// The predicted sentence that shares the most characters with gold sentence number `at`.
    #[must_use]
    pub fn aligned(&self, at: usize) -> Option<&'a LabelledSentence> {
        self.predicted.sentences.get((*self.aligned.get(at)?)?)
    }

    /// The gold side that a predicted side stands for.
    #[must_use]
    pub fn gold_side(&self, predicted: &SideId) -> Option<&'a SideId> {
        self.sides.get(predicted).copied()
    }

    /// The gold side that a predicted one stands for, or gold's third party of that id: third parties
    /// are not matched up, they are who they are called.
    #[must_use]
    pub fn gold_party(&self, predicted: &SideId) -> Option<&'a SideId> {
        let third = || self.gold.others.iter().map(|other| &other.id).find(|id| *id == predicted);
        self.gold_side(predicted).or_else(third)
    }

    /// How many sides of both belong together.
    #[must_use]
    pub fn sides_matched(&self) -> usize {
        self.sides.len()
    }
}

/// The sides of a document, none where they were not labelled.
pub(super) fn sides_of(annotated: &Annotated) -> &[Side] {
    annotated.sides.as_deref().unwrap_or_default()
}

fn wrong(annotated: &Annotated, reason: &str) -> Error {
    Error::Document { document: annotated.document.id().to_owned(), reason: reason.to_owned() }
}

fn differing(gold: &Annotated, predicted: &Annotated) -> Error {
    let (ours, theirs) = (gold.document.text(), predicted.document.text());
    let at = ours.chars().zip(theirs.chars()).take_while(|(a, b)| a == b).count();
    wrong(gold, &format!("gold and prediction have different texts from character {at} on"))
}

fn by_id<'a>(documents: &'a [Annotated], whose: &str) -> Result<BTreeMap<&'a str, &'a Annotated>> {
    let mut known = BTreeMap::new();
    for document in documents {
        if known.insert(document.document.id(), document).is_some() {
            return Err(wrong(document, &format!("{whose} has it twice")));
        }
    }
    Ok(known)
}

/// For each gold sentence the predicted one that shares the most characters with it, the earlier
/// of two that share the same. Two predicted sentences of one gold sentence do not both count;
/// one that covers two gold sentences stands for both.
fn align(gold: &Annotated, predicted: &Annotated) -> Vec<Option<usize>> {
    let offsets = ScalarOffsets::new(gold.document.text());
    let shared = |a: Span, b: Span| {
        a.intersection(b).map(|both| offsets.scalar(both.end()) - offsets.scalar(both.start()))
    };
    let mut first = 0;
    let of = |sentence: &LabelledSentence| {
        while predicted.sentences.get(first).is_some_and(|p| p.span.end() <= sentence.span.start())
        {
            first += 1;
        }
        let candidates = predicted.sentences.iter().enumerate().skip(first);
        candidates
            .take_while(|(_, p)| p.span.start() < sentence.span.end())
            .filter_map(|(at, p)| Some((shared(sentence.span, p.span)?, std::cmp::Reverse(at))))
            .max()
            .map(|(_, std::cmp::Reverse(at))| at)
    };
    gold.sentences.iter().map(of).collect()
}

/// Sides of the same id belong together; the rest so that they share as many names as can be.
fn match_sides<'a>(gold: &'a [Side], predicted: &'a [Side]) -> BTreeMap<&'a SideId, &'a SideId> {
    let ids: BTreeSet<&SideId> = gold.iter().map(|side| &side.id).collect();
    let (same, other): (Vec<_>, Vec<_>) = predicted.iter().partition(|side| ids.contains(&side.id));
    let taken: BTreeSet<&SideId> = same.iter().map(|side| &side.id).collect();
    let left: Vec<_> = gold.iter().filter(|side| !taken.contains(&side.id)).collect();
    let mut sides: BTreeMap<_, _> = BTreeMap::new();
    for id in ids.intersection(&taken) {
        sides.insert(*id, *id);
    }
    sides.extend(match_by_names(&left, &other));
    sides
}

fn match_by_names<'a>(gold: &[&'a Side], predicted: &[&'a Side]) -> Vec<(&'a SideId, &'a SideId)> {
    let size = gold.len().max(predicted.len());
    if gold.is_empty() || predicted.is_empty() {
        return Vec::new();
    }
    let names = |sides: &[&Side]| sides.iter().map(|side| names_of(side)).collect::<Vec<_>>();
    let (ours, theirs) = (names(gold), names(predicted));
    let common = |g: usize, p: usize| match (ours.get(g), theirs.get(p)) {
        (Some(ours), Some(theirs)) => i64::try_from(ours.intersection(theirs).count()).unwrap_or(0),
        _ => 0,
    };
    let weights = Matrix::from_fn(size, size, |(g, p)| common(g, p));
    let (_, chosen) = kuhn_munkres(&weights);
    let pairs = chosen.into_iter().enumerate().filter(|&(g, p)| common(g, p) > 0);
    pairs.map(|(g, p)| (&predicted[p].id, &gold[g].id)).collect()
}

fn names_of(side: &Side) -> BTreeSet<String> {
    side.aliases.iter().chain([&side.name]).map(|name| name.trim().to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: &str, text: &str, rest: &str) -> Annotated {
        let line = format!(r#"{{"id":"{id}","text":"{text}",{rest}}}"#);
        Annotated::from_json(&line).unwrap()
    }

    fn sentences(bounds: &[(usize, usize)]) -> Annotated {
        let list: Vec<_> = bounds
            .iter()
            .map(|(start, end)| format!(r#"{{"start":{start},"end":{end}}}"#))
            .collect();
        document("a", "0123456789", &format!(r#""sentences":[{}]"#, list.join(",")))
    }

    #[test]
    fn a_gold_sentence_takes_the_prediction_that_shares_most_with_it() {
        let gold = sentences(&[(0, 6), (6, 10)]);
        let predicted = sentences(&[(0, 2), (2, 7), (8, 10)]);
        assert_eq!(align(&gold, &predicted), [Some(1), Some(2)]);
        assert_eq!(align(&predicted, &gold), [Some(0), Some(0), Some(1)]);
        assert_eq!(align(&gold, &sentences(&[(0, 3), (3, 6)])), [Some(0), None]);
    }

    #[test]
    fn found_sides_are_matched_by_the_names_they_share() {
        let gold = document(
            "a",
            "x",
            r#""sentences":[],"sides":[{"id":"port","name":"Port","aliases":["Holm","the port"]},{"id":"union","name":"Union","aliases":["Lindt"]}]"#,
        );
        let found = document(
            "a",
            "x",
            r#""sentences":[],"sides":[{"id":"s1","name":"Lindt"},{"id":"s2","name":"the Port","aliases":["holm","union"]},{"id":"s3","name":"Rain"}]"#,
        );
        let pair = Pair::new(&gold, &found).unwrap();
        assert_eq!(pair.gold_side(&"s1".into()).unwrap().as_str(), "union");
        assert_eq!(pair.gold_side(&"s2".into()).unwrap().as_str(), "port");
        assert_eq!(pair.gold_side(&"s3".into()), None);
    }

    #[test]
    fn predictions_for_other_documents_are_refused() {
        let (a, b) =
            (document("a", "x", r#""sentences":[]"#), document("b", "x", r#""sentences":[]"#));
        let reason = |gold: &[Annotated], predicted: &[Annotated]| {
            Pair::all(gold, predicted).unwrap_err().to_string()
        };
        assert_eq!(reason(std::slice::from_ref(&a), &[]), "document a: the predictions lack it");
        assert_eq!(
            reason(std::slice::from_ref(&a), &[a.clone(), b.clone()]),
            "document b: it is predicted but not in gold"
        );
        assert_eq!(reason(&[a.clone(), a.clone()], &[b]), "document a: gold has it twice");
        let other = document("a", "xy", r#""sentences":[]"#);
        assert!(reason(&[a], &[other]).contains("different texts from character 1"));
        assert!(matches!(Pair::all(&[], &[]), Err(Error::NothingToScore)));
    }
}
