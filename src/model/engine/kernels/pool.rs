//! What the heads do with tokens: scores, weights, weighted sums.

use super::level::{Job, Level};
use super::math::softmax;
use super::rows::Rows;
use super::simd::Simd;
use crate::panels::LANES;

/// The product of each row with one vector.
#[derive(Debug)]
pub struct Dots<'a> {
    /// `[rows, width]`
    pub x: Rows<'a>,
    /// `[width]`
    pub vector: &'a [f32],
    /// `[rows]`
    pub out: &'a mut [f32],
}

impl Dots<'_> {
    /// Does it.
    pub fn on(self, level: Level) {
        level.run(self);
    }
}

impl Job for Dots<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        for (i, out) in self.out.iter_mut().enumerate() {
            let mut sum = s.splat(0.0);
            let row = self.x.row(i).as_chunks::<LANES>().0;
            for (x, y) in row.iter().zip(self.vector.as_chunks().0) {
                sum = s.mul_add(s.load(x), s.load(y), sum);
            }
            *out = s.sum(sum);
        }
    }
}

/// Scores become weights that add up to 1.
#[derive(Debug)]
pub struct Softmax<'a> {
    /// Whole vectors.
    pub scores: &'a mut [f32],
    /// Scores that are no filling.
    pub count: usize,
}

impl Softmax<'_> {
    /// Does it.
    pub fn on(self, level: Level) {
        level.run(self);
    }
}

impl Job for Softmax<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let norm = s.splat(softmax(s, self.scores, self.count));
        for v in self.scores.as_chunks_mut::<LANES>().0 {
            s.store(s.mul(s.load(v), norm), v);
        }
    }
}

/// `Σ weight·row`.
#[derive(Debug)]
pub struct WeightedSum<'a> {
    /// `[rows, width]`
    pub x: Rows<'a>,
    /// `[rows]`
    pub weights: &'a [f32],
    /// `[width]`
    pub out: &'a mut [f32],
}

impl WeightedSum<'_> {
    /// Does it.
    pub fn on(self, level: Level) {
        level.run(self);
    }
}

impl Job for WeightedSum<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        self.out.fill(0.0);
        for (i, &weight) in self.weights.iter().enumerate() {
            let weight = s.splat(weight);
            let row = self.x.row(i).as_chunks::<LANES>().0;
            for (out, x) in self.out.as_chunks_mut::<LANES>().0.iter_mut().zip(row) {
                s.store(s.mul_add(weight, s.load(x), s.load(out)), out);
            }
        }
    }
}
