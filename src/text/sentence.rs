//! A sentence is a place in a document, not a copy of its words.

use serde::{Deserialize, Serialize};

use super::Span;

/// What a line of an article is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A title or sub-heading.
    Headline,
    /// Running text.
    Body,
    /// Navigation, bylines, share buttons, remains in another language: it carries no label.
    Boilerplate,
}

/// One sentence (or line) of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// Whether its block repeats an earlier one; the first occurrence is no duplicate.
    pub duplicate: bool,
}

impl Sentence {
    /// Whether it carries labels and counts in summaries.
    #[must_use]
    pub fn counts(self) -> bool {
        self.kind != Kind::Boilerplate && !self.duplicate
    }
}
