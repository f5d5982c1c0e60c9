//! How outlets differ in numbers: profiles, differences, distinctive words.

use schemars::JsonSchema;
use serde::Serialize;

use super::article::Article;
use super::cells::{Cell, Effort, Job, Who, Work};
use super::check::check;
use super::correction::{Correction, Corrections, KnownErrors};
use super::differences::{Difference, Names, adjust};
use super::profile::{Estimate, Profile};
use super::progress::{Stage, Steps, Watch, unwatched};
use super::resample::Strata;
use super::survey::Survey;
use super::units::{Panel, Placed, Unit, rows};
use super::words::{self, Distinctive, distinctive};
use crate::error::Result;
use crate::stats::Plan;

/// Up to so many outlets every pair is compared; among more, each with the rest only.
pub const PAIRS_UP_TO: usize = 10;

/// How to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// How often to resample for intervals (percentile), and the seed of everything.
    pub plan: Plan,
    /// How often to exchange names for p-values: more than resamples, since over many cells only
    /// very small ones remain after adjusting.
    pub permutations: usize,
    /// Up to so many outlets every pair is compared.
    pub pairs_up_to: usize,
    /// What the annotating model is known to get wrong, to correct rates by.
    pub errors: Option<KnownErrors>,
    /// Whether articles may be annotated by different models.
    pub allow_mixed: bool,
    /// How to look for distinctive words.
    pub words: words::Options,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            plan: Plan::default(),
            permutations: 10_000,
            pairs_up_to: PAIRS_UP_TO,
            errors: None,
            allow_mixed: false,
            words: words::Options::default(),
        }
    }
}

/// How outlets differ in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Framing {
    /// The outlets, in alphabetical order.
    pub outlets: Vec<String>,
    /// The events, in alphabetical order.
    pub events: Vec<String>,
    /// What differences speak of.
    pub scope: Scope,
    /// Every outlet in numbers.
    pub profiles: Vec<Profile>,
    /// Every difference there is to be had, those of an outlet from the rest among them.
    pub differences: Vec<Difference>,
    /// Words that an outlet has more of than the others.
    pub words: Vec<Distinctive>,
    /// Whether and how rates were corrected, by layer; empty where nothing is known of errors.
    pub corrections: Vec<Correction>,
    /// What the random numbers were.
    pub resampling: Resampling,
}

/// What differences speak of, and which there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Scope {
    /// Differences that rest on several documents an outlet: they speak of outlets.
    pub of_outlets: usize,
    /// Differences that rest on the paragraphs of an article: they speak of these articles.
    pub of_articles: usize,
    /// Whether every pair of outlets was compared.
    pub pairs: bool,
    /// Whether each outlet was compared with all others together: there are more than two.
    pub rest: bool,
    /// Differences tested, over which p-values were adjusted.
    pub tested: usize,
}

/// What intervals and p-values were made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Resampling {
    /// Resamples of each interval.
    pub resamples: usize,
    /// Exchanges of names of each p-value; one above a tenth rests on fewer, where so many would
    /// change nothing.
    pub permutations: usize,
    /// The seed.
    pub seed: u64,
}

/// Compares annotated articles of several outlets in numbers. The same articles, options and seed
/// give the same result, however many threads there are.
///
/// # Errors
/// [`crate::Error::Compare`] where there is one outlet only, an article twice, an event with
/// different sides, or labels of different models without leave.
pub fn framing(articles: &[Article], options: &Options) -> Result<Framing> {
    framing_watched(articles, options, &unwatched)
}

/// As [`framing()`], and tells `watch` how far it is.
///
/// # Errors
/// As [`framing()`].
pub fn framing_watched(articles: &[Article], options: &Options, watch: &Watch) -> Result<Framing> {
    check(articles, options.allow_mixed)?;
    let placed = Placed::new(articles);
    let (corrections, notes) = match &options.errors {
        Some(known) => Corrections::new(known, options.plan.resamples, options.plan.seed),
        None => (Corrections::default(), Vec::new()),
    };
    let pairs = placed.outlets.len() <= options.pairs_up_to.max(2);
    let mut table = Table::new(&placed);
    let panels = Panel::all(&placed);
    let steps = Steps::new(watch, Stage::Numbers, panels.len());
    for (at, panel) in (0_u64..).zip(&panels) {
        table.fill(panel, at, pairs, &corrections, options);
        steps.step();
    }
    adjust(&mut table.differences);
    let scope = table.scope(pairs);
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Ok(Framing {
        outlets: names(&placed.outlets),
        events: names(&placed.events),
        scope,
        profiles: table.profiles,
        differences: table.differences,
        words: distinctive(&placed, &options.words),
        corrections: notes,
        resampling: Resampling {
            resamples: options.plan.resamples,
            permutations: options.permutations,
            seed: options.plan.seed,
        },
    })
}

/// Profiles and differences as they are filled, panel by panel.
struct Table<'p> {
    placed: &'p Placed<'p>,
    profiles: Vec<Profile>,
    differences: Vec<Difference>,
}

impl<'p> Table<'p> {
    fn new(placed: &'p Placed) -> Self {
        let profile = |(at, outlet): (usize, &&str)| {
            let own = placed.articles.iter().filter(|(outlet, ..)| *outlet == at);
            let mut events: Vec<usize> = own.clone().map(|&(_, event, _)| event).collect();
            events.sort_unstable();
            events.dedup();
            Profile {
                outlet: (*outlet).to_owned(),
                articles: own.count(),
                events: events.iter().map(|&event| placed.events[event].to_owned()).collect(),
                measures: Vec::new(),
            }
        };
        let profiles = placed.outlets.iter().enumerate().map(profile).collect();
        Self { placed, profiles, differences: Vec::new() }
    }

    /// Adds every number of a panel, by the unit that each can rest on.
    fn fill(
        &mut self,
        panel: &Panel,
        at: u64,
        pairs: bool,
        corrections: &Corrections,
        options: &Options,
    ) {
        let (outlets, events) = (self.placed.outlets.len(), panel.events.len());
        let [documents, blocks] = Unit::ALL
            .map(|unit| Strata::new(rows(self.placed, panel, unit), outlets, events, panel.width));
        let survey = Survey::new(panel, &documents, &blocks, outlets);
        let jobs = survey.jobs(pairs);
        for (kind, unit) in (0_u64..).zip(Unit::ALL) {
            let jobs: Vec<Job> =
                jobs.iter().filter(|job| survey.unit(job) == unit).copied().collect();
            let effort = Effort {
                resamples: options.plan.resamples,
                permutations: options.permutations,
                seed: options.plan.seed,
                panel: 2 * at + kind,
            };
            let work = Work::new(panel, survey.strata(unit), &jobs, corrections);
            for cell in work.cells(&effort) {
                self.add(cell, &survey, unit);
            }
        }
    }

    fn add(&mut self, cell: Cell, survey: &Survey, unit: Unit) {
        let bases = survey.bases(&cell.job, unit);
        let name = |outlet: usize| self.placed.outlets[outlet].to_owned();
        let (outlet, against) = match cell.job.who {
            Who::Outlet(outlet) => {
                self.profiles[outlet].measures.push(Estimate::new(cell, &bases.one));
                return;
            }
            Who::Pair(a, b) => (name(a), Some(name(b))),
            Who::Rest(a) => (name(a), None),
        };
        self.differences.push(Difference::new(cell, Names { outlet, against }, &bases));
    }

    fn scope(&self, pairs: bool) -> Scope {
        let of = |unit| self.differences.iter().filter(|one| one.unit == unit).count();
        Scope {
            of_outlets: of(Unit::Document),
            of_articles: of(Unit::Block),
            pairs,
            rest: self.placed.outlets.len() > 2,
            tested: self.differences.iter().filter(|one| one.p.is_some()).count(),
        }
    }
}
