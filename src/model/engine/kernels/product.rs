//! `x·Wᵀ` in f32: rows of `x` against panels of `W`, tile by tile.

use super::level::{Job, Level};
use super::math::gelu;
use super::rows::{GroupsMut, Rows, RowsMut};
use super::simd::Simd;
use crate::panels::{LANES, PANEL, PanelRow, Panels, VECTORS};

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
    pub out: GroupsMut<'a>,
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
            by_panel(
                s,
                self.x,
                panel,
                VECTORS,
                &mut self.out.panel(p),
                #[inline(always)]
                |_, row| finish(s, row, bias, self.activation),
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
    ($rows:expr, [$($type:ty),*], $blocks:literal, $tile:ident($($argument:expr),*)) => {
        match $rows {
            1 => $tile::<$($type,)* 1, $blocks>($($argument),*),
            2 => $tile::<$($type,)* 2, $blocks>($($argument),*),
            3 => $tile::<$($type,)* 3, $blocks>($($argument),*),
            4 => $tile::<$($type,)* 4, $blocks>($($argument),*),
            5 => $tile::<$($type,)* 5, $blocks>($($argument),*),
            6 => $tile::<$($type,)* 6, $blocks>($($argument),*),
            7 => $tile::<$($type,)* 7, $blocks>($($argument),*),
            8 => $tile::<$($type,)* 8, $blocks>($($argument),*),
            9 => $tile::<$($type,)* 9, $blocks>($($argument),*),
            10 => $tile::<$($type,)* 10, $blocks>($($argument),*),
            11 => $tile::<$($type,)* 11, $blocks>($($argument),*),
            _ => $tile::<$($type,)* 12, $blocks>($($argument),*),
        }
    };
}
pub(super) use with_rows;

/// What a panel is multiplied with.
pub trait Left: Copy {
    /// How many rows there are.
    fn count(self) -> usize;

    /// `R` rows from `from` on: the value of row `r` for input `k`, of `depth`.
    fn view<const R: usize>(self, from: usize, depth: usize) -> impl Fn(usize, usize) -> f32;
}

impl Left for Rows<'_> {
    #[inline(always)]
    fn count(self) -> usize {
        self.count()
    }

    #[inline(always)]
    fn view<const R: usize>(self, from: usize, depth: usize) -> impl Fn(usize, usize) -> f32 {
        let mut rows: [&[f32]; R] = [&[]; R];
        for (r, row) in rows.iter_mut().enumerate() {
            *row = &self.row(from + r)[..depth];
        }
        #[inline(always)]
        move |r, k| rows[r][k]
    }
}

/// One panel, or only its first vectors, against all rows. `finish` is given the number of each
/// row and its result, [`PANEL`] wide, while it is still in the nearest cache.
#[inline(always)]
pub fn by_panel<S: Simd>(
    s: S,
    x: impl Left,
    panel: &[PanelRow],
    vectors: usize,
    out: &mut RowsMut,
    finish: impl Fn(usize, &mut [f32]),
) {
    let (rows, wide) = S::TILE;
    for (from, count) in blocks(x.count(), rows) {
        if wide == 2 && vectors == VECTORS {
            with_rows!(count, [S, _], 2, tile(s, x, panel, out, (from, 0)));
        } else {
            for b in 0..vectors {
                with_rows!(count, [S, _], 1, tile(s, x, panel, out, (from, b)));
            }
        }
        for row in from..from + count {
            finish(row, out.row(row));
        }
    }
}

/// `R` rows against `B` vectors of a panel, from row and vector `at` on.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "loops of a fixed number, to be unrolled")]
fn tile<S: Simd, X: Left, const R: usize, const B: usize>(
    s: S,
    x: X,
    panel: &[PanelRow],
    out: &mut RowsMut,
    at: (usize, usize),
) {
    let depth = panel.len();
    let x = x.view::<R>(at.0, depth);
    let mut sums = [[s.splat(0.0); B]; R];
    for k in 0..depth {
        s.prefetch(&panel[k]);
        let weights = panel[k].as_chunks::<LANES>().0;
        let mut w = [s.splat(0.0); B];
        for b in 0..B {
            w[b] = s.load(&weights[at.1 + b]);
        }
        for r in 0..R {
            let x = s.splat(x(r, k));
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
