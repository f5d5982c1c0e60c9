//! The parts of the transformer.

use super::calibration::Place;
use super::config::Config;
use super::error::{Error, Result};
use super::layout::Layout;
use super::linear::Linear;
use super::memory::Memory;
use super::numbers::Numbers;
use super::weights::{Map, Weights};
use super::words::Words;

pub(crate) struct LayerNorm {
    pub(crate) gamma: Memory<f32>,
    pub(crate) beta: Memory<f32>,
    pub(crate) values: usize,
    pub(crate) epsilon: f32,
}

pub(crate) struct Layer {
    pub(crate) qkv: Linear,
    pub(crate) attention_out: Linear,
    pub(crate) attention_norm: LayerNorm,
    pub(crate) up: Linear,
    pub(crate) down: Linear,
    pub(crate) out_norm: LayerNorm,
    /// Length of a head.
    pub(crate) head: usize,
}

/// Token ids in, hidden states out.
pub struct Encoder {
    pub(crate) words: Words,
    /// `[positions, width]`
    pub(crate) positions: Memory<f32>,
    pub(crate) norm: LayerNorm,
    pub(crate) layers: Vec<Layer>,
    pub(crate) layout: Layout,
    pub(crate) numbers: Numbers,
}

/// Asks for the encoder's parts by their names.
struct Parts<'a> {
    weights: &'a mut dyn Weights,
    config: &'a Config,
    layout: &'a Layout,
    numbers: Numbers,
}

impl Parts<'_> {
    fn positions(&mut self) -> Result<Memory<f32>> {
        let Config { positions, hidden, .. } = *self.config;
        self.weights.rows(positions, &self.layout.hidden, &|tensors| {
            tensors.source.f32("encoder.positions", &[positions, hidden])
        })
    }

    #[expect(clippy::cast_possible_truncation, reason = "the computation is in f32")]
    fn norm(&mut self, name: &str) -> Result<LayerNorm> {
        let hidden = self.config.hidden;
        let mut part = |part: &str| {
            self.weights.rows(1, &self.layout.hidden, &|tensors| {
                tensors.source.f32(&format!("encoder.{name}.{part}"), &[hidden])
            })
        };
        Ok(LayerNorm {
            gamma: part("gamma")?,
            beta: part("beta")?,
            values: hidden,
            epsilon: self.config.layer_norm_epsilon as f32,
        })
    }

    fn linear(&mut self, layer: usize, place: Place) -> Result<Linear> {
        let Layout { hidden, attention, qkv, inner, .. } = self.layout;
        let (part, outputs, inputs) = match place {
            Place::Qkv => ("qkv", qkv, hidden),
            Place::AttentionOut => ("attention_out", hidden, attention),
            Place::Up => ("up", inner, hidden),
            Place::Down => ("down", hidden, inner),
        };
        // Attention divides its scores by the root of a head's size: here, once.
        let scale = 1.0 / ((self.config.hidden / self.config.heads) as f32).sqrt();
        self.weights.linear(Map { outputs, inputs, numbers: self.numbers }, &|tensors| {
            let name = format!("encoder.layers.{layer}.{part}");
            let mut dense = tensors.dense(&name, [outputs, inputs])?;
            if place == Place::Qkv {
                let third = |values: &mut [f32]| {
                    let queries = values.len() / 3;
                    values[..queries].iter_mut().for_each(|value| *value *= scale);
                };
                third(&mut dense.weights);
                third(&mut dense.bias);
            }
            let measured = tensors.calibration.layers.get(layer);
            dense.amplitudes = measured.map_or_else(Vec::new, |of| of.of(place).to_vec());
            Ok(dense)
        })
    }

    fn layer(&mut self, i: usize) -> Result<Layer> {
        Ok(Layer {
            qkv: self.linear(i, Place::Qkv)?,
            attention_out: self.linear(i, Place::AttentionOut)?,
            attention_norm: self.norm(&format!("layers.{i}.attention_norm"))?,
            up: self.linear(i, Place::Up)?,
            down: self.linear(i, Place::Down)?,
            out_norm: self.norm(&format!("layers.{i}.out_norm"))?,
            head: self.layout.head,
        })
    }
}

impl Encoder {
    /// Takes its parts from `weights`.
    ///
    /// # Errors
    /// Where the sizes make no network, or a part is missing or has another shape.
    pub fn new(
        weights: &mut dyn Weights,
        words: Words,
        config: &Config,
        numbers: Numbers,
    ) -> Result<Self> {
        check(config)?;
        let layout = Layout::new(config);
        let mut parts = Parts { weights, config, layout: &layout, numbers };
        Ok(Self {
            words,
            positions: parts.positions()?,
            norm: parts.norm("norm")?,
            layers: (0..config.layers).map(|i| parts.layer(i)).collect::<Result<_>>()?,
            layout,
            numbers,
        })
    }

    /// The same with the weights of its linear maps, where they are in f32, in 16-bit floats.
    #[must_use]
    pub fn narrowed(self) -> Self {
        let layers = self.layers.into_iter().map(|layer| Layer {
            qkv: layer.qkv.narrowed(),
            attention_out: layer.attention_out.narrowed(),
            up: layer.up.narrowed(),
            down: layer.down.narrowed(),
            ..layer
        });
        let numbers = match self.numbers {
            Numbers::F32 => Numbers::Bf16,
            narrower => narrower,
        };
        Self { layers: layers.collect(), numbers, ..self }
    }

    /// How its weights and their inputs are held.
    #[must_use]
    pub fn numbers(&self) -> Numbers {
        self.numbers
    }
}

/// Refuses sizes that no network has.
fn check(config: &Config) -> Result<()> {
    let Config { hidden, heads, intermediate, .. } = *config;
    if hidden == 0 || intermediate == 0 || heads == 0 || !hidden.is_multiple_of(heads) {
        let reason = format!("{heads} heads, width {hidden} and {intermediate} make no network");
        return Err(Error::new(reason));
    }
    Ok(())
}
