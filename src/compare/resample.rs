//! Sums of units: as they are, resampled, and with outlets' names exchanged.

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::units::Row;

/// Random numbers that depend on the seed and on this number alone.
pub(super) fn random(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(stream);
    random
}

/// Counts summed by outlet and event.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sums {
    events: usize,
    width: usize,
    cells: Vec<f64>,
    /// Over outlets, by event.
    totals: Vec<f64>,
}

impl Sums {
    fn new(outlets: usize, events: usize, width: usize) -> Self {
        let cells = vec![0.0; outlets * events * width];
        Self { events, width, cells, totals: vec![0.0; events * width] }
    }

    /// Counts of an outlet's units of an event.
    pub fn of(&self, outlet: usize, event: usize) -> &[f64] {
        let from = (outlet * self.events + event) * self.width;
        &self.cells[from..from + self.width]
    }

    /// Counts of all outlets' units of an event; those drawn for each outlet apart have none.
    pub fn total(&self, event: usize) -> &[f64] {
        &self.totals[event * self.width..(event + 1) * self.width]
    }

    fn add(&mut self, outlet: usize, event: usize, counts: &[(usize, f64)], times: f64) {
        let from = (outlet * self.events + event) * self.width;
        let cells = &mut self.cells[from..from + self.width];
        for &(at, count) in counts {
            cells[at] += times * count;
        }
    }

    /// Sums over outlets.
    fn with_totals(mut self) -> Self {
        let row = (self.events * self.width).max(1);
        for outlet in self.cells.chunks_exact(row) {
            self.totals.iter_mut().zip(outlet).for_each(|(total, cell)| *total += cell);
        }
        self
    }

    fn clear_outlet(&mut self, outlet: usize) {
        let from = outlet * self.events * self.width;
        self.cells[from..from + self.events * self.width].fill(0.0);
    }
}

/// Units of one kind, by outlet and event.
#[derive(Debug)]
pub(super) struct Strata {
    rows: Vec<Row>,
    outlets: usize,
    events: usize,
    width: usize,
    /// The rows of each outlet in each event.
    own: Vec<Vec<usize>>,
    /// The rows of each event.
    pooled: Vec<Vec<usize>>,
    /// Events that have any.
    present: Vec<usize>,
}

impl Strata {
    pub fn new(rows: Vec<Row>, outlets: usize, events: usize, width: usize) -> Self {
        let mut own = vec![Vec::new(); outlets * events];
        let mut pooled = vec![Vec::new(); events];
        for (at, row) in rows.iter().enumerate() {
            own[row.outlet * events + row.event].push(at);
            pooled[row.event].push(at);
        }
        let present = (0..events).filter(|&event| !pooled[event].is_empty()).collect();
        Self { rows, outlets, events, width, own, pooled, present }
    }

    /// Every unit.
    pub fn all(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// A sum of no units.
    pub fn empty(&self) -> Sums {
        Sums::new(self.outlets, self.events, self.width)
    }

    /// Every unit once.
    pub fn observed(&self) -> Sums {
        let mut sums = self.empty();
        self.rows.iter().for_each(|row| sums.add(row.outlet, row.event, &row.counts, 1.0));
        sums.with_totals()
    }

    /// As many units of each outlet in each event as there are, drawn with replacement.
    ///
    /// Where an outlet has one unit in an event there is nothing to draw from; such units are
    /// drawn by event, the same events for every outlet, so that what one event did to two
    /// outlets stays together.
    pub fn own(&self, random: &mut ChaCha8Rng) -> Sums {
        let mut times = vec![0.0; self.events];
        for _ in &self.present {
            times[self.present[random.random_range(0..self.present.len())]] += 1.0;
        }
        let mut sums = self.empty();
        for (stratum, rows) in self.own.iter().enumerate() {
            let (outlet, event) = (stratum / self.events, stratum % self.events);
            if let [only] = rows[..] {
                sums.add(outlet, event, &self.rows[only].counts, times[event]);
                continue;
            }
            for _ in rows {
                let drawn = rows[random.random_range(0..rows.len())];
                sums.add(outlet, event, &self.rows[drawn].counts, 1.0);
            }
        }
        sums
    }

    /// As many units of each event as there are, drawn with replacement from all outlets.
    pub fn pooled(&self, random: &mut ChaCha8Rng) -> Sums {
        let mut sums = self.empty();
        for rows in &self.pooled {
            for _ in rows {
                let drawn = &self.rows[rows[random.random_range(0..rows.len())]];
                sums.add(drawn.outlet, drawn.event, &drawn.counts, 1.0);
            }
        }
        sums.with_totals()
    }

    /// Every unit once, outlets exchanged among the units of each event; `sums` has their totals.
    pub fn shuffled(&self, random: &mut ChaCha8Rng, sums: &mut Sums) {
        sums.cells.fill(0.0);
        for rows in &self.pooled {
            let mut mixed = rows.clone();
            mixed.shuffle(random);
            for (&place, &unit) in rows.iter().zip(&mixed) {
                let Row { outlet, event, .. } = self.rows[place];
                sums.add(outlet, event, &self.rows[unit].counts, 1.0);
            }
        }
    }

    /// The units of two outlets once, exchanged between them within each event; what `sums`
    /// holds of other outlets is left.
    pub fn shuffled_pair(&self, a: usize, b: usize, random: &mut ChaCha8Rng, sums: &mut Sums) {
        sums.clear_outlet(a);
        sums.clear_outlet(b);
        for &event in &self.present {
            let of = |outlet: usize| &self.own[outlet * self.events + event];
            let (first, second) = (of(a), of(b));
            if first.is_empty() || second.is_empty() {
                continue;
            }
            let mut mixed: Vec<usize> = first.iter().chain(second).copied().collect();
            mixed.shuffle(random);
            for (at, &unit) in mixed.iter().enumerate() {
                let outlet = if at < first.len() { a } else { b };
                sums.add(outlet, event, &self.rows[unit].counts, 1.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OUTLETS: usize = 3;
    const EVENTS: usize = 4;

    fn strata() -> impl Strategy<Value = Strata> {
        let row = (0..OUTLETS, 0..EVENTS, 0_u8..5).prop_map(|(outlet, event, count)| Row {
            outlet,
            event,
            counts: vec![(0, f64::from(count)), (1, 1.0)],
        });
        prop::collection::vec(row, 0..40).prop_map(|rows| Strata::new(rows, OUTLETS, EVENTS, 2))
    }

    proptest! {
        #[test]
        fn exchanging_outlets_keeps_every_event_and_every_number_of_units(
            strata in strata(), seed in 0_u64..99,
        ) {
            let observed = strata.observed();
            let mut shuffled = strata.empty();
            strata.shuffled(&mut random(seed, 0), &mut shuffled);
            for event in 0..EVENTS {
                let sum: f64 = (0..OUTLETS).map(|outlet| shuffled.of(outlet, event)[0]).sum();
                prop_assert_eq!(sum, observed.total(event)[0]);
                for outlet in 0..OUTLETS {
                    prop_assert_eq!(shuffled.of(outlet, event)[1], observed.of(outlet, event)[1]);
                }
            }
        }

        #[test]
        fn exchanging_two_outlets_keeps_their_sum_where_both_are(
            strata in strata(), seed in 0_u64..99,
        ) {
            let observed = strata.observed();
            let mut shuffled = strata.empty();
            strata.shuffled_pair(0, 2, &mut random(seed, 0), &mut shuffled);
            for event in 0..EVENTS {
                let units = |sums: &Sums, outlet: usize| sums.of(outlet, event)[1];
                if units(&observed, 0) > 0.0 && units(&observed, 2) > 0.0 {
                    let sum = |sums: &Sums| sums.of(0, event)[0] + sums.of(2, event)[0];
                    prop_assert_eq!(sum(&shuffled), sum(&observed));
                    prop_assert_eq!(units(&shuffled, 0), units(&observed, 0));
                }
            }
        }

        #[test]
        fn resampling_keeps_the_number_of_units_of_an_event(
            strata in strata(), seed in 0_u64..99,
        ) {
            let (observed, drawn) = (strata.observed(), strata.pooled(&mut random(seed, 0)));
            let own = strata.own(&mut random(seed, 1));
            for event in 0..EVENTS {
                prop_assert_eq!(drawn.total(event)[1], observed.total(event)[1]);
                for outlet in 0..OUTLETS {
                    let units = observed.of(outlet, event)[1];
                    if units > 1.0 {
                        prop_assert_eq!(own.of(outlet, event)[1], units);
                    }
                }
            }
        }
    }
}
