//! What a full stop after a short form means for the sentence.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::lists;

static TITLES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/titles.txt")));
static NUMBERED: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/numbered.txt")));
static OTHERS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/abbreviations.txt")));
static CLOCK: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/clock.txt")));
static STARTERS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/starters.txt")));

/// Whether a word with a capital usually begins a sentence.
pub(super) fn is_starter(word: &str) -> bool {
    STARTERS.contains(word)
}

/// Whether the full stop after `word` can only shorten it.
pub(super) fn is_short_form(word: &str) -> bool {
    TITLES.contains(word) || NUMBERED.contains(word) || OTHERS.contains(word) || is_dotted(word)
}

/// Whether a sentence ends with `word` and a full stop when `next` is the word that follows;
/// `before` is the word before it.
pub(super) fn ends_sentence(before: &str, word: &str, next: &str) -> bool {
    if TITLES.contains(word) {
        return false;
    }
    if NUMBERED.contains(word) {
        return !next.starts_with(|first: char| first.is_ascii_digit());
    }
    if matches!(word.to_ascii_lowercase().as_str(), "a.m" | "p.m") {
        return !CLOCK.contains(next) && !next.starts_with(|first: char| first.is_ascii_digit());
    }
    if OTHERS.contains(word) || is_dotted(word) {
        return is_starter(next);
    }
    !is_initial(word) || is_starter(next) || (word == "I" && before.starts_with(char::is_lowercase))
}

/// `U.S`, `J.K`: single letters with full stops between them.
fn is_dotted(word: &str) -> bool {
    word.contains('.') && word.split('.').all(is_letter)
}

/// `J`: the first letter of a name.
fn is_initial(word: &str) -> bool {
    is_letter(word) && word.starts_with(char::is_uppercase)
}

fn is_letter(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}
