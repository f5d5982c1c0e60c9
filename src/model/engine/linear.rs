//! A linear map with its weights packed, in f32 or in bytes.

use super::kernels::{
    Activation, Int8Panels, Int8Product, Level, Panels, Product, Quantise, Quantised, Rows, RowsMut,
};

/// `x·Wᵀ + b`
#[derive(Debug)]
pub struct Linear {
    weights: Weights,
    bias: Vec<f32>,
}

#[derive(Debug)]
enum Weights {
    F32(Panels),
    Int8 {
        panels: Int8Panels,
        /// What inputs are multiplied by before they become bytes; the weights are divided by it.
        factors: Vec<f32>,
    },
}

impl Linear {
    /// Packs `weights`, `[outputs, depth]`, as they are.
    pub fn f32(weights: &[f32], depth: usize, bias: &[f32]) -> Self {
        let panels = Panels::pack(weights, depth);
        Self { bias: filled(bias, panels.outputs()), weights: Weights::F32(panels) }
    }

    /// Packs `weights`, `[outputs, depth]`, as bytes. `factors`, `[depth]`, even out the inputs.
    pub fn int8(mut weights: Vec<f32>, factors: Vec<f32>, bias: &[f32]) -> Self {
        let depth = factors.len();
        for row in weights.chunks_exact_mut(depth) {
            row.iter_mut().zip(&factors).for_each(|(w, factor)| *w /= factor);
        }
        let panels = Int8Panels::pack(&weights, depth);
        let bias = filled(bias, panels.outputs());
        Self { bias, weights: Weights::Int8 { panels, factors } }
    }

    /// Length of a row of the result: the outputs, filled up with zeros to whole panels.
    pub fn width(&self) -> usize {
        self.bias.len()
    }

    /// `activation(x·Wᵀ + b)`; the memory is for inputs that have to become bytes.
    pub fn apply(
        &self,
        level: Level,
        x: Rows,
        activation: Activation,
        out: &mut [f32],
        memory: &mut Quantised,
    ) {
        let out = RowsMut::dense(out, self.width());
        let bias = &self.bias;
        match &self.weights {
            Weights::F32(weights) => Product { x, weights, bias, activation, out }.on(level),
            Weights::Int8 { panels, factors } => {
                Quantise { x, factors, out: memory }.on(level);
                Int8Product { x: memory, weights: panels, bias, activation, out }.on(level);
            }
        }
    }
}

fn filled(bias: &[f32], length: usize) -> Vec<f32> {
    let mut bias = bias.to_vec();
    bias.resize(length, 0.0);
    bias
}
