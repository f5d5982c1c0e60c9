//! Self-attention within each sentence.

use super::level::{Job, Level};
use super::math::exp_of_nonpositive;
use super::product::{Left, by_panel};
use super::rows::{Groups, Rows, RowsMut};
use super::simd::Simd;
use crate::aligned::Aligned;
use crate::panels::{LANES, PANEL, PanelRow, VECTORS};

/// Each token's context: the values of its sentence's tokens, weighted by how its query meets
/// their keys. Queries carry the factor `1/√(size of a head)`.
#[derive(Debug)]
pub struct Attention<'a> {
    /// `[tokens, head]` each: every head's queries, every head's keys, every head's values. A head
    /// is filled up to whole panels.
    pub qkv: Groups<'a>,
    /// `[tokens, heads·head]`
    pub context: RowsMut<'a>,
    /// How many tokens each sentence has.
    pub lengths: &'a [usize],
    /// Memory to work in.
    pub scratch: &'a mut Scratch,
}

/// Memory that attention works in.
#[derive(Debug, Default)]
pub struct Scratch {
    queries: Aligned<f32>,
    weights: Aligned<f32>,
    values: Aligned<f32>,
}

impl Attention<'_> {
    /// Does it.
    pub fn on(self, level: Level) {
        level.run(self);
    }
}

impl Job for Attention<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        let head = self.qkv.width();
        let heads = self.context.width() / head;
        assert_eq!(self.lengths.iter().sum::<usize>(), self.context.count());
        for h in 0..heads {
            let part = |i: usize| self.qkv.group(i * heads + h);
            let (queries, keys, values) = (part(0), part(1), part(2));
            let mut context = self.context.columns(h * head, head);
            let mut first = 0;
            for &length in self.lengths {
                let (keys, values) = (keys.rows(first, length), values.rows(first, length));
                for from in (0..length).step_by(PANEL) {
                    let count = (length - from).min(PANEL);
                    let queries = queries.rows(first + from, count);
                    let mut context = context.rows(first + from, count);
                    attend(s, queries, keys, values, &mut context, self.scratch);
                }
                first += length;
            }
        }
    }
}

/// The context of at most [`PANEL`] queries. Each has a lane: what is done to one is done to all
/// at once, and nothing is summed across a vector.
#[inline(always)]
fn attend<S: Simd>(
    s: S,
    queries: Rows,
    keys: Rows,
    values: Rows,
    context: &mut RowsMut,
    scratch: &mut Scratch,
) {
    let (tokens, head) = (keys.count(), keys.width());
    let panel = scratch.queries.at_least(head * PANEL).as_chunks_mut::<PANEL>().0;
    let vectors = queries.count().div_ceil(LANES);
    transpose(s, queries, panel, vectors);
    let weights = scratch.weights.at_least(tokens * PANEL);
    by_panel(s, keys, panel, vectors, &mut RowsMut::dense(weights, PANEL), |_, _| ());
    let weights = weights.as_chunks_mut::<PANEL>().0;
    let norms = if vectors == 1 {
        softmax_by_lane::<S, 1>(s, weights)
    } else {
        softmax_by_lane::<S, VECTORS>(s, weights)
    };
    let weights = Lanes { weights, count: queries.count() };
    for first in (0..head).step_by(PANEL) {
        let panel = panel_of(values, first, &mut scratch.values);
        by_panel(
            s,
            weights,
            panel,
            VECTORS,
            &mut context.columns(first, PANEL),
            #[inline(always)]
            |query, row| {
                let norm = s.splat(norms[query]);
                for v in row.as_chunks_mut::<LANES>().0 {
                    s.store(s.mul(s.load(v), norm), v);
                }
            },
        );
    }
}

/// The queries as the first vectors of a panel, one a lane; lanes without one have zeros.
#[inline(always)]
fn transpose<S: Simd>(s: S, queries: Rows, panel: &mut [PanelRow], vectors: usize) {
    for (i, columns) in panel.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        for b in 0..vectors {
            let mut rows = [s.splat(0.0); LANES];
            for (lane, row) in (b * LANES..queries.count()).zip(&mut rows) {
                *row = s.load(&queries.row(lane).as_chunks().0[i]);
            }
            for (to, column) in columns.iter_mut().zip(s.transposed(rows)) {
                s.store(column, &mut to.as_chunks_mut().0[b]);
            }
        }
    }
}

/// Turns each lane's scores, of the first `V` vectors, into weights; times the lane's number that is
/// returned, they add up to 1.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "loops of a fixed number, to be unrolled")]
fn softmax_by_lane<S: Simd, const V: usize>(s: S, scores: &mut [PanelRow]) -> PanelRow {
    let mut highest = [s.splat(f32::NEG_INFINITY); V];
    for row in scores.iter() {
        for b in 0..V {
            highest[b] = s.max(highest[b], s.load(&row.as_chunks().0[b]));
        }
    }
    let mut sums = [s.splat(0.0); V];
    for row in scores {
        for b in 0..V {
            let score = &mut row.as_chunks_mut().0[b];
            let weight = exp_of_nonpositive(s, s.sub(s.load(score), highest[b]));
            s.store(weight, score);
            sums[b] = s.add(sums[b], weight);
        }
    }
    let mut norms = [0.0; PANEL];
    for b in 0..V {
        s.store(s.div(s.splat(1.0), sums[b]), &mut norms.as_chunks_mut().0[b]);
    }
    norms
}

/// Weights whose rows are the lanes.
#[derive(Clone, Copy)]
struct Lanes<'a> {
    weights: &'a [PanelRow],
    count: usize,
}

impl Left for Lanes<'_> {
    #[inline(always)]
    fn count(self) -> usize {
        self.count
    }

    #[inline(always)]
    fn view<const R: usize>(self, from: usize, depth: usize) -> impl Fn(usize, usize) -> f32 {
        let weights = &self.weights[..depth];
        assert!(from + R <= PANEL);
        #[inline(always)]
        move |r, k| weights[k][from + r]
    }
}

/// The values' columns from `first` on as a panel: where they lie, or else copied.
#[inline(always)]
fn panel_of<'a>(values: Rows<'a>, first: usize, copy: &'a mut Aligned<f32>) -> &'a [PanelRow] {
    if values.width() == PANEL {
        return values.values().as_chunks().0;
    }
    let panel = copy.at_least(values.count() * PANEL).as_chunks_mut::<PANEL>().0;
    for (j, row) in panel.iter_mut().enumerate() {
        row.copy_from_slice(&values.row(j)[first..first + PANEL]);
    }
    panel
}
