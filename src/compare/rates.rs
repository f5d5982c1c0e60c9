//! Shares of a family's classes, of sums over events.

use super::measure::{Shares, weigh};
use super::simplex::Solver;

/// Counts of a family's classes and of what they are shares of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    classes: Shares,
    all: f64,
}

impl Count {
    /// Of a row's part: the classes, then all.
    pub fn new(part: &[f64]) -> Self {
        let (mut classes, last) = (Shares::default(), part.len() - 1);
        classes[..last].copy_from_slice(&part[..last]);
        Self { classes, all: part[last] }
    }

    /// Without what the other counts.
    pub fn less(&self, other: &Self) -> Self {
        let classes = std::array::from_fn(|at| self.classes[at] - other.classes[at]);
        Self { classes, all: self.all - other.all }
    }
}

/// The shares of one outlet and, for a difference, of what it is compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rates {
    pub one: Shares,
    pub other: Option<Shares>,
}

impl Rates {
    /// The value of a measure of these weights.
    pub fn weighed(&self, weights: &Shares) -> f64 {
        weigh(weights, &self.one) - self.other.map_or(0.0, |other| weigh(weights, &other))
    }

    /// As they are without what the classifier gets wrong.
    pub fn through(&self, solver: &Solver) -> Self {
        let one = solver.correct(&self.one);
        Self { one, other: self.other.map(|other| solver.correct(&other)) }
    }
}

/// Shares of the sum over events.
pub(super) fn pooled_shares(counts: impl Iterator<Item = Count>) -> Option<Shares> {
    let mut sum = Count::default();
    for count in counts {
        sum.all += count.all;
        sum.classes.iter_mut().zip(count.classes).for_each(|(class, more)| *class += more);
    }
    (sum.all > 0.0).then(|| sum.classes.map(|class| class / sum.all))
}

/// Shares of two, averaged over the events that both have, with the same weights for both: those
/// of Mantel and Haenszel, so that their difference is that of rates within events.
pub(super) fn standardised(counts: impl Iterator<Item = (Count, Count)>) -> Option<Rates> {
    let (mut one, mut other, mut sum) = (Shares::default(), Shares::default(), 0.0);
    for (a, b) in counts.filter(|(a, b)| a.all > 0.0 && b.all > 0.0) {
        let weight = a.all * b.all / (a.all + b.all);
        sum += weight;
        for (shares, count) in [(&mut one, a), (&mut other, b)] {
            let part = weight / count.all;
            shares.iter_mut().zip(count.classes).for_each(|(share, class)| *share += part * class);
        }
    }
    let mean = |shares: Shares| shares.map(|share| share / sum);
    (sum > 0.0).then(|| Rates { one: mean(one), other: Some(mean(other)) })
}
