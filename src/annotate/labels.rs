//! From the probabilities of one sentence to a label or spans.

use crate::labels::{Frame, Label, LabelledSpan, SpanLabel, Wording, scheme};
use crate::model::card::Thresholds;
use crate::model::{Prediction, Word};
use crate::sides::is_function_word;
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

/// The share of its threshold above which a source goes on from words above the threshold. It is a
/// phrase, and the model is less sure of some of its words than of others: where all had to be above,
/// it was cut in two. On development data that brings 1.5 points of overlap F1, 2.7 of strict and .5 of
/// characters; spans of the other labels would be too long.
const SOURCE_GOES_ON: f64 = 0.7;

/// The spans that the model finds in a sentence, `text`, in bytes of it: all but quotations, which
/// marks show.
pub(super) fn spans(
    prediction: &Prediction,
    text: &str,
    thresholds: &Thresholds,
) -> Vec<LabelledSpan> {
    let of = |&label: &SpanLabel| match label {
        SpanLabel::Quote => Vec::new(),
        SpanLabel::Loaded => loaded(prediction, text, thresholds.span(label)),
        _ => runs(prediction, text, label, thresholds.span(label)),
    };
    SpanLabel::ALL.iter().flat_map(of).collect()
}

/// Runs of words above the threshold, a source with the neighbours in which it goes on, cut where a
/// word says that another span starts.
fn runs(
    prediction: &Prediction,
    text: &str,
    label: SpanLabel,
    threshold: f64,
) -> Vec<LabelledSpan> {
    let at = label.index();
    let is_above = |word: &Word, threshold: f64| f64::from(word.inside[at]) >= threshold;
    let share = if label == SpanLabel::Source { SOURCE_GOES_ON } else { 1.0 };
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (i, word) in prediction.words.iter().enumerate() {
        if !is_above(word, threshold * share) {
            continue;
        }
        match runs.last_mut() {
            Some((_, end)) if *end == i && word.start[at] < NEW_START => *end = i + 1,
            _ => runs.push((i, i + 1)),
        }
    }
    let runs = runs.into_iter().map(|(from, to)| &prediction.words[from..to]);
    runs.filter(|words| words.iter().any(|word| is_above(word, threshold)))
        .filter_map(|words| trimmed(span(words, label), text))
        .collect()
}

/// The loaded words. By the codebook a sentence is loaded if and only if words of it are: none is
/// marked in a plain one, and in a loaded one the most probable that says something by itself, if no
/// other.
fn loaded(prediction: &Prediction, text: &str, threshold: f64) -> Vec<LabelledSpan> {
    let label = SpanLabel::Loaded;
    if best::<Wording>(&prediction.wording).0 == Wording::Plain {
        return Vec::new();
    }
    let found = runs(prediction, text, label, threshold);
    if !found.is_empty() {
        return found;
    }
    let telling = |word: &&Word| {
        let word = word.span.of(text);
        word.contains(char::is_alphanumeric) && !is_function_word(&word.to_lowercase())
    };
    let p = |word: &Word| word.inside[label.index()];
    let words = prediction.words.iter().filter(telling);
    let most = words.max_by(|a, b| p(a).total_cmp(&p(b)));
    most.map(|word| span(std::slice::from_ref(word), label)).into_iter().collect()
}

/// A span in `text` without the marks that only part it from its neighbours; none is left of one
/// that has no letter or digit.
fn trimmed(found: LabelledSpan, text: &str) -> Option<LabelledSpan> {
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
    use std::collections::BTreeMap;

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

    /// Where spans of a label are found in a sentence.
    fn found(label: SpanLabel, threshold: f64, prediction: &Prediction) -> Vec<Span> {
        let spans = BTreeMap::from([(label, threshold)]);
        let thresholds = Thresholds { spans, ..Thresholds::default() };
        let found = super::spans(prediction, "They lied ---- shut", &thresholds);
        found.into_iter().filter(|span| span.label == label).map(|found| found.span).collect()
    }

    #[test]
    fn words_are_marked_as_loaded_where_the_sentence_is() {
        let marked = |wording, words: &[f32]| {
            let spans = found(SpanLabel::Loaded, 0.5, &prediction(wording, words));
            spans.into_iter().map(|span| (span.start(), span.end())).collect::<Vec<_>>()
        };
        let (loaded, plain) = ([0.8, 0.2], [0.2, 0.8]);
        assert_eq!(marked(plain, &[0.1, 0.9]), []);
        assert_eq!(marked(loaded, &[0.6, 0.1, 0.1, 0.7]), [(0, 4), (15, 19)]);
        // None is probable enough by itself; "they" and dashes say nothing.
        assert_eq!(marked(loaded, &[0.43, 0.4, 0.45, 0.2]), [(5, 9)]);
        assert_eq!(marked(loaded, &[0.1, 0.2, 0.9, 0.1]), [(5, 9)]);
    }

    #[test]
    fn a_source_goes_on_where_its_phrase_does_and_other_spans_do_not() {
        let said = prediction([0.0, 1.0], &[0.9, 0.6, 0.1, 0.6]);
        assert_eq!(found(SpanLabel::Source, 0.8, &said), [Span::new(0, 9)]);
        assert_eq!(found(SpanLabel::Hedge, 0.8, &said), [Span::new(0, 4)]);
    }
}
