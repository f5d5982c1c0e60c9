//! Words that point to both of two sides: "both sides", "the two leaders", "neither government",
//! "both have said so".

use super::hit::{Hit, covered};
use crate::sides::forms::Nature;
use crate::sides::lexicon::Class;
use crate::sides::words::Words;
use crate::sides::{Cast, MentionKind};

/// Behind a "both" that is nobody else's, as a rule: in training articles 20 of 25 are the sides.
const PREDICATES: [&str; 10] =
    ["are", "were", "have", "had", "would", "will", "say", "said", "claim", "want"];

/// Adds a hit for each of two sides where a plural means both.
pub(super) fn add(words: &Words<'_>, cast: &Cast, hits: &mut Vec<Hit>) {
    if cast.sides.len() != 2 {
        return;
    }
    let covered = covered(words.len(), hits);
    for i in 0..words.len() {
        let Some(last) = pair(words, i).filter(|&last| !covered[i..=last].contains(&true)) else {
            continue;
        };
        let article = i > 0 && words.glued(i) && matches!(words.get(i - 1), "the" | "The");
        let first = if article { i - 1 } else { i };
        let classes = words.words[last].classes;
        let kind = MentionKind::Description;
        hits.extend((0..2).map(|owner| Hit {
            first,
            last,
            owner: Some(owner),
            kind,
            nature: Nature::Body,
            classes,
            name: None,
        }));
    }
    hits.sort_by_key(|hit| (hit.first, hit.last));
}

/// The last word of "both sides" at word `i`: a pair word, "of the", a noun; or "both" alone before
/// a verb. Of "each of them" hardly one is the two sides.
fn pair(words: &Words<'_>, i: usize) -> Option<usize> {
    if !words.has(i, Class::Pair) {
        return None;
    }
    let mut at = i + 1;
    let is_both = matches!(words.get(i), "both" | "Both");
    if is_both && words.glued(at) && PREDICATES.contains(&words.get(at)) {
        return Some(i);
    }
    while words.glued(at) && matches!(words.get(at), "of" | "the" | "these") {
        at += 1;
    }
    let skips =
        words.glued(at) && words.has(at, Class::Modifier) && !words.has(at, Class::PairNoun);
    let at = if skips { at + 1 } else { at };
    let is_pair = words.glued(at) && words.has(at, Class::PairNoun);
    let is_anyone = |at| matches!((words.get(i), words.get(at)), ("each" | "Each", "them" | "us"));
    Some(at).filter(|&at| is_pair && !is_anyone(at))
}
