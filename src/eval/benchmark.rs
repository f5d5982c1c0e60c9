//! What a report says of the public benchmark it is about, and what others published on it.

use serde::{Deserialize, Serialize};

/// A public benchmark, as a report names it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Benchmark {
    /// Its short name: `newsmtsc-rw`.
    pub name: String,
    /// Whom to cite.
    pub citation: String,
    /// Licence of its texts and labels.
    pub licence: String,
    /// Which part of it was scored.
    pub split: String,
    /// How its labels differ from ours.
    pub caveats: String,
    /// The scores that count, as `layer.metric`.
    pub scores: Vec<String>,
    /// What others reached.
    pub published: Vec<Published>,
}

/// A score that others published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// What was scored.
    pub system: String,
    /// The score of ours that comes nearest, as `layer.metric`.
    pub score: String,
    /// What was reached, 0 to 1.
    pub value: f64,
    /// Where it was published, where that is on record.
    #[serde(default)]
    pub source: Option<String>,
    /// How it differs from our score, where it does.
    #[serde(default)]
    pub note: Option<String>,
}

impl Benchmark {
    /// Whether its gold has this layer.
    #[must_use]
    pub fn scores_layer(&self, layer: &str) -> bool {
        self.scores.iter().any(|score| score.split('.').next() == Some(layer))
    }
}
