//! Whose words a sentence hands over, and the side they belong to.

use crate::labels::{LabelledSentence, LabelledSpan, Source, SpanLabel, Voice};
use crate::sides::{Article, speaker};
use crate::text::{Span, in_one_paragraph, paragraphs};

use super::quotations::Speech;
use super::reading::Reading;

/// Fills in the source of every quoted or reported sentence.
///
/// It is the most probable source named in the sentence; where none is, that of a sentence that
/// shares a quotation with it, or of the one before it in the paragraph.
pub(super) fn resolve(
    reading: Reading,
    sentences: &mut [LabelledSentence],
    spans: &[LabelledSpan],
    speech: &[Speech],
) {
    let article = Article { text: reading.document.text(), sentences: reading.sentences };
    let named: Vec<Option<Span>> =
        sentences.iter().map(|s| named_in(s.span, spans, speech)).collect();
    let paragraphs = paragraphs(article.text);
    let mut before: Option<Span> = None;
    for i in 0..sentences.len() {
        let span = sentences[i].span;
        if i > 0 && !in_one_paragraph(&paragraphs, sentences[i - 1].span.start(), span.start()) {
            before = None;
        }
        let handed_over = matches!(sentences[i].voice, Some(Voice::Quoted | Voice::Reported));
        if handed_over {
            let found = named[i].or_else(|| shared(i, sentences, &named, speech)).or(before);
            let side = found.and_then(|source| speaker(&article, reading.mentions, source));
            sentences[i].source = found.map(|span| Source { span, side: side.clone() });
            let is_side = |id: &_| reading.cast.sides.iter().any(|side| side.id == *id);
            sentences[i].source_side = Some(side.filter(is_side));
            before = found;
        } else if sentences[i].voice.is_some() {
            sentences[i].source_side = Some(None);
            before = named[i];
        }
    }
}

/// The most probable source span that starts in a sentence; whom a speaker quotes is none. `spans`
/// and `speech` are in order.
fn named_in(sentence: Span, spans: &[LabelledSpan], speech: &[Speech]) -> Option<Span> {
    let from = spans.partition_point(|s| s.span.start() < sentence.start());
    let quoted = |span: Span| {
        let opened = speech.partition_point(|s| s.words.start() <= span.start());
        speech[..opened].last().is_some_and(|s| span.end() <= s.words.end())
    };
    spans[from..]
        .iter()
        .take_while(|s| s.span.start() < sentence.end())
        .filter(|s| s.label == SpanLabel::Source && !quoted(s.span))
        .max_by(|a, b| a.p.unwrap_or(1.0).total_cmp(&b.p.unwrap_or(1.0)))
        .map(|s| s.span)
}

/// The source named in a sentence that shares a quotation with sentence `i`, the nearest first.
fn shared(
    i: usize,
    sentences: &[LabelledSentence],
    named: &[Option<Span>],
    speech: &[Speech],
) -> Option<Span> {
    let span = sentences[i].span;
    let from = speech.partition_point(|s| s.marked.end() <= span.start());
    let quotation = speech[from..].iter().find(|s| s.marked.overlaps(span))?;
    let shares = |j: &usize| sentences[*j].span.overlaps(quotation.marked);
    let later = (i + 1..sentences.len()).take_while(shares).find_map(|j| named[j]);
    later.or_else(|| (0..i).rev().take_while(shares).find_map(|j| named[j]))
}
