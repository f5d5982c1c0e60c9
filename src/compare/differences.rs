//! Where outlets differ: from one another, and each from the rest.

use schemars::JsonSchema;
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

use super::cells::Cell;
use super::measure::Measure;
use super::profile::{Basis, Corrected};
use super::units::Unit;
use crate::stats::benjamini_hochberg;
use crate::stats::interval::ALPHA;
use crate::stats::paired::POWER;

/// Where names can be exchanged in fewer ways, no test at 5 % on both sides can reject.
const LEAST_EXCHANGES: f64 = 40.0;

/// One measure of one outlet less that of another, or of all others together.
///
/// Where there are several events it is a difference within events: the mean over the events
/// that both report, weighted as Mantel and Haenszel do.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Difference {
    /// What is measured.
    #[serde(flatten)]
    pub measure: Measure,
    /// The outlet.
    pub outlet: String,
    /// The other; `null` is all others together.
    pub against: Option<String>,
    /// The outlet's value less the other's; `null` where either has none.
    pub difference: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// The same corrected for the classifier's known errors; `null` where it cannot be.
    pub corrected: Option<Corrected>,
    /// Two-sided: how often a difference as large comes about where names of outlets are
    /// exchanged among the units of each event. `null` where there is too little to tell.
    pub p: Option<f64>,
    /// The same over all differences tested, by Benjamini and Hochberg: of those up to it, this
    /// share is expected to be chance.
    pub q: Option<f64>,
    /// Whether `q` is below 5 %.
    pub significant: bool,
    /// Where it is not: the smallest true difference that would be found 80 % of the time, by a
    /// single test at 5 %.
    pub detectable: Option<f64>,
    /// What was resampled and exchanged.
    pub unit: Unit,
    /// How many of these the outlet and the other have.
    pub units: [usize; 2],
    /// Sentences, words or documents that each rests on.
    pub items: [f64; 2],
    /// Events that both report.
    pub events: usize,
    /// Whether it rests on too little to tell.
    pub too_few: bool,
}

/// Who is compared with whom.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Names {
    pub outlet: String,
    pub against: Option<String>,
}

/// What both sides of a difference rest on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bases {
    pub one: Basis,
    pub other: Basis,
    pub events: usize,
    /// Natural logarithm of the number of ways in which names can be exchanged.
    pub exchanges: f64,
}

impl Difference {
    pub(super) fn new(cell: Cell, names: Names, bases: &Bases) -> Self {
        let Bases { one, other, events, exchanges } = *bases;
        let few = one.is_too_small() || other.is_too_small();
        let too_few = few || exchanges < LEAST_EXCHANGES.ln() || cell.raw.interval.is_none();
        let intervals = one.units > 1 && other.units > 1 && one.resampled;
        let interval = cell.raw.interval.filter(|_| intervals);
        Self {
            outlet: names.outlet,
            against: names.against,
            difference: cell.raw.value,
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            corrected: cell.corrected.and_then(|number| Corrected::of(&number, intervals)),
            p: cell.p.filter(|_| !too_few),
            q: None,
            significant: false,
            detectable: cell.raw.deviation.filter(|_| intervals).map(detectable),
            unit: one.unit,
            units: [one.units, other.units],
            items: [one.items, other.items],
            events,
            too_few,
            measure: cell.measure,
        }
    }
}

/// As in `stats`: (z₀.₉₇₅ + z₀.₈) times the standard deviation of the bootstrapped difference.
fn detectable(deviation: f64) -> f64 {
    let normal = Normal::standard();
    (normal.inverse_cdf(1.0 - ALPHA / 2.0) + normal.inverse_cdf(POWER)) * deviation
}

/// Adjusts the p-values of all differences that have one, and says which are significant.
pub(super) fn adjust(differences: &mut [Difference]) {
    let p: Vec<f64> = differences.iter().filter_map(|difference| difference.p).collect();
    let tested = differences.iter_mut().filter(|difference| difference.p.is_some());
    for (difference, q) in tested.zip(benjamini_hochberg(&p)) {
        difference.q = Some(q);
        difference.significant = q < ALPHA;
        if difference.significant {
            difference.detectable = None;
        }
    }
}
