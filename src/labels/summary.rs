//! What an annotated document says as a whole: counts, from which every rate can be had again.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::sides::SideId;

/// Whose words a sentence hands over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "who", content = "side")]
pub enum Speaker {
    /// The outlet's own words.
    Outlet,
    /// A speaker of one of the sides.
    Side(SideId),
    /// A third party, or a speaker tied to no side.
    Other,
}

/// How often a side comes off each way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Balance {
    /// Sentences that leave the side favourable.
    pub favorable: usize,
    /// Sentences that name it without either.
    pub neutral: usize,
    /// Sentences that leave it unfavourable.
    pub unfavorable: usize,
}

impl Balance {
    /// Sentences in which the side is present and judged.
    #[must_use]
    pub fn total(self) -> usize {
        self.favorable + self.neutral + self.unfavorable
    }
}

/// One voice of the document and what is said through it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VoiceSummary {
    /// Whose voice.
    pub speaker: Speaker,
    /// Sentences in it.
    pub sentences: usize,
    /// Words in it.
    pub words: usize,
    /// Its share of all words, 0 to 1; `null` where there are none.
    pub share: Option<f64>,
    /// Sentences whose certainty was judged, and how many of them hedge.
    pub certainty_judged: usize,
    /// Hedged sentences.
    pub hedged: usize,
    /// Sentences whose wording was judged.
    pub wording_judged: usize,
    /// Sentences with loaded wording.
    pub loaded: usize,
    /// How each side comes off in it, in the order of the document's sides.
    pub stance: Vec<(SideId, Balance)>,
}

/// The document as a whole; duplicates and boilerplate are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Sentences counted.
    pub sentences: usize,
    /// Words counted.
    pub words: usize,
    /// Sentences left out: boilerplate and repeats.
    pub left_out: usize,
    /// How many sentences favour each side, in the order of the document's sides.
    pub favors: Vec<(SideId, usize)>,
    /// Sentences that favour none.
    pub favors_none: usize,
    /// The outlet, then each side, then others.
    pub voices: Vec<VoiceSummary>,
    /// How many sentences bring up each frame.
    pub frames: BTreeMap<String, usize>,
}
