//! The transformer: BERT over packed sentences. The encoder that trains is the one that runs.

use candle_core::{DType, Result, Tensor};
use candle_nn::VarBuilder;

use super::batch::Batch;
use super::engine::Config;
use super::ops;

/// How a forward pass treats hidden states in training.
#[derive(Debug, Clone, Copy)]
pub struct Noise {
    /// Probability with which a value is dropped.
    pub dropout: f32,
    /// Seed of this pass.
    pub seed: u64,
}

/// Hands every place that drops values a seed of its own.
pub(super) struct Dropper {
    noise: Option<Noise>,
    places: std::cell::Cell<u64>,
}

impl Dropper {
    pub(super) fn new(noise: Option<Noise>) -> Self {
        Self { noise, places: std::cell::Cell::new(0) }
    }

    pub(super) fn apply(&self, x: &Tensor) -> Result<Tensor> {
        let Some(noise) = self.noise else { return Ok(x.clone()) };
        self.places.set(self.places.get() + 1);
        // An odd constant far from the counter of a place, so that no two places share a mask.
        let seed = noise.seed.wrapping_add(self.places.get().wrapping_mul(0xd134_2543_de82_ef95));
        ops::dropout(x, noise.dropout, seed)
    }
}

/// `y = x·Wᵀ + b` with its parameters.
pub(super) struct Linear {
    weight: Tensor,
    bias: Tensor,
}

impl Linear {
    pub(super) fn new(inputs: usize, outputs: usize, vb: &VarBuilder) -> Result<Self> {
        Ok(Self { weight: vb.get((outputs, inputs), "weight")?, bias: vb.get(outputs, "bias")? })
    }

    pub(super) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        ops::linear(x, &self.weight, &self.bias)
    }
}

struct LayerNorm {
    gamma: Tensor,
    beta: Tensor,
    epsilon: f32,
}

impl LayerNorm {
    #[expect(clippy::cast_possible_truncation, reason = "the computation is in f32")]
    fn new(config: &Config, vb: &VarBuilder) -> Result<Self> {
        Ok(Self {
            gamma: vb.get(config.hidden, "gamma")?,
            beta: vb.get(config.hidden, "beta")?,
            epsilon: config.layer_norm_epsilon as f32,
        })
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        ops::layer_norm(x, &self.gamma, &self.beta, self.epsilon)
    }
}

struct Layer {
    qkv: Linear,
    attention_out: Linear,
    attention_norm: LayerNorm,
    up: Linear,
    down: Linear,
    out_norm: LayerNorm,
    heads: usize,
}

impl Layer {
    fn new(config: &Config, vb: &VarBuilder) -> Result<Self> {
        let (hidden, intermediate) = (config.hidden, config.intermediate);
        Ok(Self {
            qkv: Linear::new(hidden, 3 * hidden, &vb.pp("qkv"))?,
            attention_out: Linear::new(hidden, hidden, &vb.pp("attention_out"))?,
            attention_norm: LayerNorm::new(config, &vb.pp("attention_norm"))?,
            up: Linear::new(hidden, intermediate, &vb.pp("up"))?,
            down: Linear::new(intermediate, hidden, &vb.pp("down"))?,
            out_norm: LayerNorm::new(config, &vb.pp("out_norm"))?,
            heads: config.heads,
        })
    }

    fn forward(&self, x: &Tensor, batch: &Batch, drop: &Dropper) -> Result<Tensor> {
        let context = ops::attention(&self.qkv.forward(x)?, &batch.lengths, self.heads)?;
        let attended = drop.apply(&self.attention_out.forward(&context)?)?;
        let x = self.attention_norm.forward(&(x + attended)?)?;
        let inner = ops::gelu(&self.up.forward(&x)?)?;
        let outer = drop.apply(&self.down.forward(&inner)?)?;
        self.out_norm.forward(&(x + outer)?)
    }
}

/// Token ids in, hidden states out.
pub struct Encoder {
    /// `[vocabulary, hidden]`; may be kept in f16, rows are widened as they are looked up.
    words: Tensor,
    /// `[positions, hidden]`, with the (only) token type already added.
    positions: Tensor,
    norm: LayerNorm,
    layers: Vec<Layer>,
}

impl Encoder {
    /// Takes its parameters from `vb`.
    ///
    /// # Errors
    /// Where a parameter is missing or has another shape.
    pub fn new(config: &Config, vb: &VarBuilder) -> Result<Self> {
        Ok(Self {
            words: vb.get_with_hints_dtype(
                (config.vocabulary, config.hidden),
                "words",
                candle_nn::Init::Const(0.0),
                DType::F16,
            )?,
            positions: vb.get((config.positions, config.hidden), "positions")?,
            norm: LayerNorm::new(config, &vb.pp("norm"))?,
            layers: (0..config.layers)
                .map(|i| Layer::new(config, &vb.pp(format!("layers.{i}"))))
                .collect::<Result<_>>()?,
        })
    }

    /// Hidden states of every token, `[tokens, hidden]`.
    ///
    /// # Errors
    /// Where an id or position is out of range.
    pub(super) fn forward(&self, batch: &Batch, drop: &Dropper) -> Result<Tensor> {
        let words = self.words.index_select(&batch.ids, 0)?.to_dtype(DType::F32)?;
        let positions = self.positions.index_select(&batch.positions, 0)?;
        let mut x = drop.apply(&self.norm.forward(&(words + positions)?)?)?;
        for layer in &self.layers {
            x = layer.forward(&x, batch, drop)?;
        }
        Ok(x)
    }
}
