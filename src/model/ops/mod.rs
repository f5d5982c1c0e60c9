//! The network's own operations on candle tensors, each with its backward pass.
//!
//! candle's fused layer norm and softmax have none, and train silently without a gradient;
//! these are also where the time goes. Tokens of several sentences lie packed in one
//! `[tokens, width]` matrix without padding; only attention and pooling know where sentences end.

pub mod attention;
pub mod dropout;
pub mod gelu;
pub mod layer_norm;
pub mod linear;
mod vector;

pub use attention::attention;
pub use dropout::dropout;
pub use gelu::gelu;
pub use layer_norm::layer_norm;
pub use linear::linear;

use candle_core::{CpuStorage, Error, Layout, Result, Tensor};

/// The values of a contiguous f32 argument of an operation.
fn values<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    let (start, end) = layout
        .contiguous_offsets()
        .ok_or_else(|| Error::RequiresContiguous { op: "parallax operation" }.bt())?;
    Ok(&storage.as_slice::<f32>()?[start..end])
}

/// Calls `f` with the values of a CPU tensor of f32, made contiguous where it is not.
pub(crate) fn with_values<T>(tensor: &Tensor, f: impl FnOnce(&[f32]) -> T) -> Result<T> {
    let tensor = tensor.contiguous()?;
    let (storage, layout) = tensor.storage_and_layout();
    match &*storage {
        candle_core::Storage::Cpu(storage) => Ok(f(values(storage, layout)?)),
        _ => Err(Error::Msg("training runs on the CPU".to_owned()).bt()),
    }
}
