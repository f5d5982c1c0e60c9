//! Numbers as bytes: each row with a scale and a zero of its own.

use super::level::{Job, Level};
use super::rows::Rows;
use super::simd::Simd;
use super::tiles::{AT_ONCE, Four};
use crate::aligned::Aligned;
use crate::panels::{GROUP, LANES};

/// Rows of bytes `q`, each of which stands for `(q − zero)·scale`.
#[derive(Debug, Default)]
pub struct Quantised {
    /// Interleaved: by the blocks of rows that a tile takes, in each by groups of inputs, in each row
    /// after row.
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
        let Quantised { bytes, scales, zeros } = self.out;
        scales.resize(rows, 0.0);
        zeros.resize(rows, 0.0);
        let bytes = bytes.at_least(rows * width).as_chunks_mut().0;
        for four in Four::all(rows, S::DOTS_TILE.0) {
            let (rows, out) = (four.rows(self.x), four.block(bytes, width / GROUP));
            let steps = match four.count {
                1 => quantise::<S, 1>(s, rows, self.factors, out, four),
                2 => quantise::<S, 2>(s, rows, self.factors, out, four),
                3 => quantise::<S, 3>(s, rows, self.factors, out, four),
                _ => quantise::<S, AT_ONCE>(s, rows, self.factors, out, four),
            };
            for (i, (scale, zero)) in steps.into_iter().take(four.count).enumerate() {
                scales[four.from + four.first + i] = scale;
                zeros[four.from + four.first + i] = zero;
            }
        }
    }
}

/// Makes bytes of the first `N` of some rows, in their block. Gives each row's scale and zero.
#[inline(always)]
fn quantise<S: Simd, const N: usize>(
    s: S,
    rows: [&[[f32; LANES]]; AT_ONCE],
    factors: &[f32],
    out: &mut [[u8; GROUP]],
    at: Four,
) -> [(f32, f32); AT_ONCE] {
    let factors = factors.as_chunks::<LANES>().0;
    let mut x: [&[[f32; LANES]]; AT_ONCE] = [&[]; AT_ONCE];
    for r in 0..AT_ONCE {
        x[r] = &rows[r][..factors.len()];
    }
    let mut steps = ranges(s, x, factors);
    let (mut inverses, mut zeros) = ([s.splat(0.0); AT_ONCE], [s.splat(0.0); AT_ONCE]);
    for r in 0..AT_ONCE {
        let (scale, zero) = scale(steps[r]);
        (inverses[r], zeros[r]) = (s.splat(1.0 / scale), s.splat(zero));
        steps[r] = (scale, zero - f32::from(S::BYTE_OFFSET));
    }
    let mut out = out.chunks_exact_mut(at.count);
    for i in 0..factors.len() {
        let factor = s.load(&factors[i]);
        let mut numbers = [s.splat(0.0); AT_ONCE];
        for r in 0..AT_ONCE {
            numbers[r] = s.mul_add(s.mul(s.load(&x[r][i]), factor), inverses[r], zeros[r]);
        }
        // The groups first: of what stands first, zip takes one more.
        for (group, out) in s.groups_of_bytes(numbers).iter().zip(&mut out) {
            out[at.first..][..N].copy_from_slice(&group[..N]);
        }
    }
    steps
}

/// The lowest and highest values of each row, 0 at most and at least. Rows take turns, so that none
/// waits for itself.
#[inline(always)]
fn ranges<S: Simd>(
    s: S,
    rows: [&[[f32; LANES]]; AT_ONCE],
    factors: &[[f32; LANES]],
) -> [(f32, f32); AT_ONCE] {
    let (mut low, mut high) = ([s.splat(0.0); AT_ONCE], [s.splat(0.0); AT_ONCE]);
    for i in 0..factors.len() {
        let factor = s.load(&factors[i]);
        for r in 0..AT_ONCE {
            let v = s.mul(s.load(&rows[r][i]), factor);
            low[r] = s.min(low[r], v);
            high[r] = s.max(high[r], v);
        }
    }
    let mut ranges = [(0.0, 0.0); AT_ONCE];
    for r in 0..AT_ONCE {
        ranges[r] = (s.smallest(low[r]), s.largest(high[r]));
    }
    ranges
}

/// What a step of 1 stands for, and the byte that stands for 0, of a range that holds 0, so that 0
/// is exact.
fn scale((low, high): (f32, f32)) -> (f32, f32) {
    let scale = ((high - low) / 255.0).max(f32::MIN_POSITIVE);
    (scale, (-low / scale).round_ties_even())
}
