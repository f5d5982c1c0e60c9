//! Blocks in another language than the article: what a page left behind.

use whatlang::{Lang, Script};

/// How much of a text is looked at to tell its language, in bytes.
const SAMPLE: usize = 20_000;
/// Shorter lines in the same script are too short to tell: names mislead.
const SHORTEST: usize = 60;
/// How sure the detector must be that a line is foreign.
const SURE: f64 = 0.95;

/// The language of an article.
pub(super) struct Language {
    main: Option<(Lang, Script)>,
}

impl Language {
    /// The language of most of the text.
    pub(super) fn of(text: &str) -> Self {
        let sample = &text[..text.floor_char_boundary(text.len().min(SAMPLE))];
        let main = whatlang::detect(sample);
        Self { main: main.map(|info| (info.lang(), info.script())) }
    }

    /// Whether a block is surely in another language.
    pub(super) fn is_foreign(&self, words: &str) -> bool {
        let Some((lang, script)) = self.main else { return false };
        let sample = &words[..words.floor_char_boundary(words.len().min(SAMPLE))];
        match whatlang::detect_script(sample) {
            None => false,
            Some(other) if other != script => !mixes(sample),
            Some(_) if sample.len() < SHORTEST => false,
            Some(_) => whatlang::detect(sample).is_some_and(|info| {
                info.lang() != lang && info.is_reliable() && info.confidence() >= SURE
            }),
        }
    }
}

/// Whether ASCII letters stand among those of another script: a name in an English sentence.
fn mixes(words: &str) -> bool {
    words.bytes().any(|byte| byte.is_ascii_alphabetic())
}
