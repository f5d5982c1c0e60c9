//! Which gold span a predicted span stands for: one to one, and as well as can be.
//!
//! Spans are places on a line, so the best matching needs no general algorithm. Take the span
//! that ends first; of the other list's spans that overlap it, give it the one that ends first.
//! Whatever overlaps that one overlaps every other candidate too, so the choice costs nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::Span;

/// A pair of indices: into the gold list, into the predicted list.
pub type Match = (usize, usize);

/// As many pairs of overlapping spans as a one-to-one matching can have.
///
/// Their number does not depend on the order of either list, nor on which is called gold.
#[must_use]
pub fn overlapping(gold: &[Span], predicted: &[Span]) -> Vec<Match> {
    let mut lists = [Waiting::new(gold), Waiting::new(predicted)];
    let mut by_end: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (list, spans) in [gold, predicted].into_iter().enumerate() {
        let places = spans.iter().enumerate().filter(|(_, span)| !span.is_empty());
        by_end.extend(places.map(|(at, span)| (span.end(), span.start(), list, at)));
    }
    by_end.sort_unstable();
    let mut pairs = Vec::new();
    for (end, _, list, at) in by_end {
        lists[0].begin_before(end);
        lists[1].begin_before(end);
        if !lists[list].leave(end, at) {
            continue;
        }
        if let Some(other) = lists[1 - list].first() {
            pairs.push(if list == 0 { (at, other) } else { (other, at) });
        }
    }
    pairs
}

/// Pairs that earn the most where equal spans earn 1 and overlapping ones one half: equal spans
/// first (parting them never earns more), then as many of the rest as can be.
#[must_use]
pub fn best_credit(gold: &[Span], predicted: &[Span]) -> (Vec<Match>, f64) {
    let mut pairs = equal(gold, predicted);
    let rest = |spans: &[Span], taken: BTreeSet<usize>| -> (Vec<usize>, Vec<Span>) {
        let left = spans.iter().copied().enumerate().filter(|(at, _)| !taken.contains(at));
        left.unzip()
    };
    let (gold_at, gold_left) = rest(gold, pairs.iter().map(|pair| pair.0).collect());
    let (predicted_at, predicted_left) = rest(predicted, pairs.iter().map(|pair| pair.1).collect());
    let halves = overlapping(&gold_left, &predicted_left);
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    let credit = pairs.len() as f64 + 0.5 * halves.len() as f64;
    pairs.extend(halves.into_iter().map(|(g, p)| (gold_at[g], predicted_at[p])));
    (pairs, credit)
}

/// Pairs of equal spans, each span in one pair at most.
#[must_use]
pub fn equal(gold: &[Span], predicted: &[Span]) -> Vec<Match> {
    let mut places: BTreeMap<Span, Vec<usize>> = BTreeMap::new();
    for (at, &span) in predicted.iter().enumerate().rev() {
        places.entry(span).or_default().push(at);
    }
    let partner = |span: &Span| places.get_mut(span)?.pop();
    let partners: Vec<_> = gold.iter().map(partner).collect();
    partners.into_iter().enumerate().filter_map(|(at, partner)| Some((at, partner?))).collect()
}

/// The unmatched spans of one list that have begun, those that end first in front.
struct Waiting<'s> {
    spans: &'s [Span],
    /// Indices by start, the last one next.
    to_come: Vec<usize>,
    begun: BTreeSet<(usize, usize, usize)>,
}

impl<'s> Waiting<'s> {
    fn new(spans: &'s [Span]) -> Self {
        let mut to_come: Vec<usize> = (0..spans.len()).filter(|&i| !spans[i].is_empty()).collect();
        to_come.sort_unstable_by_key(|&at| std::cmp::Reverse(spans[at]));
        Self { spans, to_come, begun: BTreeSet::new() }
    }

    fn begin_before(&mut self, end: usize) {
        while let Some(at) = self.to_come.pop_if(|at| self.spans[*at].start() < end) {
            self.begun.insert((self.spans[at].end(), self.spans[at].start(), at));
        }
    }

    /// Takes a span out; false where it has been matched already.
    fn leave(&mut self, end: usize, at: usize) -> bool {
        self.begun.remove(&(end, self.spans[at].start(), at))
    }

    fn first(&mut self) -> Option<usize> {
        self.begun.pop_first().map(|(_, _, at)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathfinding::prelude::{Matrix, kuhn_munkres};
    use proptest::prelude::*;

    fn spans(ends: &[(usize, usize)]) -> Vec<Span> {
        ends.iter().map(|&(start, end)| Span::new(start, end)).collect()
    }

    #[test]
    fn a_span_that_could_take_two_leaves_the_one_that_another_needs() {
        let gold = spans(&[(0, 10), (8, 12)]);
        let predicted = spans(&[(9, 11), (0, 3)]);
        assert_eq!(overlapping(&gold, &predicted).len(), 2);
    }

    #[test]
    fn equal_spans_earn_more_than_two_halves_lost() {
        let gold = spans(&[(0, 10), (8, 10)]);
        let predicted = spans(&[(0, 2), (0, 10)]);
        assert_eq!(overlapping(&gold, &predicted).len(), 2);
        assert_eq!(best_credit(&gold, &predicted).1, 1.0);
    }

    fn list() -> impl Strategy<Value = Vec<Span>> {
        let span = (0_usize..25, 0_usize..9).prop_map(|(at, len)| Span::new(at, at + len));
        prop::collection::vec(span, 0..7)
    }

    /// The same optimum by the Hungarian method, padded to a square.
    fn hungarian(gold: &[Span], predicted: &[Span], worth: impl Fn(Span, Span) -> i64) -> i64 {
        let size = gold.len().max(predicted.len()).max(1);
        let weights = Matrix::from_fn(size, size, |(g, p)| match (gold.get(g), predicted.get(p)) {
            (Some(&g), Some(&p)) => worth(g, p),
            _ => 0,
        });
        kuhn_munkres(&weights).0
    }

    proptest! {
        #[test]
        fn no_matching_has_more_pairs(gold in list(), predicted in list()) {
            let pairs = overlapping(&gold, &predicted);
            let best = hungarian(&gold, &predicted, |g, p| i64::from(g.overlaps(p)));
            prop_assert_eq!(pairs.len() as i64, best);
            for &(g, p) in &pairs {
                prop_assert!(gold[g].overlaps(predicted[p]));
            }
            let mut golds: Vec<_> = pairs.iter().map(|pair| pair.0).collect();
            golds.sort_unstable();
            golds.dedup();
            prop_assert_eq!(golds.len(), pairs.len());
        }

        #[test]
        fn no_matching_earns_more_credit(gold in list(), predicted in list()) {
            let halves = |g: Span, p: Span| i64::from(g.overlaps(p)) + i64::from(g == p && !g.is_empty());
            let full = |spans: &[Span]| -> Vec<Span> { spans.iter().copied().filter(|s| !s.is_empty()).collect() };
            let (gold, predicted) = (full(&gold), full(&predicted));
            let (_, credit) = best_credit(&gold, &predicted);
            prop_assert_eq!((credit * 2.0) as i64, hungarian(&gold, &predicted, halves));
        }

        #[test]
        fn exchanging_the_lists_changes_nothing(gold in list(), predicted in list()) {
            prop_assert_eq!(overlapping(&gold, &predicted).len(), overlapping(&predicted, &gold).len());
        }
    }
}
