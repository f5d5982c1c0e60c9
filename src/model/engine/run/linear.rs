//! Products with packed weights.

use crate::kernels::{Activation, Int8Product, Level, Product, Quantise, Quantised, Rows, RowsMut};
use crate::linear::{Linear, Packed};

impl Linear {
    /// `activation(x·Wᵀ + b)`; the memory is for inputs that have to become bytes.
    pub(crate) fn apply(
        &self,
        level: Level,
        x: Rows,
        activation: Activation,
        out: &mut [f32],
        memory: &mut Quantised,
    ) {
        let out = RowsMut::dense(out, self.width());
        let bias = &self.bias;
        match &self.packed {
            Packed::F32(weights) => Product { x, weights, bias, activation, out }.on(level),
            Packed::Int8 { panels, factors } => {
                Quantise { x, factors, out: memory }.on(level);
                Int8Product { x: memory, weights: panels, bias, activation, out }.on(level);
            }
        }
    }
}
