//! Which numbers there are to be had of a panel, by which unit, and what they rest on.

use statrs::function::factorial::ln_binomial;

use super::cells::{Job, Who};
use super::differences::Bases;
use super::profile::Basis;
use super::resample::Strata;
use super::units::{Panel, Unit};

/// Documents it takes, of each outlet compared, for documents to be the unit.
const LEAST_DOCUMENTS: usize = 2;

/// The units of a panel, of either kind.
pub(super) struct Survey<'p> {
    panel: &'p Panel,
    documents: &'p Strata,
    blocks: &'p Strata,
    outlets: usize,
    /// Of documents, and of blocks: what every outlet has.
    had: [Had; 2],
}

/// By family, outlet and event, and over outlets by family and event: units that have any of the
/// family, and the items in them.
struct Had {
    own: Vec<(usize, f64)>,
    all: Vec<(usize, f64)>,
}

impl Had {
    fn new(panel: &Panel, strata: &Strata, outlets: usize) -> Self {
        let events = panel.events.len();
        let families = panel.families.len();
        let mut had = Self {
            own: vec![(0, 0.0); families * outlets * events],
            all: vec![(0, 0.0); families * events],
        };
        for row in strata.all() {
            for (family, offset) in panel.offsets.iter().enumerate() {
                let items = row.at(offset + panel.families[family].classes());
                let own = (family * outlets + row.outlet) * events + row.event;
                for (units, sum) in [&mut had.own[own], &mut had.all[family * events + row.event]] {
                    *units += usize::from(items > 0.0);
                    *sum += items;
                }
            }
        }
        had
    }
}

/// Units of an event that have any of a family, and the items in them: of one, of the other.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Held {
    units: [usize; 2],
    items: [f64; 2],
}

impl<'p> Survey<'p> {
    pub fn new(
        panel: &'p Panel,
        documents: &'p Strata,
        blocks: &'p Strata,
        outlets: usize,
    ) -> Self {
        let had = [documents, blocks].map(|strata| Had::new(panel, strata, outlets));
        Self { panel, documents, blocks, outlets, had }
    }

    /// The units of this kind.
    pub fn strata(&self, unit: Unit) -> &'p Strata {
        match unit {
            Unit::Document => self.documents,
            Unit::Block => self.blocks,
        }
    }

    /// Every number there is to be had: of outlets in the panel's events, of every pair of them
    /// where `pairs`, and of each against the rest where there are more than two.
    pub fn jobs(&self, pairs: bool) -> Vec<Job> {
        let outlets = 0..self.outlets;
        let own = outlets.clone().map(Who::Outlet);
        let paired = if pairs { self.outlets } else { 0 };
        let pairs = (0..paired).flat_map(|a| (a + 1..paired).map(move |b| Who::Pair(a, b)));
        let rest = outlets.filter(|_| self.outlets > 2).map(Who::Rest);
        let all = own.chain(pairs).chain(rest);
        let families = 0..self.panel.families.len();
        let jobs = all.flat_map(|who| families.clone().map(move |family| Job { who, family }));
        jobs.filter(|job| self.held(job, Unit::Document).any(|held| is_there(job.who, &held)))
            .collect()
    }

    /// The unit of a number: the document where each outlet has several that tell of it.
    pub fn unit(&self, job: &Job) -> Unit {
        let bases = self.bases(job, Unit::Document);
        let least = match job.who {
            Who::Outlet(_) => bases.one.units,
            Who::Pair(..) | Who::Rest(_) => bases.one.units.min(bases.other.units),
        };
        if least >= LEAST_DOCUMENTS { Unit::Document } else { Unit::Block }
    }

    /// What both sides of a number rest on; of an outlet's own number the other side has nothing.
    pub fn bases(&self, job: &Job, unit: Unit) -> Bases {
        let (mut sum, mut events, mut exchanges) = (Held::default(), 0, 0.0);
        for held in self.held(job, unit).filter(|held| is_there(job.who, held)) {
            let [a, b] = held.units;
            events += 1;
            exchanges += ln_binomial((a + b) as u64, a as u64);
            for side in 0..2 {
                sum.units[side] += held.units[side];
                sum.items[side] += held.items[side];
            }
        }
        let family = &self.panel.families[job.family];
        let resampled = unit == Unit::Document || family.has_blocks();
        let basis = |side: usize| Basis {
            unit,
            units: sum.units[side],
            items: sum.items[side],
            least: family.least(),
            resampled,
        };
        Bases { one: basis(0), other: basis(1), events, exchanges }
    }

    /// By event of the panel.
    fn held(&self, job: &Job, unit: Unit) -> impl Iterator<Item = Held> {
        let Job { who, family } = *job;
        let events = self.panel.events.len();
        let had = &self.had[usize::from(unit == Unit::Block)];
        (0..events).map(move |event| {
            let of = |outlet: usize| had.own[(family * self.outlets + outlet) * events + event];
            let ((units, items), (others, their)) = match who {
                Who::Outlet(a) => (of(a), (0, 0.0)),
                Who::Pair(a, b) => (of(a), of(b)),
                Who::Rest(a) => {
                    let (own, all) = (of(a), had.all[family * events + event]);
                    (own, (all.0 - own.0, all.1 - own.1))
                }
            };
            Held { units: [units, others], items: [items, their] }
        })
    }
}

/// Whether all that are compared have some of it.
fn is_there(who: Who, held: &Held) -> bool {
    held.units[0] > 0 && (matches!(who, Who::Outlet(_)) || held.units[1] > 0)
}
