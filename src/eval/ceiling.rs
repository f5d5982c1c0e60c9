//! The human ceiling: what two annotators of the gold's documents reach by the measures that the
//! predictions are held to.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::agree::agree;
use super::count::count;
use super::pair::Pair;
use super::report::{Report, rows};
use super::row::Row;
use super::score::Scores;
use super::subject::labels_by;
use crate::error::{Error, Result};
use crate::labels::Annotated;
use crate::stats::Plan;

/// Annotators whose agreement a report gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Annotators {
    /// How many there are.
    pub count: usize,
    /// What they are, where their files say: `crowd`, `expert` or `model`.
    pub labels_by: Vec<String>,
    /// Documents that at least two of them labelled.
    pub documents: usize,
    /// Of two annotators every score of the second, taken as predictions, against the first.
    pub scores: Vec<Row>,
}

impl Annotators {
    /// Those of these files, without scores.
    #[must_use]
    pub fn of_files(files: &[Vec<Annotated>]) -> Self {
        let mut readings: BTreeMap<&str, usize> = BTreeMap::new();
        for document in files.iter().flatten() {
            *readings.entry(document.document.id()).or_default() += 1;
        }
        Self {
            count: files.len(),
            labels_by: labels_by(files.iter().flatten()),
            documents: readings.values().filter(|&&count| count > 1).count(),
            scores: Vec::new(),
        }
    }

    /// The score of this name: `voice.macro_f1`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Row> {
        self.scores.iter().find(|row| row.name() == name)
    }
}

impl Report {
    /// The same with the agreement of two annotators on those of gold's documents that both have.
    ///
    /// # Errors
    /// [`Error::NoCeiling`] where there is no such document; [`Error::Document`] where an
    /// annotator has another text than gold, or has one document twice.
    pub fn beside(
        mut self,
        gold: &[Annotated],
        annotators: [Vec<Annotated>; 2],
        plan: &Plan,
    ) -> Result<Self> {
        let files = shared(gold, annotators)?;
        self.ceiling = agree(&files, plan)?;
        let pairs = Pair::all(&files[0], &files[1])?;
        let tallies = pairs.iter().map(|pair| count(pair, None)).collect();
        let scores = rows(&Scores::new(tallies).with_intervals(plan), None);
        self.annotators = Some(Annotators { scores, ..Annotators::of_files(&files) });
        Ok(self)
    }
}

/// What both annotators have of gold.
fn shared(gold: &[Annotated], mut files: [Vec<Annotated>; 2]) -> Result<[Vec<Annotated>; 2]> {
    let ids = |documents: &[Annotated]| -> BTreeSet<String> {
        documents.iter().map(|document| document.document.id().to_owned()).collect()
    };
    let texts: BTreeMap<&str, &str> =
        gold.iter().map(|g| (g.document.id(), g.document.text())).collect();
    let both = &ids(&files[0]) & &ids(&files[1]);
    for file in &mut files {
        file.retain(|d| both.contains(d.document.id()) && texts.contains_key(d.document.id()));
        let other = file.iter().find(|d| texts.get(d.document.id()) != Some(&d.document.text()));
        if let Some(other) = other {
            return Err(Error::Document {
                document: other.document.id().to_owned(),
                reason: "an annotator has another text of it than gold".to_owned(),
            });
        }
    }
    if files[0].is_empty() { Err(Error::NoCeiling) } else { Ok(files) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{Options, report};

    fn document(id: &str, text: &str, voice: &str) -> Annotated {
        Annotated::from_json(&format!(
            r#"{{"id":"{id}","text":"{text}","labels_by":"model","sentences":[{{"start":0,"end":4,"voice":"{voice}"}}]}}"#
        ))
        .unwrap()
    }

    fn with(first: Vec<Annotated>, second: Vec<Annotated>) -> Result<Report> {
        let gold = [document("a", "Rain", "author"), document("b", "Wind", "quoted")];
        let plan = Plan { resamples: 50, ..Plan::default() };
        let report = report(&gold, &gold, &Options { plan, slices: Vec::new() })?;
        report.beside(&gold, [first, second], &plan)
    }

    #[test]
    fn the_second_annotator_is_scored_against_the_first_on_what_both_have_of_gold() {
        let first = vec![document("a", "Rain", "author"), document("b", "Wind", "author")];
        let mut second = vec![document("b", "Wind", "reported"), document("a", "Rain", "author")];
        second.push(document("c", "Hail", "author"));
        let report = with(first, second).unwrap();
        let annotators = report.annotators.unwrap();
        assert_eq!((annotators.count, annotators.documents), (2, 2));
        assert_eq!(annotators.labels_by, ["model"]);
        assert_eq!(annotators.get("voice.accuracy").unwrap().value, Some(0.5));
        assert!(report.ceiling.iter().any(|row| row.name() == "voice.alpha"));
    }

    #[test]
    fn annotators_of_other_documents_or_texts_are_refused() {
        let other = || vec![document("c", "Hail", "author")];
        assert!(matches!(with(other(), other()), Err(Error::NoCeiling)));
        let changed = || vec![document("a", "Snow", "author")];
        let error = with(changed(), changed()).unwrap_err().to_string();
        assert_eq!(error, "document a: an annotator has another text of it than gold");
    }
}
