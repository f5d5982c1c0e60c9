//! What an annotated document says as a whole: counts, from which every rate can be had again.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Frame;
use crate::sides::SideId;

/// Whose words a sentence hands over.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case", tag = "who", content = "side")]
pub enum Speaker {
    /// The outlet's own words.
    Outlet,
    /// A speaker of one of the sides.
    Side(SideId),
    /// A third party, or a speaker tied to no side.
    Other,
    /// The voice was not judged, or withheld.
    Unclear,
}

/// What happens to one side in some set of sentences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Balance {
    /// The side.
    pub side: SideId,
    /// Sentences that favour it over every other side.
    pub favored: usize,
    /// Sentences that leave it favourable.
    pub favorable: usize,
    /// Sentences that name it without either.
    pub neutral: usize,
    /// Sentences that leave it unfavourable.
    pub unfavorable: usize,
}

impl Balance {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(side: SideId) -> Self {
        Self { side, favored: 0, favorable: 0, neutral: 0, unfavorable: 0 }
    }

    /// Sentences in which the side is present and judged.
    #[must_use]
    pub fn judged(&self) -> usize {
        self.favorable + self.neutral + self.unfavorable
    }
}

/// Counts over a set of sentences: those of one voice, or all of a document.
///
/// A layer's `…_judged` is the number of sentences whose label was neither absent nor withheld:
/// the denominator of that layer's rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Sentences.
    pub sentences: usize,
    /// Words, as Unicode segments them.
    pub words: usize,
    /// Sentences whose certainty was judged.
    pub certainty_judged: usize,
    /// Hedged sentences.
    pub hedged: usize,
    /// Sentences whose wording was judged.
    pub wording_judged: usize,
    /// Sentences with loaded wording.
    pub loaded: usize,
    /// Sentences of which it was judged whom they favour.
    pub favors_judged: usize,
    /// Those that favour none.
    pub favors_none: usize,
    /// How each side fares, in the order of the document's sides.
    pub sides: Vec<Balance>,
}

/// One voice of the document and what is said through it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VoiceSummary {
    /// Whose voice.
    pub speaker: Speaker,
    /// Its share of all words, 0 to 1; `null` where there are none.
    pub share: Option<f64>,
    /// What is counted in it.
    #[serde(flatten)]
    pub counts: Counts,
}

/// The document as a whole; duplicates and boilerplate are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Sentences left out: boilerplate and repeats.
    pub left_out: usize,
    /// All that was counted.
    #[serde(flatten)]
    pub all: Counts,
    /// The outlet, each side, others, and what is unclear: with their sentences.
    pub voices: Vec<VoiceSummary>,
    /// How many sentences bring up each frame, of those that bring up any.
    pub frames: BTreeMap<Frame, usize>,
}

impl Summary {
    /// The voice of this speaker.
    #[must_use]
    pub fn voice(&self, speaker: &Speaker) -> Option<&VoiceSummary> {
        self.voices.iter().find(|voice| voice.speaker == *speaker)
    }
}
