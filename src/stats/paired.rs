//! Whether one system is better than another on the same documents.

use rand::RngExt;
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};

use super::interval::{ALPHA, Interval, mean, percentile};
use super::resample::{Counts, Plan, Statistics, draw, stream, sum};

/// The chance of seeing a true difference for which [`Difference::detectable`] is computed.
pub const POWER: f64 = 0.8;

/// Two differences closer than this are the same: sums in another order differ in their last bits.
const SAME: f64 = 1e-12;

/// One system's statistic less the other's, and what is to be thought of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The first less the second; positive where the first is better.
    pub observed: f64,
    /// Where the difference lies, from the paired bootstrap.
    pub interval: Option<Interval>,
    /// Two-sided, from the paired bootstrap shifted to no difference (Riezler and Maxwell 2005);
    /// sacrebleu counts one side only, about half of this.
    pub p_bootstrap: f64,
    /// Two-sided, from approximate randomisation: each document's outputs exchanged or not.
    pub p_randomisation: f64,
    /// The smallest true difference that a test at 5 % would find in 80 % of such collections of
    /// documents: (z₀.₉₇₅ + z₀.₈) times the standard deviation of the bootstrapped difference.
    pub detectable: f64,
}

impl Difference {
    /// Whether both tests reject at 5 %.
    #[must_use]
    pub fn significant(&self) -> bool {
        self.p_bootstrap < ALPHA && self.p_randomisation < ALPHA
    }
}

/// Compares each statistic of `ours` and `theirs`, which hold the same documents in the same
/// order. `None` where a statistic is undefined for either, or in half of the resamples.
///
/// # Panics
/// If the two do not have the same number of documents.
#[must_use]
pub fn compare<T: Counts>(
    ours: &[T],
    theirs: &[T],
    plan: &Plan,
    statistics: impl Statistics<T>,
) -> Vec<Option<Difference>> {
    assert_eq!(ours.len(), theirs.len(), "a paired test needs the same documents");
    let difference = |a: T, b: T| -> Vec<Option<f64>> {
        let pairs = statistics(&a).into_iter().zip(statistics(&b));
        pairs.map(|(a, b)| Some(a? - b?)).collect()
    };
    let observed = difference(sum(ours.iter()), sum(theirs.iter()));
    let resampled: Vec<_> = (0..plan.resamples)
        .into_par_iter()
        .map(|at| {
            let drawn: Vec<usize> = draw(&mut stream(plan, at), ours.len()).collect();
            let of = |units: &[T]| sum(drawn.iter().map(|&unit| &units[unit]));
            difference(of(ours), of(theirs))
        })
        .collect();
    let exchanged: Vec<_> = (0..plan.resamples)
        .into_par_iter()
        .map(|at| {
            let (a, b) = exchange(ours, theirs, plan, at);
            difference(a, b)
        })
        .collect();
    let column = |rows: &[Vec<Option<f64>>], at: usize| -> Vec<f64> {
        rows.iter().filter_map(|row| row[at]).collect()
    };
    let judge = |(at, observed): (usize, Option<f64>)| {
        let (resampled, exchanged) = (column(&resampled, at), column(&exchanged, at));
        let enough = 2 * resampled.len().min(exchanged.len()) > plan.resamples;
        enough.then(|| judge(observed, resampled, &exchanged)).flatten()
    };
    observed.into_iter().enumerate().map(judge).collect()
}

/// The sums of both systems after exchanging their outputs for a random half of the documents.
fn exchange<T: Counts>(ours: &[T], theirs: &[T], plan: &Plan, at: usize) -> (T, T) {
    // Streams beyond those of the bootstrap, so that the two tests are independent.
    let mut random = stream(plan, plan.resamples + at);
    let (mut a, mut b) = (T::default(), T::default());
    for (ours, theirs) in ours.iter().zip(theirs) {
        let (first, second) = if random.random::<bool>() { (theirs, ours) } else { (ours, theirs) };
        a += first;
        b += second;
    }
    (a, b)
}

fn judge(observed: Option<f64>, mut resampled: Vec<f64>, exchanged: &[f64]) -> Option<Difference> {
    let observed = observed?;
    let centre = mean(&resampled);
    let centred: Vec<f64> = resampled.iter().map(|difference| difference - centre).collect();
    let squares: Vec<f64> = centred.iter().map(|difference| difference * difference).collect();
    let normal = Normal::standard();
    let factor = normal.inverse_cdf(1.0 - ALPHA / 2.0) + normal.inverse_cdf(POWER);
    resampled.sort_unstable_by(f64::total_cmp);
    Some(Difference {
        observed,
        interval: percentile(&resampled),
        p_bootstrap: p_value(&centred, observed),
        p_randomisation: p_value(exchanged, observed),
        detectable: factor * mean(&squares).sqrt(),
    })
}

/// Share of differences at least as large as the one observed, itself counted among them.
#[must_use]
pub fn p_value(under_null: &[f64], observed: f64) -> f64 {
    let as_large = under_null.iter().filter(|d| d.abs() >= observed.abs() - SAME).count();
    #[expect(clippy::cast_precision_loss, reason = "thousands of resamples")]
    let p = (as_large + 1) as f64 / (under_null.len() + 1) as f64;
    p
}
