//! `x·Wᵀ` in bytes: exact sums of products, scaled at the end.

use super::level::{Job, Level};
use super::product::{Activation, blocks, with_rows};
use super::quantise::Quantised;
use super::rows::{GroupsMut, RowsMut};
use super::simd::Simd;
use crate::panels::{GROUP, GroupRow, Int8Panels, LANES, PANEL};

/// `out = activation(x·Wᵀ + bias)`, where `bias` has a value for every output.
#[derive(Debug)]
pub struct Int8Product<'a> {
    /// `[rows, depth]`
    pub x: &'a Quantised,
    /// `[outputs, depth]`
    pub weights: &'a Int8Panels,
    /// `[outputs]`
    pub bias: &'a [f32],
    /// What is done to each sum.
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
            by_panel(s, x, panel, &columns, activation, &mut self.out.panel(p));
        }
    }
}

#[inline(always)]
fn by_panel<S: Simd>(
    s: S,
    x: &Quantised,
    panel: &[GroupRow],
    columns: &Columns,
    activation: Activation,
    out: &mut RowsMut,
) {
    let (rows, wide) = S::DOTS_TILE;
    for (from, count) in blocks(x.scales.len(), rows) {
        if wide == 2 {
            with_rows!(count, [S], 2, tile(s, x, panel, columns, out, (from, 0)));
        } else {
            with_rows!(count, [S], 1, tile(s, x, panel, columns, out, (from, 0)));
            with_rows!(count, [S], 1, tile(s, x, panel, columns, out, (from, 1)));
        }
        if activation != Activation::None {
            for row in from..from + count {
                for v in out.row(row).as_chunks_mut::<LANES>().0 {
                    s.store(activation.of(s, s.load(v)), v);
                }
            }
        }
    }
}

/// `R` rows against `B` vectors of a panel, from row and vector `at` on.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "loops of a fixed number, to be unrolled")]
fn tile<S: Simd, const R: usize, const B: usize>(
    s: S,
    x: &Quantised,
    panel: &[GroupRow],
    columns: &Columns,
    out: &mut RowsMut,
    at: (usize, usize),
) {
    let groups = panel.len();
    let mut rows: [&[[u8; GROUP]]; R] = [&[]; R];
    for r in 0..R {
        let row = &x.bytes[(at.0 + r) * groups * GROUP..][..groups * GROUP];
        rows[r] = &row.as_chunks().0[..groups];
    }
    let mut dots = [[s.no_dots(); B]; R];
    for k in 0..groups {
        let weights = panel[k].as_chunks::<{ LANES * GROUP }>().0;
        for r in 0..R {
            for b in 0..B {
                dots[r][b] = s.dot4(dots[r][b], rows[r][k], &weights[at.1 + b]);
            }
        }
    }
    for r in 0..R {
        let (scale, zero) = (x.scales[at.0 + r], x.zeros[at.0 + r]);
        let (scale, shift) = (s.splat(scale), s.splat(-zero * scale));
        let out = out.row(at.0 + r).as_chunks_mut::<LANES>().0;
        for b in 0..B {
            let c = at.1 + b;
            let start = s.mul_add(shift, s.load(&columns.sums[c]), s.load(&columns.bias[c]));
            let sum = s.mul(s.numbers(dots[r][b]), s.load(&columns.scales[c]));
            s.store(s.mul_add(sum, scale, start), &mut out[c]);
        }
    }
}
