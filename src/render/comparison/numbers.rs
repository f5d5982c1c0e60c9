//! Numbers of a comparison as people read them.

use crate::compare::{Corrected, Difference, Estimate, Measure};

/// What stands for a number that is undefined.
pub(super) const UNDEFINED: &str = "–";
/// What stands where there are too few items or units.
pub(super) const TOO_FEW: &str = "too few to tell";

/// What the numbers of a measure are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// A share, 0 to 1: shown in percent.
    Share,
    /// A share less another, -1 to 1: shown in points of percent.
    Points,
    /// How many of something.
    Count,
}

impl Scale {
    /// The scale of a measure.
    pub fn of(measure: &Measure) -> Self {
        match measure {
            Measure::Balance { .. } => Self::Points,
            Measure::Words | Measure::Sentences => Self::Count,
            _ => Self::Share,
        }
    }

    fn number(self, value: f64) -> f64 {
        let shown = if self == Self::Count { value } else { 100.0 * value };
        // Minus zero is zero.
        shown.round() + 0.0
    }

    /// `38%`, `−25`, `335`.
    pub fn value(self, value: f64) -> String {
        match self {
            Self::Share => format!("{}%", self.number(value)),
            Self::Points => signed(self.number(value)),
            Self::Count => self.number(value).to_string(),
        }
    }

    /// `+12 points`, `−120`.
    pub fn difference(self, value: f64) -> String {
        let number = signed(self.number(value));
        if self == Self::Count { number } else { format!("{number} points") }
    }

    /// `[20, 55]`.
    pub fn range(self, low: f64, high: f64) -> String {
        format!("[{}, {}]", minus(self.number(low)), minus(self.number(high)))
    }
}

fn signed(number: f64) -> String {
    if number > 0.0 { format!("+{number}") } else { minus(number) }
}

fn minus(number: f64) -> String {
    number.to_string().replace('-', "−")
}

/// A q- or p-value.
pub(super) fn probability(p: Option<f64>) -> String {
    match p {
        None => UNDEFINED.to_owned(),
        Some(p) if p < 0.001 => "<0.001".to_owned(),
        Some(p) => format!("{p:.3}"),
    }
}

/// `38% [20, 55]`, or why there is no interval.
pub(super) fn estimate(of: &Estimate) -> String {
    let scale = Scale::of(&of.measure);
    let Some(value) = of.value else { return UNDEFINED.to_owned() };
    let value = scale.value(value);
    match (of.low, of.high) {
        (Some(low), Some(high)) => format!("{value} {}", scale.range(low, high)),
        _ => value,
    }
}

/// `≈ 31% [10, 50]`: the same corrected.
pub(super) fn corrected(measure: &Measure, of: Option<&Corrected>) -> Option<String> {
    let scale = Scale::of(measure);
    let Corrected { value, low, high } = *of?;
    let range = low.zip(high).map(|(low, high)| format!(" {}", scale.range(low, high)));
    Some(format!("≈ {}{}", scale.value(value), range.unwrap_or_default()))
}

/// `+12 points [3, 21]`.
pub(super) fn difference(of: &Difference) -> String {
    let scale = Scale::of(&of.measure);
    let Some(value) = of.difference else { return UNDEFINED.to_owned() };
    let range = of.low.zip(of.high).map(|(low, high)| format!(" {}", scale.range(low, high)));
    format!("{}{}", scale.difference(value), range.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole_and_signed_where_they_compare() {
        assert_eq!(Scale::Share.value(0.384), "38%");
        assert_eq!(Scale::Points.value(-0.25), "−25");
        assert_eq!(Scale::Points.value(-0.001), "0");
        assert_eq!(Scale::Share.difference(0.12), "+12 points");
        assert_eq!(Scale::Count.difference(-120.2), "−120");
        assert_eq!(Scale::Points.range(-0.301, 0.05), "[−30, 5]");
        assert_eq!(probability(Some(0.0002)), "<0.001");
        assert_eq!(probability(None), "–");
    }
}
