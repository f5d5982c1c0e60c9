//! `x·Wᵀ` in bytes: exact sums of products, scaled at the end.

use super::level::{Job, Level};
use super::math::coarse_gelu;
use super::product::{Activation, blocks, with_rows};
use super::quantise::Quantised;
use super::rows::{GroupsMut, RowsMut};
use super::simd::Simd;
use crate::panels::{GROUP, GroupRow, Int8Panels, LANES, PANEL, VECTORS};

/// `out = activation(x·Wᵀ + bias)`, where `bias` has a value for every output.
#[derive(Debug)]
pub struct Int8Product<'a> {
    /// `[rows, depth]`
    pub x: &'a Quantised,
    /// `[outputs, depth]`
    pub weights: &'a Int8Panels,
    /// `[outputs]`
    pub bias: &'a [f32],
    /// What is done to each sum, as nearly as bytes tell.
    pub activation: Activation,
    /// `[rows, outputs]`
    pub out: GroupsMut<'a>,
}

/// What a panel's sums are turned into numbers with.
struct Columns<'a> {
    scales: &'a [[f32; LANES]],
    sums: &'a [[f32; LANES]],
    bias: &'a [[f32; LANES]],
}

impl Int8Product<'_> {
    /// Does it.
    pub fn on(self, level: Level) {
        level.run(self);
    }
}

impl Job for Int8Product<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        let Self { x, weights, bias, activation, .. } = self;
        assert!(x.bytes.len() >= x.scales.len() * weights.depth && bias.len() >= weights.outputs());
        let groups = weights.values.as_chunks::<{ PANEL * GROUP }>().0;
        for (p, panel) in groups.chunks_exact(weights.depth / GROUP).enumerate() {
            let columns = Columns {
                scales: weights.scales[p * PANEL..][..PANEL].as_chunks().0,
                sums: weights.sums[p * PANEL..][..PANEL].as_chunks().0,
                bias: bias[p * PANEL..][..PANEL].as_chunks().0,
            };
            let out = &mut self.out.panel(p);
            match activation {
                Activation::None => by_panel(
                    s,
                    x,
                    panel,
                    &columns,
                    out,
                    #[inline(always)]
                    |v| v,
                ),
                Activation::Gelu => by_panel(
                    s,
                    x,
                    panel,
                    &columns,
                    out,
                    #[inline(always)]
                    |v| coarse_gelu(s, v),
                ),
            }
        }
    }
}

#[inline(always)]
fn by_panel<S: Simd>(
    s: S,
    x: &Quantised,
    panel: &[GroupRow],
    columns: &Columns,
    out: &mut RowsMut,
    activation: impl Fn(S::F) -> S::F + Copy,
) {
    let (rows, wide) = S::DOTS_TILE;
    for (from, count) in blocks(x.scales.len(), rows) {
        if wide == 2 {
            with_rows!(count, [S, _], 2, tile(s, x, panel, columns, out, (from, 0), activation));
        } else {
            for b in 0..VECTORS {
                with_rows!(
                    count,
                    [S, _],
                    1,
                    tile(s, x, panel, columns, out, (from, b), activation)
                );
            }
        }
    }
}

/// `R` rows against `B` vectors of a panel, from row and vector `at` on.
#[inline(always)]
fn tile<S: Simd, A: Fn(S::F) -> S::F, const R: usize, const B: usize>(
    s: S,
    x: &Quantised,
    panel: &[GroupRow],
    columns: &Columns,
    out: &mut RowsMut,
    at: (usize, usize),
    activation: A,
) {
    let depth = panel.len() * GROUP;
    let block: &[[u8; GROUP]] = x.bytes[at.0 * depth..][..R * depth].as_chunks().0;
    let mut dots = [[s.no_dots(); B]; R];
    for (group, weights) in block.as_chunks::<R>().0.iter().zip(panel) {
        s.prefetch(weights);
        let weights = weights.as_chunks::<{ LANES * GROUP }>().0;
        for r in 0..R {
            for b in 0..B {
                dots[r][b] = s.dot4(dots[r][b], group[r], &weights[at.1 + b]);
            }
        }
    }
    let (scales, zeros) = (&x.scales[at.0..][..R], &x.zeros[at.0..][..R]);
    for r in 0..R {
        let (scale, shift) = (s.splat(scales[r]), s.splat(-zeros[r] * scales[r]));
        let out = &mut out.row(at.0 + r).as_chunks_mut::<LANES>().0[at.1..][..B];
        for b in 0..B {
            let c = at.1 + b;
            let start = s.mul_add(shift, s.load(&columns.sums[c]), s.load(&columns.bias[c]));
            let sum = s.mul(s.numbers(dots[r][b]), s.load(&columns.scales[c]));
            s.store(activation(s.mul_add(sum, scale, start)), &mut out[b]);
        }
    }
}
