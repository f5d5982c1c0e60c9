//! Outlets by measures: what the table and the dot plots show.

use crate::compare::{Comparison, Estimate, Measure, Through};

use super::super::dots::{Dot, Dots, Tick, along};
use super::super::plain::printable;
use super::names::Names;
use super::numbers::{self, Scale, UNDEFINED};

/// Sides whose measures are among the main ones.
const SIDES: usize = 4;

/// A measure and the number of every outlet, in their order.
pub(super) struct Row<'c> {
    pub measure: Measure,
    pub label: String,
    pub cells: Vec<Option<&'c Estimate>>,
}

impl<'c> Row<'c> {
    fn new(measure: Measure, comparison: &'c Comparison, names: &Names) -> Self {
        let profiles = comparison.framing.profiles.iter();
        let cells = profiles.map(|profile| profile.measures.iter().find(|e| e.measure == measure));
        Self { label: names.measure(&measure), cells: cells.collect(), measure }
    }
}

/// The measures that are shown first, those of which no outlet has a number left out.
pub(super) fn main<'c>(comparison: &'c Comparison, names: &Names) -> Vec<Row<'c>> {
    let sides: Vec<_> = comparison.sides.values().flatten().map(|side| side.id.clone()).collect();
    let mut unique = Vec::new();
    for side in sides {
        if !unique.contains(&side) {
            unique.push(side);
        }
    }
    unique.truncate(SIDES);
    let balance = |through: Through| {
        unique.iter().cloned().map(move |side| Measure::Balance { side, through: through.clone() })
    };
    let measures = balance(Through::Outlet)
        .chain(balance(Through::Anyone))
        .chain(unique.iter().cloned().map(|side| Measure::SourceShare { side }))
        .chain([
            Measure::OwnWords,
            Measure::Hedged { through: Through::Anyone },
            Measure::Loaded { through: Through::Anyone },
            Measure::Words,
        ]);
    let rows = measures.map(|measure| Row::new(measure, comparison, names));
    rows.filter(|row| row.cells.iter().flatten().any(|cell| cell.value.is_some())).collect()
}

/// Whether a number tells nothing beyond itself; how long an article is needs no sample.
fn is_few(estimate: &Estimate) -> bool {
    estimate.too_few && estimate.measure != Measure::Words
}

/// A cell of the table: the number with its interval, `few` behind one that rests on too little,
/// and the same corrected below.
pub(super) fn cell(estimate: Option<&Estimate>, few: &str) -> String {
    let Some(estimate) = estimate.filter(|estimate| estimate.value.is_some()) else {
        return UNDEFINED.to_owned();
    };
    let few = if is_few(estimate) { few } else { "" };
    let mut lines = vec![numbers::estimate(estimate) + few];
    lines.extend(numbers::corrected(&estimate.measure, estimate.corrected.as_ref()));
    lines.join("\n")
}

/// A measure as a dot an outlet.
pub(super) fn dots(row: &Row, comparison: &Comparison) -> Option<Dots> {
    let scale = Scale::of(&row.measure);
    let ends = bounds(row, scale);
    let outlets = comparison.framing.outlets.iter();
    let rows = outlets.zip(&row.cells).filter_map(|(outlet, cell)| dot(outlet, (*cell)?, ends));
    let (low, high) = ends;
    let tick = |at: f64| Tick {
        x: along(ends, at),
        text: scale.value(at),
        zero: at == 0.0 && scale == Scale::Points,
    };
    let ticks = [low, f64::midpoint(low, high), high].map(tick).into();
    Dots::new(row.label.clone(), note(&row.measure), ticks, rows.collect())
}

fn dot(outlet: &str, estimate: &Estimate, ends: (f64, f64)) -> Option<Dot> {
    let at = |value| along(ends, value);
    let value = estimate.value?;
    let corrected = estimate.corrected.as_ref();
    Some(Dot {
        label: shortened(outlet),
        x: Some(at(value)),
        whisker: estimate.low.zip(estimate.high).map(|(low, high)| (at(low), at(high))),
        ring: corrected.map(|corrected| at(corrected.value)),
        few: is_few(estimate),
        value: Scale::of(&estimate.measure).value(value),
        ..Dot::default()
    })
}

/// Where the scale of a figure begins and ends.
fn bounds(row: &Row, scale: Scale) -> (f64, f64) {
    let cells = row.cells.iter().flatten();
    let ends = cells.flat_map(|cell| [cell.value, cell.high]).flatten();
    match scale {
        Scale::Share => (0.0, 1.0),
        Scale::Points => (-1.0, 1.0),
        Scale::Count => (0.0, (ends.fold(1.0, f64::max) / 100.0).ceil() * 100.0),
    }
}

fn note(measure: &Measure) -> String {
    match measure {
        Measure::Balance { .. } => {
            "Share of sentences about it that leave it looking good, less the share that leave it \
             looking bad, in points."
        }
        Measure::SourceShare { .. } => "Of all quoted and reported words.",
        Measure::OwnWords => "The rest is quoted or reported.",
        Measure::Hedged { .. } => "Sentences that weaken what they say.",
        Measure::Loaded { .. } => "Sentences with words that judge or dramatise.",
        _ => "",
    }
    .to_owned()
}

/// Outlets' names are cut to the room left of a figure.
fn shortened(outlet: &str) -> String {
    let name = printable(outlet);
    if name.chars().count() <= 26 {
        return name;
    }
    name.chars().take(25).chain(['…']).collect()
}
