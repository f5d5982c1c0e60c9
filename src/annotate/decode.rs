//! From every probability of a document to its labels and spans.

use crate::labels::annotated::favored;
use crate::labels::{Annotated, Label, LabelledSentence, LabelledSpan, Probabilities, SpanLabel};
use crate::model::card::{Context, Thresholds};
use crate::sides::{Side, SideId};
use crate::text::Sentence;

use super::quotations::{self, Reach, Speech};
use super::reading::{Read, SentenceRead};
use super::{context, labels, sources};

/// How probabilities become labels.
#[derive(Debug, Clone, Copy)]
pub struct Decisions<'a> {
    /// Where a probability becomes a label.
    pub thresholds: &'a Thresholds,
    /// What the rest of the article does to a sentence; without, each is judged by itself.
    pub context: Option<&'a Context>,
    /// Labels, frames and spans less probable than this are withheld.
    pub min_confidence: f64,
}

/// Decides every label and span of a document; probabilities of sentences stay where labels are
/// withheld. Quotations are found by marks.
#[must_use]
pub fn decode(read: &Read, decisions: &Decisions) -> Annotated {
    let Decisions { thresholds, min_confidence, .. } = *decisions;
    let decoder = Decoder { read, decisions };
    let speech = quotations::speech(read, thresholds.span(SpanLabel::Quote));
    let mut sentences = decoder.sentences(&speech);
    let mut spans: Vec<LabelledSpan> = speech.iter().map(|s| s.span()).collect();
    for (sentence, said) in read.reading.sentences.iter().zip(&read.sentences) {
        spans.extend(said.iter().flat_map(|said| decoder.spans(sentence, said)));
    }
    spans.retain(|span| span.p.is_none_or(|p| f64::from(p) >= min_confidence));
    spans.sort_by_key(|s| (s.span, s.label));
    sources::resolve(read.reading, &mut sentences, &spans, &speech);
    let mut annotated = Annotated {
        sides: Some(read.reading.cast.sides.clone()),
        others: read.reading.cast.others.clone(),
        mentions: Some(read.reading.mentions.to_vec()),
        sentences,
        spans,
        span_layers: SpanLabel::ALL.to_vec(),
        ..Annotated::new(read.reading.document.clone())
    };
    if let Some(context) = decisions.context {
        context::judge(&mut annotated, context, decisions);
    }
    annotated
}

impl<'a> Decisions<'a> {
    /// Each sentence by itself, with every label.
    #[must_use]
    pub fn alone(thresholds: &'a Thresholds) -> Self {
        Self { thresholds, context: None, min_confidence: 0.0 }
    }

    /// Decides stances, whom they favour, and frames by the probabilities of a sentence.
    pub(super) fn judge(&self, sentence: &mut LabelledSentence, sides: &[Side]) {
        let Some(p) = &sentence.p else { return };
        sentence.frames =
            Some(labels::frames(&p.frames, self.thresholds.frames.max(self.min_confidence)));
        let decided = |(side, p): &(_, [f32; 3])| {
            Some((SideId::clone(side), self.sure(labels::stance(p, self.thresholds))?))
        };
        let stance: Vec<_> = p.stance.iter().filter_map(decided).collect();
        // A side whose stance is withheld leaves open whom the sentence favours.
        sentence.stance_partial = stance.len() < p.stance.len();
        let whole = !sentence.stance_partial;
        sentence.favors = whole.then(|| favored(sides, &stance));
        sentence.stance = Some(stance);
    }

    fn sure<L: Label>(&self, (label, p): (L, f32)) -> Option<L> {
        (f64::from(p) >= self.min_confidence).then_some(label)
    }
}

struct Decoder<'a> {
    read: &'a Read<'a>,
    decisions: &'a Decisions<'a>,
}

impl Decoder<'_> {
    fn sentences(&self, speech: &[Speech]) -> Vec<LabelledSentence> {
        let text = self.read.reading.document.text();
        let sentences = self.read.reading.sentences.iter().zip(&self.read.sentences);
        sentences
            .map(|(sentence, said)| {
                let mut out = LabelledSentence::new(sentence.span);
                out.kind = Some(sentence.kind);
                out.duplicate = Some(sentence.duplicate);
                if let Some(said) = said {
                    self.fill(&mut out, said, Reach::of(text, speech, sentence.span));
                }
                out
            })
            .collect()
    }

    fn fill(&self, out: &mut LabelledSentence, said: &SentenceRead, reach: Reach) {
        let p = &said.prediction;
        let voices = labels::voices(p.voice, reach);
        out.voice = self.decisions.sure(labels::best(&voices));
        out.certainty = self.decisions.sure(labels::best(&p.certainty));
        out.wording = self.decisions.sure(labels::best(&p.wording));
        let judged = said.sides.iter().zip(&p.stance);
        out.p = Some(Probabilities {
            voice: voices,
            certainty: p.certainty,
            wording: p.wording,
            stance: judged.filter_map(|(side, p)| Some((side.clone(), (*p)?))).collect(),
            frames: p.frames,
        });
        self.decisions.judge(out, &self.read.reading.cast.sides);
    }

    /// The spans that the model finds in a sentence: all but quotations.
    fn spans(&self, sentence: &Sentence, said: &SentenceRead) -> Vec<LabelledSpan> {
        let text = self.read.reading.document.text();
        SpanLabel::ALL
            .iter()
            .filter(|&&label| label != SpanLabel::Quote)
            .flat_map(|&label| {
                labels::spans(&said.prediction, label, self.decisions.thresholds.span(label))
            })
            .filter_map(|found| labels::trimmed(found, sentence.span.of(text)))
            .map(|found| LabelledSpan { span: found.span.shifted(sentence.span.start()), ..found })
            .collect()
    }
}
