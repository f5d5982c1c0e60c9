//! The bootstrap over units whose counts sum.

use std::ops::AddAssign;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::interval::{Interval, Method, bca, percentile};

/// How to resample; part of every signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How many times.
    pub resamples: usize,
    /// What the random numbers start from.
    pub seed: u64,
    /// Which interval to take.
    pub method: Method,
}

impl Default for Plan {
    fn default() -> Self {
        Self { resamples: 2000, seed: 1, method: Method::default() }
    }
}

/// Counts that sum: what a unit of resampling is.
pub trait Counts: Clone + Default + Send + Sync + for<'a> AddAssign<&'a Self> {}

impl<T: Clone + Default + Send + Sync + for<'a> AddAssign<&'a T>> Counts for T {}

/// Several statistics of a sum of units, always the same number of them.
pub trait Statistics<T>: Fn(&T) -> Vec<Option<f64>> + Sync {}

impl<T, F: Fn(&T) -> Vec<Option<f64>> + Sync> Statistics<T> for F {}

/// The random numbers of resample number `at`: the same whatever thread draws them.
pub(super) fn stream(plan: &Plan, at: usize) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(plan.seed);
    random.set_stream(at as u64);
    random
}

/// One draw of as many units as there are, with replacement.
pub(super) fn draw(random: &mut ChaCha8Rng, units: usize) -> impl Iterator<Item = usize> {
    (0..units).map(move |_| random.random_range(0..units))
}

pub(super) fn sum<'t, T: Counts + 't>(units: impl Iterator<Item = &'t T>) -> T {
    let mut sum = T::default();
    units.for_each(|unit| sum += unit);
    sum
}

/// A 95 % interval of each statistic of the sum of `units`.
///
/// Resamples in which a statistic is undefined are left out of its distribution; it has no
/// interval where that is half of them, where it is undefined itself, or with fewer than two units.
#[must_use]
pub fn intervals<T: Counts>(
    units: &[T],
    plan: &Plan,
    statistics: impl Statistics<T>,
) -> Vec<Option<Interval>> {
    let observed = statistics(&sum(units.iter()));
    if units.len() < 2 {
        return vec![None; observed.len()];
    }
    let one =
        |at| statistics(&sum(draw(&mut stream(plan, at), units.len()).map(|unit| &units[unit])));
    let resampled: Vec<Vec<Option<f64>>> = (0..plan.resamples).into_par_iter().map(one).collect();
    let left_out = match plan.method {
        Method::Percentile => Vec::new(),
        Method::Bca => leave_one_out(units, &statistics),
    };
    let of = |(column, observed): (usize, &Option<f64>)| {
        let scores = defined(&resampled, column);
        let enough = 2 * scores.len() > plan.resamples;
        match plan.method {
            _ if !enough => None,
            Method::Percentile => observed.and_then(|_| percentile(&scores)),
            Method::Bca => bca(&scores, (*observed)?, &defined(&left_out, column)),
        }
    };
    observed.iter().enumerate().map(of).collect()
}

/// The defined values of one column, sorted.
fn defined(rows: &[Vec<Option<f64>>], column: usize) -> Vec<f64> {
    let mut values: Vec<f64> = rows.iter().filter_map(|row| row[column]).collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// The statistics of all units but one, for each, by sums from both ends.
fn leave_one_out<T: Counts>(units: &[T], statistics: &impl Statistics<T>) -> Vec<Vec<Option<f64>>> {
    let mut after = vec![T::default()];
    for unit in units.iter().skip(1).rev() {
        let mut sum = after.last().cloned().unwrap_or_default();
        sum += unit;
        after.push(sum);
    }
    let mut before = T::default();
    let without = |(unit, after): (&T, &T)| {
        let mut rest = before.clone();
        rest += after;
        before += unit;
        statistics(&rest)
    };
    units.iter().zip(after.iter().rev()).map(without).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Default)]
    struct Sample {
        sum: f64,
        count: f64,
    }

    impl AddAssign<&Sample> for Sample {
        fn add_assign(&mut self, other: &Self) {
            self.sum += other.sum;
            self.count += other.count;
        }
    }

    fn mean(sample: &Sample) -> Vec<Option<f64>> {
        vec![(sample.count > 0.0).then(|| sample.sum / sample.count)]
    }

    fn samples(values: &[f64]) -> Vec<Sample> {
        values.iter().map(|&sum| Sample { sum, count: 1.0 }).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_interval_and_another_seed_another() {
        let units = samples(&[1.0, 2.0, 3.0, 5.0, 8.0, 13.0]);
        let with = |seed| intervals(&units, &Plan { seed, ..Plan::default() }, mean);
        assert_eq!(with(1), with(1));
        assert_ne!(with(1), with(2));
    }

    #[test]
    fn leaving_each_out_once_gives_the_jackknife() {
        let units = samples(&[1.0, 2.0, 6.0]);
        let left: Vec<_> = leave_one_out(&units, &mean).into_iter().flatten().flatten().collect();
        assert_eq!(left, [4.0, 3.5, 1.5]);
    }

    #[test]
    fn one_document_has_no_interval() {
        assert_eq!(intervals(&samples(&[1.0]), &Plan::default(), mean), [None]);
    }

    #[test]
    fn units_that_do_not_vary_have_an_interval_without_width() {
        for method in [Method::Percentile, Method::Bca] {
            let plan = Plan { method, ..Plan::default() };
            let interval = intervals(&samples(&[0.5; 9]), &plan, mean)[0].unwrap();
            assert_eq!((interval.low, interval.high), (0.5, 0.5));
        }
    }
}
