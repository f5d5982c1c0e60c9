//! The hidden states of one chunk, as the heads look at them.

use super::super::sequence::Sequence;
use super::kernels::{
    Activation, Aligned, Dots, LANES, Level, Quantised, Rows, Softmax, WeightedSum,
};
use super::linear::Linear;

/// Rows that the heads work on.
pub struct Matrix {
    values: Aligned<f32>,
    width: usize,
}

/// The hidden states of several sequences.
pub struct Chunk<'a> {
    level: Level,
    /// Of all of them.
    pub all: Rows<'a>,
    /// Of each.
    pub each: Vec<Tokens<'a>>,
}

/// The hidden states of one sequence.
pub struct Tokens<'a> {
    level: Level,
    x: Rows<'a>,
}

impl Matrix {
    /// One row.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.values[i * self.width..][..self.width]
    }

    /// All rows.
    pub fn rows(&self) -> Rows<'_> {
        Rows::dense(&self.values, self.width)
    }
}

impl<'a> Chunk<'a> {
    /// Splits `hidden`, rows of `width`, by sequence.
    pub fn new(level: Level, sequences: &[&Sequence], hidden: &'a [f32], width: usize) -> Self {
        let tokens: usize = sequences.iter().map(|s| s.ids.len()).sum();
        let mut first = 0;
        let each = sequences.iter().map(|sequence| {
            let from = first;
            first += sequence.ids.len();
            Tokens { level, x: Rows::dense(&hidden[from * width..first * width], width) }
        });
        Self { each: each.collect(), all: Rows::dense(&hidden[..tokens * width], width), level }
    }

    /// A linear map of rows.
    pub fn map(&self, linear: &Linear, x: Rows, activation: Activation) -> Matrix {
        let mut values = Aligned::zeros(x.count() * linear.width());
        linear.apply(self.level, x, activation, &mut values, &mut Quantised::default());
        Matrix { values, width: linear.width() }
    }

    /// A linear map of rows to a few numbers each.
    pub fn results<const N: usize>(&self, linear: &Linear, x: Rows) -> Vec<[f32; N]> {
        let out = self.map(linear, x, Activation::None);
        let first = |row: &[f32]| std::array::from_fn(|i| row.get(i).copied().unwrap_or_default());
        out.values.chunks_exact(out.width).map(first).collect()
    }
}

impl FromIterator<Vec<f32>> for Matrix {
    /// Rows of the same length.
    fn from_iter<I: IntoIterator<Item = Vec<f32>>>(rows: I) -> Self {
        let rows: Vec<Vec<f32>> = rows.into_iter().collect();
        let width = rows.first().map_or(1, Vec::len);
        let mut values = Aligned::zeros(rows.len() * width);
        values.chunks_exact_mut(width).zip(&rows).for_each(|(to, row)| to.copy_from_slice(row));
        Self { values, width }
    }
}

impl Tokens<'_> {
    /// How many tokens there are.
    pub fn count(&self) -> usize {
        self.x.count()
    }

    /// The mean of some tokens. Each counts as often as it is named; those that are not there
    /// do not count.
    pub fn mean(&self, positions: impl Iterator<Item = usize>) -> Vec<f32> {
        let mut weights = vec![0f32; self.count()];
        let mut count = 0f32;
        for position in positions {
            if let Some(weight) = weights.get_mut(position) {
                *weight += 1.0;
                count += 1.0;
            }
        }
        weights.iter_mut().for_each(|weight| *weight /= count.max(1.0));
        self.weighted(&weights)
    }

    /// The sum of all tokens, weighted by how each meets `vector`.
    pub fn attended(&self, vector: &[f32]) -> Vec<f32> {
        let count = self.count();
        let mut scores = vec![0.0; count.next_multiple_of(LANES)];
        Dots { x: self.x, vector, out: &mut scores[..count] }.on(self.level);
        Softmax { scores: &mut scores, count }.on(self.level);
        self.weighted(&scores[..count])
    }

    fn weighted(&self, weights: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; self.x.width()];
        WeightedSum { x: self.x, weights, out: &mut out }.on(self.level);
        out
    }
}
