//! How well sentence links are found, against article pairs whose links are known.
//!
//! Where gold is complete, precision, recall and F1 over links; where only some links are known,
//! how high the known ones rank.

mod report;

use std::collections::BTreeSet;
use std::ops::AddAssign;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Row, Score};
use crate::labels::Annotated;
use crate::stats::{Plan, intervals};

/// A sentence of the first article and one of the second, by their places.
pub type Places = (usize, usize);

/// What the scores are called in reports.
const LAYER: &str = "links";

/// Two articles on one event, and which of their sentences say the same.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedPair {
    /// Unique among the pairs.
    pub id: String,
    /// One article.
    pub first: Annotated,
    /// The other.
    pub second: Annotated,
    /// Those that say the same.
    pub links: BTreeSet<Places>,
    /// Between which sentences gold says whether there is a link.
    pub judged: Judged,
}

/// What gold judges of an article pair; a link found elsewhere counts neither way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Judged {
    /// Every two sentences.
    All,
    /// These.
    Only(BTreeSet<Places>),
    /// Nothing but the links it has: others may be missing, so that precision means nothing.
    Links,
}

/// Whether an article pair of this id is held out of tuning: a third of all, by the hash of the
/// id, so that the choice can be made again anywhere.
#[must_use]
pub fn held_out(id: &str) -> bool {
    // 256 mod 3 is 1, so that a number's remainder is that of the sum of its bytes.
    Sha256::digest(id).iter().map(|&byte| u32::from(byte)).sum::<u32>() % 3 == 0
}

/// What is said of the links of one article pair.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Predicted {
    /// The links, as in [`LinkedPair::links`].
    pub links: BTreeSet<Places>,
    /// For each sentence of the first article, those of the second, the likeliest first.
    pub ranked: Vec<Vec<usize>>,
}

/// Scores of links; see [`score`].
#[derive(Debug, Clone, PartialEq)]
pub struct LinkScores {
    /// Right ones of those found. Undefined where gold has but some links, as F1 is then.
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
    /// … of which gold knows more than some links.
    pub complete: f64,
    /// Links found that are right.
    pub hits: f64,
    /// Links found among those that gold judges.
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
        self.complete += other.complete;
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
    pub fn of(pair: &LinkedPair, predicted: &Predicted) -> Self {
        let gold = &pair.links;
        let judged = |link: &&Places| match &pair.judged {
            Judged::All => true,
            Judged::Only(these) => these.contains(link),
            Judged::Links => gold.contains(link),
        };
        let mut counts = Self {
            pairs: 1.0,
            complete: f64::from(u8::from(pair.judged != Judged::Links)),
            hits: gold.intersection(&predicted.links).count() as f64,
            found: predicted.links.iter().filter(judged).count() as f64,
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
        let complete = |score: Option<f64>| score.filter(|_| self.complete > 0.0);
        vec![
            complete(share(self.hits, self.found)),
            share(self.hits, self.gold),
            complete(share(2.0 * self.hits, self.found + self.gold)),
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

impl LinkScores {
    /// The scores as lines of a report, of the layer `links`.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let named = [
            ("precision", self.precision),
            ("recall", self.recall),
            ("f1", self.f1),
            ("recall_at_1", self.recall_at_1),
            ("recall_at_3", self.recall_at_3),
            ("mrr", self.mrr),
        ];
        named.map(|(metric, score)| row(metric, score)).to_vec()
    }
}

fn row(metric: &str, score: Score) -> Row {
    Row::new(LAYER, None, metric, score)
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
    use crate::text::{Document, Metadata};

    fn pair(links: &[Places], judged: Option<&[Places]>) -> LinkedPair {
        let article = || Annotated::new(Document::new(Metadata::default(), String::new()));
        LinkedPair {
            id: "strike".to_owned(),
            first: article(),
            second: article(),
            links: links.iter().copied().collect(),
            judged: judged
                .map_or(Judged::All, |these| Judged::Only(these.iter().copied().collect())),
        }
    }

    fn predicted(links: &[Places], ranked: &[&[usize]]) -> Predicted {
        Predicted {
            links: links.iter().copied().collect(),
            ranked: ranked.iter().map(|row| row.to_vec()).collect(),
        }
    }

    #[test]
    fn links_and_ranks_are_counted_apart() {
        let gold = pair(&[(0, 1), (0, 2), (2, 0)], None);
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
    fn a_link_that_gold_does_not_judge_counts_neither_way() {
        let gold = pair(&[(0, 0)], Some(&[(0, 0), (0, 1)]));
        let said = predicted(&[(0, 0), (0, 1), (4, 4)], &[]);
        let scores = score(&[LinkCounts::of(&gold, &said)], &Plan::default());
        assert_eq!((scores.precision.value, scores.recall.value), (Some(0.5), Some(1.0)));
    }

    #[test]
    fn where_gold_has_but_some_links_only_their_ranks_count() {
        let gold = LinkedPair { judged: Judged::Links, ..pair(&[(0, 1)], None) };
        let said = predicted(&[(0, 0), (0, 1)], &[&[0, 1]]);
        let scores = score(&[LinkCounts::of(&gold, &said)], &Plan::default());
        assert_eq!((scores.precision.value, scores.f1.value), (None, None));
        assert_eq!((scores.recall.value, scores.mrr.value), (Some(1.0), Some(0.5)));
    }

    #[test]
    fn a_third_is_held_out_whatever_the_ids_are() {
        let held = (0..3000).filter(|n| held_out(&format!("pair {n}"))).count();
        assert!((900..1100).contains(&held), "{held}");
        // python: int(hashlib.sha256(b"pair 0").hexdigest(), 16) % 3
        assert!(held_out("pair 0"));
    }

    #[test]
    fn nothing_linked_and_nothing_found_has_no_score() {
        let scores = score(&[], &Plan::default());
        assert_eq!((scores.f1.value, scores.mrr.value), (None, None));
        let silent = LinkCounts::of(&pair(&[], None), &Predicted::default());
        assert_eq!(score(&[silent], &Plan::default()).precision.value, None);
    }
}
