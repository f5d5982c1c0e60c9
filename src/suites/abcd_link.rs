//! ABCD-Link: pairs of sentences of two articles, and whether each annotator links them.
//!
//! [`score`] holds the links that somebody's alignment finds against those pairs.

use std::collections::{BTreeMap, BTreeSet};

use csv::ReaderBuilder;

use super::files::{Data, File};
use super::table::{Row, rows};
use crate::error::Result;
use crate::eval::hits::Hits;
use crate::stats::{Coincidences, Scale};

const COLUMNS: [&str; 7] = [
    "document_id",
    "source_id",
    "target_id",
    "annotator_1",
    "annotator_2",
    "source_sentence",
    "target_sentence",
];

/// A link from one sentence to another, by the benchmark's own names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link {
    /// The pair of articles.
    pub document: String,
    /// The sentence it goes from.
    pub source: String,
    /// The sentence it goes to.
    pub target: String,
}

/// Two sentences and whether each annotator links them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedPair {
    /// The pair of articles.
    pub document: String,
    /// Name of the sentence a link would go from.
    pub source: String,
    /// Name of the sentence it would go to.
    pub target: String,
    /// The words of the first.
    pub source_sentence: String,
    /// The words of the second.
    pub target_sentence: String,
    /// What each annotator says.
    pub linked: [bool; 2],
}

/// How good a set of links is.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkScore {
    /// Links of gold, links predicted among the pairs that gold judges, and links of both.
    pub hits: Hits,
    /// Predicted links between sentences that gold does not judge; they count neither way.
    pub unjudged: usize,
}

impl LinkedPair {
    /// The pair as a link.
    #[must_use]
    pub fn link(&self) -> Link {
        Link {
            document: self.document.clone(),
            source: self.source.clone(),
            target: self.target.clone(),
        }
    }

    /// Whether gold has it: whether all annotators link it.
    #[must_use]
    pub fn is_link(&self) -> bool {
        self.linked.iter().all(|&linked| linked)
    }
}

/// Scores links, by name and direction, against the pairs that the annotators judged.
#[must_use]
pub fn score(pairs: &[LinkedPair], predicted: &BTreeSet<Link>) -> LinkScore {
    let judged: BTreeMap<Link, bool> =
        pairs.iter().map(|pair| (pair.link(), pair.is_link())).collect();
    let found: Vec<bool> = predicted.iter().filter_map(|link| judged.get(link).copied()).collect();
    let gold = judged.values().filter(|&&linked| linked).count();
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    let matched = found.iter().filter(|&&linked| linked).count() as f64;
    LinkScore {
        hits: Hits::new(matched, gold, found.len(), true),
        unjudged: predicted.len() - found.len(),
    }
}

/// Krippendorff's alpha of the annotators, nominal: what `links.f1` cannot be expected to pass.
#[must_use]
pub fn agreement(pairs: &[LinkedPair]) -> Option<f64> {
    let mut coincidences = Coincidences::new(2);
    pairs.iter().for_each(|pair| coincidences.count(&pair.linked.map(usize::from)));
    coincidences.alpha(Scale::Nominal)
}

/// Every pair once; one that comes twice must come with the same labels.
pub(super) fn read(data: Data) -> Result<Vec<LinkedPair>> {
    let file = data.file(0)?;
    let mut pairs: Vec<LinkedPair> = Vec::new();
    let mut seen: BTreeMap<Link, (usize, usize)> = BTreeMap::new();
    for row in rows(&file, &ReaderBuilder::new(), COLUMNS)? {
        let line = row.line;
        let pair = pair(&file, row)?;
        match seen.get(&pair.link()) {
            Some(&(at, _)) if pairs[at].linked == pair.linked => {}
            Some(&(_, first)) => {
                let reason = format!("the pair of line {first} again with other labels");
                return Err(file.wrong(line, reason));
            }
            None => {
                seen.insert(pair.link(), (pairs.len(), line));
                pairs.push(pair);
            }
        }
    }
    Ok(pairs)
}

fn pair(file: &File, row: Row<7>) -> Result<LinkedPair> {
    let Row { line, cells } = row;
    let [document, source, target, first, second, source_sentence, target_sentence] = cells;
    let linked = |column: &str, cell: &str| {
        truth(cell).ok_or_else(|| file.wrong(line, format!("{column}: {cell:?} is none of 0, 1")))
    };
    let linked = [linked("annotator_1", &first)?, linked("annotator_2", &second)?];
    for (column, cell) in COLUMNS.iter().zip([&document, &source, &target]) {
        if cell.trim().is_empty() {
            return Err(file.wrong(line, format!("{column}: it is blank")));
        }
    }
    Ok(LinkedPair { document, source, target, source_sentence, target_sentence, linked })
}

/// A truth value as tables of numbers and Python write it.
fn truth(cell: &str) -> Option<bool> {
    match cell.trim() {
        "1" | "1.0" | "True" | "true" => Some(true),
        "0" | "0.0" | "False" | "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(source: &str, target: &str, linked: [bool; 2]) -> LinkedPair {
        LinkedPair {
            document: "strike".to_owned(),
            source: source.to_owned(),
            target: target.to_owned(),
            source_sentence: String::new(),
            target_sentence: String::new(),
            linked,
        }
    }

    fn link(source: &str, target: &str) -> Link {
        pair(source, target, [true; 2]).link()
    }

    #[test]
    fn a_link_counts_where_both_annotators_see_it_and_others_only_where_they_were_judged() {
        let pairs = [
            pair("a", "1", [true, true]),
            pair("a", "2", [true, false]),
            pair("b", "1", [false, false]),
            pair("b", "2", [true, true]),
        ];
        let predicted =
            BTreeSet::from([link("a", "1"), link("a", "2"), link("1", "a"), link("c", "9")]);
        let score = score(&pairs, &predicted);
        assert_eq!(score.unjudged, 2);
        assert_eq!((score.hits.precision(), score.hits.recall()), (Some(0.5), Some(0.5)));
        assert!(agreement(&pairs).is_some_and(|alpha| alpha > 0.0 && alpha < 1.0));
    }

    #[test]
    fn without_a_link_in_gold_or_prediction_the_f1_is_undefined() {
        assert_eq!(score(&[], &BTreeSet::new()).hits.f1(), None);
        assert_eq!(agreement(&[]), None);
    }
}
