//! An article as it was read.

use std::path::PathBuf;

/// What is known of an article beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Unique within a run; the file's stem unless the input names one.
    pub id: String,
    /// Where it was read from, as the user wrote it.
    pub path: Option<PathBuf>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The event it reports on, where the input groups articles by event.
    pub event: Option<String>,
    /// Its headline, where the input keeps it apart from the text.
    pub title: Option<String>,
    /// Its date, as the input writes it.
    pub date: Option<String>,
    /// Its address, as the input writes it.
    pub url: Option<String>,
    /// The encoding it was decoded from, where that was not UTF-8.
    pub encoding: Option<String>,
}

/// One article: its text, which never changes, and what is known of it.
///
/// Every [`super::Span`] of an annotation points into [`Document::text`]. Plain text behind its front
/// matter is kept to the byte; text extracted from HTML or decoded is what was extracted or decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What is known of it.
    pub meta: Metadata,
    text: String,
}

impl Document {
    /// An article with this text.
    #[must_use]
    pub fn new(meta: Metadata, text: String) -> Self {
        Self { meta, text }
    }

    /// The text that all offsets point into.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its `id`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.meta.id
    }
}
