//! The card of what was trained.

use std::collections::BTreeMap;

use super::dev::DevCorpus;
use super::recipe::{Corpus, Recipe, Role};
use crate::annotate::Read;
use crate::error::Result;
use crate::eval::tally::Tally;
use crate::labels::confusion::Matrix;
use crate::labels::{Annotated, Certainty, Frame, Label, Stance, Voice, Wording, scheme};
use crate::model::card::{Card, CardScore, Data, Files, Origin, Thresholds, known_labels};
use crate::model::{Config, Temperatures};

/// What a card says of its model's use, in prose.
const SUMMARY: &str = include_str!("data/summary.txt");

/// Which layers are the model's, a rule's, or both: `layer = "who"` lines.
const MADE_BY: &str = include_str!("data/made_by.toml");

/// The layers whose confusions a card holds: those of which rates are taken.
const CONFUSED: [&str; 5] =
    [Voice::LAYER, Certainty::LAYER, Wording::LAYER, Stance::LAYER, Frame::LAYER];

/// A card before anything was fitted or scored.
pub(super) fn draft(
    recipe: &Recipe,
    config: &Config,
    corpora: &[(&Corpus, Vec<Annotated>)],
) -> Card {
    let base = &recipe.base;
    Card {
        name: recipe.name.clone(),
        summary: SUMMARY.trim().to_owned(),
        licence: "MIT OR Apache-2.0".to_owned(),
        scheme: scheme::VERSION.to_owned(),
        seed: recipe.seed,
        files: Files { weights: String::new(), tokenizer: base.tokenizer.sha256.clone() },
        base: Origin {
            name: base.name.clone(),
            revision: base.revision.clone(),
            licence: base.licence.clone(),
            source: base.source.clone(),
            sha256: base.weights.sha256.clone(),
        },
        network: config.clone(),
        labels: known_labels(),
        made_by: made_by(),
        temperatures: Temperatures::default(),
        thresholds: Thresholds::default(),
        data: corpora.iter().map(|(corpus, documents)| data(corpus, documents.len())).collect(),
        scores: Vec::new(),
        confusion: Vec::new(),
    }
}

fn made_by() -> BTreeMap<String, String> {
    toml::from_str(MADE_BY).expect("the table in the source is one of strings")
}

fn data(corpus: &Corpus, documents: usize) -> Data {
    let role = match corpus.role {
        Role::Train => "train",
        Role::Dev => "dev",
    };
    Data {
        name: corpus.name.clone(),
        role: role.to_owned(),
        source: corpus.source.clone(),
        licence: corpus.licence.clone(),
        labels_by: corpus.labels_by.clone(),
        sha256: corpus.artefact.sha256.clone(),
        documents,
    }
}

/// Metrics that a card holds; `parallax eval` gives the others.
const METRICS: [&str; 4] = ["accuracy", "macro_f1", "micro_f1", "overlap_f1"];

/// The scores of every development corpus: of layers, and of each span label.
pub(super) fn scores(
    dev: &[DevCorpus],
    read: &[Vec<Read>],
    thresholds: &Thresholds,
) -> Result<Vec<CardScore>> {
    let mut all = Vec::new();
    for (corpus, read) in dev.iter().zip(read) {
        let scores = corpus.scores(read, thresholds)?;
        for (value, interval) in scores.iter() {
            // The kind of a line is given by gold here.
            let judged = value.support > 0.0 && value.layer != "kind";
            let of_card = judged && METRICS.contains(&value.metric);
            let Some(score) = value.value.filter(|_| of_card) else { continue };
            all.push(CardScore {
                corpus: corpus.corpus.name.clone(),
                score: value.name(),
                value: (score * 1e4).round() / 1e4,
                low: interval.map(|i| i.low),
                high: interval.map(|i| i.high),
                support: value.support,
            });
        }
    }
    Ok(all)
}

/// What the model takes for what: counts over all development corpora that label a layer.
pub(super) fn confusion(
    dev: &[DevCorpus],
    read: &[Vec<Read>],
    thresholds: &Thresholds,
) -> Result<Vec<Matrix>> {
    let mut tally = Tally::default();
    for (corpus, read) in dev.iter().zip(read) {
        tally += corpus.scores(read, thresholds)?.total();
    }
    let mut matrices = tally.confusions();
    matrices.retain(|matrix| CONFUSED.contains(&matrix.layer.as_str()));
    Ok(matrices)
}
