//! How much the rest of an article weighs, fitted on development data: a few numbers, none per
//! corpus.

use super::dev::DevCorpus;
use crate::annotate::{self, Decisions, Read, leaning, likelier, surroundings};
use crate::labels::{Frame, Label, Stance};
use crate::model::card::{Context, FrameContext, StanceContext, Thresholds};

/// Weights are found to this.
const STEP: f64 = 0.1;

/// Weights are found below this.
const MOST: f64 = 20.0;

/// Probabilities of stances that were judged alone, what surrounds them, and which is right.
type StanceCase = ([f32; Stance::ALL.len()], StanceContext, usize);

/// A frame's probability that was judged alone, what surrounds it, and whether it is right.
type FrameCase = (f32, FrameContext, bool);

/// The weights under which the labels of the corpora are likeliest; `None` where no document has
/// two sentences.
pub(super) fn fit_context(
    corpora: &[DevCorpus],
    read: &[Vec<Read>],
    thresholds: &Thresholds,
) -> Option<Context> {
    let decisions = Decisions::alone(thresholds);
    let (mut stances, mut frames) = (Vec::new(), Vec::new());
    let documents = corpora.iter().zip(read).filter(|(corpus, _)| corpus.has_articles());
    for (gold, read) in documents.flat_map(|(corpus, read)| corpus.gold.iter().zip(read)) {
        let said = annotate::decode(read, &decisions).sentences;
        let around = surroundings(&said);
        for ((gold, said), around) in gold.sentences.iter().zip(&said).zip(around) {
            let (Some(p), Some(around)) = (&said.p, around) else { continue };
            for ((side, p), by) in p.stance.iter().zip(around.stance) {
                stances.extend(gold.stance_of(side).map(|right| (*p, by, right.index())));
            }
            for (frame, by) in Frame::ALL.iter().zip(around.frames) {
                let right = gold.frames.as_ref().map(|frames| frames.contains(frame));
                frames.extend(right.map(|right| (p.frames[frame.index()], by, right)));
            }
        }
    }
    let any = !stances.is_empty() || !frames.is_empty();
    any.then(|| Context { stance: of_stances(&stances), frames: of_frames(&frames) })
}

fn of_stances(cases: &[StanceCase]) -> StanceContext {
    let weights = |[article, speaker]: [f64; 2]| StanceContext { article, speaker };
    weights(likeliest(|at| {
        let weights = weights(at);
        let loss = |(p, by, right): &StanceCase| -ln(leaning(*p, weights.shift(by))[*right]);
        cases.iter().map(loss).sum()
    }))
}

fn of_frames(cases: &[FrameCase]) -> FrameContext {
    let weights =
        |[article, neighbours, penalty]: [f64; 3]| FrameContext { article, neighbours, penalty };
    weights(likeliest(|at| {
        let weights = weights(at);
        let loss = |(p, by, right): &FrameCase| {
            let p = likelier(*p, weights.shift(by));
            -ln(if *right { p } else { 1.0 - p })
        };
        cases.iter().map(loss).sum()
    }))
}

fn ln(p: f32) -> f64 {
    f64::from(p.max(f32::MIN_POSITIVE)).ln()
}

/// The weights with the lowest loss, which is convex in them: the lattice of weights of no less than
/// 0 is walked down, in ever smaller steps.
fn likeliest<const N: usize>(loss: impl Fn([f64; N]) -> f64) -> [f64; N] {
    // Counted in steps, as their sums are exact.
    let at = |steps: [i32; N]| loss(steps.map(|steps| f64::from(steps) * STEP));
    let mut best = [0; N];
    let mut lowest = at(best);
    let mut step = 16;
    while step > 0 {
        let tried = (0..N).flat_map(|i| [(i, step), (i, -step)]);
        let steps = tried.map(|(i, by)| {
            let mut next = best;
            next[i] = (best[i] + by).clamp(0, (MOST / STEP) as i32);
            (at(next), next)
        });
        let (next_lowest, next) =
            steps.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((lowest, best));
        if next_lowest < lowest {
            (lowest, best) = (next_lowest, next);
        } else {
            step /= 2;
        }
    }
    best.map(|steps| f64::from(steps) / (1.0 / STEP))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_point_is_found_where_weights_hang_together() {
        let [a, b] =
            likeliest(|[a, b]: [f64; 2]| (a + b - 5.0).powi(2) + 0.2 * (a - b - 1.0).powi(2));
        assert!((a - 3.0).abs() < 0.11 && (b - 2.0).abs() < 0.11, "{a} {b}");
        assert_eq!(likeliest(|[a]: [f64; 1]| (a + 1.0).powi(2)), [0.0]);
    }

    #[test]
    fn what_follows_its_article_gets_a_weight_and_what_does_not_gets_none() {
        let even = [0.3, 0.4, 0.3];
        let case =
            |article: f64, right: usize| (even, StanceContext { article, speaker: 0.0 }, right);
        let fitted = of_stances(&[case(0.5, 2), case(-0.5, 0)]);
        assert!(fitted.article > 1.0 && fitted.speaker == 0.0, "{fitted:?}");
        let against = of_stances(&[case(0.5, 0), case(-0.5, 2)]);
        assert_eq!(against, StanceContext::default());
        assert_eq!(of_stances(&[]), StanceContext::default());
    }

    #[test]
    fn a_frame_that_the_others_lack_is_less_likely() {
        let case = |article: f64, right: bool| {
            (0.5, FrameContext { article, neighbours: 0.0, penalty: -0.9 }, right)
        };
        let fitted = of_frames(&[case(0.8, true), case(0.0, false)]);
        assert!(fitted.article > 0.0 && fitted.penalty > 0.0, "{fitted:?}");
    }
}
