//! How much the rest of an article weighs, fitted on development data: two numbers, none per corpus.

use super::dev::DevCorpus;
use crate::annotate::{self, Decisions, Read, around, leaning};
use crate::labels::{Label, Stance};
use crate::model::card::{Context, Thresholds};

/// Weights are found to this.
const STEP: f64 = 0.1;

/// Weights are found below this.
const MOST: f64 = 20.0;

/// The share of the likeliest weights that is taken. Articles on invented events are more of one mind
/// than real ones. On five real articles on one event, each sentence labelled twice by language models
/// (kappa .91), all of the weights cost 7 points of stance macro-F1 and this share 3; with names hidden
/// it gains 3, and all of them nothing.
const TAKEN: f64 = 0.3;

/// Probabilities of stances that were judged alone, what stands around them, and which is right.
type Case = ([f32; Stance::ALL.len()], Context, usize);

/// The weights to judge stances in context by, from those under which the labels of the corpora are
/// likeliest; `None` where no document has two sentences.
pub(super) fn fit_context(
    corpora: &[DevCorpus],
    read: &[Vec<Read>],
    thresholds: &Thresholds,
) -> Option<Context> {
    let decisions = Decisions::alone(thresholds);
    let mut cases = Vec::new();
    let documents = corpora.iter().zip(read).filter(|(corpus, _)| corpus.has_articles());
    for (gold, read) in documents.flat_map(|(corpus, read)| corpus.gold.iter().zip(read)) {
        let said = annotate::decode(read, &decisions).sentences;
        for ((gold, said), around) in gold.sentences.iter().zip(&said).zip(around(&said)) {
            let stances = said.p.iter().flat_map(|p| &p.stance).zip(around);
            cases.extend(
                stances.filter_map(|((side, p), by)| Some((*p, by, gold.stance_of(side)?.index()))),
            );
        }
    }
    (!cases.is_empty()).then(|| {
        let Context { article, speaker } = likeliest_weights(&cases);
        // To the digits of a hundredth, as a card shows them.
        let taken = |weight: f64| (weight * TAKEN * 100.0).round() / 100.0;
        Context { article: taken(article), speaker: taken(speaker) }
    })
}

fn likeliest_weights(cases: &[Case]) -> Context {
    let weights = |[article, speaker]: [f64; 2]| Context { article, speaker };
    weights(likeliest(|at| {
        let weights = weights(at);
        let loss = |(p, by, right): &Case| -ln(leaning(*p, weights.shift(by))[*right]);
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
        let case = |article: f64, right: usize| (even, Context { article, speaker: 0.0 }, right);
        let fitted = likeliest_weights(&[case(0.5, 2), case(-0.5, 0)]);
        assert!(fitted.article > 1.0 && fitted.speaker == 0.0, "{fitted:?}");
        let against = likeliest_weights(&[case(0.5, 0), case(-0.5, 2)]);
        assert_eq!(against, Context::default());
        assert_eq!(likeliest_weights(&[]), Context::default());
    }
}
