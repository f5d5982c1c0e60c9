//! How often each label was taken for another, as reports and cards hold it.

use serde::{Deserialize, Serialize};

/// The confusion matrix of a layer, or of one label of a layer with any number of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// The layer: `stance`.
    pub layer: String,
    /// The one label that is there or not, of a layer with any number of labels a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// What rows and columns stand for.
    pub classes: Vec<String>,
    /// Items by gold class (row) and predicted class (column).
    pub cells: Vec<Vec<f64>>,
    /// Items of each gold class that got no prediction.
    pub missing: Vec<f64>,
}

impl Matrix {
    /// Items in all.
    #[must_use]
    pub fn items(&self) -> f64 {
        self.cells.iter().flatten().chain(&self.missing).sum()
    }
}
