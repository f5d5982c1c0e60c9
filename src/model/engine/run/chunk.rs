//! The hidden states of one chunk, as the heads look at them.

use super::workspace::Inputs;
use crate::aligned::Aligned;
use crate::kernels::{Activation, Dots, GroupsMut, Level, Rows, Softmax, WeightedSum};
use crate::linear::Linear;
use crate::panels::LANES;
use crate::sequence::Sequence;

/// Rows of numbers.
#[derive(Debug)]
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
    /// Without a row.
    pub(crate) fn empty() -> Self {
        Self { values: Aligned::zeros(0), width: 1 }
    }

    /// One row.
    pub(crate) fn row(&self, i: usize) -> &[f32] {
        &self.values[i * self.width..][..self.width]
    }

    /// The first `N` numbers of each row; a row of fewer is filled up with zeros.
    #[must_use]
    pub fn arrays<const N: usize>(&self) -> Vec<[f32; N]> {
        let first = |row: &[f32]| std::array::from_fn(|i| row.get(i).copied().unwrap_or_default());
        self.values.chunks_exact(self.width).map(first).collect()
    }

    /// All rows.
    pub(crate) fn rows(&self) -> Rows<'_> {
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
        let width = linear.width();
        let mut values = Aligned::zeros(x.count() * width);
        let out = GroupsMut::one(&mut values, width);
        linear.apply(self.level, x, activation, out, &mut Inputs::default());
        Matrix { values, width }
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
