//! The words of an article, with what the word lists and the punctuation tell of each.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use super::Article;
use super::lexicon::{Class, Classes, lexicon};
use crate::text::quotes;
use crate::text::{Kind, Span, in_one_paragraph, paragraphs};

/// Fewest letters of a dateline's town, and most words before its dash.
const SHORTEST_TOWN: usize = 3;
const LONGEST_DATELINE: usize = 8;

/// One word of an article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// Where it stands, without a possessive ending.
    pub span: Span,
    /// The number of its sentence.
    pub sentence: usize,
    /// The number of the quotation it stands in.
    pub quote: Option<usize>,
    /// What the word lists say of it.
    pub classes: Classes,
    /// Whether it starts with a capital letter.
    pub capital: bool,
    /// Whether it opens its sentence or quotation, where any word has a capital.
    pub initial: bool,
    /// Whether only a space, or an "&", parts it from the word before.
    pub glued: bool,
    /// Whether a possessive ending follows.
    pub possessive: bool,
}

/// The words of an article in order, boilerplate left out.
#[derive(Debug)]
pub(super) struct Words<'t> {
    /// The article's text.
    pub text: &'t str,
    /// Its words.
    pub words: Vec<Word>,
    /// Its quotations, marks excluded.
    pub quotes: Vec<Span>,
    /// The words of each sentence.
    pub sentences: Vec<Range<usize>>,
    paragraphs: Vec<Span>,
    /// The words without a capital, gathered when first asked for.
    small: OnceCell<HashSet<String>>,
}

impl<'t> Words<'t> {
    /// Splits an article.
    pub fn new(article: &Article<'t>) -> Self {
        let outer =
            quotes::quotations(article.text).into_iter().filter(|quotation| !quotation.nested);
        let quotes = outer.map(|quotation| quotation.span).collect();
        let mut split = Self {
            text: article.text,
            words: Vec::new(),
            quotes,
            sentences: Vec::new(),
            paragraphs: paragraphs(article.text),
            small: OnceCell::new(),
        };
        let mut quote = 0;
        for (number, sentence) in article.sentences.iter().enumerate() {
            let first = split.words.len();
            let readable = sentence.kind != Kind::Boilerplate;
            if let Some(text) = sentence.span.get(article.text).filter(|_| readable) {
                split.push_sentence(number, text, sentence.span.start(), &mut quote);
            }
            split.sentences.push(first..split.words.len());
        }
        split
    }

    fn push_sentence(&mut self, sentence: usize, text: &'t str, origin: usize, quote: &mut usize) {
        let mut before: Option<(usize, bool, Option<usize>)> = None;
        for (start, end) in spans(text) {
            let word = &text[start..end];
            let at = origin + start;
            while self.quotes.get(*quote).is_some_and(|span| span.end() <= at) {
                *quote += 1;
            }
            let inside = self.quotes.get(*quote).is_some_and(|span| span.start() <= at);
            let quote = inside.then_some(*quote);
            let possessive = possessive_end(text, end);
            let classes = lexicon().classes(word);
            self.words.push(Word {
                span: Span::new(at, origin + end),
                sentence,
                quote,
                classes,
                capital: word.starts_with(char::is_uppercase),
                initial: before.is_none_or(|(_, _, last)| last != quote),
                glued: before.is_some_and(|(gap, dotted, _)| {
                    is_space(&text[gap..start]) || dotted && is_dotted(&text[gap..start])
                }),
                possessive: possessive.is_some(),
            });
            let dotted = classes.has(Class::Honorific) || word.contains('.');
            before = Some((possessive.unwrap_or(end), dotted, quote));
        }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The letters of word `i`.
    pub fn get(&self, i: usize) -> &'t str {
        self.words[i].span.of(self.text)
    }

    /// Word `i` in lower case.
    pub fn lower(&self, i: usize) -> String {
        self.get(i).to_lowercase()
    }

    /// Whether there is a word `i` and the lists put it in `class`.
    pub fn has(&self, i: usize, class: Class) -> bool {
        self.words.get(i).is_some_and(|word| word.classes.has(class))
    }

    /// Whether word `i` is for one person.
    pub fn one_person(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|word| word.classes.one_person())
    }

    /// Whether word `i` follows the word before with nothing but a space between.
    pub fn glued(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|word| word.glued)
    }

    /// Whether word `i` can be part of a name: a capital that its place does not explain away.
    pub fn name_like(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|word| {
            word.capital && !word.classes.has(Class::Function) && !word.classes.has(Class::NotName)
        })
    }

    /// The bytes from word `first` to word `last`.
    pub fn span(&self, first: usize, last: usize) -> Span {
        Span::new(self.words[first].span.start(), self.words[last].span.end())
    }

    /// Whether word `i` has its capital from its place alone, as the article elsewhere shows.
    pub fn is_written_small(&self, i: usize) -> bool {
        let small = self.small.get_or_init(|| {
            let small = (0..self.len()).filter(|&i| !self.words[i].capital);
            small.map(|i| self.lower(i)).collect()
        });
        self.words[i].initial && small.contains(&self.lower(i))
    }

    /// Whether words `first` and `second` stand in one paragraph.
    pub fn in_one_paragraph(&self, first: usize, second: usize) -> bool {
        let place = |i: usize| self.words[i].span.start();
        in_one_paragraph(&self.paragraphs, place(first), place(second))
    }

    /// The first word of a sentence behind its dateline: "DORRICK, Tesmaria (TPS) — The mill".
    pub fn dateline_end(&self, sentence: Range<usize>) -> usize {
        let start = sentence.start;
        let is_small = |i: usize| self.get(i).contains(char::is_lowercase);
        let town = sentence.clone().next().map_or("", |first| self.get(first));
        if town.chars().count() < SHORTEST_TOWN || is_small(start) {
            return start;
        }
        let dash = |i: &usize| self.gap(*i).contains(['—', '–', '-']);
        let last = sentence.clone().take(LONGEST_DATELINE).find(dash);
        let told = |last: &usize| sentence.clone().skip(last + 1 - start).take(3).any(is_small);
        last.filter(told).map_or(start, |last| last + 1)
    }

    /// What stands between word `i` and the next, a possessive ending left out.
    pub fn gap(&self, i: usize) -> &'t str {
        let end = self.words[i].span.end();
        let end = possessive_end(self.text, end).unwrap_or(end);
        self.words.get(i + 1).and_then(|next| self.text.get(end..next.span.start())).unwrap_or("")
    }
}

/// White space, or the "&" of a firm's name with some around it.
fn is_space(gap: &str) -> bool {
    let (before, after) = gap.split_once('&').unwrap_or((gap, " "));
    let space = |gap: &str| !gap.is_empty() && gap.chars().all(char::is_whitespace);
    !gap.contains("\n\n") && space(before) && space(after)
}

fn is_dotted(gap: &str) -> bool {
    gap.strip_prefix('.').is_some_and(is_space)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Where a possessive ending that starts at `end` stops, if there is one.
fn possessive_end(text: &str, end: usize) -> Option<usize> {
    let rest = text.get(end..)?;
    let mark = rest.chars().next().filter(|&c| is_apostrophe(c))?.len_utf8();
    let after = &rest[mark..];
    let tail = after.strip_prefix('s').unwrap_or(after);
    let plural = text[..end].ends_with('s');
    let closed = !tail.starts_with(char::is_alphanumeric);
    (closed && (tail.len() < after.len() || plural && after.starts_with(char::is_whitespace)))
        .then(|| end + mark + (after.len() - tail.len()))
}

/// The words of `text` as byte ranges: letters and digits, with hyphens, apostrophes, ampersands and
/// the stops of "U.S." inside.
pub(super) fn spans(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphanumeric)?;
        let end = word_end(text, start);
        at = possessive_end(text, end).unwrap_or(end);
        Some((start, end))
    })
}

fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut letters = 0;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, c)| c);
        let joins = next.is_some_and(char::is_alphanumeric);
        let inside = match c {
            '-' | '‑' | '&' => joins,
            '.' => letters == 1 && next.is_some_and(char::is_alphabetic),
            c if is_apostrophe(c) => joins && possessive_end(text, start + at).is_none(),
            c => c.is_alphanumeric() || is_mark(c),
        };
        if !inside {
            break;
        }
        letters = if c.is_alphanumeric() || is_mark(c) { letters + 1 } else { 0 };
        end = start + at + c.len_utf8();
    }
    end
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        spans(text).map(|(start, end)| &text[start..end]).collect()
    }

    #[test]
    fn a_possessive_ending_is_no_part_of_the_word() {
        assert_eq!(
            split("Dravia’s army, the dockers' union"),
            ["Dravia", "army", "the", "dockers", "union"]
        );
    }

    #[test]
    fn an_ampersand_joins_letters_and_words() {
        assert_eq!(split("AT&T sued Hallam & Pyke"), ["AT&T", "sued", "Hallam", "Pyke"]);
        assert!(is_space(" & ") && is_space(" ") && !is_space("&") && !is_space(" &"));
    }

    #[test]
    fn stops_hyphens_and_apostrophes_inside_a_word_stay() {
        assert_eq!(split("U.S. Rep. D'Arc, D-Calif."), ["U.S", "Rep", "D'Arc", "D-Calif"]);
    }

    proptest! {
        #[test]
        fn words_never_overlap_and_fall_on_characters(text in "\\PC{0,200}") {
            let mut last = 0;
            for (start, end) in spans(&text) {
                prop_assert!(last <= start && start < end);
                prop_assert!(text.get(start..end).is_some());
                last = end;
            }
        }
    }
}
