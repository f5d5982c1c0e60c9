//! Development corpora: what a network says of them, given their sentences, sides and mentions,
//! and how well.

use rayon::prelude::*;

use super::recipe::Corpus;
use crate::annotate::{self, Decisions, GoldGives, Judging, Prepared, Read};
use crate::error::{Error, Result};
use crate::eval::{Scores, score};
use crate::labels::Annotated;
use crate::model::Model;
use crate::model::card::Thresholds;

/// A corpus and its documents, with what a reading borrows of them.
pub(super) struct DevCorpus<'a> {
    pub corpus: &'a Corpus,
    pub gold: Vec<Annotated>,
    prepared: Vec<Prepared>,
}

impl<'a> DevCorpus<'a> {
    pub fn new(corpus: &'a Corpus, gold: Vec<Annotated>) -> Self {
        let gives = GoldGives { sentences: true, mentions: true };
        let prepared = gold.iter().map(|gold| Prepared::of_gold(gold, gives)).collect();
        Self { corpus, gold, prepared }
    }

    /// Whether a document has more than one sentence.
    pub fn has_articles(&self) -> bool {
        self.gold.iter().any(|gold| gold.sentences.len() > 1)
    }

    /// Every probability of every document.
    pub fn read(&self, model: &Model) -> Result<Vec<Read<'_>>> {
        let gold = self.gold.iter().zip(&self.prepared);
        let readings: Vec<_> = gold.map(|(g, prepared)| prepared.reading(&g.document)).collect();
        annotate::read_all(model, &readings, Judging::default())
    }

    /// Every score, once probabilities are decided so.
    pub fn scores(&self, read: &[Read], decisions: &Decisions) -> Result<Scores> {
        let predicted: Vec<Annotated> =
            read.par_iter().map(|read| annotate::decode(read, decisions)).collect();
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

/// What a model says of every document of every corpus.
pub(super) fn read_all<'d>(dev: &'d [DevCorpus], model: &Model) -> Result<Vec<Vec<Read<'d>>>> {
    dev.iter().map(|corpus| corpus.read(model)).collect()
}

/// The mean over corpora of the mean of their chosen scores, at even odds and sentence by sentence.
pub(super) fn overall(corpora: &[DevCorpus], read: &[Vec<Read>]) -> Result<f64> {
    let thresholds = Thresholds::default();
    let decisions = Decisions::alone(&thresholds);
    let mut sum = 0.0;
    for (corpus, read) in corpora.iter().zip(read) {
        let chosen = corpus.chosen(&corpus.scores(read, &decisions)?)?;
        sum += chosen.iter().sum::<f64>() / chosen.len().max(1) as f64;
    }
    Ok(sum / corpora.len().max(1) as f64)
}
