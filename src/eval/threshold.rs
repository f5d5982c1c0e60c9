//! Scores that must be reached, for use in CI.

use super::report::Report;
use super::row::Row;
use crate::error::{Error, Result};

/// `layer.metric=value`: the score must be at least the value.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// The score: `voice.macro_f1`.
    pub name: String,
    /// The least it may be.
    pub least: f64,
}

impl Threshold {
    /// Reads `voice.macro_f1=0.9`.
    ///
    /// # Errors
    /// [`Error::Threshold`] where it is not a name, `=`, and a number from 0 to 1.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::Threshold { given: text.to_owned() };
        let (name, least) = text.split_once('=').ok_or_else(wrong)?;
        let least: f64 = least.trim().parse().map_err(|_| wrong())?;
        if !name.contains('.') || !(0.0..=1.0).contains(&least) {
            return Err(wrong());
        }
        Ok(Self { name: name.trim().to_owned(), least })
    }

    /// Why the report does not reach it; `None` where it does. A score that is undefined or not
    /// in the report does not reach any threshold.
    #[must_use]
    pub fn missed(&self, report: &Report) -> Option<String> {
        match report.get(&self.name).map(|row| row.value) {
            Some(Some(value)) if value >= self.least => None,
            Some(Some(value)) => Some(format!("{} is {value:.4}, below {}", self.name, self.least)),
            Some(None) => Some(format!("{} is undefined", self.name)),
            None => Some(format!("{} was not scored: {}", self.name, self.known(report))),
        }
    }

    /// What is known of a name that is no score's.
    fn known(&self, report: &Report) -> String {
        let layer = self.name.rsplit_once('.').map_or("", |(layer, _)| layer);
        let names = report.rows.iter().filter(|row| row.slice.is_none()).map(Row::name);
        let of_layer: Vec<String> =
            names.filter(|n| n.rsplit_once('.').is_some_and(|(of, _)| of == layer)).collect();
        if of_layer.is_empty() {
            return format!("gold does not carry it, or there is no {layer}");
        }
        format!("the scores of {layer} are {}", of_layer.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::Threshold;

    #[test]
    fn a_threshold_is_a_name_and_a_share() {
        let threshold = Threshold::parse("voice.macro_f1=0.9").unwrap();
        assert_eq!((threshold.name.as_str(), threshold.least), ("voice.macro_f1", 0.9));
        for wrong in ["voice=0.9", "voice.f1", "voice.f1=x", "voice.f1=90", "voice.f1=NaN"] {
            assert!(Threshold::parse(wrong).unwrap_err().to_string().contains(wrong));
        }
    }
}
