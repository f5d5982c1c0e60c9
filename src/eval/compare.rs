//! Two systems on the same gold.

use serde::Serialize;

use super::score::Scores;
use super::tally::Tally;
use crate::stats::{self, Difference, Plan};

/// The difference of one score between two systems.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The score: `voice.macro_f1`.
    pub name: String,
    /// This system's score.
    pub ours: f64,
    /// The baseline's score.
    pub theirs: f64,
    /// This system's less the baseline's.
    pub difference: f64,
    /// Lower end of the difference's 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// By paired bootstrap.
    pub p_bootstrap: f64,
    /// By approximate randomisation.
    pub p_randomisation: f64,
    /// Whether both tests reject at 5 %.
    pub significant: bool,
    /// The smallest difference found 80 % of the time with so many documents; given where the
    /// difference is not significant.
    pub detectable: Option<f64>,
}

/// Every score without a class that both systems have.
#[must_use]
pub fn compared(ours: &Scores, theirs: &Scores, plan: &Plan) -> Vec<Compared> {
    let statistics = |tally: &Tally| tally.values().iter().map(|value| value.value).collect();
    let differences = stats::compare(ours.documents(), theirs.documents(), plan, statistics);
    let both = ours.iter().zip(theirs.iter()).zip(differences);
    let rows = both.filter(|((ours, _), _)| ours.0.class.is_none());
    rows.filter_map(|((ours, theirs), difference)| {
        Some(row(ours.0.name(), ours.0.value?, theirs.0.value?, &difference?))
    })
    .collect()
}

fn row(name: String, ours: f64, theirs: f64, difference: &Difference) -> Compared {
    let significant = difference.significant();
    Compared {
        name,
        ours,
        theirs,
        difference: difference.observed,
        low: difference.interval.map(|interval| interval.low),
        high: difference.interval.map(|interval| interval.high),
        p_bootstrap: difference.p_bootstrap,
        p_randomisation: difference.p_randomisation,
        significant,
        detectable: (!significant).then_some(difference.detectable),
    }
}
