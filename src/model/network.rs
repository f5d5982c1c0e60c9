//! Encoder and heads: one definition for training and for running.

use candle_core::Result;
use candle_nn::VarBuilder;

use super::batch::Batch;
use super::encoder::{Dropper, Encoder, Noise};
use super::engine::Config;
use super::heads::{Heads, Logits};

/// The whole network.
pub struct Network {
    encoder: Encoder,
    heads: Heads,
}

impl Network {
    /// Takes its parameters from `vb`: variables to train it, tensors to run it.
    ///
    /// # Errors
    /// Where a parameter is missing or has another shape.
    pub fn new(config: &Config, vb: &VarBuilder) -> Result<Self> {
        Ok(Self {
            encoder: Encoder::new(config, &vb.pp("encoder"))?,
            heads: Heads::new(config, &vb.pp("heads"))?,
        })
    }

    /// One pass for everything. `noise` is given in training only.
    ///
    /// # Errors
    /// Where an id or position is out of range.
    pub fn forward(&self, batch: &Batch, noise: Option<Noise>) -> Result<Logits> {
        let drop = Dropper::new(noise);
        let tokens = self.encoder.forward(batch, &drop)?;
        self.heads.forward(&tokens, batch, &drop)
    }
}
