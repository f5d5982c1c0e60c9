//! Blocks in another language than the article: what a page left behind.

use std::collections::HashSet;
use std::sync::LazyLock;

use whatlang::{Lang, Script};

use crate::text::lists;

static ENGLISH: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/english.txt")));

/// How much of a text is looked at to tell its language, in bytes.
const SAMPLE: usize = 20_000;
/// Shorter lines in the same script are too short to tell: names mislead.
const SHORTEST: usize = 60;
/// How sure the detector must be that a line is foreign.
const SURE: f64 = 0.95;
/// Plain English has this many of its own words at least, and one in so many. Four of five
/// paragraphs of English news have; telling that is many times as fast as telling languages apart.
const FEWEST_ENGLISH: usize = 2;
const ONE_ENGLISH_IN: usize = 12;

/// The language of an article.
pub(super) struct Language {
    main: Option<(Lang, Script)>,
}

impl Language {
    /// The language of most of the text.
    pub(super) fn of(text: &str) -> Self {
        let sample = sample(text);
        if is_plain_english(sample) {
            return Self { main: Some((Lang::Eng, Script::Latin)) };
        }
        let main = whatlang::detect(sample);
        Self { main: main.map(|info| (info.lang(), info.script())) }
    }

    /// Whether a block is surely in another language.
    pub(super) fn is_foreign(&self, words: &str) -> bool {
        let Some((lang, script)) = self.main else { return false };
        let sample = sample(words);
        match whatlang::detect_script(sample) {
            None => false,
            Some(other) if other != script => !mixes(sample),
            Some(_) if sample.len() < SHORTEST => false,
            Some(_) if is_plain_english(sample) => lang != Lang::Eng,
            Some(_) => whatlang::detect(sample).is_some_and(|info| {
                info.lang() != lang && info.is_reliable() && info.confidence() >= SURE
            }),
        }
    }
}

fn sample(text: &str) -> &str {
    &text[..text.floor_char_boundary(text.len().min(SAMPLE))]
}

/// Whether the words are full of those that hardly any other language has.
fn is_plain_english(text: &str) -> bool {
    let (mut words, mut english) = (0, 0);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        english += usize::from(ENGLISH.contains(word.to_ascii_lowercase().as_str()));
    }
    english >= FEWEST_ENGLISH && english * ONE_ENGLISH_IN >= words
}

/// Whether ASCII letters stand among those of another script: a name in an English sentence.
fn mixes(words: &str) -> bool {
    words.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_told_by_its_own_words() {
        let plain = "The harbour board said on Monday that it would not sign, and left the talks.";
        assert!(is_plain_english(plain));
        assert_eq!(whatlang::detect(plain).map(|info| info.lang()), Some(Lang::Eng));
        for other in [
            "",
            "Harbour board signs",
            "De vakbond zei maandag dat zij \u{201c}The Harbour Times\u{201d} niet meer zou lezen en wegliep.",
            "Der Hafenrat erkl\u{e4}rte am Montag, er werde nicht unterschreiben, und verlie\u{df} den Saal.",
        ] {
            assert!(!is_plain_english(other), "{other}");
        }
    }

    #[test]
    fn a_plain_english_paragraph_is_foreign_where_the_article_is_not() {
        let german = "Der Hafenrat erkl\u{e4}rte am Montag, er werde den Vertrag nicht \
                      unterschreiben, und verlie\u{df} den Saal.";
        let english = "The board said on Monday that it would not sign the contract, and left the \
                       room with their advisers.";
        assert!(Language::of(german).is_foreign(english));
        assert!(Language::of(english).is_foreign(german));
        assert!(!Language::of(english).is_foreign(english));
        assert!(!Language::of(german).is_foreign(german));
    }
}
