//! Every number of a panel at once: observed, resampled, and under exchanged names.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::correction::{Corrections, Solvers};
use super::measure::{Family, Measure, Shares, weigh};
use super::resample::{Strata, Sums, random};
use super::units::Panel;
use crate::stats::Interval;
use crate::stats::interval::percentile;

/// Two differences closer than this are the same: sums in another order differ in their last bits.
const SAME: f64 = 1e-9;

/// Whose numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// An outlet's own.
    Outlet(usize),
    /// One outlet's less another's.
    Pair(usize, usize),
    /// One outlet's less that of all others together.
    Rest(usize),
}

/// The measures of one family of a panel, for an outlet or a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Job {
    /// Whose numbers.
    pub who: Who,
    /// The family's place in its panel.
    pub family: usize,
}

/// A number with its interval; undefined is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Number {
    pub value: Option<f64>,
    pub interval: Option<Interval>,
    /// Standard deviation of the resampled values.
    pub deviation: Option<f64>,
}

/// One measure of a job.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub job: Job,
    pub measure: Measure,
    /// As the labels have it.
    pub raw: Number,
    /// Corrected for known errors; `None` where it cannot be.
    pub corrected: Option<Number>,
    /// Two-sided, from exchanged names; `None` of an outlet's own numbers.
    pub p: Option<f64>,
}

/// How often to resample, how often to exchange, and from what the random numbers start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    pub resamples: usize,
    pub permutations: usize,
    pub seed: u64,
    /// Number of the panel and its kind of unit: its streams of random numbers.
    pub panel: u64,
}

impl Effort {
    /// Streams of one panel do not meet those of another, nor resamples permutations.
    fn stream(&self, purpose: u64, at: usize) -> u64 {
        (self.panel << 36) | (purpose << 34) | at as u64
    }
}

/// A panel's units and what is to be known of them.
pub(super) struct Work<'w> {
    panel: &'w Panel,
    strata: &'w Strata,
    jobs: &'w [Job],
    corrections: &'w Corrections,
    /// Of each measure of each family.
    weights: Vec<Vec<Shares>>,
    /// Where the values of each job begin, and how many there are in all.
    places: Vec<usize>,
    measures: usize,
    /// The jobs that compare with the rest, and those of each pair.
    rest: Vec<usize>,
    pairs: BTreeMap<(usize, usize), Vec<usize>>,
}

/// A measure's value per resample, raw and corrected. NaN stands for undefined here only.
type Values = Vec<[f64; 2]>;

impl<'w> Work<'w> {
    pub fn new(
        panel: &'w Panel,
        strata: &'w Strata,
        jobs: &'w [Job],
        corrections: &'w Corrections,
    ) -> Self {
        let weights: Vec<_> = panel.families.iter().map(weights).collect();
        let mut next = 0;
        let place = |job: &Job| {
            let place = next;
            next += weights[job.family].len();
            place
        };
        let places = jobs.iter().map(place).collect();
        let (mut rest, mut pairs) = (Vec::new(), BTreeMap::<_, Vec<usize>>::new());
        for (at, job) in jobs.iter().enumerate() {
            match job.who {
                Who::Outlet(_) => {}
                Who::Rest(_) => rest.push(at),
                Who::Pair(a, b) => pairs.entry((a, b)).or_default().push(at),
            }
        }
        let measures = next;
        Self { panel, strata, jobs, corrections, weights, places, measures, rest, pairs }
    }

    /// Every measure of every job, in their order.
    pub fn cells(&self, effort: &Effort) -> Vec<Cell> {
        if self.jobs.is_empty() {
            return Vec::new();
        }
        let sums = self.strata.observed();
        let observed = self.values(&sums, &sums, None);
        let resample = |at| {
            let own = self.strata.own(&mut random(effort.seed, effort.stream(0, at)));
            let pooled = match self.rest.is_empty() {
                true => self.strata.empty(),
                false => self.strata.pooled(&mut random(effort.seed, effort.stream(1, at))),
            };
            self.values(&own, &pooled, Some(at))
        };
        let resampled: Vec<Values> = (0..effort.resamples).into_par_iter().map(resample).collect();
        let p = self.permuted(&sums, &observed, effort);
        let measures = self.jobs.iter().flat_map(|&job| {
            let measures = self.panel.families[job.family].measures();
            measures.into_iter().map(move |(measure, _)| (job, measure))
        });
        let measures: Vec<_> = measures.collect();
        let cell = |(at, (job, measure)): (usize, (Job, Measure))| {
            let number = |which: usize| number(observed[at][which], &resampled, at, which);
            let family = &self.panel.families[job.family];
            let corrected = self.corrections.of(family).map(|_| number(1));
            Cell { job, measure, raw: number(0), corrected, p: p[at] }
        };
        measures.into_par_iter().enumerate().map(cell).collect()
    }

    /// Every measure of every job: of `own` sums, the rest's of `pooled` ones.
    fn values(&self, own: &Sums, pooled: &Sums, resample: Option<usize>) -> Values {
        let mut values = Vec::with_capacity(self.measures);
        for job in self.jobs {
            let solvers = self.corrections.of(&self.panel.families[job.family]);
            let rates = self.rates(job, own, pooled);
            values.extend(self.weights[job.family].iter().map(|weights| {
                rates.map_or([f64::NAN; 2], |rates| {
                    [rates.raw(weights), rates.corrected(weights, solvers, resample)]
                })
            }));
        }
        values
    }

    /// The shares of a job's family; `None` where there is nothing to take shares of.
    fn rates(&self, job: &Job, own: &Sums, pooled: &Sums) -> Option<Rates> {
        let family = &self.panel.families[job.family];
        let from = self.panel.offsets[job.family];
        let classes = family.classes();
        let events = 0..self.panel.events.len();
        let of = |row: &[f64]| Count::new(&row[from..=from + classes]);
        match job.who {
            Who::Outlet(outlet) => {
                let counts = events.map(|event| of(own.of(outlet, event)));
                Some(Rates { one: pooled_shares(counts)?, other: None })
            }
            Who::Pair(a, b) => {
                standardised(events.map(|event| (of(own.of(a, event)), of(own.of(b, event)))))
            }
            Who::Rest(outlet) => standardised(events.map(|event| {
                let rest = of(pooled.total(event)).less(&of(pooled.of(outlet, event)));
                (of(own.of(outlet, event)), rest)
            })),
        }
    }

    /// The p-values of all differences, from names exchanged; `None` where there is none.
    fn permuted(&self, sums: &Sums, observed: &Values, effort: &Effort) -> Vec<Option<f64>> {
        let (rest, pairs) = (&self.rest, &self.pairs);
        // The totals over outlets stay what they are, whoever's a unit is.
        let fresh = || (Counts::new(observed.len()), sums.clone());
        let step = |(mut counts, mut sums): (Counts, Sums), at: usize| {
            if !rest.is_empty() {
                let mut random = random(effort.seed, effort.stream(2, at));
                self.strata.shuffled(&mut random, &mut sums);
                self.count(observed, rest, &sums, &mut counts);
            }
            let mut random = random(effort.seed, effort.stream(3, at));
            for (&(a, b), jobs) in pairs {
                self.strata.shuffled_pair(a, b, &mut random, &mut sums);
                self.count(observed, jobs, &sums, &mut counts);
            }
            (counts, sums)
        };
        let permutations =
            if rest.is_empty() && pairs.is_empty() { 0 } else { effort.permutations };
        let counts = (0..permutations)
            .into_par_iter()
            .fold(fresh, step)
            .map(|(counts, _)| counts)
            .reduce(|| Counts::new(observed.len()), Counts::plus);
        counts.p_values(permutations)
    }

    /// Counts the differences of these jobs in one exchange of names.
    fn count(&self, observed: &Values, jobs: &[usize], sums: &Sums, counts: &mut Counts) {
        for &at in jobs {
            let job = &self.jobs[at];
            let Some(rates) = self.rates(job, sums, sums) else { continue };
            let places = self.places[at]..;
            for (at, weights) in places.zip(&self.weights[job.family]) {
                counts.defined[at] += 1;
                // False where the observed difference is undefined.
                let as_large = rates.raw(weights).abs() >= observed[at][0].abs() - SAME;
                counts.as_large[at] += u32::from(as_large);
            }
        }
    }
}

fn weights(family: &Family) -> Vec<Shares> {
    family.measures().into_iter().map(|(_, weights)| weights).collect()
}

/// Counts of a family's classes and of what they are shares of.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    classes: Shares,
    all: f64,
}

impl Count {
    /// Of a row's part: the classes, then all.
    fn new(part: &[f64]) -> Self {
        let (mut classes, last) = (Shares::default(), part.len() - 1);
        classes[..last].copy_from_slice(&part[..last]);
        Self { classes, all: part[last] }
    }

    fn less(&self, other: &Self) -> Self {
        let classes = std::array::from_fn(|at| self.classes[at] - other.classes[at]);
        Self { classes, all: self.all - other.all }
    }
}

/// The shares of one outlet and, for a difference, of what it is compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rates {
    one: Shares,
    other: Option<Shares>,
}

impl Rates {
    fn raw(&self, weights: &Shares) -> f64 {
        weigh(weights, &self.one) - self.other.map_or(0.0, |other| weigh(weights, &other))
    }

    fn corrected(&self, weights: &Shares, solvers: Option<&Solvers>, at: Option<usize>) -> f64 {
        let Some(solver) = solvers.map(|solvers| solvers.at(at)) else { return f64::NAN };
        let one = solver.correct(&self.one);
        let other = self.other.map(|other| solver.correct(&other));
        Rates { one, other }.raw(weights)
    }
}

/// Shares of the sum over events.
fn pooled_shares(counts: impl Iterator<Item = Count>) -> Option<Shares> {
    let mut sum = Count::default();
    for count in counts {
        sum.all += count.all;
        sum.classes.iter_mut().zip(count.classes).for_each(|(class, more)| *class += more);
    }
    (sum.all > 0.0).then(|| sum.classes.map(|class| class / sum.all))
}

/// Shares of two, averaged over the events that both have, with the same weights for both: those
/// of Mantel and Haenszel, so that their difference is that of rates within events.
fn standardised(counts: impl Iterator<Item = (Count, Count)>) -> Option<Rates> {
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

/// How often a difference under exchanged names was defined, and as large as that observed.
#[derive(Debug, Clone)]
struct Counts {
    defined: Vec<u32>,
    as_large: Vec<u32>,
}

impl Counts {
    fn new(cells: usize) -> Self {
        Self { defined: vec![0; cells], as_large: vec![0; cells] }
    }

    fn plus(mut self, other: Self) -> Self {
        self.defined.iter_mut().zip(other.defined).for_each(|(own, more)| *own += more);
        self.as_large.iter_mut().zip(other.as_large).for_each(|(own, more)| *own += more);
        self
    }

    /// The observed difference is counted among them; undefined in half of them, there is none.
    fn p_values(&self, permutations: usize) -> Vec<Option<f64>> {
        let p = |(&defined, &as_large): (&u32, &u32)| {
            let enough = permutations > 0 && 2 * defined as usize > permutations;
            enough.then(|| f64::from(as_large + 1) / f64::from(defined + 1))
        };
        self.defined.iter().zip(&self.as_large).map(p).collect()
    }
}

/// The interval and spread of the `at`th measure over resamples.
fn number(observed: f64, resampled: &[Values], at: usize, which: usize) -> Number {
    let value = (!observed.is_nan()).then_some(observed);
    let values = resampled.iter().map(|values| values[at][which]).filter(|value| !value.is_nan());
    let mut values: Vec<f64> = values.collect();
    // As in `stats`: what is undefined in half of the resamples has no interval.
    if value.is_none() || 2 * values.len() <= resampled.len() {
        return Number { value, ..Number::default() };
    }
    values.sort_unstable_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "thousands of resamples")]
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    Number { value, interval: percentile(&values), deviation: Some(variance.sqrt()) }
}
