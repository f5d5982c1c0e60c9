//! Products with packed weights.

use super::workspace::Inputs;
use crate::kernels::{
    Activation, Bf16Product, GroupsMut, Int8Product, Level, Narrow, Product, Quantise, Rows,
};
use crate::linear::{Linear, Packed};

impl Linear {
    /// `activation(x·Wᵀ + b)`; the memory is for inputs that have to become narrower.
    pub(crate) fn apply(
        &self,
        level: Level,
        x: Rows,
        activation: Activation,
        out: GroupsMut,
        memory: &mut Inputs,
    ) {
        let bias = &self.bias;
        match &self.packed {
            Packed::F32(weights) => Product { x, weights, bias, activation, out }.on(level),
            Packed::Bf16(weights) => {
                let narrowed = &mut memory.narrowed;
                Narrow { x, out: narrowed }.on(level);
                Bf16Product { x: narrowed, weights, bias, activation, out }.on(level);
            }
            Packed::Int8 { panels, factors } => {
                let bytes = &mut memory.bytes;
                Quantise { x, factors, out: bytes }.on(level);
                Int8Product { x: bytes, weights: panels, bias, activation, out }.on(level);
            }
        }
    }
}
