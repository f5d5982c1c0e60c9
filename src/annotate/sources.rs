//! Whose words a sentence hands over, and the side they belong to.

use crate::labels::{LabelledSentence, LabelledSpan, Source, SpanLabel, Voice};
use crate::sides::{Article, Mention, speaker};
use crate::text::{Span, in_one_paragraph, paragraphs};

use super::quotations::{Speech, passages};
use super::reading::Reading;

/// How many sentences away in one passage a source is looked for, so that a long text of quotations
/// that nothing closes is read in linear time.
const NEAR: usize = 40;

/// Fills in the source of every quoted or reported sentence.
///
/// It is the most probable source named in the sentence; where none is, that of a sentence that
/// shares a quotation with it; then the one that stands before its own attribution, or without
/// such the source of the sentence before it in the paragraph or before its colon.
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
    let passages = passages(article.text, speech);
    let mut before: Option<Span> = None;
    for i in 0..sentences.len() {
        let span = sentences[i].span;
        let follows = i > 0 && {
            let last = sentences[i - 1].span;
            in_one_paragraph(&paragraphs, last.start(), span.start())
                || last.of(article.text).trim_end().ends_with(':')
                || passage(&passages, span).is_some_and(|passage| passage.overlaps(last))
        };
        before = before.filter(|_| follows);
        let handed_over = matches!(sentences[i].voice, Some(Voice::Quoted | Voice::Reported));
        if handed_over {
            let found =
                named[i].or_else(|| shared(i, sentences, &named, &passages)).or_else(|| {
                    match unquoted(SpanLabel::Cue, span, spans, speech).next() {
                        Some(cue) => whose(cue.span, article.text, reading.mentions),
                        None => before,
                    }
                });
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

/// The most probable source span that starts in a sentence; whom a speaker quotes is none.
fn named_in(sentence: Span, spans: &[LabelledSpan], speech: &[Speech]) -> Option<Span> {
    unquoted(SpanLabel::Source, sentence, spans, speech)
        .max_by(|a, b| a.p.unwrap_or(1.0).total_cmp(&b.p.unwrap_or(1.0)))
        .map(|s| s.span)
}

/// The spans of a label that start in a sentence and in no quotation. `spans` and `speech` are in
/// order.
fn unquoted<'s>(
    label: SpanLabel,
    sentence: Span,
    spans: &'s [LabelledSpan],
    speech: &[Speech],
) -> impl Iterator<Item = &'s LabelledSpan> {
    let from = spans.partition_point(|s| s.span.start() < sentence.start());
    let quoted = |span: Span| {
        let opened = speech.partition_point(|s| s.words.start() <= span.start());
        speech[..opened].last().is_some_and(|s| span.end() <= s.words.end())
    };
    spans[from..]
        .iter()
        .take_while(move |s| s.span.start() < sentence.end())
        .filter(move |s| s.label == label && !quoted(s.span))
}

/// The mention right before words that attribute, `Oriel blamed Brekk`: who is their subject.
fn whose(cue: Span, text: &str, mentions: &[Mention]) -> Option<Span> {
    let before = mentions.partition_point(|mention| mention.span.start() < cue.start());
    let last = mentions[..before].last()?.span;
    let between = text.get(last.end()..cue.start())?;
    between.trim().is_empty().then_some(last)
}

/// The source named in a sentence that shares a quotation with sentence `i`, the nearest first.
fn shared(
    i: usize,
    sentences: &[LabelledSentence],
    named: &[Option<Span>],
    passages: &[Span],
) -> Option<Span> {
    let passage = passage(passages, sentences[i].span)?;
    let shares = |j: &usize| sentences[*j].span.overlaps(passage);
    let later = (i + 1..sentences.len()).take(NEAR).take_while(shares).find_map(|j| named[j]);
    later.or_else(|| (0..i).rev().take(NEAR).take_while(shares).find_map(|j| named[j]))
}

/// The first passage that reaches into a sentence.
fn passage(passages: &[Span], sentence: Span) -> Option<Span> {
    let from = passages.partition_point(|passage| passage.end() <= sentence.start());
    passages[from..].first().copied().filter(|passage| passage.overlaps(sentence))
}
