//! Development corpora: what a network says of them, given their sentences, sides and mentions,
//! and how well.

use rayon::prelude::*;

use super::recipe::Corpus;
use crate::annotate::{self, Read, Reading};
use crate::error::{Error, Result};
use crate::eval::{Scores, score};
use crate::labels::Annotated;
use crate::model::Model;
use crate::model::card::Thresholds;
use crate::sides::{Cast, Mention};
use crate::text::{Kind, Sentence};

/// A corpus and its documents, with what a reading borrows of them.
pub(super) struct DevCorpus<'a> {
    pub corpus: &'a Corpus,
    pub gold: Vec<Annotated>,
    given: Vec<Given>,
}

/// What gold gives the annotator, so that a score speaks of the model alone.
struct Given {
    sentences: Vec<Sentence>,
    cast: Cast,
    mentions: Vec<Mention>,
}

impl Given {
    fn of(gold: &Annotated) -> Self {
        let sentence = |s: &crate::labels::LabelledSentence| Sentence {
            span: s.span,
            kind: s.kind.unwrap_or(Kind::Body),
            duplicate: s.duplicate.unwrap_or(false),
        };
        let mut mentions = gold.mentions.clone().unwrap_or_default();
        mentions.sort_by_key(|mention| mention.span);
        Self {
            sentences: gold.sentences.iter().map(sentence).collect(),
            cast: Cast {
                sides: gold.sides.clone().unwrap_or_default(),
                others: gold.others.clone(),
            },
            mentions,
        }
    }
}

impl<'a> DevCorpus<'a> {
    pub fn new(corpus: &'a Corpus, gold: Vec<Annotated>) -> Self {
        let given = gold.iter().map(Given::of).collect();
        Self { corpus, gold, given }
    }

    /// Every probability of every document.
    pub fn read(&self, model: &Model) -> Result<Vec<Read<'_>>> {
        self.gold
            .par_iter()
            .zip(&self.given)
            .map(|(gold, given)| {
                let reading = Reading {
                    document: &gold.document,
                    sentences: &given.sentences,
                    cast: &given.cast,
                    mentions: &given.mentions,
                };
                annotate::read(model, reading)
            })
            .collect()
    }

    /// Every score, once probabilities are decided by these thresholds.
    pub fn scores(&self, read: &[Read], thresholds: &Thresholds) -> Result<Scores> {
        let predicted: Vec<Annotated> =
            read.par_iter().map(|read| annotate::decode(read, thresholds, 0.0)).collect();
        score(&self.gold, &predicted)
    }

    /// Those of a corpus's scores that count in choosing a checkpoint.
    pub fn chosen(&self, scores: &Scores) -> Result<Vec<f64>> {
        self.corpus
            .scores
            .iter()
            .map(|name| {
                let unknown = || Error::UnknownScore { name: name.clone() };
                Ok(scores.get(name).ok_or_else(unknown)?.value.unwrap_or(0.0))
            })
            .collect()
    }
}

/// The mean over corpora of the mean of their chosen scores.
pub(super) fn overall(
    corpora: &[DevCorpus],
    read: &[Vec<Read>],
    thresholds: &Thresholds,
) -> Result<f64> {
    let mut sum = 0.0;
    for (corpus, read) in corpora.iter().zip(read) {
        let chosen = corpus.chosen(&corpus.scores(read, thresholds)?)?;
        sum += chosen.iter().sum::<f64>() / chosen.len().max(1) as f64;
    }
    Ok(sum / corpora.len().max(1) as f64)
}
