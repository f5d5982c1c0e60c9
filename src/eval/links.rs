//! How well sentence links are found, against article pairs whose links are known.
//!
//! Where gold is complete, precision, recall and F1 over links; where only some links are known,
//! how high the known ones rank.

use std::collections::BTreeSet;
use std::ops::AddAssign;

use serde::Serialize;

use super::Score;
use crate::labels::Annotated;
use crate::stats::{Plan, intervals};

/// Two articles on one event, and which of their sentences say the same.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedPair {
    /// Unique among the pairs.
    pub id: String,
    /// One article.
    pub first: Annotated,
    /// The other.
    pub second: Annotated,
    /// Sentence of the first, sentence of the second.
    pub links: BTreeSet<(usize, usize)>,
}

/// What is said of the links of one article pair.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Predicted {
    /// The links, as in [`LinkedPair::links`].
    pub links: BTreeSet<(usize, usize)>,
    /// For each sentence of the first article, those of the second, the likeliest first.
    pub ranked: Vec<Vec<usize>>,
}

/// Scores of links; see [`score`].
#[derive(Debug, Clone, PartialEq)]
pub struct LinkScores {
    /// Right ones of those found. Means nothing where gold is incomplete, as F1 does then.
    pub precision: Score,
    /// Found ones of those there are.
    pub recall: Score,
    /// The harmonic mean of both.
    pub f1: Score,
    /// Linked sentences of the first article whose likeliest match is a right one.
    pub recall_at_1: Score,
    /// … that have a right one among the three likeliest.
    pub recall_at_3: Score,
    /// Mean over linked sentences of 1 / rank of the first right one.
    pub mrr: Score,
    /// What was counted.
    pub counts: LinkCounts,
}

/// Counts of one article pair, or of several together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct LinkCounts {
    /// Article pairs.
    pub pairs: f64,
    /// Links found that are right.
    pub hits: f64,
    /// Links found.
    pub found: f64,
    /// Links there are.
    pub gold: f64,
    /// Sentences of first articles that have a link.
    pub linked: f64,
    /// … whose likeliest match is right.
    pub first: f64,
    /// … with a right match among three.
    pub among_three: f64,
    /// The sum of their reciprocal ranks.
    pub reciprocal: f64,
}

impl AddAssign<&Self> for LinkCounts {
    fn add_assign(&mut self, other: &Self) {
        self.pairs += other.pairs;
        self.hits += other.hits;
        self.found += other.found;
        self.gold += other.gold;
        self.linked += other.linked;
        self.first += other.first;
        self.among_three += other.among_three;
        self.reciprocal += other.reciprocal;
    }
}

impl LinkCounts {
    /// Counts one article pair.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of sentences")]
    pub fn of(gold: &BTreeSet<(usize, usize)>, predicted: &Predicted) -> Self {
        let mut counts = Self {
            pairs: 1.0,
            hits: gold.intersection(&predicted.links).count() as f64,
            found: predicted.links.len() as f64,
            gold: gold.len() as f64,
            ..Self::default()
        };
        let linked: BTreeSet<usize> = gold.iter().map(|&(from, _)| from).collect();
        for from in linked {
            counts.linked += 1.0;
            let ranked = predicted.ranked.get(from).map_or(&[][..], Vec::as_slice);
            if let Some(at) = ranked.iter().position(|&to| gold.contains(&(from, to))) {
                counts.first += f64::from(u8::from(at == 0));
                counts.among_three += f64::from(u8::from(at < 3));
                counts.reciprocal += 1.0 / (at + 1) as f64;
            }
        }
        counts
    }

    /// Precision, recall, F1, recall at 1, at 3, and mean reciprocal rank.
    fn statistics(&self) -> Vec<Option<f64>> {
        let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
        vec![
            share(self.hits, self.found),
            share(self.hits, self.gold),
            share(2.0 * self.hits, self.found + self.gold),
            share(self.first, self.linked),
            share(self.among_three, self.linked),
            share(self.reciprocal, self.linked),
        ]
    }

    /// The harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        self.statistics()[2]
    }
}

/// Scores the counts of article pairs, with intervals that resample the pairs.
#[must_use]
pub fn score(pairs: &[LinkCounts], plan: &Plan) -> LinkScores {
    let mut counts = LinkCounts::default();
    pairs.iter().for_each(|pair| counts += pair);
    let intervals = intervals(pairs, plan, LinkCounts::statistics);
    let values = counts.statistics();
    let one = |at: usize, support| Score {
        value: values[at],
        interval: intervals.get(at).copied().flatten(),
        support,
    };
    LinkScores {
        precision: one(0, counts.found),
        recall: one(1, counts.gold),
        f1: one(2, counts.gold),
        recall_at_1: one(3, counts.linked),
        recall_at_3: one(4, counts.linked),
        mrr: one(5, counts.linked),
        counts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn predicted(links: &[(usize, usize)], ranked: &[&[usize]]) -> Predicted {
        Predicted {
            links: links.iter().copied().collect(),
            ranked: ranked.iter().map(|row| row.to_vec()).collect(),
        }
    }

    #[test]
    fn links_and_ranks_are_counted_apart() {
        let gold = [(0, 1), (0, 2), (2, 0)].into_iter().collect();
        let said = predicted(&[(0, 1), (1, 1)], &[&[2, 1], &[], &[3, 2, 1, 0]]);
        let scores = score(&[LinkCounts::of(&gold, &said)], &Plan::default());
        assert_eq!(scores.precision.value, Some(0.5));
        assert_eq!(scores.recall.value, Some(1.0 / 3.0));
        assert_eq!(scores.f1.value, Some(0.4));
        assert_eq!(scores.recall_at_1.value, Some(0.5));
        assert_eq!(scores.recall_at_3.value, Some(0.5));
        assert_eq!(scores.mrr.value, Some(0.625));
        assert_eq!(scores.f1.interval, None);
    }

    #[test]
    fn nothing_linked_and_nothing_found_has_no_score() {
        let scores = score(&[], &Plan::default());
        assert_eq!((scores.f1.value, scores.mrr.value), (None, None));
        let silent = LinkCounts::of(&BTreeSet::new(), &Predicted::default());
        assert_eq!(score(&[silent], &Plan::default()).precision.value, None);
    }
}
