//! What each block is: headline, body or boilerplate.

use super::language::Language;
use crate::text::layout::{Block, is_item, is_stopped};
use crate::text::{Kind, Span};

use super::furniture::is_furniture;

/// Words of the longest headline.
const LONGEST_HEADLINE: usize = 28;
/// Words of the longest sub-heading without final punctuation.
const LONGEST_SUBHEAD: usize = 18;
/// Words of the longest sub-heading that is a question or an exclamation.
const LONGEST_CALL: usize = 5;

/// The kind of each block.
pub(super) fn kinds(text: &str, blocks: &[Block], cuts: &[Vec<Span>]) -> Vec<Kind> {
    let language = Language::of(text);
    let mut headed = false;
    let mut kinds = Vec::with_capacity(blocks.len());
    for (number, block) in blocks.iter().enumerate() {
        let words = block.span.of(text);
        let place = if headed { Place::Under } else { Place::Top };
        let is_last = number + 1 == blocks.len();
        let kind = if is_furniture(words) || language.is_foreign(words) {
            Kind::Boilerplate
        } else if is_heading(text, words, &cuts[number], place, is_last) {
            Kind::Headline
        } else {
            Kind::Body
        };
        headed |= kind != Kind::Boilerplate;
        kinds.push(kind);
    }
    kinds
}

/// Where a block stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing but boilerplate stands above.
    Top,
    /// Something else stands above.
    Under,
}

/// Whether a block is a headline: nothing heads the text that it ends.
fn is_heading(text: &str, words: &str, cuts: &[Span], place: Place, is_last: bool) -> bool {
    if is_last || is_item(words) || words.starts_with(char::is_lowercase) || opens_more(words) {
        return false;
    }
    let count = words.split_whitespace().take(LONGEST_HEADLINE + 1).count();
    let stops_inside = cuts.iter().rev().skip(1).any(|span| span.of(text).ends_with('.'));
    if stops_inside || count > LONGEST_HEADLINE {
        return false;
    }
    let bare = words.trim_end_matches(|mark: char| crate::text::quotes::is_mark(mark));
    let calls = bare.ends_with(['?', '!']);
    let is_plain = !is_stopped(words);
    match place {
        Place::Top => is_plain || calls,
        Place::Under => {
            (is_plain && count <= LONGEST_SUBHEAD)
                || (calls && cuts.len() == 1 && count <= LONGEST_CALL)
        }
    }
}

/// Whether the words end in a mark after which more of the sentence comes.
fn opens_more(words: &str) -> bool {
    words.ends_with([':', ',', ';'])
}
