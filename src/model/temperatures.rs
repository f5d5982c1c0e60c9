//! One number a layer that makes probabilities mean what they say.

use serde::{Deserialize, Serialize};

/// Temperatures that logits are divided by (Guo et al. 2017), fitted on development data.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Temperatures {
    /// Of the voice head.
    pub voice: f64,
    /// Of the certainty head.
    pub certainty: f64,
    /// Of the wording head.
    pub wording: f64,
    /// Of the frames head.
    pub frames: f64,
    /// Of the stance head.
    pub stance: f64,
    /// Of the span heads.
    pub spans: f64,
}

impl Default for Temperatures {
    /// Leaves logits as they are.
    fn default() -> Self {
        Self { voice: 1.0, certainty: 1.0, wording: 1.0, frames: 1.0, stance: 1.0, spans: 1.0 }
    }
}
