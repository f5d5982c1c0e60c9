//! From every probability of a document to its labels and spans.

use std::collections::BTreeMap;

use crate::labels::annotated::favored;
use crate::labels::{
    Annotated, Label, LabelledSentence, LabelledSpan, Probabilities, SpanLabel, Stance, Wording,
    joint,
};
use crate::model::card::{Context, Thresholds};
use crate::sides::{Side, SideId};
use crate::text::{Sentence, Span};

use super::quotations::{self, Reach, Speech};
use super::reading::{Read, SentenceRead};
use super::{context, labels, sources};

/// How probabilities become labels.
#[derive(Debug, Clone, Copy)]
pub struct Decisions<'a> {
    /// Where a probability becomes a label.
    pub thresholds: &'a Thresholds,
    /// What the rest of the article does to stances; without, each sentence is judged by itself.
    pub context: Option<&'a Context>,
    /// Labels, frames and spans less probable than this are withheld.
    pub min_confidence: f64,
}

/// Decides every label and span of a document; probabilities of sentences stay where labels are
/// withheld. Quotations are found by marks.
#[must_use]
pub fn decode(read: &Read, decisions: &Decisions) -> Annotated {
    let everything = Decisions { min_confidence: 0.0, ..*decisions };
    let decoder = Decoder { read, decisions: &everything };
    let speech = quotations::speech(read, decisions.thresholds.span(SpanLabel::Quote));
    let mut spans: Vec<LabelledSpan> = speech.iter().map(|s| s.span()).collect();
    for (sentence, said) in read.reading.sentences.iter().zip(&read.sentences) {
        spans.extend(said.iter().flat_map(|said| decoder.spans(sentence, said)));
    }
    spans.sort_by_key(|s| (s.span, s.label));
    let mut annotated = Annotated {
        sides: Some(read.reading.cast.sides.clone()),
        others: read.reading.cast.others.clone(),
        mentions: Some(read.reading.mentions.to_vec()),
        sentences: decoder.sentences(&speech),
        spans,
        span_layers: SpanLabel::ALL.to_vec(),
        ..Annotated::new(read.reading.document.clone())
    };
    sources::resolve(read.reading, &mut annotated.sentences, &annotated.spans, &speech);
    // What stands around a sentence does not hang on what is withheld.
    context::judge(&mut annotated, &everything);
    if decisions.min_confidence > 0.0 {
        withhold(&mut annotated, decisions);
        sources::resolve(read.reading, &mut annotated.sentences, &annotated.spans, &speech);
    }
    annotated
}

/// Withholds what is less probable than asked, and the sources, which hang on it.
fn withhold(document: &mut Annotated, decisions: &Decisions) {
    document.spans.retain(|span| span.p.is_none_or(|p| decisions.is_sure(p)));
    let sides = document.sides.as_deref().unwrap_or_default();
    for sentence in &mut document.sentences {
        let Some(p) = &sentence.p else { continue };
        sentence.voice = sentence.voice.filter(|label| decisions.is_sure(p.voice[label.index()]));
        sentence.certainty =
            sentence.certainty.filter(|label| decisions.is_sure(p.certainty[label.index()]));
        sentence.wording =
            sentence.wording.filter(|label| decisions.is_sure(p.wording[label.index()]));
        let frames = sentence.frames.iter_mut();
        frames.for_each(|all| all.retain(|frame| decisions.is_sure(p.frames[frame.index()])));
        decisions.judge(sentence, sides);
        (sentence.source, sentence.source_side) = (None, None);
    }
    // Where the wording is withheld, so are the words that show it.
    let sentences = &document.sentences;
    let is_loaded = |span: Span| {
        let at = sentences.partition_point(|sentence| sentence.span.end() <= span.start());
        sentences.get(at).is_some_and(|sentence| sentence.wording == Some(Wording::Loaded))
    };
    document.spans.retain(|span| span.label != SpanLabel::Loaded || is_loaded(span.span));
}

impl<'a> Decisions<'a> {
    /// Each sentence by itself, with every label.
    #[must_use]
    pub fn alone(thresholds: &'a Thresholds) -> Self {
        Self { thresholds, context: None, min_confidence: 0.0 }
    }

    /// The numbers that decide, as they stand in a signature.
    pub(super) fn by_name(&self) -> BTreeMap<String, f64> {
        let mut named = self.thresholds.by_name();
        let weights = self.context.iter().flat_map(|context| context.by_name());
        named.extend(weights.map(|(name, weight)| (name.to_owned(), weight)));
        named
    }

    /// Decides stances and whom they favour by the probabilities of a sentence.
    pub(super) fn judge(&self, sentence: &mut LabelledSentence, sides: &[Side]) {
        let Some(p) = &sentence.p else { return };
        let present: Vec<_> = p.stance.iter().map(|&(_, p)| p).collect();
        let decided = joint::decide(&present, sides.len().saturating_sub(present.len()));
        let sure = |((side, p), stance): (&(SideId, [f32; 3]), Stance)| {
            self.is_sure(p[stance.index()]).then(|| (side.clone(), stance))
        };
        let stance: Vec<_> = p.stance.iter().zip(decided).filter_map(sure).collect();
        // A side whose stance is withheld leaves open whom the sentence favours.
        sentence.stance_partial = stance.len() < p.stance.len();
        let whole = !sentence.stance_partial;
        sentence.favors = whole.then(|| favored(sides, &stance));
        sentence.stance = Some(stance);
    }

    fn is_sure(&self, p: f32) -> bool {
        f64::from(p) >= self.min_confidence
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
        out.voice = Some(labels::best(&voices).0);
        out.certainty = Some(labels::best(&p.certainty).0);
        out.wording = Some(labels::best(&p.wording).0);
        out.frames = Some(labels::frames(&p.frames, self.decisions.thresholds.frames));
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
        let text = sentence.span.of(self.read.reading.document.text());
        labels::spans(&said.prediction, text, self.decisions.thresholds)
            .into_iter()
            .map(|found| LabelledSpan { span: found.span.shifted(sentence.span.start()), ..found })
            .collect()
    }
}
