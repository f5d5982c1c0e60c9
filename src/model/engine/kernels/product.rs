//! `x·Wᵀ` in f32: rows of `x` against panels of `W`, tile by tile.

use super::level::{Job, Level};
use super::math::gelu;
use super::rows::{Rows, RowsMut};
use super::simd::Simd;
use crate::panels::{LANES, PANEL, PanelRow, Panels};

/// What becomes of a sum once its bias is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// Nothing.
    None,
    /// `x·Φ(x)`.
    Gelu,
}

impl Activation {
    /// It, of a vector.
    #[inline(always)]
    pub fn of<S: Simd>(self, s: S, v: S::F) -> S::F {
        match self {
            Self::None => v,
            Self::Gelu => gelu(s, v),
        }
    }
}

/// `out = activation(x·Wᵀ + bias)`, where `bias` has a value for every output.
#[derive(Debug)]
pub struct Product<'a> {
    /// `[rows, depth]`
    pub x: Rows<'a>,
    /// `[outputs, depth]`
    pub weights: &'a Panels,
    /// `[outputs]`
    pub bias: &'a [f32],
    /// What is done to each sum.
    pub activation: Activation,
    /// `[rows, outputs]`
    pub out: RowsMut<'a>,
}

impl Product<'_> {
    /// Does it.
    pub fn on(self, level: Level) {
        level.run(self);
    }
}

impl Job for Product<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        let depth = self.weights.depth;
        let panels = self.weights.values.as_chunks::<PANEL>().0.chunks_exact(depth);
        for (p, (panel, bias)) in panels.zip(self.bias.as_chunks::<PANEL>().0).enumerate() {
            let mut out = self.out.columns(p * PANEL, PANEL);
            by_panel(
                s,
                self.x,
                panel,
                &mut out,
                #[inline(always)]
                |row| finish(s, row, bias, self.activation),
            );
        }
    }
}

#[inline(always)]
fn finish<S: Simd>(s: S, row: &mut [f32], bias: &PanelRow, activation: Activation) {
    let bias = bias.as_chunks::<LANES>().0;
    for (v, bias) in row.as_chunks_mut::<LANES>().0.iter_mut().zip(bias) {
        let sum = s.add(s.load(v), s.load(bias));
        s.store(activation.of(s, sum), v);
    }
}

/// Splits rows into blocks of nearly the same size, at most `most`.
#[inline(always)]
pub fn blocks(rows: usize, most: usize) -> impl Iterator<Item = (usize, usize)> {
    let count = rows.div_ceil(most);
    (0..count).map(move |i| {
        let (from, to) = (i * rows / count, (i + 1) * rows / count);
        (from, to - from)
    })
}

/// Calls a function that is generic over its number of rows, from 1 to 12.
macro_rules! with_rows {
    ($rows:expr, $s:ty, $blocks:literal, $tile:ident($($argument:expr),*)) => {
        match $rows {
            1 => $tile::<$s, 1, $blocks>($($argument),*),
            2 => $tile::<$s, 2, $blocks>($($argument),*),
            3 => $tile::<$s, 3, $blocks>($($argument),*),
            4 => $tile::<$s, 4, $blocks>($($argument),*),
            5 => $tile::<$s, 5, $blocks>($($argument),*),
            6 => $tile::<$s, 6, $blocks>($($argument),*),
            7 => $tile::<$s, 7, $blocks>($($argument),*),
            8 => $tile::<$s, 8, $blocks>($($argument),*),
            9 => $tile::<$s, 9, $blocks>($($argument),*),
            10 => $tile::<$s, 10, $blocks>($($argument),*),
            11 => $tile::<$s, 11, $blocks>($($argument),*),
            _ => $tile::<$s, 12, $blocks>($($argument),*),
        }
    };
}
pub(super) use with_rows;

/// One panel against all rows. `finish` is given each row of the result, [`PANEL`] wide, while it
/// is still in the nearest cache.
#[inline(always)]
pub fn by_panel<S: Simd>(
    s: S,
    x: Rows,
    panel: &[PanelRow],
    out: &mut RowsMut,
    finish: impl Fn(&mut [f32]),
) {
    let (rows, wide) = S::TILE;
    for (from, count) in blocks(x.count(), rows) {
        if wide == 2 {
            with_rows!(count, S, 2, tile(s, x, panel, out, (from, 0)));
        } else {
            with_rows!(count, S, 1, tile(s, x, panel, out, (from, 0)));
            with_rows!(count, S, 1, tile(s, x, panel, out, (from, 1)));
        }
        for row in from..from + count {
            finish(out.row(row));
        }
    }
}

/// `R` rows against `B` vectors of a panel, from row and vector `at` on.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "loops of a fixed number, to be unrolled")]
fn tile<S: Simd, const R: usize, const B: usize>(
    s: S,
    x: Rows,
    panel: &[PanelRow],
    out: &mut RowsMut,
    at: (usize, usize),
) {
    let depth = panel.len();
    let mut rows: [&[f32]; R] = [&[]; R];
    for r in 0..R {
        rows[r] = &x.row(at.0 + r)[..depth];
    }
    let mut sums = [[s.splat(0.0); B]; R];
    for k in 0..depth {
        let weights = panel[k].as_chunks::<LANES>().0;
        let mut w = [s.splat(0.0); B];
        for b in 0..B {
            w[b] = s.load(&weights[at.1 + b]);
        }
        for r in 0..R {
            let x = s.splat(rows[r][k]);
            for b in 0..B {
                sums[r][b] = s.mul_add(x, w[b], sums[r][b]);
            }
        }
    }
    for r in 0..R {
        let out = out.row(at.0 + r).as_chunks_mut::<LANES>().0;
        for b in 0..B {
            s.store(sums[r][b], &mut out[at.1 + b]);
        }
    }
}
