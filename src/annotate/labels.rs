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

/// The spans of a label in one sentence, in bytes of the sentence: runs of words above the
/// threshold, cut where a word says that another span starts.
pub(super) fn spans(
    prediction: &Prediction,
    label: SpanLabel,
    threshold: f64,
) -> Vec<LabelledSpan> {
    let at = label.index();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (i, word) in prediction.words.iter().enumerate() {
        if f64::from(word.inside[at]) < threshold {
            continue;
        }
        match runs.last_mut() {
            Some((_, end)) if *end == i && word.start[at] < NEW_START => *end = i + 1,
            _ => runs.push((i, i + 1)),
        }
    }
    runs.into_iter().map(|(from, to)| span(&prediction.words[from..to], label)).collect()
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

    /// Of "Greed, they said" with "Greed" and "said" so probably loaded.
    fn prediction(wording: [f32; 2], greed: f32, said: f32) -> Prediction {
        let word = |start, end, p| {
            let mut inside = [0.0; SpanLabel::ALL.len()];
            inside[SpanLabel::Loaded.index()] = p;
            Word { span: Span::new(start, end), start: [0.0; SpanLabel::ALL.len()], inside }
        };
        Prediction {
            voice: [1.0, 0.0, 0.0],
            certainty: [0.0, 1.0],
            wording,
            frames: [0.0; Frame::ALL.len()],
            stance: Vec::new(),
            words: vec![word(0, 5, greed), word(5, 6, 0.9), word(7, 11, 0.0), word(12, 16, said)],
            embedding: Vec::new(),
        }
    }

    #[test]
    fn words_are_marked_as_loaded_where_the_sentence_is() {
        let marked = |prediction: Prediction| {
            let from = loaded_from(&prediction, "Greed, they said", 0.5)?;
            Some(spans(&prediction, SpanLabel::Loaded, from).len())
        };
        let (loaded, plain) = ([0.8, 0.2], [0.2, 0.8]);
        assert_eq!(marked(prediction(plain, 0.9, 0.1)), None);
        assert_eq!(marked(prediction(loaded, 0.7, 0.6)), Some(2));
        // Neither is probable enough by itself.
        let Some(from) = loaded_from(&prediction(loaded, 0.4, 0.1), "Greed, they said", 0.5) else {
            panic!("a loaded sentence has loaded words")
        };
        assert!((from - 0.4).abs() < 1e-6);
    }
}
