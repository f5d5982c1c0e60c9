//! `x·Wᵀ` in 16-bit floats, summed in f32.

use half::bf16;

use super::level::{Job, Level};
use super::product::Activation;
use super::rows::{GroupsMut, Rows};
use super::simd::Simd;
use super::tiles::{AT_ONCE, Four, Tiles, by_panel};
use crate::aligned::Aligned;
use crate::panels::{Bf16Panels, LANES, PAIR, PANEL};

/// Rows of 16-bit floats.
#[derive(Debug, Default)]
pub struct Narrowed {
    /// Interleaved: by the blocks of rows that a tile takes, in each by pairs of inputs, in each row
    /// after row.
    pub(super) values: Aligned<bf16>,
    rows: usize,
}

/// The nearest 16-bit floats.
#[derive(Debug)]
pub struct Narrow<'a> {
    /// `[rows, width]`, whole vectors.
    pub x: Rows<'a>,
    /// Where they go.
    pub out: &'a mut Narrowed,
}

impl Narrow<'_> {
    /// Does it.
    pub fn on(self, level: Level) {
        level.run(self);
    }
}

impl Job for Narrow<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let (rows, width) = (self.x.count(), self.x.width());
        assert!(width.is_multiple_of(LANES));
        self.out.rows = rows;
        let pairs = self.out.values.at_least(rows * width).as_chunks_mut().0;
        for four in Four::all(rows, S::TILE.0) {
            let (rows, out) = (four.rows(self.x), four.block(pairs, width / PAIR));
            match four.count {
                1 => narrow::<S, 1>(s, rows, out, four),
                2 => narrow::<S, 2>(s, rows, out, four),
                3 => narrow::<S, 3>(s, rows, out, four),
                _ => narrow::<S, AT_ONCE>(s, rows, out, four),
            }
        }
    }
}

/// Narrows the first `N` of some rows into their block.
#[inline(always)]
fn narrow<S: Simd, const N: usize>(
    s: S,
    rows: [&[[f32; LANES]]; AT_ONCE],
    out: &mut [[bf16; PAIR]],
    at: Four,
) {
    let mut out = out.chunks_exact_mut(at.count);
    for i in 0..rows[0].len() {
        // The pairs first: of what stands first, zip takes one more.
        for (pairs, out) in s.pairs(rows.map(|row| s.load(&row[i]))).iter().zip(&mut out) {
            out[at.first..][..N].copy_from_slice(&pairs[..N]);
        }
    }
}

/// `out = activation(x·Wᵀ + bias)`, where `bias` has a value for every output.
#[derive(Debug)]
pub struct Bf16Product<'a> {
    /// `[rows, depth]`
    pub x: &'a Narrowed,
    /// `[outputs, depth]`
    pub weights: &'a Bf16Panels,
    /// `[outputs]`
    pub bias: &'a [f32],
    /// What is done to each sum.
    pub activation: Activation,
    /// `[rows, outputs]`
    pub out: GroupsMut<'a>,
}

impl Bf16Product<'_> {
    /// Does it.
    pub fn on(self, level: Level) {
        level.run(self);
    }
}

impl Job for Bf16Product<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        let Self { x, weights, activation, .. } = self;
        let panels = weights.values.as_chunks().0.as_chunks().0.chunks_exact(weights.depth / PAIR);
        for (p, (panel, bias)) in panels.zip(self.bias.as_chunks::<PANEL>().0).enumerate() {
            let sums = Sums { bias: bias.as_chunks().0, activation };
            by_panel(s, &sums, x.values.as_chunks().0, x.rows, panel, &mut self.out.panel(p));
        }
    }
}

/// What becomes of a panel's sums.
pub(super) struct Sums<'a> {
    bias: &'a [[f32; LANES]],
    activation: Activation,
}

impl<S: Simd> Tiles<S> for Sums<'_> {
    type Inputs = [bf16; PAIR];
    type Weights = [bf16; LANES * PAIR];
    type Sums = S::F;

    const TILE: (usize, usize) = S::TILE;

    #[inline(always)]
    fn none(s: S) -> S::F {
        s.splat(0.0)
    }

    #[inline(always)]
    fn dot(s: S, sums: S::F, x: Self::Inputs, weights: &Self::Weights) -> S::F {
        s.dot2(sums, x, weights)
    }

    #[inline(always)]
    fn results(&self, s: S, sums: S::F, _row: usize, b: usize) -> S::F {
        self.activation.of(s, s.add(sums, s.load(&self.bias[b])))
    }
}
