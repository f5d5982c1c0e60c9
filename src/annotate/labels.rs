//! From the probabilities of one sentence to a label or spans.

use crate::labels::{Frame, Label, LabelledSpan, SpanLabel, Wording, scheme};
use crate::model::{Prediction, Word};
use crate::text::Span;

use super::quotations::Reach;

/// A span starts anew in the middle of another only above this probability: words that belong
/// together are far commoner than spans without a word between them. Chosen on training data's
/// development parts, where 0.5 lost 1 to 5 points of overlap F1.
const NEW_START: f32 = 0.9;

/// The most probable label and its probability.
pub(super) fn best<L: Label>(p: &[f32]) -> (L, f32) {
    let best = (0..L::ALL.len()).max_by(|&a, &b| p[a].total_cmp(&p[b])).unwrap_or_default();
    (L::ALL[best], p[best])
}

/// How surely a sentence that its quotation holds is quoted: of 1,700 in the training data the
/// labellers called all but four so.
const HELD: f32 = 0.998;

/// How probably each voice speaks, given what the marks show: by the codebook a main proposition
/// that stands in a quotation is quoted, and without a quotation in the sentence none is.
pub(super) fn voices([author, quoted, reported]: [f32; 3], reach: Reach) -> [f32; 3] {
    match reach {
        Reach::Holds => [(1.0 - HELD) / 2.0, HELD, (1.0 - HELD) / 2.0],
        Reach::Into => [author, quoted, reported],
        Reach::None if author + reported > 0.0 => {
            let rest = author + reported;
            [author / rest, 0.0, reported / rest]
        }
        Reach::None => [1.0, 0.0, 0.0],
    }
}

/// The frames at the threshold or above, the strongest first, two at most.
pub(super) fn frames(p: &[f32; Frame::ALL.len()], threshold: f64) -> Vec<Frame> {
    let mut frames: Vec<Frame> =
        Frame::ALL.iter().copied().filter(|f| f64::from(p[f.index()]) >= threshold).collect();
    frames.sort_by(|a, b| p[b.index()].total_cmp(&p[a.index()]));
    frames.truncate(scheme::MOST_FRAMES);
    frames
}

/// How far a span reaches from words above its threshold: to words above this share of it. A source
/// is a phrase, of which the model is less sure of some words than of others: it was cut in two where
/// all had to be above, and on development data the share brings 1.5 points of overlap F1, 2.7 of
/// strict and .5 of characters. Of the other labels spans would be too long.
fn reach(label: SpanLabel) -> f64 {
    if label == SpanLabel::Source { 0.7 } else { 1.0 }
}

/// The spans of a label in one sentence, in bytes of the sentence: runs of words that are in reach of
/// one above the threshold, cut where a word says that another span starts.
pub(super) fn spans(
    prediction: &Prediction,
    label: SpanLabel,
    threshold: f64,
) -> Vec<LabelledSpan> {
    let at = label.index();
    let is_above = |word: &Word, threshold: f64| f64::from(word.inside[at]) >= threshold;
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (i, word) in prediction.words.iter().enumerate() {
        if !is_above(word, threshold * reach(label)) {
            continue;
        }
        match runs.last_mut() {
            Some((_, end)) if *end == i && word.start[at] < NEW_START => *end = i + 1,
            _ => runs.push((i, i + 1)),
        }
    }
    let runs = runs.into_iter().map(|(from, to)| &prediction.words[from..to]);
    runs.filter(|words| words.iter().any(|word| is_above(word, threshold)))
        .map(|words| span(words, label))
        .collect()
}

/// How probable a word must be to be marked as loaded in a sentence, `text`. By the codebook a
/// sentence is loaded if and only if words of it are: none is marked in a plain one (`None`), and
/// in a loaded one the most probable, if no other.
pub(super) fn loaded_from(prediction: &Prediction, text: &str, threshold: f64) -> Option<f64> {
    let (wording, _) = best::<Wording>(&prediction.wording);
    let words = prediction.words.iter().filter(|w| w.span.of(text).contains(char::is_alphanumeric));
    let p = words.map(|word| f64::from(word.inside[SpanLabel::Loaded.index()]));
    let highest = p.reduce(f64::max).filter(|_| wording == Wording::Loaded)?;
    Some(threshold.min(highest))
}

/// A span in `text` without the marks that only part it from its neighbours; none is left of one
/// that has no letter or digit.
pub(super) fn trimmed(found: LabelledSpan, text: &str) -> Option<LabelledSpan> {
    let parts = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–' | '—');
    let words = found.span.of(text);
    let start = words.len() - words.trim_start_matches(parts).len();
    let kept = words.trim_matches(parts);
    let span = Span::new(0, kept.len()).shifted(found.span.start() + start);
    kept.contains(char::is_alphanumeric).then_some(LabelledSpan { span, ..found })
}

fn span(words: &[Word], label: SpanLabel) -> LabelledSpan {
    let sum: f32 = words.iter().map(|word| word.inside[label.index()]).sum();
    LabelledSpan {
        span: Span::new(words[0].span.start(), words[words.len() - 1].span.end()),
        label,
        p: Some(sum / words.len() as f32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of four letters, each so probably in a span of any label, in a sentence of this wording.
    fn prediction(wording: [f32; 2], words: &[f32]) -> Prediction {
        let word = |(at, &p): (usize, &f32)| Word {
            span: Span::new(5 * at, 5 * at + 4),
            start: [0.0; SpanLabel::ALL.len()],
            inside: [p; SpanLabel::ALL.len()],
        };
        Prediction {
            voice: [1.0, 0.0, 0.0],
            certainty: [0.0, 1.0],
            wording,
            frames: [0.0; Frame::ALL.len()],
            stance: Vec::new(),
            words: words.iter().enumerate().map(word).collect(),
            embedding: Vec::new(),
        }
    }

    #[test]
    fn words_are_marked_as_loaded_where_the_sentence_is() {
        let marked = |wording, words: &[f32]| {
            let (text, prediction) = ("They lied ---- shut", prediction(wording, words));
            let spans = spans(&prediction, SpanLabel::Loaded, loaded_from(&prediction, text, 0.5)?);
            let trimmed = spans.into_iter().filter_map(|found| trimmed(found, text));
            Some(trimmed.map(|found| found.span).collect::<Vec<_>>())
        };
        let (loaded, plain) = ([0.8, 0.2], [0.2, 0.8]);
        assert_eq!(marked(plain, &[0.1, 0.9]), None);
        assert_eq!(marked(loaded, &[0.6, 0.1, 0.1, 0.7]).map(|spans| spans.len()), Some(2));
        // None is probable enough by itself, and dashes are no word.
        assert_eq!(marked(loaded, &[0.1, 0.4, 0.45, 0.2]), Some(vec![Span::new(5, 9)]));
    }

    #[test]
    fn a_source_reaches_as_far_as_its_phrase_and_other_spans_do_not() {
        let found = |label| {
            let spans = spans(&prediction([0.0, 1.0], &[0.9, 0.6, 0.9, 0.1, 0.6]), label, 0.8);
            spans.into_iter().map(|found| found.span).collect::<Vec<_>>()
        };
        assert_eq!(found(SpanLabel::Source), [Span::new(0, 14)]);
        assert_eq!(found(SpanLabel::Hedge), [Span::new(0, 4), Span::new(10, 14)]);
    }
}
