//! Layer normalisation of a sum.

use super::level::{Job, Level};
use super::math::fold;
use super::rows::{Rows, RowsMut};
use super::simd::Simd;
use crate::panels::LANES;

/// `x = (x + y − mean)/√(variance + ε)·γ + β`, row by row. Where rows are filled up with zeros,
/// so are γ and β, and zeros they stay.
#[derive(Debug)]
pub struct Norm<'a> {
    /// `[rows, width]`
    pub x: RowsMut<'a>,
    /// `[rows, width]`
    pub y: Rows<'a>,
    /// `[width]`
    pub gamma: &'a [f32],
    /// `[width]`
    pub beta: &'a [f32],
    /// Values in a row that are no filling.
    pub values: usize,
    /// ε
    pub epsilon: f32,
}

impl Norm<'_> {
    /// Does it.
    pub fn on(self, level: Level) {
        level.run(self);
    }
}

impl Job for Norm<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        for i in 0..self.x.count() {
            let row = self.x.row(i);
            add(s, row, self.y.row(i));
            let (mean, scale) = moments(s, row, self.values, self.epsilon);
            let (mean, scale) = (s.splat(mean), s.splat(scale));
            let parameters = self.gamma.as_chunks().0.iter().zip(self.beta.as_chunks().0);
            for (v, (gamma, beta)) in row.as_chunks_mut::<LANES>().0.iter_mut().zip(parameters) {
                let normal = s.mul(s.sub(s.load(v), mean), scale);
                s.store(s.mul_add(normal, s.load(gamma), s.load(beta)), v);
            }
        }
    }
}

#[inline(always)]
fn add<S: Simd>(s: S, x: &mut [f32], y: &[f32]) {
    for (x, y) in x.as_chunks_mut::<LANES>().0.iter_mut().zip(y.as_chunks().0) {
        s.store(s.add(s.load(x), s.load(y)), x);
    }
}

/// Mean and reciprocal standard deviation of the first `values` of a row that ends in zeros.
#[inline(always)]
fn moments<S: Simd>(s: S, row: &[f32], values: usize, epsilon: f32) -> (f32, f32) {
    let zero = s.splat(0.0);
    let sum = fold(s, row, zero, |a, v| s.add(a, v), |a, b| s.add(a, b));
    let mean = s.sum(sum) / values as f32;
    let centre = s.splat(mean);
    let step = |a, v| {
        let d = s.sub(v, centre);
        s.mul_add(d, d, a)
    };
    // The filling is not centred on 0: the vector in which it starts is left to a plain loop.
    let (whole, tail) = row[..values].split_at(values / LANES * LANES);
    let squares = s.sum(fold(s, whole, zero, step, |a, b| s.add(a, b)));
    let tail: f32 = tail.iter().map(|x| (x - mean) * (x - mean)).sum();
    let variance = (squares + tail) / values as f32;
    (mean, 1.0 / (variance + epsilon).sqrt())
}
