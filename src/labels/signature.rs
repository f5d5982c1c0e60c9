//! What a result was made with, so that a number can be traced and re-run.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The program and its version, as signatures name it.
pub const PROGRAM: &str = concat!("parallax ", env!("CARGO_PKG_VERSION"));

/// Printed beside every result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Signature {
    /// Program and version: `parallax 0.1.0`.
    pub program: String,
    /// The model's name.
    pub model: String,
    /// The first 16 hexadecimal digits of the SHA-256 of its weights.
    pub weights: String,
    /// What the model was run in, where that is not the f32 it was trained in: `bf16`, `int8` or `mixed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<String>,
    /// Whether stances were judged with the sides' names hidden.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blind: bool,
    /// Whether stances were judged in the context of the article, and so not each sentence by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub context: bool,
    /// Version of the label scheme.
    pub scheme: String,
    /// Labels less probable than this were withheld.
    pub min_confidence: f64,
    /// Decision thresholds by layer or label, as in the model's card; in context also what it weighs.
    pub thresholds: BTreeMap<String, f64>,
    /// Where the sides came from: `given`, or `found` in the article.
    pub sides: String,
}

/// What the line of a signature says of stances that were judged in context.
pub(crate) const IN_CONTEXT: &str = "|context:article";

impl Signature {
    /// One line for people: `parallax 0.1.0|model:minilm|weights:…|scheme:1|…`.
    #[must_use]
    pub fn line(&self) -> String {
        let precision = self.precision.iter().map(|name| format!("|precision:{name}"));
        let precision: String = precision.collect();
        let blind = if self.blind { "|names:hidden" } else { "" };
        let context = if self.context { IN_CONTEXT } else { "" };
        format!(
            "{}|model:{}|weights:{}{precision}{blind}{context}|scheme:{}|min_confidence:{}|sides:{}",
            self.program, self.model, self.weights, self.scheme, self.min_confidence, self.sides
        )
    }
}
