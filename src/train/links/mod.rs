//! The scorer of sentence links, from article pairs whose links are known.
//!
//! What the second model learns from the first, and the threshold, come from articles that the
//! first was not fitted on: both are fitted in folds.

mod logistic;

use crate::compare::Article;
use crate::compare::links::{Candidates, Logistic, Scorer};
use crate::eval::links::{LinkCounts, LinkedPair, Predicted};
use crate::labels::Annotated;

/// Folds of article pairs.
const FOLDS: usize = 5;
/// Thresholds that are tried: fiftieths.
const STEPS: u32 = 50;
/// A near miss is at least this share of the threshold.
const NEAR: f64 = 0.4;

/// The candidates of two articles on one event.
#[must_use]
pub fn candidates(first: &Annotated, second: &Annotated) -> Candidates {
    let article = |outlet, annotated| Article { outlet, event: "", annotated };
    Candidates::of(&article("first", first), &article("second", second))
}

/// What a scorer says of a pair's links.
#[must_use]
pub fn predict(candidates: &Candidates, scores: &[f64], accept: f64) -> Predicted {
    Predicted { ranked: candidates.ranked(scores), ..found(candidates, scores, accept) }
}

/// The links alone, without the ranks.
fn found(candidates: &Candidates, scores: &[f64], accept: f64) -> Predicted {
    let accepted = candidates.accepted(scores, accept);
    let links = candidates.sentences().zip(accepted).filter(|&(_, accepted)| accepted);
    Predicted { links: links.map(|(pair, _)| pair).collect(), ranked: Vec::new() }
}

/// Fits the scorer. `source` says what `pairs` are, for the file.
#[must_use]
pub fn train(pairs: &[LinkedPair], source: &str) -> Scorer {
    let studied: Vec<Studied> = pairs.iter().map(Studied::new).collect();
    let alone: Vec<Vec<f64>> = out_of_fold(&studied, |pair, _| pair.candidates.features().to_vec());
    let with_context = |pair: &Studied, at: usize| pair.candidates.in_context(&alone[at]);
    let scores = out_of_fold(&studied, with_context);
    let accept = best_threshold(&studied, &scores);
    let all = |_: usize| true;
    let first = fit(&studied, all, &|pair, _| pair.candidates.features().to_vec());
    let second = fit(&studied, all, &with_context);
    let cosine = |pair: &Studied, _: usize| {
        pair.candidates.features().iter().map(|features| features[..1].to_vec()).collect()
    };
    Scorer {
        source: source.to_owned(),
        accept,
        near: (accept * NEAR * 100.0).round() / 100.0,
        alone: rounded(&first),
        context: rounded(&second),
        likeness: rounded(&fit(&studied, all, &cosine)),
    }
}

/// An article pair with its candidates, and whether each is a link.
struct Studied<'p> {
    pair: &'p LinkedPair,
    candidates: Candidates,
    truths: Vec<bool>,
}

impl<'p> Studied<'p> {
    fn new(pair: &'p LinkedPair) -> Self {
        let candidates = candidates(&pair.first, &pair.second);
        let truths = candidates.sentences().map(|link| pair.links.contains(&link)).collect();
        Self { pair, candidates, truths }
    }
}

/// The features of a pair's candidates; the number is the pair's place.
trait Rows: Fn(&Studied, usize) -> Vec<Vec<f32>> {}
impl<F: Fn(&Studied, usize) -> Vec<Vec<f32>>> Rows for F {}

fn fit(studied: &[Studied], keep: impl Fn(usize) -> bool, rows: &impl Rows) -> logistic::Fit {
    let kept = || studied.iter().enumerate().filter(|&(at, _)| keep(at));
    let features: Vec<Vec<f32>> = kept().flat_map(|(at, pair)| rows(pair, at)).collect();
    let truths: Vec<bool> = kept().flat_map(|(_, pair)| pair.truths.iter().copied()).collect();
    logistic::fit(&features.iter().map(Vec::as_slice).collect::<Vec<_>>(), &truths)
}

/// How likely each candidate is a link, by a model that did not see its article pair.
fn out_of_fold(studied: &[Studied], rows: impl Rows) -> Vec<Vec<f64>> {
    let models: Vec<Logistic> =
        (0..FOLDS).map(|fold| rounded(&fit(studied, |at| at % FOLDS != fold, &rows))).collect();
    let score = |(at, pair): (usize, &Studied)| {
        let model = &models[at % FOLDS];
        rows(pair, at).iter().map(|features| model.probability(features)).collect()
    };
    studied.iter().enumerate().map(score).collect()
}

/// The threshold with the best F1.
fn best_threshold(studied: &[Studied], scores: &[Vec<f64>]) -> f64 {
    let f1 = |accept: f64| {
        let mut counts = LinkCounts::default();
        for (pair, scores) in studied.iter().zip(scores) {
            counts += &LinkCounts::of(pair.pair, &found(&pair.candidates, scores, accept));
        }
        counts.f1().unwrap_or_default()
    };
    let tried = (1..STEPS).map(|step| f64::from(step) / f64::from(STEPS));
    tried.map(|accept| (f1(accept), accept)).max_by(|x, y| x.0.total_cmp(&y.0)).map_or(0.5, |b| b.1)
}

/// A fit to four significant digits, as it stands in a file.
fn rounded(fit: &logistic::Fit) -> Logistic {
    let digits = |x: f64| format!("{x:.3e}").parse().unwrap_or(x);
    let weights = fit.weights.iter().map(|&weight| digits(weight)).collect();
    Logistic { bias: digits(fit.bias), weights }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_pairs_give_a_scorer_that_says_nothing() {
        let scorer = train(&[], "nothing");
        assert_eq!(scorer.source, "nothing");
        assert!(scorer.alone.weights.is_empty());
    }
}
