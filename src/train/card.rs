//! The card of what was trained.

use std::collections::BTreeMap;

use super::dev::DevCorpus;
use super::recipe::{Corpus, Recipe};
use crate::annotate::{Decisions, Read};
use crate::error::Result;
use crate::eval::tally::Tally;
use crate::labels::confusion::Matrix;
use crate::labels::{Annotated, Certainty, Frame, Label, Stance, Voice, Wording, scheme};
use crate::model::card::{Card, CardScore, Data, Files, Origin, Thresholds, known_labels};
use crate::model::{Config, Temperatures};
use crate::stats::Plan;

/// What a card says of its model's use, in prose.
const SUMMARY: &str = include_str!("data/summary.txt");

/// Which layers are the model's, a rule's, or both: `layer = "who"` lines.
const MADE_BY: &str = include_str!("data/made_by.toml");

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
        files: Files {
            weights: String::new(),
            tokenizer: base.tokenizer.sha256.clone(),
            calibration: None,
        },
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
        context: None,
        thresholds: Thresholds::default(),
        data: corpora
            .iter()
            .map(|(corpus, documents)| Data {
                share: recipe.training.share_of(corpus),
                ..data(corpus, documents.len())
            })
            .collect(),
        scores: Vec::new(),
        confusion: Vec::new(),
        failures: Vec::new(),
    }
}

fn made_by() -> BTreeMap<String, String> {
    toml::from_str(MADE_BY).expect("the table in the source is one of strings")
}

pub(super) fn data(corpus: &Corpus, documents: usize) -> Data {
    Data {
        name: corpus.name.clone(),
        role: corpus.role.name().to_owned(),
        source: corpus.source.clone(),
        licence: corpus.licence.clone(),
        labels_by: corpus.labels_by.clone(),
        sha256: corpus.artefact.sha256.clone(),
        documents,
        share: None,
    }
}

/// Metrics that a card holds; `parallax eval` gives the others.
const METRICS: [&str; 4] = ["accuracy", "macro_f1", "micro_f1", "overlap_f1"];

/// Layers that the context of an article moves.
const MOVED: [&str; 2] = [Stance::LAYER, "favors"];

/// The scores of every development corpus: of layers, and of each span label. In context, those of
/// articles and of the layers that it moves.
pub(super) fn scores(
    dev: &[DevCorpus],
    read: &[Vec<Read>],
    decisions: &Decisions,
) -> Result<Vec<CardScore>> {
    let context = decisions.context.is_some();
    let mut all = Vec::new();
    for (corpus, read) in dev.iter().zip(read).filter(|(c, _)| !context || c.has_articles()) {
        let scores = corpus.scores(read, decisions)?.with_intervals(&Plan::default());
        for (value, interval) in scores.iter() {
            // The kind of a line is given by gold here.
            let judged = value.support > 0.0 && value.layer != "kind";
            let moved = !context || MOVED.contains(&value.layer);
            let of_card = judged && moved && METRICS.contains(&value.metric);
            let Some(score) = value.value.filter(|_| of_card) else { continue };
            all.push(CardScore {
                corpus: corpus.corpus.name.clone(),
                context,
                score: value.name(),
                value: rounded(score),
                low: interval.map(|i| rounded(i.low)),
                high: interval.map(|i| rounded(i.high)),
                support: value.support,
            });
        }
    }
    Ok(all)
}

/// To four decimals.
pub(super) fn rounded(score: f64) -> f64 {
    (score * 1e4).round() / 1e4
}

/// What the model takes for what: counts over all development corpora that label a layer.
pub(super) fn confusion(
    dev: &[DevCorpus],
    read: &[Vec<Read>],
    decisions: &Decisions,
) -> Result<Vec<Matrix>> {
    let mut tally = Tally::default();
    for (corpus, read) in dev.iter().zip(read) {
        tally += corpus.scores(read, decisions)?.total();
    }
    Ok(matrices(&tally))
}

/// Those of the layers of which rates are taken.
fn matrices(tally: &Tally) -> Vec<Matrix> {
    let layers = [Voice::LAYER, Certainty::LAYER, Wording::LAYER, Stance::LAYER, Frame::LAYER];
    let mut matrices = tally.confusions();
    matrices.retain(|matrix| layers.contains(&matrix.layer.as_str()));
    matrices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::score;

    const GOLD: &str = r#"{"id":"a","text":"Shut. Open. Odd.","sentences":[
        {"start":0,"end":5,"voice":"author","frames":["economic"]},
        {"start":6,"end":11,"voice":"quoted","frames":["economic"]},
        {"start":12,"end":16,"voice":"author","frames":[]}]}"#;

    #[test]
    fn every_layer_of_gold_has_its_confusions_and_each_frame_its_own() {
        let gold = Annotated::from_json(GOLD).unwrap();
        let said = GOLD.replacen("[\"economic\"]", "[\"health\"]", 1).replace("quoted", "reported");
        let said = Annotated::from_json(&said).unwrap();
        let all = matrices(score(&[gold], &[said]).unwrap().total());
        let cells = |layer: &str, class: Option<&str>| {
            let of = |matrix: &&Matrix| matrix.layer == layer && matrix.class.as_deref() == class;
            all.iter().find(of).map(|matrix| matrix.cells.clone())
        };
        let voice = vec![vec![2.0, 0.0, 0.0], vec![0.0, 0.0, 1.0], vec![0.0; 3]];
        assert_eq!(cells("voice", None), Some(voice));
        assert_eq!(cells("frames", Some("economic")), Some(vec![vec![1.0, 0.0], vec![1.0, 1.0]]));
        assert_eq!(cells("frames", Some("health")), Some(vec![vec![2.0, 1.0], vec![0.0, 0.0]]));
        assert_eq!(cells("certainty", None), None);
    }
}
