//! What becomes of a quotation from one outlet to the next.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::telling::Telling;
use crate::labels::SpanLabel;

/// Words that a quotation has at least to be one that others could keep.
const SHORTEST: usize = 4;
/// Share of the fullest quotation's words that another needs to have kept it.
const KEPT: f64 = 0.8;
/// Share of a quotation's own words that stand in the fullest one, where it was cut from that.
const CUT: f64 = 0.7;

/// What an outlet does with the words that another quotes most fully.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keeping {
    /// It quotes them.
    Kept,
    /// It quotes a part of them.
    Trimmed,
    /// It quotes other words: another translation, or another statement.
    Reworded,
    /// It does not quote.
    Paraphrased,
}

impl Keeping {
    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Trimmed => "trimmed",
            Self::Reworded => "reworded",
            Self::Paraphrased => "paraphrased",
        }
    }
}

/// For each outlet's tellings; `None` of all where none quotes at length.
pub(super) fn keepings(outlets: &[Vec<&Telling>]) -> Vec<Option<Keeping>> {
    let quoted: Vec<HashSet<String>> = outlets.iter().map(|tellings| words(tellings)).collect();
    let Some(fullest) = quoted.iter().max_by_key(|words| words.len()) else { return Vec::new() };
    if fullest.len() < SHORTEST {
        return vec![None; outlets.len()];
    }
    quoted.iter().map(|words| Some(keeping(words, fullest))).collect()
}

fn words(tellings: &[&Telling]) -> HashSet<String> {
    let quotes = tellings.iter().flat_map(|telling| telling.words_of(SpanLabel::Quote));
    quotes.flat_map(|quote| quote.unicode_words().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
fn keeping(words: &HashSet<String>, fullest: &HashSet<String>) -> Keeping {
    let shared = words.intersection(fullest).count() as f64;
    if words.is_empty() {
        Keeping::Paraphrased
    } else if shared >= KEPT * fullest.len() as f64 {
        Keeping::Kept
    } else if shared >= CUT * words.len() as f64 {
        Keeping::Trimmed
    } else {
        Keeping::Reworded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(quote: &str) -> HashSet<String> {
        quote.unicode_words().map(str::to_lowercase).collect()
    }

    #[test]
    fn a_quotation_is_kept_trimmed_reworded_or_paraphrased() {
        let fullest = of("we will go back the minute there is a contract");
        let against = |quote: &str| keeping(&of(quote), &fullest);
        assert_eq!(against("We will go back the minute there is a contract"), Keeping::Kept);
        assert_eq!(against("go back the minute"), Keeping::Trimmed);
        assert_eq!(against("as soon as they sign, we return"), Keeping::Reworded);
        assert_eq!(against(""), Keeping::Paraphrased);
    }

    #[test]
    fn where_nobody_quotes_at_length_there_is_nothing_to_keep() {
        assert_eq!(keepings(&[Vec::new(), Vec::new()]), [None, None]);
    }
}
