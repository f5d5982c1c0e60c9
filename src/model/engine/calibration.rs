//! How large the inputs of each linear map get, by channel: what bytes are spread by.

use super::super::config::Config;
use super::source::Source;
use crate::error::Result;

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

impl Calibration {
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
pub(super) fn factors(weights: &[f32], depth: usize, amplitudes: Option<&[f32]>) -> Vec<f32> {
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
