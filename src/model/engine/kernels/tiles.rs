//! Products of numbers narrower than 32 bits, tile by tile: an instruction takes several inputs of
//! a row at once, with the weights of each output for all of them.

use super::product::{blocks, with_rows};
use super::rows::{Rows, RowsMut};
use super::simd::Simd;
use crate::panels::{LANES, VECTORS};

/// Rows that are made narrower together.
pub(super) const AT_ONCE: usize = 4;

/// How inputs and weights of one kind are multiplied, and what becomes of a sum.
pub trait Tiles<S: Simd> {
    /// Inputs of a row that one instruction takes together.
    type Inputs: Copy;
    /// The weights of [`LANES`] outputs for them, output by output.
    type Weights;
    /// [`LANES`] sums that are under way.
    type Sums: Copy;

    /// Rows and vectors of a tile whose sums fit into the registers.
    const TILE: (usize, usize);

    /// Sums that are 0.
    fn none(s: S) -> Self::Sums;
    /// Adds to each sum the product of the inputs with its own weights.
    fn dot(s: S, sums: Self::Sums, x: Self::Inputs, weights: &Self::Weights) -> Self::Sums;
    /// The results that sums of row `row` and vector `b` of the panel stand for.
    fn results(&self, s: S, sums: Self::Sums, row: usize, b: usize) -> S::F;
}

/// One panel against all rows of `x`, interleaved.
#[inline(always)]
pub fn by_panel<S: Simd, T: Tiles<S>>(
    s: S,
    tiles: &T,
    x: &[T::Inputs],
    rows: usize,
    panel: &[[T::Weights; VECTORS]],
    out: &mut RowsMut,
) {
    let (most, wide) = T::TILE;
    for (from, count) in blocks(rows, most) {
        let x = &x[from * panel.len()..][..count * panel.len()];
        if wide == 2 {
            with_rows!(count, [S, T], 2, tile(s, tiles, x, panel, out, (from, 0)));
        } else {
            for b in 0..VECTORS {
                with_rows!(count, [S, T], 1, tile(s, tiles, x, panel, out, (from, b)));
            }
        }
    }
}

/// `R` rows against `B` vectors of a panel, from row and vector `at` on.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "loops of a fixed number, to be unrolled")]
fn tile<S: Simd, T: Tiles<S>, const R: usize, const B: usize>(
    s: S,
    tiles: &T,
    x: &[T::Inputs],
    panel: &[[T::Weights; VECTORS]],
    out: &mut RowsMut,
    at: (usize, usize),
) {
    let mut sums = [[T::none(s); B]; R];
    for (x, weights) in x.as_chunks::<R>().0.iter().zip(panel) {
        s.prefetch(weights);
        for r in 0..R {
            for b in 0..B {
                sums[r][b] = T::dot(s, sums[r][b], x[r], &weights[at.1 + b]);
            }
        }
    }
    for r in 0..R {
        let out = &mut out.row(at.0 + r).as_chunks_mut::<LANES>().0[at.1..][..B];
        for b in 0..B {
            s.store(tiles.results(s, sums[r][b], at.0 + r, at.1 + b), &mut out[b]);
        }
    }
}

/// Some rows that are made narrower together. What becomes of them is interleaved with the rest of
/// their block: products need rows by the [`blocks`] that a tile takes, in each by what an instruction
/// takes together, in each row after row.
#[derive(Debug, Clone, Copy)]
pub struct Four {
    /// The first row of their block.
    pub from: usize,
    /// How many rows the block has.
    pub count: usize,
    /// The first of these in the block. The last of a block are taken as many at once as all, though
    /// some are done already.
    pub first: usize,
}

impl Four {
    /// All rows, where a tile takes `most`.
    #[inline(always)]
    pub fn all(rows: usize, most: usize) -> impl Iterator<Item = Self> {
        blocks(rows, most).flat_map(|(from, count)| {
            let last = count.saturating_sub(AT_ONCE);
            let firsts = (0..count).step_by(AT_ONCE).map(move |first| first.min(last));
            firsts.map(move |first| Self { from, count, first })
        })
    }

    /// The rows themselves; a block of fewer gives its last again.
    #[inline(always)]
    pub fn rows<'a>(&self, x: Rows<'a>) -> [&'a [[f32; LANES]]; AT_ONCE] {
        let row = |i: usize| x.row(self.from + (self.first + i).min(self.count - 1));
        std::array::from_fn(|i| row(i).as_chunks().0)
    }

    /// Their block of `all`, in which a row has `width` values.
    #[inline(always)]
    pub fn block<'a, T>(&self, all: &'a mut [T], width: usize) -> &'a mut [T] {
        &mut all[self.from * width..][..self.count * width]
    }
}
