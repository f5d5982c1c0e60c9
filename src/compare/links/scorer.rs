//! How likely two sentences hand over the same, from their features.
//!
//! Two logistic regressions: the first looks at the pair alone, the second also at how sure the
//! first is of the pairs around it. `models/links.toml` holds them; `train::links` makes it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{CONTEXT, FEATURES};
use crate::error::{Error, Result};

const EMBEDDED: &str = include_str!("../../../models/links.toml");

/// The scorer of links.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorer {
    /// Where the coefficients come from.
    pub source: String,
    /// Pairs at least as likely as this are links.
    pub accept: f64,
    /// Pairs at least as likely as this may be links: they keep a claim from being called left out.
    pub near: f64,
    /// Of the pair alone, over [`FEATURES`].
    pub alone: Logistic,
    /// Of the pair among its neighbours, over [`FEATURES`] and [`CONTEXT`].
    pub context: Logistic,
    /// Of the cosine of two embeddings alone, whatever other sentences there are: of two articles
    /// the best match is a link, but a third may tell the same.
    pub likeness: Logistic,
}

/// A logistic regression.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Logistic {
    /// Log-odds where every feature is 0.
    pub bias: f64,
    /// What a unit of each feature adds to them.
    pub weights: Vec<f64>,
}

/// A scorer as it stands in its file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScorerRecord {
    source: String,
    accept: f64,
    near: f64,
    alone: LogisticRecord,
    context: LogisticRecord,
    likeness: LogisticRecord,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LogisticRecord {
    bias: f64,
    weights: BTreeMap<String, f64>,
}

impl Scorer {
    /// The scorer that is part of the program.
    ///
    /// # Panics
    /// Never in a build that passed its tests.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static SCORER: LazyLock<Scorer> =
            LazyLock::new(|| Scorer::parse(EMBEDDED).expect("models/links.toml is tested"));
        &SCORER
    }

    /// Reads a scorer's file.
    ///
    /// # Errors
    /// Where it is no TOML of this form, or its features are not those of the program.
    pub fn parse(text: &str) -> Result<Self> {
        let record: ScorerRecord = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        Ok(Self {
            source: record.source,
            accept: record.accept,
            near: record.near,
            alone: Logistic::read(record.alone, &FEATURES)?,
            context: Logistic::read(record.context, &[&FEATURES[..], &CONTEXT[..]].concat())?,
            likeness: Logistic::read(record.likeness, &FEATURES[..1])?,
        })
    }

    /// The file of the scorer.
    ///
    /// # Panics
    /// Never: it holds strings and numbers only.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let record = ScorerRecord {
            source: self.source.clone(),
            accept: self.accept,
            near: self.near,
            alone: self.alone.write(),
            context: self.context.write(),
            likeness: self.likeness.write(),
        };
        toml::to_string(&record).expect("a table of strings and numbers")
    }
}

fn wrong(reason: String) -> Error {
    Error::Links { reason }
}

impl Logistic {
    /// The probability.
    #[must_use]
    pub fn probability(&self, features: &[f32]) -> f64 {
        let weighted = self.weights.iter().zip(features);
        let odds: f64 = weighted.map(|(weight, &x)| weight * f64::from(x)).sum();
        1.0 / (1.0 + (-self.bias - odds).exp())
    }

    fn read(record: LogisticRecord, expected: &[&str]) -> Result<Self> {
        let weights: Option<Vec<f64>> =
            expected.iter().map(|&feature| record.weights.get(feature).copied()).collect();
        match weights.filter(|weights| weights.len() == record.weights.len()) {
            Some(weights) => Ok(Self { bias: record.bias, weights }),
            None => Err(wrong(format!(
                "its features are {}, those of the program {}",
                record.weights.into_keys().collect::<Vec<_>>().join(", "),
                expected.join(", ")
            ))),
        }
    }

    fn write(&self) -> LogisticRecord {
        let names = FEATURES.iter().chain(&CONTEXT).map(ToString::to_string);
        let weights = names.zip(self.weights.iter().copied()).collect();
        LogisticRecord { bias: self.bias, weights }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scorer_in_the_program_reads_back_as_it_was_written() {
        let scorer = Scorer::embedded();
        assert_eq!(Scorer::parse(&scorer.to_toml()).unwrap(), *scorer);
        assert!(scorer.near < scorer.accept);
    }

    #[test]
    fn a_scorer_of_other_features_is_refused_by_name() {
        let other = Scorer::embedded().to_toml().replacen("cosine =", "colour =", 1);
        let message = Scorer::parse(&other).unwrap_err().to_string();
        assert!(message.starts_with("links.toml: its features are colour, "), "{message}");
    }
}
