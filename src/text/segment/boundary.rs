//! Where a block is cut: what the Unicode rules propose, mended for news.
//!
//! Those rules (UAX 29) know neither abbreviations nor attributions, take a digit after a full
//! stop for a continuation, and need a space to see a boundary.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use super::abbreviations::{ends_sentence, is_short_form, is_starter};
use crate::text::layout::{is_closer, is_stop};
use crate::text::lists;
use crate::text::quotes::{is_attribution, is_mark};

/// Longest word looked at on either side of a stop, in bytes: it bounds the work per stop.
const LONGEST_WORD: usize = 48;
/// Words between a quotation and the verb that attributes it ("Foreign Minister Ilse Marnow").
const LONGEST_NAME: usize = 5;

static SUFFIXES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/suffixes.txt")));

/// The bytes at which the sentences of a block start; `closes` tells closing quotation marks.
pub(super) fn starts(block: &str, closes: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut starts = vec![0];
    for candidate in candidates(block, &closes) {
        let at = past_closers(block, before_openers(block, candidate, &closes), &closes);
        let after_last = starts.last().is_none_or(|&last| last < at);
        if at < block.len() && after_last && is_boundary(block, at) {
            starts.push(at);
        }
    }
    starts
}

/// What the Unicode rules propose and what they miss, in order.
fn candidates(block: &str, closes: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut found: Vec<usize> =
        block.split_sentence_bound_indices().map(|(at, _)| at).skip(1).collect();
    let stops = block.char_indices().filter(|&(_, char)| is_stop(char));
    found.extend(stops.filter_map(|(at, stop)| missed(block, at + stop.len_utf8(), &closes)));
    found.sort_unstable();
    found.dedup();
    found
}

/// A start that the Unicode rules miss just after a stop: a digit, or no space before a capital.
fn missed(block: &str, after: usize, closes: impl Fn(usize) -> bool) -> Option<usize> {
    let at = past_closers(block, after, closes);
    let next = block[at..].chars().find(|&char| !is_mark(char))?;
    (next.is_ascii_digit() || next.is_uppercase()).then_some(at)
}

/// `at`, moved over white space and the marks that close what stands before it.
fn past_closers(block: &str, at: usize, closes: impl Fn(usize) -> bool) -> usize {
    let closing = |(offset, char): &(usize, char)| {
        char.is_whitespace() || matches!(char, ')' | ']' | '}') || closes(at + offset)
    };
    let passed = block[at..].char_indices().take_while(closing).last();
    passed.map_or(at, |(offset, char)| at + offset + char.len_utf8())
}

/// `at`, moved before the marks that open what stands there: the Unicode rules take every mark
/// after a stop for a closing one.
fn before_openers(block: &str, at: usize, closes: impl Fn(usize) -> bool) -> usize {
    let opening = |(offset, char): &(usize, char)| {
        matches!(char, '(' | '[') || (is_mark(*char) && !closes(*offset))
    };
    let passed = block[..at].char_indices().rev().take_while(opening).last();
    passed.map_or(at, |(offset, _)| offset)
}

/// Whether a sentence ends just before `at` and another starts there.
fn is_boundary(block: &str, at: usize) -> bool {
    let before = &block[..at];
    let core = before.trim_end_matches(is_closer);
    let Some(stop) = core.chars().next_back() else { return false };
    let after = &block[at..];
    let Some(first) = after.chars().take(LONGEST_WORD).find(|char| char.is_alphanumeric()) else {
        return false;
    };
    let closed = before.trim_end().len() > core.len();
    let spaced = before.ends_with(char::is_whitespace);
    if first.is_lowercase() || (closed && starts_with_dash(after)) {
        return false;
    }
    let word = last_word(core.trim_end_matches(is_stop));
    if !spaced && !closed && stop.is_ascii() && !joins_two_sentences(word, after) {
        return false;
    }
    match stop {
        '.' if core.ends_with("..") => !(first.is_numeric() || closed && is_attributed(after)),
        '.' => {
            !is_item_number(core) && ends_sentence(word_before(core, word), word, first_word(after))
        }
        '!' | '?' | '…' => !(closed && is_attributed(after)),
        _ => true,
    }
}

/// Whether a stop between `word` and `after` lacks only its space: "by the agency.At the same".
fn joins_two_sentences(word: &str, after: &str) -> bool {
    let next = first_word(after);
    let mut letters = next.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    let word_like = match letters.next() {
        Some(second) => second.is_lowercase(),
        None => matches!(next, "A" | "I") && near(after).contains(char::is_whitespace),
    };
    let is_whole = word.chars().filter(|char| char.is_alphanumeric()).nth(1).is_some();
    let is_address = word.starts_with("www") || word.contains(['/', '@', '=']);
    capital
        && word_like
        && is_whole
        && !is_address
        && !is_short_form(word)
        && !SUFFIXES.contains(next)
}

/// "12." at the start of a block numbers an item.
fn is_item_number(core: &str) -> bool {
    let number = core.strip_suffix('.').unwrap_or(core);
    !number.is_empty() && number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a name and a verb of speech follow: `“Why?” Ilse Marnow asked.`
fn is_attributed(after: &str) -> bool {
    let most = (LONGEST_NAME + 1) * LONGEST_WORD;
    let near = &after[..after.floor_char_boundary(after.len().min(most))];
    let mut words = near.split_whitespace().take(LONGEST_NAME + 1);
    let Some(name) = words.next() else { return false };
    if is_starter(name) || !name.starts_with(char::is_uppercase) {
        return false;
    }
    for word in words {
        let bare = word.trim_end_matches([',', '.', ':', ';']);
        if is_attribution(bare) {
            return true;
        }
        if bare.len() < word.len() && !word.ends_with('.') || !word.starts_with(char::is_uppercase)
        {
            return false;
        }
    }
    false
}

fn starts_with_dash(after: &str) -> bool {
    after.starts_with(['—', '–', '-', '―'])
}

/// The last word of `text`, without marks before it.
fn last_word(text: &str) -> &str {
    let from = text.floor_char_boundary(text.len().saturating_sub(LONGEST_WORD));
    let joint = |char: char| char.is_whitespace() || matches!(char, '-' | '–' | '—' | '/');
    let word = text[from..].rsplit(joint).next().unwrap_or_default();
    word.trim_start_matches(|char: char| !char.is_alphanumeric())
}

fn word_before<'t>(core: &'t str, word: &str) -> &'t str {
    let stem = core.trim_end_matches(is_stop);
    last_word(stem[..stem.len() - word.len()].trim_end())
}

/// What of `text` is looked at for a word.
fn near(text: &str) -> &str {
    &text[..text.ceil_char_boundary(text.len().min(LONGEST_WORD))]
}

/// The first word of `text`, without marks on either side.
fn first_word(text: &str) -> &str {
    let text = near(text).trim_start_matches(|char: char| !char.is_alphanumeric());
    let end = text.find(|char: char| !char.is_alphanumeric() && char != '.').unwrap_or(text.len());
    text[..end].trim_end_matches('.')
}
