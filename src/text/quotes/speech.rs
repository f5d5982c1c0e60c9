//! Which quotations are somebody's speech: not a title, a nickname or a word held with tongs.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::Quotation;
use crate::text::layout::is_stop;
use crate::text::lists;

/// Quoted words that need no attribution to be taken for speech.
const ENOUGH_WORDS: usize = 3;
/// Words of the longest title.
const LONGEST_TITLE: usize = 16;
/// Words after a quotation among which its attribution stands.
const REACH: usize = 6;
/// Pronouns that can only be the subject of what follows.
const SPEAKERS: [&str; 5] = ["he", "she", "they", "we", "I"];
/// How far the sentence around a quotation is looked at, in bytes on either side.
const SIGHT: usize = 240;

static ATTRIBUTION: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/attribution.txt")));
static TERMS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/terms.txt")));
static WORKS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/works.txt")));

/// Whether a word is a verb that hands words to a speaker ("said", "asked").
#[must_use]
pub fn is_attribution(word: &str) -> bool {
    ATTRIBUTION.contains(word)
}

/// Whether a quotation breaks off for the words after it, which attribute it: `…,” Lindt said`. A
/// pronoun right behind it does so with any verb: `…” she would sigh`.
#[must_use]
pub fn is_attributed_after(quoted: &str, after: &str) -> bool {
    let pauses = quoted.ends_with([',', '?', '!', '—', '–', '-']) || after.starts_with(',');
    let mut near = words(after).take(REACH).peekable();
    near.peek().is_some_and(|first| SPEAKERS.contains(first)) || pauses && near.any(is_attribution)
}

/// Whether a quotation is somebody's speech.
///
/// A title, a name or a term is none. Of what is left, a few words are speech only where the
/// sentence has a verb that attributes them.
#[must_use]
pub fn is_speech(text: &str, quotation: &Quotation) -> bool {
    let count = quotation.words(text);
    if quotation.nested || count == 0 || is_cut_short(text, quotation) {
        return false;
    }
    let around = Around::of(text, quotation);
    let words = quotation.span.of(text);
    if around.hands_over(words) || around.is_bare() && is_sentence(words) {
        return true;
    }
    let is_name = !around.is_in_capitals() && (is_title(words, count) || around.is_nickname(words));
    let is_enough = count >= ENOUGH_WORDS;
    !is_name && !around.names_a_term() && (is_enough || around.attributes())
}

/// Whether the mark that opened it opens nothing: another stands before the words that are said.
/// A paragraph that ends without a closing mark leaves the next to open anew.
fn is_cut_short(text: &str, quotation: &Quotation) -> bool {
    let after = &text[quotation.span.end()..];
    let on_the_line = after.trim_start_matches(|c: char| c.is_whitespace() && c != '\n');
    quotation.close.is_none() && on_the_line.starts_with('"')
}

/// `All The Way Home`: capitals throughout, but for the little words.
fn is_title(quoted: &str, count: usize) -> bool {
    let is_capital = |word: &str| {
        let word = word.trim_start_matches(|mark: char| !mark.is_alphanumeric());
        !word.starts_with(char::is_lowercase) || WORKS.contains(word)
    };
    let bare = quoted.trim_end_matches([',', '.']);
    let starts = bare.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit());
    count <= LONGEST_TITLE && starts && bare.split_whitespace().all(is_capital)
}

/// `You lied.`: a capital first, a stop last.
fn is_sentence(quoted: &str) -> bool {
    quoted.starts_with(char::is_uppercase) && quoted.ends_with(is_stop)
}

/// The sentence around a quotation.
struct Around<'t> {
    before: &'t str,
    after: &'t str,
}

impl<'t> Around<'t> {
    fn of(text: &'t str, quotation: &Quotation) -> Self {
        let whole = quotation.with_marks();
        let from = text.ceil_char_boundary(whole.start().saturating_sub(SIGHT));
        let until = text.floor_char_boundary((whole.end() + SIGHT).min(text.len()));
        let before = &text[from.min(whole.start())..whole.start()];
        let after = &text[whole.end()..until.max(whole.end())];
        let ends = |char: char| char == '\n';
        let before = before.rsplit(ends).next().unwrap_or_default();
        let after = after.split(ends).next().unwrap_or_default();
        let closed = quotation.span.of(text).ends_with('.');
        let after = if closed { "" } else { &after[..sentence_end(after)] };
        Self { before: &before[sentence_start(before)..], after }
    }

    /// Whether no word of its sentence stands outside it.
    fn is_bare(&self) -> bool {
        words(self.before).chain(words(self.after)).next().is_none()
    }

    /// Whether a speaker's verb stands right beside it: `said: “…”`, `“…,” Lindt said`.
    fn hands_over(&self, quoted: &str) -> bool {
        let introduced = self.before.trim_end();
        let verb = introduced.trim_end_matches([':', ',']).rsplit(char::is_whitespace).next();
        let said = introduced.ends_with([':', ',']) && verb.is_some_and(is_attribution);
        let opens = introduced.is_empty() || introduced.ends_with([':', ',']);
        said || (opens && is_attributed_after(quoted, self.after))
    }

    fn attributes(&self) -> bool {
        words(self.before)
            .chain(words(self.after))
            .any(|word| is_attribution(word) || is_attribution(&word.to_lowercase()))
    }

    /// Whether it is a headline with a capital on every word.
    fn is_in_capitals(&self) -> bool {
        let mut around = words(self.before).chain(words(self.after)).peekable();
        let small = |word: &str| word.starts_with(char::is_lowercase) && !WORKS.contains(word);
        around.peek().is_some() && !around.any(small)
    }

    /// Whether the words before name a term, a work or a nickname: `so-called`, `the song`.
    fn names_a_term(&self) -> bool {
        words(self.before).last().is_some_and(|word| TERMS.contains(word))
    }

    /// `Rustam ‘Rusty’ Kelidze`.
    fn is_nickname(&self, quoted: &str) -> bool {
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        let (last, next) =
            (self.before.split_whitespace().last(), self.after.split_whitespace().next());
        capital(quoted) && last.is_some_and(capital) && next.is_some_and(capital)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let mark = |char: char| !char.is_alphanumeric();
    text.split_whitespace().map(move |word| word.trim_matches(mark)).filter(|word| !word.is_empty())
}

/// Where the last sentence of `text` starts, roughly: after a stop and a space.
fn sentence_start(text: &str) -> usize {
    let stops = text.char_indices().rev().filter(|&(_, char)| is_stop(char));
    stops.map(|(at, stop)| at + stop.len_utf8()).find(|&at| ends_here(text, at)).unwrap_or(0)
}

fn sentence_end(text: &str) -> usize {
    let mut stops = text.char_indices().filter(|&(_, char)| is_stop(char));
    let end = stops.find(|&(at, stop)| ends_here(text, at + stop.len_utf8()));
    end.map_or(text.len(), |(at, _)| at)
}

/// Whether white space and a capital follow a stop, and no short form stands before it.
fn ends_here(text: &str, at: usize) -> bool {
    let rest = text[at..].trim_start_matches(super::is_mark);
    let spaced = rest.starts_with(char::is_whitespace);
    let word = text[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
    spaced && word.chars().count() > 4 && !rest.trim_start().starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::super::quotations;
    use super::*;

    fn speech(text: &str) -> Vec<bool> {
        quotations(text).iter().map(|quotation| is_speech(text, quotation)).collect()
    }

    #[test]
    fn words_handed_over_are_speech() {
        assert_eq!(speech("“No,” Lindt said. Holm called it “absurd”."), [true, true]);
    }

    #[test]
    fn each_paragraph_of_a_long_quotation_is_speech() {
        let text = "\"We asked them nicely.\n\n\"Then we asked again.\"\n\nShe left.";
        assert_eq!(speech(text), [true, true]);
    }

    #[test]
    fn a_sentence_that_stands_by_itself_is_speech_however_short() {
        assert_eq!(speech("She waited outside. “You lied.” He said nothing."), [true]);
        assert_eq!(speech("“Enough!”"), [true]);
        assert_eq!(speech("The boat is called “Enough!”"), [false]);
    }

    #[test]
    fn titles_nicknames_and_terms_are_no_speech() {
        assert_eq!(speech("She wrote the song “Go Down to the Sea” in May."), [false]);
        assert_eq!(speech("Jens “Rusty” Holm said nothing."), [false]);
        assert_eq!(speech("He said that the so-called “reform” had failed."), [false]);
    }

    #[test]
    fn a_word_held_with_tongs_is_no_speech() {
        assert_eq!(speech("The “reform” left the port empty."), [false]);
    }
}
