//! Quotations: their marks say where they are, the model says which of them are speech.

use crate::labels::{Label, LabelledSpan, SpanLabel};
use crate::text::Span;
use crate::text::quotes::{Quotation, is_speech, quotations};

use super::reading::Read;

/// A quotation that is somebody's speech.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speech {
    /// The words with their marks.
    pub marked: Span,
    /// The words alone.
    pub words: Span,
    /// How probably it is speech.
    pub p: f32,
}

impl Speech {
    /// As a span of the document.
    pub fn span(self) -> LabelledSpan {
        LabelledSpan { span: self.words, label: SpanLabel::Quote, p: Some(self.p) }
    }

    /// Whether all of the sentence stands in it although it opened earlier: the sentence shows no
    /// mark of its own, and only this tells that it is quoted.
    pub fn runs_through(self, sentence: Span) -> bool {
        self.words.start() < sentence.start() && sentence.end() <= self.marked.end()
    }
}

/// The document's quotations that are at least as probably speech as `threshold`, in order; one of
/// several sentences is speech whatever the model, which reads each of them alone, takes it for.
pub(super) fn speech(read: &Read, threshold: f64) -> Vec<Speech> {
    let text = read.reading.document.text();
    let found = quotations(text).into_iter().filter(|q| is_speech(text, q));
    let mut from = 0;
    found
        .filter_map(|quotation| {
            // Quotations come in order, so the sentences before this one are done with.
            from += read.reading.sentences[from..]
                .iter()
                .take_while(|s| s.span.end() <= quotation.span.start())
                .count();
            let (p, sentences) = probability(read, from, &quotation)?;
            let speech = Speech { marked: quotation.with_marks(), words: quotation.span, p };
            (sentences > 1 || f64::from(p) >= threshold).then_some(speech)
        })
        .collect()
}

/// The mean over its words of their probability of lying in a quotation, and how many sentences it
/// runs over; `None` without words that were read. `from` is the first sentence that may hold any
/// of it.
fn probability(read: &Read, from: usize, quotation: &Quotation) -> Option<(f32, usize)> {
    let (mut sum, mut words, mut reached) = (0.0, 0u16, 0);
    let sentences = read.reading.sentences[from..].iter().zip(&read.sentences[from..]);
    for (sentence, said) in sentences.take_while(|(s, _)| s.span.start() < quotation.span.end()) {
        reached += 1;
        for word in said.iter().flat_map(|said| &said.prediction.words) {
            if word.span.shifted(sentence.span.start()).overlaps(quotation.span) {
                sum += word.inside[SpanLabel::Quote.index()];
                words = words.saturating_add(1);
            }
        }
    }
    (words > 0).then(|| (sum / f32::from(words), reached))
}

/// What the quotations of a document say of who speaks a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// None reaches into it.
    None,
    /// One does.
    Into,
    /// One that opened earlier runs through all of it.
    Through,
}

impl Reach {
    /// Of `speech`, in order, into a sentence.
    pub fn of(speech: &[Speech], sentence: Span) -> Self {
        let after = speech.partition_point(|s| s.words.start() < sentence.start());
        if speech[..after].last().is_some_and(|s| s.runs_through(sentence)) {
            return Self::Through;
        }
        let reaches = |s: &Speech| s.words.overlaps(sentence);
        let before = speech[..after].last().is_some_and(reaches);
        if before || speech.get(after).is_some_and(reaches) { Self::Into } else { Self::None }
    }
}
