//! Which labels hang on so little that bytes may decide them otherwise than f32 does.

use super::card::Thresholds;
use super::predict::Prediction;
use crate::labels::scheme::MOST_FRAMES;
use crate::labels::{Frame, Label, Stance, Voice, joint};

/// Odds within this factor of a decision are close to it. Of the labels that bytes change, hardly
/// one lies beyond: macro-F1 on development data stays within .003 of f32's, while one sentence in
/// six is read again (`tests/engine.rs`).
const FACTOR: f32 = 1.1;

/// Whether some label of a sentence would be another if its odds were a little different. Spans are
/// not looked at: with so many words some word is often close, and a span that is a word longer
/// says the same. Nor is a least confidence that the user asks for.
pub(super) fn is_close(p: &Prediction, t: &Thresholds) -> bool {
    voice_is_close(p.voice)
        || choice_is_close(p.certainty)
        || choice_is_close(p.wording)
        || stances_are_close(&p.stance.iter().flatten().copied().collect::<Vec<_>>())
        || frames_are_close(p.frames, t)
}

/// Where no quotation reaches into the sentence, a quoted voice is left out of the choice.
fn voice_is_close(p: [f32; Voice::ALL.len()]) -> bool {
    let mut unquoted = p;
    unquoted[Voice::Quoted.index()] = 0.0;
    choice_is_close(p) || choice_is_close(unquoted)
}

/// Whether the second most probable label comes near the first.
fn choice_is_close<const N: usize>(p: [f32; N]) -> bool {
    let p = descending(p);
    p[0] < p[1] * FACTOR
}

/// Whether other stances would be decided if one were a little likelier; that two are so at once is
/// not looked at. How many sides are absent is not known here, and more than two are as two.
fn stances_are_close(present: &[[f32; Stance::ALL.len()]]) -> bool {
    (0..=2).any(|absent| {
        let decided = joint::decide(present, absent);
        let mut others = (0..present.len()).flat_map(|side| {
            (0..Stance::ALL.len()).map(move |stance| {
                let mut likelier = present.to_vec();
                likelier[side][stance] *= FACTOR;
                likelier
            })
        });
        others.any(|likelier| joint::decide(&likelier, absent) != decided)
    })
}

/// Near the threshold, or in doubt which comes first of those above it.
fn frames_are_close(p: [f32; Frame::ALL.len()], t: &Thresholds) -> bool {
    let p = descending(p);
    let above = |p: f32| f64::from(p) >= t.frames;
    p.iter().any(|&p| is_near(p, t.frames))
        || p.windows(2).take(MOST_FRAMES).any(|p| above(p[1]) && odds(p[0]) < odds(p[1]) * FACTOR)
}

fn descending<const N: usize>(mut p: [f32; N]) -> [f32; N] {
    p.sort_unstable_by(|a, b| b.total_cmp(a));
    p
}

#[expect(clippy::cast_possible_truncation, reason = "probabilities are kept as f32")]
fn is_near(p: f32, threshold: f64) -> bool {
    let ratio = odds(p) / odds(threshold as f32);
    ratio > FACTOR.recip() && ratio < FACTOR
}

fn odds(p: f32) -> f32 {
    p / (1.0 - p)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clear() -> Prediction {
        Prediction {
            voice: [0.7, 0.1, 0.2],
            certainty: [0.9, 0.1],
            wording: [0.1, 0.9],
            frames: [0.01; Frame::ALL.len()],
            stance: vec![None, Some([0.1, 0.1, 0.8])],
            words: Vec::new(),
            embedding: Vec::new(),
        }
    }

    fn frames(some: &[f32]) -> [f32; Frame::ALL.len()] {
        std::array::from_fn(|i| some.get(i).copied().unwrap_or(0.01))
    }

    #[test]
    fn clear_labels_are_not_close() {
        assert!(!is_close(&clear(), &Thresholds::default()));
        let above = Prediction { frames: frames(&[0.9, 0.7, 0.01]), ..clear() };
        assert!(!is_close(&above, &Thresholds::default()));
    }

    #[test]
    fn every_layer_can_be_close() {
        let even = Thresholds::default();
        for close in [
            Prediction { voice: [0.48, 0.47, 0.05], ..clear() },
            Prediction { certainty: [0.51, 0.49], ..clear() },
            Prediction { wording: [0.49, 0.51], ..clear() },
            Prediction { stance: vec![Some([0.46, 0.45, 0.09])], ..clear() },
            Prediction { frames: frames(&[0.51]), ..clear() },
        ] {
            assert!(is_close(&close, &even), "{close:?}");
        }
    }

    #[test]
    fn the_order_of_frames_counts_and_which_of_three_is_left_out() {
        let even = Thresholds::default();
        for (some, close) in [
            (&[0.804, 0.8][..], true),
            (&[0.95, 0.804, 0.8], true),
            (&[0.95, 0.8, 0.6], false),
            (&[0.3, 0.29], false),
        ] {
            let p = Prediction { frames: frames(some), ..clear() };
            assert_eq!(is_close(&p, &even), close, "{some:?}");
        }
    }

    #[test]
    fn without_a_quotation_the_other_voices_decide() {
        let [author, quoted, reported] = [0.24, 0.53, 0.23];
        let p = Prediction { voice: [author, quoted, reported], ..clear() };
        assert!(is_close(&p, &Thresholds::default()));
    }

    #[test]
    fn two_stances_can_be_close_together_though_neither_is() {
        let even = Thresholds::default();
        let close = |first, second| {
            is_close(&Prediction { stance: vec![Some(first), Some(second)], ..clear() }, &even)
        };
        let (well, badly) = ([0.04, 0.58, 0.38], [0.2, 0.76, 0.04]);
        assert!(close(well, badly));
        assert!(!close(well, [0.04, 0.92, 0.04]));
    }
}
