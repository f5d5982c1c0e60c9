//! Which quotations are somebody's speech: not a title, a nickname or a word held with tongs.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::Quotation;
use crate::text::lists;

static ATTRIBUTION: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/attribution.txt")));

/// Whether a word is a verb that hands words to a speaker ("said", "asked").
#[must_use]
pub fn is_attribution(word: &str) -> bool {
    ATTRIBUTION.contains(word)
}

/// Whether a quotation is somebody's speech.
#[must_use]
pub fn is_speech(_text: &str, quotation: &Quotation) -> bool {
    !quotation.nested
}
