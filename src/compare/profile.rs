//! One outlet in numbers, each with where it lies.

use schemars::JsonSchema;
use serde::Serialize;

use super::cells::{Cell, Number};
use super::measure::Measure;
use super::units::Unit;

/// An outlet and how it tells what it tells.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Profile {
    /// The outlet.
    pub outlet: String,
    /// Its articles.
    pub articles: usize,
    /// The events they are on.
    pub events: Vec<String>,
    /// Every measure; those of sides in the events that have these sides.
    pub measures: Vec<Estimate>,
}

/// One number of an outlet.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Estimate {
    /// What it measures.
    #[serde(flatten)]
    pub measure: Measure,
    /// As the labels have it; `null` where there is nothing to measure.
    pub value: Option<f64>,
    /// Lower end of its 95 % interval; `null` where there is one unit only.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// The same corrected for the classifier's known errors; `null` where it cannot be.
    pub corrected: Option<Corrected>,
    /// Sentences, words or documents it rests on.
    pub items: f64,
    /// What was resampled.
    pub unit: Unit,
    /// How many of these have any of it.
    pub units: usize,
    /// Whether it rests on too little to tell.
    pub too_few: bool,
}

/// A rate or difference corrected for the classifier's known errors.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Corrected {
    /// Its value.
    pub value: f64,
    /// Lower end of its 95 % interval, which holds the uncertainty of the errors themselves.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

impl Corrected {
    /// `intervals` tells whether resampling means anything here.
    pub(super) fn of(number: &Number, intervals: bool) -> Option<Self> {
        let interval = number.interval.filter(|_| intervals);
        Some(Self {
            value: number.value?,
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
        })
    }
}

/// What a number rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Basis {
    pub unit: Unit,
    pub units: usize,
    pub items: f64,
    /// Fewer items than this are too few to tell.
    pub least: f64,
    /// Whether resampling these units says anything of the measure.
    pub resampled: bool,
}

impl Basis {
    pub fn is_too_small(&self) -> bool {
        self.units < 2 || self.items < self.least || !self.resampled
    }
}

impl Estimate {
    pub(super) fn new(cell: Cell, basis: &Basis) -> Self {
        let intervals = basis.units > 1 && basis.resampled;
        let interval = cell.raw.interval.filter(|_| intervals);
        Self {
            value: cell.raw.value,
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            corrected: cell.corrected.and_then(|number| Corrected::of(&number, intervals)),
            items: basis.items,
            unit: basis.unit,
            units: basis.units,
            too_few: basis.is_too_small(),
            measure: cell.measure,
        }
    }
}
