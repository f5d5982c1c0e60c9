//! A side of an event, and a place in a text that points to it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Span;

/// The short name of a side, unique within a document: `ukraine`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct SideId(String);

impl SideId {
    /// The id as written in files.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<S: Into<String>> From<S> for SideId {
    fn from(id: S) -> Self {
        Self(id.into())
    }
}

impl fmt::Display for SideId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A party to an event: one of those in contention, or a third party that is only listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// Its short name.
    pub id: SideId,
    /// Its name for people: `Ukraine`.
    pub name: String,
    /// Other names: people, capitals, institutions, every spelling.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl Side {
    /// All that it is called: its name, then the others.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.aliases).map(String::as_str)
    }
}

/// How a mention points to its side.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MentionKind {
    /// By a name or alias: "Kyiv".
    Name,
    /// By a description: "the Ukrainian president".
    Description,
    /// By a pronoun: "he".
    Pronoun,
}

/// A place in the text that points to a side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The side meant.
    pub side: SideId,
    /// The words that mean it.
    pub span: Span,
    /// How they do; unknown in gold made by tools that do not say.
    pub kind: Option<MentionKind>,
}
