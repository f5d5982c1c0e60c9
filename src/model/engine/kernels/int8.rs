//! `x·Wᵀ` in bytes: exact sums of products, scaled at the end.

use super::level::{Job, Level};
use super::math::coarse_gelu;
use super::product::Activation;
use super::quantise::Quantised;
use super::rows::GroupsMut;
use super::simd::Simd;
use super::tiles::{Tiles, by_panel};
use crate::panels::{GROUP, Int8Panels, LANES, PANEL};

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
pub(super) struct Sums<'a> {
    x: &'a Quantised,
    scales: &'a [[f32; LANES]],
    sums: &'a [[f32; LANES]],
    bias: &'a [[f32; LANES]],
    activation: Activation,
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
        let (rows, groups) = (x.scales.len(), weights.depth / GROUP);
        assert!(x.bytes.len() >= rows * weights.depth && bias.len() >= weights.outputs());
        let panels = weights.values.as_chunks().0.as_chunks().0.chunks_exact(groups);
        for (p, panel) in panels.enumerate() {
            let sums = Sums {
                x,
                scales: columns(&weights.scales, p),
                sums: columns(&weights.sums, p),
                bias: columns(bias, p),
                activation,
            };
            by_panel(s, &sums, x.bytes.as_chunks().0, rows, panel, &mut self.out.panel(p));
        }
    }
}

/// The values of one panel's outputs.
fn columns(values: &[f32], panel: usize) -> &[[f32; LANES]] {
    values[panel * PANEL..][..PANEL].as_chunks().0
}

impl<S: Simd> Tiles<S> for Sums<'_> {
    type Inputs = [u8; GROUP];
    type Weights = [i8; LANES * GROUP];
    type Sums = S::Dots;

    const TILE: (usize, usize) = S::DOTS_TILE;

    #[inline(always)]
    fn none(s: S) -> S::Dots {
        s.no_dots()
    }

    #[inline(always)]
    fn dot(s: S, dots: S::Dots, x: Self::Inputs, weights: &Self::Weights) -> S::Dots {
        s.dot4(dots, x, weights)
    }

    #[inline(always)]
    fn results(&self, s: S, dots: S::Dots, row: usize, b: usize) -> S::F {
        let (scale, zero) = (self.x.scales[row], self.x.zeros[row]);
        let shift = s.splat(-zero * scale);
        let start = s.mul_add(shift, s.load(&self.sums[b]), s.load(&self.bias[b]));
        let sum = s.mul(s.numbers(dots), s.load(&self.scales[b]));
        let sum = s.mul_add(sum, s.splat(scale), start);
        match self.activation {
            Activation::None => sum,
            Activation::Gelu => coarse_gelu(s, sum),
        }
    }
}
