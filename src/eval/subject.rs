//! What a report is about, for its heading.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::labels::Annotated;

/// The gold and who predicted, as far as their files say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// The corpora the gold says it is of.
    pub corpus: Vec<String>,
    /// Who made the gold labels: `crowd`, `expert` or `model`.
    pub labels_by: Vec<String>,
    /// Gold documents.
    pub documents: usize,
    /// Gold sentences.
    pub sentences: usize,
    /// The model that predicted, where the predictions say.
    pub model: Option<String>,
}

impl Subject {
    /// Of gold and the model that predicted.
    #[must_use]
    pub fn new<'d>(gold: impl IntoIterator<Item = &'d Annotated>, model: Option<String>) -> Self {
        let gold: Vec<&Annotated> = gold.into_iter().collect();
        let sources = gold.iter().filter_map(|document| document.provenance.source.clone());
        Self {
            corpus: sources.collect::<BTreeSet<_>>().into_iter().collect(),
            labels_by: labels_by(gold.iter().copied()),
            documents: gold.len(),
            sentences: gold.iter().map(|document| document.sentences.len()).sum(),
            model,
        }
    }
}

/// Every kind of annotator that the documents name, once.
pub(super) fn labels_by<'d>(documents: impl IntoIterator<Item = &'d Annotated>) -> Vec<String> {
    let named = documents.into_iter().filter_map(|document| document.provenance.labels_by.clone());
    named.collect::<BTreeSet<_>>().into_iter().collect()
}
