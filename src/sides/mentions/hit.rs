//! A mention on the way, counted in words.

use crate::sides::MentionKind;
use crate::sides::forms::Nature;
use crate::sides::lexicon::{Class, Classes};

/// A place in the text that points to somebody.
#[derive(Debug, Clone)]
pub(in crate::sides) struct Hit {
    /// Its first word.
    pub first: usize,
    /// Its last word.
    pub last: usize,
    /// Whose it is; `None` for a stranger.
    pub owner: Option<usize>,
    /// How it points.
    pub kind: MentionKind,
    /// What is pointed to.
    pub nature: Nature,
    /// Number and gender, as its nouns tell.
    pub classes: Classes,
    /// The words of the person's name in it.
    pub name: Option<(usize, usize)>,
}

impl Hit {
    /// Whether it can be "he" or "she".
    pub fn is_person(&self) -> bool {
        self.nature == Nature::Person && !self.classes.has(Class::Plural)
    }
}

/// Which words the hits cover.
pub(super) fn covered(len: usize, hits: &[Hit]) -> Vec<bool> {
    let mut covered = vec![false; len];
    for hit in hits {
        covered[hit.first..=hit.last].fill(true);
    }
    covered
}
