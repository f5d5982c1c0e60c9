//! Where a score lies, with how much confidence, and by which method.

use statrs::distribution::{ContinuousCDF, Normal};

/// What an interval leaves out on both sides together.
pub const ALPHA: f64 = 0.05;

/// How an interval was made from resampled scores.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The middle 95 % of the resampled scores.
    #[default]
    Percentile,
    /// Bias-corrected and accelerated (Efron 1987).
    Bca,
}

impl Method {
    /// Its name in signatures.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Percentile => "percentile",
            Self::Bca => "bca",
        }
    }
}

/// A 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// How it was made.
    pub method: Method,
}

/// The middle 95 % of `scores`, which are sorted; `None` where there are none.
#[must_use]
pub fn percentile(scores: &[f64]) -> Option<Interval> {
    let low = quantile(scores, ALPHA / 2.0)?;
    let high = quantile(scores, 1.0 - ALPHA / 2.0)?;
    Some(Interval { low, high, method: Method::Percentile })
}

/// As [`percentile`], of scores in any order, which it changes: only the ends are sorted, which is
/// several times as fast as sorting all.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a list of thousands"
)]
pub fn percentile_of(scores: &mut [f64]) -> Option<Interval> {
    let end = (ALPHA / 2.0 * scores.len() as f64).ceil() as usize + 1;
    let top = scores.len().saturating_sub(end);
    if end < top {
        scores.select_nth_unstable_by(end, f64::total_cmp);
        scores[end..].select_nth_unstable_by(top - end, f64::total_cmp);
        scores[..end].sort_unstable_by(f64::total_cmp);
        scores[top..].sort_unstable_by(f64::total_cmp);
    } else {
        scores.sort_unstable_by(f64::total_cmp);
    }
    percentile(scores)
}

/// The BCa interval of sorted resampled `scores` around the `observed` one, with the scores
/// that leave out one unit each. Where it is undefined (every score the same, or one unit that
/// outweighs all others), percentile.
#[must_use]
pub fn bca(scores: &[f64], observed: f64, leave_one_out: &[f64]) -> Option<Interval> {
    let normal = Normal::standard();
    let below = scores.partition_point(|&score| score < observed);
    let up_to = scores.partition_point(|&score| score <= observed);
    #[expect(clippy::cast_precision_loss, reason = "thousands of resamples")]
    let share = (below + up_to) as f64 / (2.0 * scores.len() as f64);
    if share <= 0.0 || share >= 1.0 || scores.first() == scores.last() {
        return percentile(scores);
    }
    let bias = normal.inverse_cdf(share);
    let acceleration = acceleration(leave_one_out);
    let moved = |alpha: f64| {
        let z = bias + normal.inverse_cdf(alpha);
        let stretched = 1.0 - acceleration * z;
        (stretched > 0.0).then(|| normal.cdf(bias + z / stretched))
    };
    let (Some(low), Some(high)) = (moved(ALPHA / 2.0), moved(1.0 - ALPHA / 2.0)) else {
        return percentile(scores);
    };
    let (low, high) = (quantile(scores, low)?, quantile(scores, high)?);
    Some(Interval { low, high, method: Method::Bca })
}

/// Skewness of the jackknife; 0 where it does not vary.
fn acceleration(leave_one_out: &[f64]) -> f64 {
    let mean = mean(leave_one_out);
    let sum =
        |power: i32| leave_one_out.iter().map(|score| (mean - score).powi(power)).sum::<f64>();
    let spread = sum(2);
    if spread > 0.0 { sum(3) / (6.0 * spread.powf(1.5)) } else { 0.0 }
}

/// The arithmetic mean; 0 of nothing.
pub(super) fn mean(values: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "thousands of resamples")]
    let count = values.len().max(1) as f64;
    values.iter().sum::<f64>() / count
}

/// The quantile by linear interpolation (type 7, numpy's default) of sorted values.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a list of thousands"
)]
pub fn quantile(sorted: &[f64], at: f64) -> Option<f64> {
    let place = at.clamp(0.0, 1.0) * (sorted.len().checked_sub(1)?) as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    Some(sorted[below] + (sorted[above] - sorted[below]) * (place - place.floor()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn scores_need_not_be_sorted_for_their_middle(
            scores in prop::collection::vec(-9.0_f64..9.0, 0..400),
        ) {
            let mut sorted = scores.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            let mut mixed = scores;
            prop_assert_eq!(percentile_of(&mut mixed), percentile(&sorted));
        }
    }
}
