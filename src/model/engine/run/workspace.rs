//! Memory that a pass works in and leaves to the next.

use crate::aligned::Aligned;
use crate::kernels::{Narrowed, Quantised, Scratch};

/// Rows of one chunk's tokens; each grows to the longest chunk that was seen.
#[derive(Debug, Default)]
pub struct Workspace {
    /// Hidden states.
    pub hidden: Aligned<f32>,
    /// What a block adds to them.
    pub update: Aligned<f32>,
    /// Queries, keys and values.
    pub qkv: Aligned<f32>,
    /// What attention gathered.
    pub context: Aligned<f32>,
    /// Between the linear maps of a feed-forward block.
    pub inner: Aligned<f32>,
    /// Inputs of a linear map that is not in f32.
    pub inputs: Inputs,
    /// Attention's own.
    pub attention: Scratch,
}

/// Inputs of a linear map, narrower than f32.
#[derive(Debug, Default)]
pub struct Inputs {
    /// As 16-bit floats.
    pub narrowed: Narrowed,
    /// As bytes.
    pub bytes: Quantised,
}
