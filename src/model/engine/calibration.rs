//! How large the inputs of each linear map get, by channel: what bytes are spread by.

use half::f16;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError};

use super::config::Config;
use super::error::{Error, Result};
use super::source::Source;

/// The largest size of every channel, seen on sentences. Empty where nothing was measured.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calibration {
    /// Of each layer.
    pub layers: Vec<Amplitudes>,
}

/// The largest sizes of the inputs of one layer's linear maps.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Amplitudes {
    /// Of queries, keys and values.
    pub qkv: Vec<f32>,
    /// Of the map after attention.
    pub attention_out: Vec<f32>,
    /// Of the first map of the feed-forward block.
    pub up: Vec<f32>,
    /// Of the second.
    pub down: Vec<f32>,
}

/// A linear map of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Qkv,
    AttentionOut,
    Up,
    Down,
}

impl Amplitudes {
    /// Takes in rows of inputs.
    pub(crate) fn take(
        &mut self,
        place: Place,
        rows: impl Iterator<Item = impl Iterator<Item = f32>>,
    ) {
        let seen = match place {
            Place::Qkv => &mut self.qkv,
            Place::AttentionOut => &mut self.attention_out,
            Place::Up => &mut self.up,
            Place::Down => &mut self.down,
        };
        for row in rows {
            for (i, x) in row.enumerate() {
                match seen.get_mut(i) {
                    Some(most) => *most = most.max(x.abs()),
                    None => seen.push(x.abs()),
                }
            }
        }
    }

    /// Of the inputs of one linear map.
    pub(crate) fn of(&self, place: Place) -> &[f32] {
        match place {
            Place::Qkv => &self.qkv,
            Place::AttentionOut => &self.attention_out,
            Place::Up => &self.up,
            Place::Down => &self.down,
        }
    }

    fn parts(&self) -> [(&'static str, &[f32]); 4] {
        let Self { qkv, attention_out, up, down } = self;
        [("qkv", qkv), ("attention_out", attention_out), ("up", up), ("down", down)]
    }
}

impl Calibration {
    /// As a `calibration.safetensors`, in f16.
    ///
    /// # Errors
    /// Only what the format reports.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let unusable = |e: SafeTensorError| Error::new(e.to_string());
        let mut parts = Vec::new();
        for (i, layer) in self.layers.iter().enumerate() {
            for (part, values) in layer.parts() {
                let halves = values.iter().flat_map(|&x| f16::from_f32(x).to_le_bytes());
                let bytes: Vec<u8> = halves.collect();
                parts.push((format!("layers.{i}.{part}"), values.len(), bytes));
            }
        }
        let views: Vec<(&String, TensorView)> = parts
            .iter()
            .map(|(name, width, bytes)| {
                Ok((name, TensorView::new(Dtype::F16, vec![*width], bytes).map_err(unusable)?))
            })
            .collect::<Result<_>>()?;
        safetensors::serialize(views, None).map_err(unusable)
    }

    /// Reads a `calibration.safetensors`.
    ///
    /// # Errors
    /// Where it is damaged or belongs to another network.
    pub fn parse(bytes: &[u8], config: &Config) -> Result<Self> {
        let source = Source::parse(bytes)?;
        let part = |layer: usize, part: &str, width: usize| {
            source.f32(&format!("layers.{layer}.{part}"), &[width])
        };
        let layers = (0..config.layers).map(|i| {
            Ok(Amplitudes {
                qkv: part(i, "qkv", config.hidden)?,
                attention_out: part(i, "attention_out", config.hidden)?,
                up: part(i, "up", config.hidden)?,
                down: part(i, "down", config.intermediate)?,
            })
        });
        Ok(Self { layers: layers.collect::<Result<_>>()? })
    }
}

/// What to multiply inputs by so that large channels do not take the bytes of small ones: of each
/// channel √(largest weight / largest input), SmoothQuant's balance (Xiao et al. 2023) at ½.
/// `weights` are `[outputs, depth]`; 1 where a channel is always 0 or nothing was measured.
pub(crate) fn factors(weights: &[f32], depth: usize, amplitudes: Option<&[f32]>) -> Vec<f32> {
    let Some(amplitudes) = amplitudes.filter(|a| a.len() == depth) else { return vec![1.0; depth] };
    let mut largest = vec![0f32; depth];
    for row in weights.chunks_exact(depth) {
        largest.iter_mut().zip(row).for_each(|(most, w)| *most = most.max(w.abs()));
    }
    let factor = |(&weight, &input): (&f32, &f32)| {
        let factor = (weight / input).sqrt();
        if factor.is_normal() { factor } else { 1.0 }
    };
    largest.iter().zip(amplitudes).map(factor).collect()
}
