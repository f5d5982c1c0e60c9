//! Sentences, sides and mentions in; every label, span and probability out.

use crate::error::Result;
use crate::labels::annotated::favored;
use crate::labels::{
    Annotated, Label, LabelledSentence, LabelledSpan, Probabilities, Provenance, SpanLabel,
};
use crate::model::{Input, Model, Prediction};
use crate::sides::{Mention, Side, SideId};
use crate::text::{Document, Kind, Sentence, Span};

use super::decode;

/// A document that is ready to be labelled.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The article.
    pub document: &'a Document,
    /// Its sentences, in order.
    pub sentences: &'a [Sentence],
    /// Those in contention.
    pub sides: &'a [Side],
    /// Third parties.
    pub others: &'a [Side],
    /// Where either are mentioned.
    pub mentions: &'a [Mention],
}

/// What the user may choose.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Options {
    /// Labels less probable than this are withheld; 0 withholds none.
    pub min_confidence: f64,
}

/// Labels a document.
///
/// # Errors
/// Where the model fails.
pub fn label(model: &Model, reading: Reading, options: Options) -> Result<Annotated> {
    let labelled: Vec<&Sentence> =
        reading.sentences.iter().filter(|s| s.kind != Kind::Boilerplate).collect();
    let present: Vec<Present> = labelled.iter().map(|s| Present::of(reading, s.span)).collect();
    let inputs: Vec<Input> = labelled
        .iter()
        .zip(&present)
        .map(|(s, p)| Input { text: s.span.of(reading.document.text()), targets: &p.mentions })
        .collect();
    let predictions = model.predict(&inputs)?;
    let mut read = labelled.iter().zip(present.iter().zip(&predictions)).peekable();
    let mut sentences = Vec::with_capacity(reading.sentences.len());
    let mut spans = Vec::new();
    for sentence in reading.sentences {
        let mut out = LabelledSentence::new(sentence.span);
        out.kind = Some(sentence.kind);
        out.duplicate = Some(sentence.duplicate);
        if let Some((_, (present, prediction))) = read.next_if(|(s, _)| s.span == sentence.span) {
            let labeller = Labeller { model, sides: reading.sides, options };
            labeller.fill(&mut out, present, prediction);
            spans.extend(labeller.spans(prediction, sentence.span));
        }
        sentences.push(out);
    }
    spans.sort_by_key(|s| (s.span, s.label));
    Ok(Annotated {
        document: reading.document.clone(),
        sides: Some(reading.sides.to_vec()),
        others: reading.others.to_vec(),
        mentions: Some(reading.mentions.to_vec()),
        sentences,
        spans,
        span_layers: SpanLabel::ALL.to_vec(),
        summary: None,
        signature: None,
        provenance: Provenance::default(),
    })
}

/// The sides present in a sentence and where, in bytes of the sentence.
struct Present<'a> {
    sides: Vec<&'a SideId>,
    mentions: Vec<Vec<Span>>,
}

impl<'a> Present<'a> {
    fn of(reading: Reading<'a>, sentence: Span) -> Self {
        let from = reading.mentions.partition_point(|m| m.span.start() < sentence.start());
        let inside: Vec<&Mention> = reading.mentions[from..]
            .iter()
            .take_while(|m| m.span.start() < sentence.end())
            .filter(|m| !m.span.is_empty())
            .collect();
        let (mut sides, mut mentions) = (Vec::new(), Vec::new());
        for side in reading.sides {
            let spans: Vec<Span> = inside
                .iter()
                .filter(|m| m.side == side.id)
                .filter_map(|m| m.span.intersection(sentence))
                .map(|s| Span::new(s.start() - sentence.start(), s.end() - sentence.start()))
                .collect();
            if !spans.is_empty() {
                sides.push(&side.id);
                mentions.push(spans);
            }
        }
        Self { sides, mentions }
    }
}

struct Labeller<'a> {
    model: &'a Model,
    sides: &'a [Side],
    options: Options,
}

impl Labeller<'_> {
    fn fill(&self, out: &mut LabelledSentence, present: &Present, prediction: &Prediction) {
        let thresholds = &self.model.card().thresholds;
        out.voice = self.sure(decode::best(&prediction.voice));
        out.certainty = self.sure(decode::best(&prediction.certainty));
        out.wording = self.sure(decode::best(&prediction.wording));
        out.frames = Some(decode::frames(&prediction.frames, thresholds));
        let judged: Vec<_> = present
            .sides
            .iter()
            .zip(&prediction.stance)
            .filter_map(|(&side, p)| Some((side.clone(), (*p)?)))
            .collect();
        let stance: Vec<_> = judged
            .iter()
            .filter_map(|(side, p)| Some((side.clone(), self.sure(decode::stance(p, thresholds))?)))
            .collect();
        // A side whose stance is withheld leaves open whom the sentence favours.
        if stance.len() == judged.len() {
            out.favors = Some(favored(self.sides, &stance));
        } else {
            out.stance_partial = true;
        }
        out.stance = Some(stance);
        out.p = Some(Probabilities {
            voice: prediction.voice,
            certainty: prediction.certainty,
            wording: prediction.wording,
            stance: judged,
            frames: prediction.frames,
        });
    }

    fn sure<L: Label>(&self, (label, p): (L, f32)) -> Option<L> {
        (f64::from(p) >= self.options.min_confidence).then_some(label)
    }

    fn spans(&self, prediction: &Prediction, sentence: Span) -> Vec<LabelledSpan> {
        let thresholds = &self.model.card().thresholds.spans;
        SpanLabel::ALL
            .iter()
            .flat_map(|&label| {
                let threshold = thresholds.get(&label).copied().unwrap_or(0.5);
                decode::spans(prediction, label, threshold)
            })
            .map(|found| LabelledSpan { span: found.span.shifted(sentence.start()), ..found })
            .collect()
    }
}
