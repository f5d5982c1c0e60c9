//! A suite's card: what a benchmark is, where it is had, and how its labels become ours.

use std::path::PathBuf;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::eval::benchmark::{Benchmark, Published};

/// The cards that are part of the program, in the order in which they are listed.
const CARDS: [&str; 10] = [
    include_str!("../../eval/suites/newsmtsc-rw.toml"),
    include_str!("../../eval/suites/newsmtsc-mt.toml"),
    include_str!("../../eval/suites/babe.toml"),
    include_str!("../../eval/suites/checkthat-2025-en.toml"),
    include_str!("../../eval/suites/szeged-wiki.toml"),
    include_str!("../../eval/suites/polnear.toml"),
    include_str!("../../eval/suites/factappeal.toml"),
    include_str!("../../eval/suites/abcd-link.toml"),
    include_str!("../../eval/suites/abcd-link-synth.toml"),
    include_str!("../../eval/suites/abcd-link-ecb.toml"),
];

/// `eval/suites/NAME.toml`: a benchmark, of which no text is in the program.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Its short name: `newsmtsc-rw`.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Whom to cite.
    pub citation: String,
    /// Licence of its texts and labels.
    pub licence: String,
    /// Where it is had.
    pub source: String,
    /// Which part of it is scored.
    pub split: String,
    /// How its files are laid out.
    pub reader: Reader,
    /// How its labels become ours.
    pub mapping: String,
    /// How they differ from ours all the same.
    pub caveats: String,
    /// The scores that count, as `layer.metric`.
    pub scores: Vec<String>,
    /// Whether the annotator is given its sentences.
    pub gold_sentences: bool,
    /// Whether the annotator is given its mentions.
    pub gold_mentions: bool,
    /// Whether it does not part `quoted` from `reported`, so that both are scored as the latter.
    #[serde(default)]
    pub quoted_is_reported: bool,
    /// Whether only the third of its article pairs is scored that the scorer of links was not
    /// tuned on.
    #[serde(default)]
    pub held_out: bool,
    /// Whether its articles may have links that it does not know.
    #[serde(default)]
    pub some_links: bool,
    /// Its files, in the order in which the reader names them.
    pub files: Vec<Source>,
    /// What others reached.
    #[serde(default)]
    pub published: Vec<Published>,
}

/// A file, or a folder of files, that the card names but the program does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its path below the data folder, as in the place it is had from.
    pub path: PathBuf,
    /// The first digits of its SHA-256, in hexadecimal, where they are known.
    pub sha256_prefix: Option<String>,
}

/// How a benchmark's files are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// A sentence a line of JSON, with targets.
    Newsmtsc,
    /// A sentence a line of CSV, with a Python list of words.
    Babe,
    /// A sentence a line of TSV.
    Checkthat,
    /// XML with cues inside the text.
    Szeged,
    /// brat standoff, one file an annotator.
    Polnear,
    /// A sentence a line of CSV, with tags inside the text.
    Factappeal,
    /// A pair of sentences a line of CSV.
    AbcdLink,
    /// Articles in JSON, and links between their sentences.
    ArticleLinks,
}

impl Card {
    /// Every card that is part of the program.
    ///
    /// # Errors
    /// [`Error::Suite`] where one is no card.
    pub fn all() -> Result<Vec<Self>> {
        CARDS.iter().map(|text| Self::parse(text)).collect()
    }

    /// The card of this name.
    ///
    /// # Errors
    /// [`Error::UnknownSuite`], naming those there are.
    pub fn named(name: &str) -> Result<Self> {
        let mut all = Self::all()?;
        match all.iter().position(|card| card.name == name) {
            Some(at) => Ok(all.swap_remove(at)),
            None => Err(Error::UnknownSuite {
                name: name.to_owned(),
                known: all.into_iter().map(|card| card.name).collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// Reads a card.
    ///
    /// # Errors
    /// [`Error::Suite`], naming the field.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| Error::Suite {
            suite: "a suite's card".to_owned(),
            reason: error.to_string().trim_end().to_owned(),
        })
    }

    /// What a report says of it.
    #[must_use]
    pub fn benchmark(&self) -> Benchmark {
        Benchmark {
            name: self.name.clone(),
            citation: self.citation.clone(),
            licence: self.licence.clone(),
            split: self.split.clone(),
            caveats: self.caveats.clone(),
            scores: self.scores.clone(),
            published: self.published.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::tally::Tally;

    const LINKS: [&str; 4] = ["links.f1", "links.recall_at_1", "links.recall_at_3", "links.mrr"];

    #[test]
    fn every_card_reads_and_its_scores_are_scores_that_there_are() {
        let known: Vec<String> =
            Tally::default().values().iter().map(crate::eval::values::Value::name).collect();
        for card in Card::all().unwrap() {
            assert!(!card.scores.is_empty() && !card.files.is_empty(), "{}", card.name);
            let published = card.published.iter().map(|published| &published.score);
            for score in card.scores.iter().chain(published) {
                assert!(
                    known.contains(score) || LINKS.contains(&&score[..]),
                    "{}: {score}",
                    card.name
                );
                assert!(card.benchmark().scores_layer(score.split('.').next().unwrap()));
            }
            assert!(card.published.iter().all(|published| (0.0..=1.0).contains(&published.value)));
            let prefixes = card.files.iter().filter_map(|file| file.sha256_prefix.as_ref());
            prefixes.for_each(|prefix| assert_eq!(prefix.len(), 16, "{}", card.name));
        }
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_names_there_are() {
        let message = Card::named("babel").unwrap_err().to_string();
        assert!(message.contains("\"babel\"") && message.contains("babe, checkthat-2025-en"));
    }

    #[test]
    fn a_card_with_a_field_too_many_is_refused_by_its_name() {
        let text = CARDS[0].replacen("licence", "license", 1);
        assert!(Card::parse(&text).unwrap_err().to_string().contains("license"));
    }
}
