//! The figures of a report: where every dot, bar and line of them stands.
//!
//! The drawings are templates, for the reasons given in `render/plots.rs`.

use crate::eval::calibrate::LayerCalibration;
use crate::eval::compare::Compared;
use crate::eval::{Report, Row};
use crate::stats::{Bin, Calibration};

use super::super::dots::{Dot, Dots, Tick, along, round};
use super::sheets::{leads, number, scored, signed};
use super::words;

/// Left edge, width, top and height of the plots of probabilities, as in their templates.
const LEFT: f64 = 42.0;
const WIDE: f64 = 270.0;
const TOP: f64 = 10.0;
const HIGH: f64 = 170.0;
/// The foot of the small bars that count a bin's items, and the tallest of them.
const FOOT: f64 = 254.0;
const TALL: f64 = 40.0;

/// The leading scores, with those of annotators and baseline.
pub(super) fn scores(report: &Report) -> Option<Dots> {
    let unit = (0.0, 1.0);
    let baseline =
        |row: &Row| report.comparison.iter().find(|c| c.name == row.name()).map(|c| c.theirs);
    let annotators = |row: &Row| scored(report)?.get(&row.name())?.value;
    let dot = |row: &Row| {
        let value = row.value?;
        Some(Dot {
            label: words::score(&row.layer, row.class.as_deref(), &row.metric),
            x: Some(along(unit, value)),
            whisker: row.low.zip(row.high).map(|(low, high)| (along(unit, low), along(unit, high))),
            diamond: annotators(row).map(|value| along(unit, value)),
            ring: baseline(row).map(|value| along(unit, value)),
            value: number(row.value),
            ..Dot::default()
        })
    };
    let rows = report.rows.iter().filter(|row| row.slice.is_none() && leads(row));
    let mut note = "Dots are scores, lines their 95 % intervals".to_owned();
    if scored(report).is_some() {
        note.push_str("; diamonds are what one annotator scores against another");
    }
    if !report.comparison.is_empty() {
        note.push_str("; rings are the baseline");
    }
    let ticks = [0.0, 0.25, 0.5, 0.75, 1.0];
    let ticks = ticks.map(|at| Tick { x: along(unit, at), text: at.to_string(), zero: false });
    Dots::new("Scores at a glance", note + ".", ticks.into(), rows.filter_map(dot).collect())
}

/// The differences from the baseline of the leading scores.
pub(super) fn differences(compared: &[Compared], report: &Report) -> Option<Dots> {
    let lead = |name: &str| report.get(name).is_some_and(leads);
    let shown: Vec<&Compared> = compared.iter().filter(|row| lead(&row.name)).collect();
    let ends = shown.iter().flat_map(|row| [row.low, row.high, Some(row.difference)]);
    let most = ends.flatten().fold(0.0, |most: f64, end| most.max(end.abs()));
    let most = ((most * 10.0).ceil() / 10.0).max(0.1);
    let scale = (-most, most);
    let dot = |row: &&Compared| {
        let found = report.get(&row.name)?;
        Some(Dot {
            label: words::score(&found.layer, found.class.as_deref(), &found.metric),
            x: Some(along(scale, row.difference)),
            whisker: row
                .low
                .zip(row.high)
                .map(|(low, high)| (along(scale, low), along(scale, high))),
            value: signed(row.difference),
            ..Dot::default()
        })
    };
    let tick = |at: f64| Tick {
        x: along(scale, at),
        text: if at == 0.0 { "0".to_owned() } else { format!("{at:+.2}").replace('-', "−") },
        zero: at == 0.0,
    };
    Dots::new(
        "Difference from the baseline",
        "Right of the line the predictions are better; a line that crosses zero tells nothing \
         apart."
            .to_owned(),
        [-most, -most / 2.0, 0.0, most / 2.0, most].map(tick).into(),
        shown.iter().filter_map(dot).collect(),
    )
}

/// One layer's probabilities: do they mean what they say, and what does abstaining buy?
pub(super) struct Layer {
    pub name: String,
    pub note: String,
    pub bins: Vec<BinView>,
    pub curve: Curve,
}

/// A bin of confidence that holds something.
pub(super) struct BinView {
    pub x: f64,
    pub width: f64,
    pub middle: f64,
    /// The bar of those that were right.
    pub y: f64,
    pub height: f64,
    /// Their mean confidence.
    pub dot: f64,
    /// The bar that counts them.
    pub count_y: f64,
    pub count_height: f64,
    pub number_y: f64,
    /// As the table says it.
    pub range: String,
    pub count: String,
    pub confidence: String,
    pub accuracy: String,
}

/// Error by share of items kept.
pub(super) struct Curve {
    pub points: String,
    /// The highest error of the scale.
    pub most: String,
    pub half: String,
    /// The error with everything kept, and its height.
    pub last: String,
    pub last_y: f64,
    pub label_y: f64,
    pub description: String,
}

/// A figure for each layer that has probabilities.
pub(super) fn layers(report: &Report) -> Vec<Layer> {
    report.calibration.iter().map(layer).collect()
}

fn layer(of: &LayerCalibration) -> Layer {
    let Calibration { ece, ece_by_chance_95: chance, brier, items, bins, .. } = &of.calibration;
    let most = bins.iter().map(|bin| bin.count).fold(1.0, f64::max);
    Layer {
        name: words::layer(of.layer).to_owned(),
        note: format!(
            "{items} items; ECE {ece:.3} over {} bins (by chance alone below {chance:.3} in 95 % of draws); Brier {brier:.3}; mean error over every \
             coverage (AURC) {:.3}.",
            bins.len(),
            of.coverage.aurc
        ),
        bins: bins.iter().filter_map(|bin| bin_view(bin, most)).collect(),
        curve: curve(&of.coverage.curve),
    }
}

fn bin_view(bin: &Bin, most: f64) -> Option<BinView> {
    let (confidence, accuracy) = (bin.confidence?, bin.accuracy?);
    let (x, width) = (LEFT + bin.from * WIDE, (bin.to - bin.from) * WIDE);
    let height = accuracy * HIGH;
    let count_height = bin.count / most * TALL;
    Some(BinView {
        x: round(x + 1.0),
        width: round(width - 2.0),
        middle: round(x + width / 2.0),
        y: round(TOP + HIGH - height),
        height: round(height),
        dot: round(LEFT + confidence * WIDE),
        count_y: round(FOOT - count_height),
        count_height: round(count_height),
        number_y: round(FOOT - count_height - 3.0),
        range: format!("{:.2}–{:.2}", bin.from, bin.to),
        count: bin.count.to_string(),
        confidence: format!("{confidence:.3}"),
        accuracy: format!("{accuracy:.3}"),
    })
}

fn curve(points: &[(f64, f64)]) -> Curve {
    let most = points.iter().map(|point| point.1).fold(0.0, f64::max);
    let most = ((most * 10.0).ceil() / 10.0).max(0.1);
    let y = |risk: f64| round(TOP + HIGH * (1.0 - risk / most));
    let place = |&(kept, risk): &(f64, f64)| format!("{},{}", round(LEFT + kept * WIDE), y(risk));
    let last = points.last().map_or(0.0, |point| point.1);
    let said =
        |&(kept, risk): &(f64, f64)| format!("{:.0} % kept: {risk:.3} wrong. ", kept * 100.0);
    Curve {
        points: points.iter().map(place).collect::<Vec<_>>().join(" "),
        most: format!("{most:.1}"),
        half: format!("{:.2}", most / 2.0),
        last: format!("{last:.3}"),
        last_y: y(last),
        label_y: round(y(last) - 7.0),
        description: points.iter().map(said).collect(),
    }
}
