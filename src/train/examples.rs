//! Gold documents as training examples: token ids and what each layer should say of them.

use std::collections::HashMap;

use crate::annotate::mentions_in;
use crate::error::Result;
use crate::labels::{Annotated, Frame, Label, LabelledSentence, SpanLabel};
use crate::model::{Input, Sequence, Tokens};
use crate::text::Span;

/// One sentence to learn from. A layer that is `None` is not trained on.
#[derive(Debug, Clone, Default)]
pub(super) struct Example {
    pub sequence: Sequence,
    pub voice: Option<usize>,
    pub certainty: Option<usize>,
    pub wording: Option<usize>,
    pub frames: Option<[bool; Frame::ALL.len()]>,
    /// Of each of the sequence's targets.
    pub stance: Vec<Judged>,
    /// For each of [`SpanLabel::ALL`], if it was labelled: what every token should say.
    pub spans: [Option<Vec<Mark>>; SpanLabel::ALL.len()],
    /// Weight of the whole example.
    pub weight: f32,
}

/// The stance that somebody saw towards a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Judged {
    pub stance: usize,
    /// Whether a language model judged, by the codebook: it calls neutral what a crowd does not.
    pub by_model: bool,
}

/// What a token is to a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Outside,
    Start,
    Inside,
}

/// Examples of all documents. Sentences that stand in two corpora become one, so that one forward
/// pass serves the labels of both.
pub(super) fn examples<'a>(
    documents: impl Iterator<Item = (&'a Annotated, f64)>,
    tokens: &Tokens,
) -> Result<Vec<Example>> {
    let mut examples: Vec<Example> = Vec::new();
    let mut known: HashMap<Vec<u32>, usize> = HashMap::new();
    for (document, weight) in documents {
        for sentence in document.sentences.iter().filter(|s| s.counts()) {
            let example = example(document, sentence, weight, tokens)?;
            match known.get(&example.sequence.ids) {
                Some(&at) => examples[at].merge(example),
                None => {
                    known.insert(example.sequence.ids.clone(), examples.len());
                    examples.push(example);
                }
            }
        }
    }
    Ok(examples)
}

impl Example {
    /// Takes over the layers that only `other` has, and all its targets.
    fn merge(&mut self, other: Self) {
        self.voice = self.voice.or(other.voice);
        self.certainty = self.certainty.or(other.certainty);
        self.wording = self.wording.or(other.wording);
        self.frames = self.frames.or(other.frames);
        for (target, stance) in other.sequence.targets.into_iter().zip(other.stance) {
            if !self.sequence.targets.contains(&target) {
                self.sequence.targets.push(target);
                self.stance.push(stance);
            }
        }
        for (mine, theirs) in self.spans.iter_mut().zip(other.spans) {
            if mine.is_none() {
                *mine = theirs;
            }
        }
    }
}

fn example(
    document: &Annotated,
    sentence: &LabelledSentence,
    weight: f64,
    tokens: &Tokens,
) -> Result<Example> {
    let text = sentence.span.of(document.document.text());
    let judged: Vec<_> = sentence.stance.iter().flatten().collect();
    let mentions = document.mentions.as_deref().unwrap_or_default();
    let targets: Vec<Vec<Span>> =
        judged.iter().map(|(side, _)| mentions_in(mentions, sentence.span, side)).collect();
    let tokenised = tokens.first_window(Input { text, targets: &targets })?;
    let by_model = document.provenance.labels_by.as_deref() == Some("model");
    let continued = continues_a_quotation(document, sentence.span);
    #[expect(clippy::cast_possible_truncation, reason = "a weight needs no more")]
    let weight = (weight * document.provenance.weight.unwrap_or(1.0)) as f32;
    Ok(Example {
        // Where no mark shows it, who speaks cannot be read from the sentence: a rule tells.
        voice: sentence.voice.filter(|_| !continued).map(Label::index),
        certainty: sentence.certainty.map(Label::index),
        wording: sentence.wording.map(Label::index),
        frames: sentence
            .frames
            .as_ref()
            .map(|frames| std::array::from_fn(|i| frames.contains(&Frame::ALL[i]))),
        stance: tokenised
            .targets
            .iter()
            .map(|&at| Judged { stance: judged[at].1.index(), by_model })
            .collect(),
        spans: std::array::from_fn(|i| {
            let label = SpanLabel::ALL[i];
            document
                .span_layers
                .contains(&label)
                .then(|| marks(document, sentence.span, label, &tokenised.pieces))
        }),
        sequence: tokenised.sequence,
        weight,
    })
}

/// Whether the whole sentence lies inside a quotation that opened before it.
fn continues_a_quotation(document: &Annotated, sentence: Span) -> bool {
    document.spans.iter().any(|s| {
        s.label == SpanLabel::Quote
            && s.span.start() < sentence.start()
            && s.span.end() > sentence.start()
    })
}

/// What every token of a sequence (special tokens included) is to the spans of a label.
fn marks(document: &Annotated, sentence: Span, label: SpanLabel, pieces: &[Span]) -> Vec<Mark> {
    let mut marks = vec![Mark::Outside; pieces.len() + 2];
    for span in document.spans.iter().filter(|s| s.label == label) {
        let Some(span) = span.span.intersection(sentence) else { continue };
        let mut mark = Mark::Start;
        for (piece, place) in pieces.iter().enumerate() {
            if place.shifted(sentence.start()).overlaps(span) {
                marks[piece + 1] = mark;
                mark = Mark::Inside;
            }
        }
    }
    marks
}
