//! One line of a report.

use serde::Serialize;

use super::Score;

/// Slices with fewer gold items than this say too little to be shown as a number.
pub const SMALL: f64 = 20.0;

/// One number of a report, with where it lies and what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The layer: `voice`.
    pub layer: String,
    /// What is measured: `macro_f1`.
    pub metric: String,
    /// One label of the layer, or `null` for all.
    pub class: Option<String>,
    /// The part of the gold, `outlet=Harbour Times`, or `null` for all of it.
    pub slice: Option<String>,
    /// The number, or `null` where it is undefined.
    pub value: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub high: Option<f64>,
    /// Gold items it rests on.
    pub support: f64,
    /// Whether it is a slice of too few items.
    pub too_small: bool,
}

impl Row {
    /// A number of all the gold.
    pub(super) fn new(layer: &str, class: Option<&str>, metric: &str, score: Score) -> Self {
        Self {
            layer: layer.to_owned(),
            metric: metric.to_owned(),
            class: class.map(str::to_owned),
            slice: None,
            value: score.value,
            low: score.interval.map(|interval| interval.low),
            high: score.interval.map(|interval| interval.high),
            support: score.support,
            too_small: false,
        }
    }

    /// Its name without the slice: `voice.macro_f1`, `voice.quoted.f1`.
    #[must_use]
    pub fn name(&self) -> String {
        let class = self.class.as_ref().map(|class| format!(".{class}")).unwrap_or_default();
        format!("{}{class}.{}", self.layer, self.metric)
    }
}
