//! Self-attention within one sentence.

use super::level::{Job, Level};
use super::math::softmax;
use super::product::by_panel;
use super::rows::{Rows, RowsMut};
use super::simd::Simd;
use crate::aligned::Aligned;
use crate::panels::LANES;
use crate::panels::{PANEL, PanelRow};

/// Each token's context: the values of its sentence's tokens, weighted by how its query meets
/// their keys. Queries carry the factor `1/√(size of a head)`.
#[derive(Debug)]
pub struct Attention<'a> {
    /// `[tokens, 3·width]`: queries, keys and values side by side, in each head by head.
    pub qkv: Rows<'a>,
    /// `[tokens, width]`
    pub context: RowsMut<'a>,
    /// Values a head has, filled up to a multiple of [`PANEL`].
    pub head: usize,
    /// Memory to work in.
    pub scratch: &'a mut Scratch,
}

/// Memory that attention works in.
#[derive(Debug, Default)]
pub struct Scratch {
    keys: Aligned<f32>,
    values: Aligned<f32>,
    weights: Aligned<f32>,
    norms: Vec<f32>,
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
        let width = self.context.width();
        for first in (0..width).step_by(self.head) {
            let part = |i: usize| self.qkv.columns(i * width + first, self.head);
            let (queries, keys, values) = (part(0), part(1), part(2));
            weigh(s, queries, keys, self.scratch);
            let mut context = self.context.columns(first, self.head);
            gather(s, values, &mut context, self.scratch);
        }
    }
}

/// Fills `scratch.weights`, `[tokens, tokens]` filled up to whole panels, and `scratch.norms`.
#[inline(always)]
fn weigh<S: Simd>(s: S, queries: Rows, keys: Rows, scratch: &mut Scratch) {
    let (tokens, head) = (keys.count(), keys.width());
    let wide = tokens.div_ceil(PANEL) * PANEL;
    let panels = scratch.keys.at_least(wide * head).as_chunks_mut::<PANEL>().0;
    let mut weights = RowsMut::dense(scratch.weights.at_least(tokens * wide), wide);
    for (p, panel) in panels.chunks_exact_mut(head).enumerate() {
        transpose(keys, p * PANEL, panel);
        by_panel(s, queries, panel, &mut weights.columns(p * PANEL, PANEL), |_| ());
    }
    scratch.norms.clear();
    for i in 0..tokens {
        scratch.norms.push(softmax(s, weights.row(i), tokens));
    }
}

/// A panel of the keys from token `first` on; tokens that are not there have zeros.
#[inline(always)]
fn transpose(keys: Rows, first: usize, panel: &mut [PanelRow]) {
    let count = (keys.count() - first).min(PANEL);
    if count < PANEL {
        panel.as_flattened_mut().fill(0.0);
    }
    for j in 0..count {
        for (to, &key) in panel.iter_mut().zip(keys.row(first + j)) {
            to[j] = key;
        }
    }
}

/// The weighted sums of the values.
#[inline(always)]
fn gather<S: Simd>(s: S, values: Rows, context: &mut RowsMut, scratch: &mut Scratch) {
    let (tokens, head) = (values.count(), values.width());
    let wide = tokens.div_ceil(PANEL) * PANEL;
    let weights = Rows::dense(&scratch.weights[..tokens * wide], wide).columns(0, tokens);
    for first in (0..head).step_by(PANEL) {
        let panel = scratch.values.at_least(tokens * PANEL).as_chunks_mut::<PANEL>().0;
        for (j, row) in panel.iter_mut().enumerate() {
            row.copy_from_slice(&values.row(j)[first..first + PANEL]);
        }
        by_panel(s, weights, panel, &mut context.columns(first, PANEL), |_| ());
    }
    for (i, &norm) in scratch.norms.iter().enumerate() {
        for v in context.row(i).as_chunks_mut::<LANES>().0 {
            s.store(s.mul(s.load(v), s.splat(norm)), v);
        }
    }
}
