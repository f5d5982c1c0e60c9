//! Every number of a panel at once: observed, resampled, and under exchanged names.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::correction::{Corrections, Solvers};
use super::measure::{Family, Measure, Shares};
use super::rates::{Count, Rates, pooled_shares, standardised};
use super::resample::{Strata, Sums, random};
use super::units::Panel;
use crate::stats::Interval;
use crate::stats::interval::percentile_of;

/// Two differences closer than this are the same: sums in another order differ in their last bits.
const SAME: f64 = 1e-9;
/// Exchanges after which a difference that is clearly no more than chance is given up.
const FIRST_EXCHANGES: usize = 1000;
/// … where so large a share of them gave one as large.
const GIVEN_UP: f64 = 0.1;

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
    /// Of each family.
    solvers: Vec<Option<&'w Solvers>>,
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
        let solvers = panel.families.iter().map(|family| corrections.of(family)).collect();
        Self { panel, strata, jobs, solvers, weights, places, measures, rest, pairs }
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
            let corrected = self.solvers[job.family].map(|_| number(1));
            Cell { job, measure, raw: number(0), corrected, p: p[at] }
        };
        measures.into_par_iter().enumerate().map(cell).collect()
    }

    /// Every measure of every job: of `own` sums, the rest's of `pooled` ones.
    fn values(&self, own: &Sums, pooled: &Sums, resample: Option<usize>) -> Values {
        let mut values = Vec::with_capacity(self.measures);
        for job in self.jobs {
            let rates = self.rates(job, own, pooled);
            let solvers = self.solvers[job.family];
            let corrected = rates.zip(solvers).map(|(rates, all)| rates.through(all.at(resample)));
            let value = |rates: &Option<Rates>, weights: &Shares| {
                rates.as_ref().map_or(f64::NAN, |rates| rates.weighed(weights))
            };
            let weights = self.weights[job.family].iter();
            values.extend(
                weights.map(|weights| [value(&rates, weights), value(&corrected, weights)]),
            );
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
    ///
    /// A difference that chance makes as large every tenth time or oftener is given up after the
    /// first exchanges. A p-value of up to [`GIVEN_UP`] therefore rests on all of them and is
    /// exact; one above is coarser, and no test at 5 % turns on it.
    fn permuted(&self, sums: &Sums, observed: &Values, effort: &Effort) -> Vec<Option<f64>> {
        let all = Open { rest: self.rest.clone(), pairs: self.pairs.clone() };
        let first = effort.permutations.min(FIRST_EXCHANGES);
        let counts = self.exchanged(&all, 0..first, sums, observed, effort);
        let open = all.only(|job| self.is_open(job, &counts));
        let more = self.exchanged(&open, first..effort.permutations, sums, observed, effort);
        counts.plus(more).p_values()
    }

    /// Whether any measure of a job may still turn out to be more than chance.
    fn is_open(&self, job: usize, counts: &Counts) -> bool {
        let place = self.places[job];
        let measures = place..place + self.weights[self.jobs[job].family].len();
        counts.as_large[measures]
            .iter()
            .any(|&as_large| f64::from(as_large) < GIVEN_UP * FIRST_EXCHANGES as f64)
    }

    /// Counts over these exchanges of names.
    fn exchanged(
        &self,
        open: &Open,
        exchanges: Range<usize>,
        sums: &Sums,
        observed: &Values,
        effort: &Effort,
    ) -> Counts {
        // The totals over outlets stay what they are, whoever's a unit is.
        let fresh = || (Counts::new(observed.len()), sums.clone());
        let step = |(mut counts, mut sums): (Counts, Sums), at: usize| {
            if !open.rest.is_empty() {
                let mut random = random(effort.seed, effort.stream(2, at));
                self.strata.shuffled(&mut random, &mut sums);
                self.count(observed, &open.rest, &sums, &mut counts);
            }
            let mut random = random(effort.seed, effort.stream(3, at));
            for (&(a, b), jobs) in &open.pairs {
                self.strata.shuffled_pair(a, b, &mut random, &mut sums);
                self.count(observed, jobs, &sums, &mut counts);
            }
            (counts, sums)
        };
        let exchanges = if open.is_empty() { 0..0 } else { exchanges };
        exchanges
            .into_par_iter()
            .fold(fresh, step)
            .map(|(counts, _)| counts)
            .reduce(|| Counts::new(observed.len()), Counts::plus)
    }

    /// Counts the differences of these jobs in one exchange of names.
    fn count(&self, observed: &Values, jobs: &[usize], sums: &Sums, counts: &mut Counts) {
        for &at in jobs {
            let job = &self.jobs[at];
            let rates = self.rates(job, sums, sums);
            let places = self.places[at]..;
            for (at, weights) in places.zip(&self.weights[job.family]) {
                counts.made[at] += 1;
                let Some(rates) = &rates else { continue };
                counts.defined[at] += 1;
                // False where the observed difference is undefined.
                let as_large = rates.weighed(weights).abs() >= observed[at][0].abs() - SAME;
                counts.as_large[at] += u32::from(as_large);
            }
        }
    }
}

/// The jobs whose p-values are not settled.
struct Open {
    rest: Vec<usize>,
    pairs: BTreeMap<(usize, usize), Vec<usize>>,
}

impl Open {
    fn is_empty(&self) -> bool {
        self.rest.is_empty() && self.pairs.is_empty()
    }

    fn only(self, is_open: impl Fn(usize) -> bool) -> Self {
        let only = |jobs: Vec<usize>| jobs.into_iter().filter(|&job| is_open(job)).collect();
        let pairs = self.pairs.into_iter().map(|(pair, jobs)| (pair, only(jobs)));
        let pairs = pairs.filter(|(_, jobs): &(_, Vec<usize>)| !jobs.is_empty());
        Self { pairs: pairs.collect(), rest: only(self.rest) }
    }
}

fn weights(family: &Family) -> Vec<Shares> {
    family.measures().into_iter().map(|(_, weights)| weights).collect()
}

/// How often a difference under exchanged names was defined, and as large as that observed.
#[derive(Debug, Clone)]
struct Counts {
    made: Vec<u32>,
    defined: Vec<u32>,
    as_large: Vec<u32>,
}

impl Counts {
    fn new(cells: usize) -> Self {
        let none = vec![0; cells];
        Self { made: none.clone(), defined: none.clone(), as_large: none }
    }

    fn plus(mut self, other: Self) -> Self {
        let parts = [
            (&mut self.made, other.made),
            (&mut self.defined, other.defined),
            (&mut self.as_large, other.as_large),
        ];
        for (own, more) in parts {
            own.iter_mut().zip(more).for_each(|(own, more)| *own += more);
        }
        self
    }

    /// The observed difference is counted among them; undefined in half of them, there is none.
    fn p_values(&self) -> Vec<Option<f64>> {
        let p = |((&made, &defined), &as_large): ((&u32, &u32), &u32)| {
            (2 * defined > made).then(|| f64::from(as_large + 1) / f64::from(defined + 1))
        };
        self.made.iter().zip(&self.defined).zip(&self.as_large).map(p).collect()
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
    #[expect(clippy::cast_precision_loss, reason = "thousands of resamples")]
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    Number { value, interval: percentile_of(&mut values), deviation: Some(variance.sqrt()) }
}
