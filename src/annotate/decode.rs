//! From every probability of a document to its labels and spans.

use crate::labels::annotated::favored;
use crate::labels::{Annotated, Label, LabelledSentence, LabelledSpan, Probabilities, SpanLabel};
use crate::model::card::Thresholds;
use crate::text::Sentence;

use super::quotations::{self, Reach, Speech};
use super::reading::{Read, SentenceRead};
use super::{labels, sources};

/// Decides every label and span of a document. Labels, frames and spans less probable than
/// `min_confidence` are withheld; probabilities of sentences stay. Quotations are found by marks.
#[must_use]
pub fn decode(read: &Read, thresholds: &Thresholds, min_confidence: f64) -> Annotated {
    let decoder = Decoder { read, thresholds, min_confidence };
    let speech = quotations::speech(read, thresholds.span(SpanLabel::Quote));
    let mut sentences = decoder.sentences(&speech);
    let mut spans: Vec<LabelledSpan> = speech.iter().map(|s| s.span()).collect();
    for (sentence, said) in read.reading.sentences.iter().zip(&read.sentences) {
        spans.extend(said.iter().flat_map(|said| decoder.spans(sentence, said)));
    }
    spans.retain(|span| span.p.is_none_or(|p| f64::from(p) >= min_confidence));
    spans.sort_by_key(|s| (s.span, s.label));
    sources::resolve(read.reading, &mut sentences, &spans, &speech);
    Annotated {
        sides: Some(read.reading.cast.sides.clone()),
        others: read.reading.cast.others.clone(),
        mentions: Some(read.reading.mentions.to_vec()),
        sentences,
        spans,
        span_layers: SpanLabel::ALL.to_vec(),
        ..Annotated::new(read.reading.document.clone())
    }
}

struct Decoder<'a> {
    read: &'a Read<'a>,
    thresholds: &'a Thresholds,
    min_confidence: f64,
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
        out.voice = self.sure(labels::best(&voices));
        out.certainty = self.sure(labels::best(&p.certainty));
        out.wording = self.sure(labels::best(&p.wording));
        out.frames =
            Some(labels::frames(&p.frames, self.thresholds.frames.max(self.min_confidence)));
        let judged: Vec<_> = said
            .sides
            .iter()
            .zip(&p.stance)
            .filter_map(|(side, p)| Some((side.clone(), (*p)?)))
            .collect();
        let stance: Vec<_> = judged
            .iter()
            .filter_map(|(side, p)| {
                Some((side.clone(), self.sure(labels::stance(p, self.thresholds))?))
            })
            .collect();
        // A side whose stance is withheld leaves open whom the sentence favours.
        if stance.len() == judged.len() {
            out.favors = Some(favored(&self.read.reading.cast.sides, &stance));
        } else {
            out.stance_partial = true;
        }
        out.stance = Some(stance);
        out.p = Some(Probabilities {
            voice: voices,
            certainty: p.certainty,
            wording: p.wording,
            stance: judged,
            frames: p.frames,
        });
    }

    fn sure<L: Label>(&self, (label, p): (L, f32)) -> Option<L> {
        (f64::from(p) >= self.min_confidence).then_some(label)
    }

    /// The spans that the model finds in a sentence: all but quotations.
    fn spans(&self, sentence: &Sentence, said: &SentenceRead) -> Vec<LabelledSpan> {
        let text = self.read.reading.document.text();
        SpanLabel::ALL
            .iter()
            .filter(|&&label| label != SpanLabel::Quote)
            .flat_map(|&label| labels::spans(&said.prediction, label, self.thresholds.span(label)))
            .filter_map(|found| labels::trimmed(found, sentence.span.of(text)))
            .map(|found| LabelledSpan { span: found.span.shifted(sentence.span.start()), ..found })
            .collect()
    }
}
