//! Numbers as bytes: each row with a scale and a zero of its own.

use super::level::{Job, Level};
use super::rows::Rows;
use super::simd::Simd;
use crate::aligned::Aligned;
use crate::panels::LANES;

/// Rows of bytes `q`, each of which stands for `(q − zero)·scale`.
#[derive(Debug, Default)]
pub struct Quantised {
    pub(super) bytes: Aligned<u8>,
    pub(super) scales: Vec<f32>,
    pub(super) zeros: Vec<f32>,
}

/// `x·factors`, quantised row by row.
#[derive(Debug)]
pub struct Quantise<'a> {
    /// `[rows, width]`
    pub x: Rows<'a>,
    /// `[width]`
    pub factors: &'a [f32],
    /// Where it goes.
    pub out: &'a mut Quantised,
}

impl Quantise<'_> {
    /// Does it.
    pub fn on(self, level: Level) {
        level.run(self);
    }
}

impl Job for Quantise<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let (rows, width) = (self.x.count(), self.x.width());
        self.out.scales.clear();
        self.out.zeros.clear();
        let bytes = self.out.bytes.at_least(rows * width);
        for (i, bytes) in bytes.chunks_exact_mut(width).enumerate() {
            let (scale, zero) = quantise(s, self.x.row(i), self.factors, bytes);
            self.out.scales.push(scale);
            self.out.zeros.push(zero);
        }
    }
}

/// The range is widened to hold 0, so that 0 is exact.
#[inline(always)]
fn quantise<S: Simd>(s: S, row: &[f32], factors: &[f32], out: &mut [u8]) -> (f32, f32) {
    let (row, factors) = (row.as_chunks::<LANES>().0, factors.as_chunks::<LANES>().0);
    let (mut low, mut high) = (s.splat(0.0), s.splat(0.0));
    for (v, factor) in row.iter().zip(factors) {
        let v = s.mul(s.load(v), s.load(factor));
        low = s.min(low, v);
        high = s.max(high, v);
    }
    let (low, high) = (s.smallest(low), s.largest(high));
    let scale = ((high - low) / 255.0).max(f32::MIN_POSITIVE);
    let zero = (-low / scale).round_ties_even();
    let (inverse, shift) = (s.splat(1.0 / scale), s.splat(zero));
    for ((v, factor), out) in row.iter().zip(factors).zip(out.as_chunks_mut::<LANES>().0) {
        let v = s.mul(s.load(v), s.load(factor));
        s.store_bytes(s.mul_add(v, inverse, shift), out);
    }
    (scale, zero - f32::from(S::BYTE_OFFSET))
}
