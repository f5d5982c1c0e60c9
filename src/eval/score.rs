//! The scores of a set of predictions.

use super::count::count;
use super::pair::Pair;
use super::tally::Tally;
use super::values::Value;
use crate::error::Result;
use crate::labels::Annotated;
use crate::stats::{Interval, Plan, intervals};

/// One number: undefined is `None`, never 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// 0 to 1.
    pub value: Option<f64>,
    /// Where it lies, were the documents others of the same kind.
    pub interval: Option<Interval>,
    /// Gold items it rests on.
    pub support: f64,
}

/// Scores the predictions against gold, document by document of the same `id`.
///
/// # Errors
/// As [`Pair::all`]: empty gold, documents without a partner or with another text.
pub fn score(gold: &[Annotated], predicted: &[Annotated]) -> Result<Scores> {
    let pairs = Pair::all(gold, predicted)?;
    Ok(Scores::new(pairs.iter().map(|pair| count(pair, None)).collect()))
}

/// Every score, and the counts of each document, from which they can be had again.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    documents: Vec<Tally>,
    total: Tally,
    values: Vec<Value>,
    intervals: Vec<Option<Interval>>,
}

impl Scores {
    /// Of the counts of each document.
    #[must_use]
    pub fn new(documents: Vec<Tally>) -> Self {
        let total = Tally::sum(&documents);
        let values = total.values();
        let intervals = vec![None; values.len()];
        Self { documents, total, values, intervals }
    }

    /// The score named `layer.metric` or `layer.class.metric`: `voice.macro_f1`,
    /// `spans.hedge.overlap_f1`. `None` is a name that there is not.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Score> {
        self.iter().find(|(value, _)| value.name() == name).map(|(value, interval)| Score {
            value: value.value,
            interval,
            support: value.support,
        })
    }

    /// The same with a 95 % interval beside every score that has one, resampling documents.
    #[must_use]
    pub fn with_intervals(mut self, plan: &Plan) -> Self {
        let statistics = |tally: &Tally| tally.values().iter().map(|value| value.value).collect();
        self.intervals = intervals(&self.documents, plan, statistics);
        self
    }

    /// Every score in a fixed order, with its interval where there is one.
    pub fn iter(&self) -> impl Iterator<Item = (&Value, Option<Interval>)> {
        self.values.iter().zip(self.intervals.iter().copied())
    }

    /// The counts of each document, in the order of gold.
    #[must_use]
    pub fn documents(&self) -> &[Tally] {
        &self.documents
    }

    /// The counts of all documents together, with the confusion matrices.
    #[must_use]
    pub fn total(&self) -> &Tally {
        &self.total
    }
}
