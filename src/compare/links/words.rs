//! The words of a sentence, as numbers that are the same in all articles of an event.

use std::collections::HashMap;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

use crate::sides::{fold, is_function_word, same_name};

/// Letters in a sequence of letters: short enough for inflection, long enough to tell words apart.
const GRAM: usize = 4;
/// Letters that a word needs to be a name where it opens its sentence, and a capital says nothing.
const LONG_OPENER: usize = 10;

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));
/// Numbers in words, and their figures.
static NUMBERS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    include_str!("data/numbers.tsv").lines().filter_map(|line| line.split_once('\t')).collect()
});

/// What the words of one sentence are.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Every word in order, in lower case.
    pub all: Vec<u32>,
    /// Those of `all` that stand in a quotation.
    pub quoted: Vec<u32>,
    /// Stems of words that are no function words; sorted, each once.
    pub stems: Vec<u32>,
    /// Names, all spellings of one alike; sorted, each once.
    pub names: Vec<u32>,
    /// Numbers, in figures or words; sorted, each once.
    pub numbers: Vec<u32>,
    /// Sequences of [`GRAM`] letters; sorted, each once.
    pub grams: Vec<u32>,
}

/// The numbers that stand for words.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    ids: HashMap<String, u32>,
    /// By first letter of the folded name: folded name, its letters before folding, number.
    names: HashMap<char, Vec<(String, usize, u32)>>,
}

impl Vocabulary {
    /// The words of a sentence; `quoted` tells whether a byte of it stands in a quotation.
    pub fn read(&mut self, sentence: &str, quoted: impl Fn(usize) -> bool) -> Words {
        let mut words = Words::default();
        for (place, (at, word)) in sentence.unicode_word_indices().enumerate() {
            let word = without_possessive(word);
            let lower = word.to_lowercase();
            let id = self.id(&lower);
            words.all.push(id);
            if quoted(at) {
                words.quoted.push(id);
            }
            if let Some(number) = number(&lower) {
                words.numbers.push(self.id(&number));
            } else if !is_function_word(&lower) && lower.chars().nth(1).is_some() {
                words.stems.push(self.id(&STEMMER.stem(&lower)));
                let long = place > 0 || lower.chars().count() >= LONG_OPENER;
                if long && word.starts_with(char::is_uppercase) {
                    words.names.push(self.name(&lower));
                }
            }
            self.push_grams(&lower, &mut words.grams);
        }
        for ids in [&mut words.stems, &mut words.names, &mut words.numbers, &mut words.grams] {
            ids.sort_unstable();
            ids.dedup();
        }
        words
    }

    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    fn id(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.insert(word.to_owned(), id);
        id
    }

    /// The number of a name, that of an earlier spelling of it where there is one.
    fn name(&mut self, lower: &str) -> u32 {
        let folded = fold(lower);
        let letters = lower.chars().count();
        let first = folded.chars().next().unwrap_or_default();
        let known = self.names.entry(first).or_default();
        let same = |(other, others, _): &&(String, usize, u32)| {
            *other == folded || same_name(other, &folded, letters.min(*others))
        };
        if let Some(&(_, _, id)) = known.iter().find(same) {
            return id;
        }
        let id = self.id(lower);
        self.names.entry(first).or_default().push((folded, letters, id));
        id
    }

    fn push_grams(&mut self, lower: &str, grams: &mut Vec<u32>) {
        let starts: Vec<usize> = lower.char_indices().map(|(at, _)| at).collect();
        if starts.len() < GRAM {
            return;
        }
        for (first, &from) in starts[..=starts.len() - GRAM].iter().enumerate() {
            let to = starts.get(first + GRAM).copied().unwrap_or(lower.len());
            grams.push(self.id(&format!("~{}", &lower[from..to])));
        }
    }
}

/// "Thessmark" of "Thessmark's".
pub(in crate::compare) fn without_possessive(word: &str) -> &str {
    ["'s", "’s"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
}

/// A number's figures, without what parts its thousands.
fn number(lower: &str) -> Option<String> {
    if lower.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(lower.chars().filter(|&c| c != ',').collect());
    }
    NUMBERS.get(lower).map(|&figures| figures.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_number() {
        let mut vocabulary = Vocabulary::default();
        let one = vocabulary.read("Yesterday Halvich spoke.", |_| false);
        let other = vocabulary.read("So did Halvitch’s deputy.", |_| false);
        let third = vocabulary.read("Then came Marnow.", |_| false);
        assert_eq!(one.names, other.names);
        assert_ne!(one.names, third.names);
    }

    #[test]
    fn a_number_in_words_is_the_number_in_figures() {
        let mut vocabulary = Vocabulary::default();
        let words = vocabulary.read("Seven ships and twelve tugs", |_| false);
        let figures = vocabulary.read("12 tugs and 7 ships", |_| false);
        assert_eq!(words.numbers, figures.numbers);
        assert_eq!(words.stems, figures.stems);
    }

    #[test]
    fn quoted_words_are_those_between_the_marks() {
        let mut vocabulary = Vocabulary::default();
        let words = vocabulary.read("We “will go” back", |at| (6..14).contains(&at));
        assert_eq!(words.quoted, words.all[1..3]);
    }
}
