//! Tensors by name, from the bytes of a `model.safetensors`.

use std::borrow::Cow;

use half::f16;
use half::slice::HalfFloatSliceExt;
use rayon::prelude::*;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use super::error::{Error, Result};

/// A model's tensors.
#[derive(Debug)]
pub struct Source<'a> {
    tensors: SafeTensors<'a>,
}

/// Numbers that a thread widens at a time.
const SHARE: usize = 1 << 15;

impl<'a> Source<'a> {
    /// Reads the table of tensors.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        let tensors = SafeTensors::deserialize(bytes).map_err(|e| Error::new(e.to_string()))?;
        Ok(Self { tensors })
    }

    /// A tensor in f32.
    ///
    /// # Errors
    /// Where it is missing, has another shape, or is no tensor of f16 or f32.
    pub fn f32(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let view = self.view(name, shape)?;
        match view.dtype() {
            Dtype::F32 => {
                let values = view.data().as_chunks().0;
                Ok(values.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect())
            }
            Dtype::F16 => {
                let mut values = vec![0.0; view.data().len() / 2];
                let shares = view.data().par_chunks(2 * SHARE).zip(values.par_chunks_mut(SHARE));
                shares.for_each(|(bytes, out)| widen(bytes, out));
                Ok(values)
            }
            other => Err(Error::new(format!("{name} is of {other:?}, not F16 or F32"))),
        }
    }

    /// The bytes of a tensor of f16; a wider one is narrowed.
    ///
    /// # Errors
    /// As for [`Source::f32`].
    pub fn f16_bytes(&self, name: &str, shape: &[usize]) -> Result<Cow<'a, [u8]>> {
        let view = self.view(name, shape)?;
        if view.dtype() == Dtype::F16 {
            return Ok(Cow::Borrowed(view.data()));
        }
        let values = self.f32(name, shape)?;
        let bytes = values.into_iter().flat_map(|x| f16::from_f32(x).to_le_bytes());
        Ok(Cow::Owned(bytes.collect()))
    }

    fn view(&self, name: &str, shape: &[usize]) -> Result<TensorView<'a>> {
        let view = self.tensors.tensor(name).map_err(|e| Error::new(e.to_string()))?;
        if view.shape() != shape {
            let found = view.shape();
            return Err(Error::new(format!("{name} is of shape {found:?}, not {shape:?}")));
        }
        Ok(view)
    }
}

/// Widens little-endian f16 to f32.
pub(crate) fn widen(bytes: &[u8], out: &mut [f32]) {
    const BLOCK: usize = 128;
    let mut block = [f16::ZERO; BLOCK];
    for (bytes, out) in bytes.as_chunks::<2>().0.chunks(BLOCK).zip(out.chunks_mut(BLOCK)) {
        let block = &mut block[..bytes.len()];
        for (to, &from) in block.iter_mut().zip(bytes) {
            *to = f16::from_le_bytes(from);
        }
        block.convert_to_f32_slice(&mut out[..bytes.len()]);
    }
}
