//! The differences in numbers that are worth a line.

use crate::compare::{Comparison, Difference, Measure};

use super::super::plain::printable;
use super::names::Names;
use super::numbers;

/// Lines shown of differences that chance explains.
pub(super) const OTHERS: usize = 20;
/// The most lines of those that are more than chance; the others stand in the JSON and CSV.
pub(super) const MOST: usize = 200;

/// A line of the table.
pub(super) struct Line {
    pub measure: String,
    pub outlet: String,
    pub against: String,
    pub difference: String,
    pub corrected: String,
    pub q: String,
    /// What it rests on.
    pub rests_on: String,
}

/// The differences that are more than chance, the surest first.
pub(super) fn significant<'c>(comparison: &'c Comparison) -> Vec<&'c Difference> {
    ranked(comparison.framing.differences.iter().filter(|of| of.significant))
}

/// Those that were tested and that chance explains, the likeliest to be more first.
pub(super) fn explained<'c>(comparison: &'c Comparison) -> Vec<&'c Difference> {
    ranked(comparison.framing.differences.iter().filter(|of| !of.significant && of.p.is_some()))
}

/// By p-value, then by size; what says the same as a part of itself stands once.
fn ranked<'c>(of: impl Iterator<Item = &'c Difference>) -> Vec<&'c Difference> {
    let mut all: Vec<&Difference> = of.filter(|of| of.measure != Measure::Sentences).collect();
    let size = |of: &Difference| of.difference.map_or(0.0, f64::abs);
    let p = |of: &Difference| of.p.unwrap_or(1.0);
    all.sort_by(|a, b| p(a).total_cmp(&p(b)).then(size(b).total_cmp(&size(a))));
    all
}

/// A difference as a sentence.
pub(super) fn sentence(of: &Difference, names: &Names) -> String {
    let corrected = numbers::corrected(&of.measure, of.corrected.as_ref());
    let corrected = corrected.map(|c| format!(", corrected {c}")).unwrap_or_default();
    format!(
        "{}: {} against {}: {}{corrected}, q {}.",
        capitalised(&names.measure(&of.measure)),
        printable(&of.outlet),
        against(of),
        numbers::difference(of),
        numbers::probability(of.q)
    )
}

fn against(of: &Difference) -> String {
    of.against.as_deref().map_or_else(|| "all others".to_owned(), printable)
}

fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}

/// A difference as a line of the table.
pub(super) fn line(of: &Difference, names: &Names) -> Line {
    let unit = match of.unit {
        crate::compare::Unit::Document => "articles",
        crate::compare::Unit::Block => "blocks",
    };
    Line {
        measure: names.measure(&of.measure),
        outlet: printable(&of.outlet),
        against: against(of),
        difference: numbers::difference(of),
        corrected: numbers::corrected(&of.measure, of.corrected.as_ref())
            .unwrap_or_else(|| numbers::UNDEFINED.to_owned()),
        q: numbers::probability(of.q),
        rests_on: format!("{} and {} {unit}", of.units[0], of.units[1]),
    }
}
