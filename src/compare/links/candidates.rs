//! The pairs of sentences of two articles that are near enough to be scored.

use super::Scorer;
use super::event::Event;
use super::features::{Outlook, Sheet};
use super::table::Table;
use crate::compare::Article;

/// Nearest sentences of the other article, in either direction, by cosine.
const NEAREST: usize = 4;

/// Pairs of sentences of two articles and their features, before anything is decided.
#[derive(Debug, Clone)]
pub struct Candidates {
    /// For each article, the sentence that each row or column stands for.
    sentences: [Vec<usize>; 2],
    /// Row and column of each pair, in order.
    pairs: Vec<(usize, usize)>,
    /// The features of each pair alone, in the order of [`super::FEATURES`].
    features: Vec<Vec<f32>>,
    cosine: Table,
}

impl Candidates {
    /// Of two articles that are all there is on their event.
    #[must_use]
    pub fn of(first: &Article, second: &Article) -> Self {
        Self::within(&Event::new(&[*first, *second]), 0, 1)
    }

    /// Of two articles of an event.
    pub(super) fn within(event: &Event, first: usize, second: usize) -> Self {
        let sheet = Sheet::new(event, first, second, NEAREST);
        let features =
            sheet.pairs.iter().map(|&(row, column)| sheet.features(row, column).to_vec());
        let features = features.collect();
        let sentences =
            [first, second].map(|at| event.articles[at].iter().map(|p| p.sentence).collect());
        Self { sentences, pairs: sheet.pairs, features, cosine: sheet.cosine }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The sentences of each pair: of the first article, of the second.
    pub fn sentences(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.pairs.iter().map(|&(row, column)| (self.sentences[0][row], self.sentences[1][column]))
    }

    /// The features of each pair alone.
    #[must_use]
    pub fn features(&self) -> &[Vec<f32>] {
        &self.features
    }

    /// The features of each pair and of its neighbours, of which `likely` is what the first model
    /// thinks.
    #[must_use]
    pub fn in_context(&self, likely: &[f64]) -> Vec<Vec<f32>> {
        let outlook = Outlook::new(self.table(likely));
        let both = self.pairs.iter().zip(&self.features).map(|(&(row, column), features)| {
            [&features[..], &outlook.features(row, column)[..]].concat()
        });
        both.collect()
    }

    /// How likely each pair is a link.
    #[must_use]
    pub fn score(&self, scorer: &Scorer) -> Vec<f64> {
        let alone: Vec<f64> = self.features.iter().map(|f| scorer.alone.probability(f)).collect();
        self.in_context(&alone).iter().map(|f| scorer.context.probability(f)).collect()
    }

    /// How likely each pair hands over the same, by the cosine alone.
    #[must_use]
    pub fn likeness(&self, scorer: &Scorer) -> Vec<f64> {
        self.features.iter().map(|features| scorer.likeness.probability(&features[..1])).collect()
    }

    /// Whether each pair is a link: likely enough, and the best that one of its two sentences has
    /// in the other article.
    #[must_use]
    pub fn accepted(&self, scores: &[f64], accept: f64) -> Vec<bool> {
        let table = self.table(scores);
        let leads = table.leads();
        let best = |row, column| {
            leads.of(table.at(row, column), row, column).into_iter().any(|lead| lead >= 0.0)
        };
        let pairs = self.pairs.iter().zip(scores);
        pairs.map(|(&(row, column), &score)| score >= accept && best(row, column)).collect()
    }

    /// For each sentence of the first article, those of the second, the likeliest first; those that
    /// were not scored follow by their cosine.
    #[must_use]
    pub fn ranked(&self, scores: &[f64]) -> Vec<Vec<usize>> {
        let table = self.table(scores);
        let count = self.sentences[0].last().map_or(0, |&last| last + 1);
        let mut ranked = vec![Vec::new(); count];
        for (row, &sentence) in self.sentences[0].iter().enumerate() {
            let value = |column: usize| (table.at(row, column), self.cosine.at(row, column));
            let mut columns: Vec<usize> = (0..self.sentences[1].len()).collect();
            columns.sort_by(|&x, &y| {
                let ((p, c), (q, d)) = (value(x), value(y));
                q.total_cmp(&p).then(d.total_cmp(&c))
            });
            ranked[sentence] = columns.into_iter().map(|c| self.sentences[1][c]).collect();
        }
        ranked
    }

    fn table(&self, scores: &[f64]) -> Table {
        #[expect(clippy::cast_possible_truncation, reason = "probabilities are kept as f32")]
        let scores = scores.iter().map(|&score| score as f32);
        self.cosine.filled(self.pairs.iter().copied().zip(scores))
    }
}
