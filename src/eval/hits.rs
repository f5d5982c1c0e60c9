//! Counts of a layer whose items are found or missed: spans, mentions, boundaries, frames.

use std::ops::AddAssign;

use super::confusion::{Confusion, ratio};

/// How many gold items there are, how many were predicted, and how many of both meet.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Hits {
    /// Pairs that meet, or the credit they earn.
    pub matched: f64,
    /// Items in gold.
    pub gold: f64,
    /// Items predicted.
    pub predicted: f64,
    /// Documents or sentences whose prediction carries the layer at all.
    pub carried: f64,
}

impl AddAssign<&Self> for Hits {
    fn add_assign(&mut self, other: &Self) {
        self.matched += other.matched;
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.carried += other.carried;
    }
}

impl Hits {
    /// Counts of lists that the prediction carries, or not.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    pub fn new(matched: f64, gold: usize, predicted: usize, carried: bool) -> Self {
        Self {
            matched,
            gold: gold as f64,
            predicted: predicted as f64,
            carried: f64::from(u8::from(carried)),
        }
    }

    /// Of a label that is there (class 1) or not.
    #[must_use]
    pub fn of_presence(counts: &Confusion<2>) -> Self {
        Self {
            matched: counts.cells()[1][1],
            gold: counts.gold(1),
            predicted: counts.predicted(1),
            carried: counts.predicted(0) + counts.predicted(1),
        }
    }

    /// Counts one item that is in gold, or predicted, or both.
    pub fn count(&mut self, gold: bool, predicted: bool) {
        self.matched += f64::from(u8::from(gold && predicted));
        self.gold += f64::from(u8::from(gold));
        self.predicted += f64::from(u8::from(predicted));
    }

    /// Of what was predicted, how much is in gold.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        ratio(self.matched, self.predicted)
    }

    /// Of what is in gold, how much was predicted.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        (self.carried > 0.0).then(|| ratio(self.matched, self.gold))?
    }

    /// Harmonic mean of both; undefined where there is nothing in either, and where the
    /// prediction does not carry the layer.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        (self.carried > 0.0).then(|| ratio(2.0 * self.matched, self.gold + self.predicted))?
    }
}
