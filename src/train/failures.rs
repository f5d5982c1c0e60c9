//! Where a model goes wrong most surely, for its card.

use super::card::rounded;
use super::dev::DevCorpus;
use crate::annotate::{self, Decisions, Read};
use crate::labels::{Annotated, Label, LabelledSentence, Stance};
use crate::model::card::Failure;

/// Failures of a layer that a card tells.
const TOLD: usize = 3;

/// The surest failures in voice, certainty, wording and stance on the corpora whose sentences may be
/// quoted.
pub(super) fn failures(
    dev: &[DevCorpus],
    read: &[Vec<Read>],
    decisions: &Decisions,
) -> Vec<Failure> {
    let mut all = Vec::new();
    for (corpus, read) in dev.iter().zip(read).filter(|(corpus, _)| corpus.corpus.quotable) {
        for (gold, read) in corpus.gold.iter().zip(read) {
            let said = annotate::decode(read, decisions);
            all.extend(of_document(&corpus.corpus.name, gold, &said));
        }
    }
    surest(all)
}

/// Every label that differs; the two readings have the same sentences.
fn of_document(corpus: &str, gold: &Annotated, said: &Annotated) -> Vec<Failure> {
    let sentences = gold.sentences.iter().zip(&said.sentences);
    let differing = sentences.flat_map(|(gold_sentence, said)| {
        let text = gold_sentence.span.of(gold.document.text());
        of_sentence(gold_sentence, said).map(move |(layer, [gold, predicted], p)| Failure {
            corpus: corpus.to_owned(),
            layer,
            gold: gold.to_owned(),
            predicted: predicted.to_owned(),
            p: rounded(f64::from(p)),
            text: text.to_owned(),
        })
    });
    differing.collect()
}

/// Layer, both labels, and how probable the wrong one was found.
type Differing = (String, [&'static str; 2], f32);

fn of_sentence(
    gold: &LabelledSentence,
    said: &LabelledSentence,
) -> impl Iterator<Item = Differing> + use<> {
    let Some(p) = &said.p else { return Vec::new().into_iter() };
    let mut found: Vec<_> = [
        differing(gold.voice, said.voice, &p.voice),
        differing(gold.certainty, said.certainty, &p.certainty),
        differing(gold.wording, said.wording, &p.wording),
    ]
    .into_iter()
    .flatten()
    .collect();
    for (side, p) in &p.stance {
        let stances = (gold.stance_of(side), said.stance_of(side));
        let stance = differing::<Stance>(stances.0, stances.1, p);
        found.extend(stance.map(|(layer, labels, p)| (format!("{layer}:{side}"), labels, p)));
    }
    found.into_iter()
}

fn differing<L: Label>(gold: Option<L>, said: Option<L>, p: &[f32]) -> Option<Differing> {
    let (gold, said) = (gold?, said?);
    let differs = gold != said;
    differs.then(|| (L::LAYER.to_owned(), [gold.name(), said.name()], p[said.index()]))
}

/// The most probable of each layer, in order.
fn surest(mut all: Vec<Failure>) -> Vec<Failure> {
    let layer = |failure: &Failure| failure.layer.split(':').next().unwrap_or_default().to_owned();
    all.sort_by(|a, b| layer(a).cmp(&layer(b)).then(b.p.total_cmp(&a.p)));
    all.chunk_by(|a, b| layer(a) == layer(b)).flat_map(|of| of.iter().take(TOLD)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLD: &str = r#"{"id":"a","text":"Shut. Open. Odd.","sides":[{"id":"port","name":"Port","aliases":[]}],
        "sentences":[{"start":0,"end":5,"voice":"author","stance":{"port":"neutral"}},
        {"start":6,"end":11,"voice":"author"},{"start":12,"end":16,"voice":"author"}]}"#;

    fn said(voices: [(&str, f32); 3]) -> Annotated {
        let mut said = Annotated::from_json(GOLD).unwrap();
        for (sentence, (voice, p)) in said.sentences.iter_mut().zip(voices) {
            sentence.voice = Some(Label::from_name(voice).unwrap());
            sentence.stance = Some(vec![("port".into(), Stance::Favorable)]);
            let rest = (1.0 - p) / 2.0;
            let mut all = [rest; 3];
            all[sentence.voice.unwrap().index()] = p;
            sentence.p = Some(crate::labels::Probabilities {
                voice: all,
                certainty: [0.5; 2],
                wording: [0.5; 2],
                stance: vec![("port".into(), [0.1, 0.2, 0.7])],
                frames: [0.0; crate::labels::Frame::ALL.len()],
            });
        }
        said
    }

    #[test]
    fn the_surest_failures_come_first_and_what_is_right_is_none() {
        let gold = Annotated::from_json(GOLD).unwrap();
        let said = said([("quoted", 0.6), ("author", 0.9), ("reported", 0.8)]);
        let told = surest(of_document("own", &gold, &said));
        let told: Vec<_> = told
            .iter()
            .map(|f| (f.layer.as_str(), f.predicted.as_str(), f.text.as_str()))
            .collect();
        // Gold has one stance; the others' are no failures.
        let stance = ("stance:port", "favorable", "Shut.");
        assert_eq!(told, [stance, ("voice", "reported", "Odd."), ("voice", "quoted", "Shut.")]);
    }

    #[test]
    fn a_layer_has_no_more_than_its_share() {
        let gold = Annotated::from_json(GOLD).unwrap();
        let said = said([("quoted", 0.6), ("quoted", 0.9), ("reported", 0.8)]);
        let all: Vec<_> = (0..3).flat_map(|_| of_document("own", &gold, &said)).collect();
        let voices = surest(all).into_iter().filter(|f| f.layer == "voice");
        assert_eq!(voices.map(|f| f.p).collect::<Vec<_>>(), [0.9; TOLD]);
    }
}
