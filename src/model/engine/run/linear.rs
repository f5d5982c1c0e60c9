//! Products with packed weights.

use crate::kernels::{
    Activation, GroupsMut, Int8Product, Level, Product, Quantise, Quantised, Rows,
};
use crate::linear::{Linear, Packed};

impl Linear {
    /// `activation(x·Wᵀ + b)`; the memory is for inputs that have to become bytes.
    pub(crate) fn apply(
        &self,
        level: Level,
        x: Rows,
        activation: Activation,
        out: GroupsMut,
        memory: &mut Quantised,
    ) {
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
