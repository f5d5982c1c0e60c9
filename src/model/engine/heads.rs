//! The parts of what reads the hidden states: sentence labels, stance, spans and the sentence
//! embedding.

use rayon::prelude::*;

use super::config::Config;
use super::error::Result;
use super::layout::Places;
use super::linear::Linear;
use super::memory::Memory;
use super::numbers::Numbers;
use super::weights::{Dense, Map, Tensors, Weights};

/// How many labels each layer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels {
    /// Of the voice head.
    pub voice: usize,
    /// Of the certainty head.
    pub certainty: usize,
    /// Of the wording head.
    pub wording: usize,
    /// Frames.
    pub frames: usize,
    /// Of the stance head.
    pub stance: usize,
    /// Of spans; each has a number for its start and one for its inside.
    pub spans: usize,
}

/// A sentence layer: tokens weighted by what the layer looks for, beside the plain mean.
#[derive(Clone)]
pub(crate) struct SentenceHead {
    /// `[width]`
    pub(crate) attend: Memory<f32>,
    /// From the mean and the weighted sum, side by side.
    pub(crate) out: Linear,
}

/// Stance towards a target: its mentions' tokens, what they attend to, and the sentence.
#[derive(Clone)]
pub(crate) struct StanceHead {
    /// From the target to what its tokens' scores are products with: the query's map and the
    /// keys' are one, and the scale of the scores is part of it.
    pub(crate) attend: Linear,
    /// From the target, what it attends to, and the sentence's mean, side by side.
    pub(crate) inner: Linear,
    pub(crate) out: Linear,
}

/// All heads; a clone shares their weights.
#[derive(Clone)]
pub struct Heads {
    pub(crate) voice: SentenceHead,
    pub(crate) certainty: SentenceHead,
    pub(crate) wording: SentenceHead,
    pub(crate) frames: SentenceHead,
    pub(crate) stance: StanceHead,
    pub(crate) spans: Linear,
    pub(crate) embedding: Linear,
    pub(crate) hidden: Places,
}

/// Asks for the heads' parts by their names.
struct Parts<'a> {
    weights: &'a mut dyn Weights,
    hidden: &'a Places,
}

impl Parts<'_> {
    /// A linear map from `parts` rows of hidden states side by side.
    fn linear(&mut self, name: &str, parts: usize, outputs: usize) -> Result<Linear> {
        let (outputs, inputs) = (Places::filled(outputs), self.hidden.repeated(parts));
        let map = Map { outputs: &outputs, inputs: &inputs, numbers: Numbers::F32 };
        self.weights
            .linear(map, &|tensors| tensors.dense(&format!("heads.{name}"), [&outputs, &inputs]))
    }

    fn sentence(&mut self, layer: &str, labels: usize) -> Result<SentenceHead> {
        let attend = self.weights.rows(1, self.hidden, &|tensors| {
            tensors.source.f32(&format!("heads.{layer}.attend"), &[1, self.hidden.count()])
        })?;
        Ok(SentenceHead { attend, out: self.linear(&format!("{layer}.out"), 2, labels)? })
    }

    fn stance(&mut self, labels: usize) -> Result<StanceHead> {
        let hidden = self.hidden;
        let map = Map { outputs: hidden, inputs: hidden, numbers: Numbers::F32 };
        Ok(StanceHead {
            attend: self.weights.linear(map, &|tensors| attend(tensors, hidden.count()))?,
            inner: self.linear("stance.inner", 3, hidden.count())?,
            out: self.linear("stance.out", 1, labels)?,
        })
    }
}

/// `(Q·t + b)·(K·x) = (Kᵀ·Q·t + Kᵀ·b)·x`, divided by the root of the width `n`.
fn attend(tensors: &Tensors, n: usize) -> Result<Dense> {
    /// Rows of the result that are summed up together, so that they stay in the nearest cache.
    const BLOCK: usize = 8;
    let query = tensors.source.f32("heads.stance.query.weight", &[n, n])?;
    let shift = tensors.source.f32("heads.stance.query.bias", &[n])?;
    let mut key = tensors.source.f32("heads.stance.key", &[n, n])?;
    let scale = 1.0 / (n as f32).sqrt();
    key.iter_mut().for_each(|k| *k *= scale);
    let (mut weights, mut bias) = (vec![0f32; n * n], vec![0f32; n]);
    for (key, &shift) in key.chunks_exact(n).zip(&shift) {
        bias.iter_mut().zip(key).for_each(|(sum, k)| *sum += k * shift);
    }
    weights.par_chunks_mut(BLOCK * n).enumerate().for_each(|(i, block)| {
        for (query, key) in query.chunks_exact(n).zip(key.chunks_exact(n)) {
            for (row, &k) in block.chunks_exact_mut(n).zip(&key[i * BLOCK..]) {
                row.iter_mut().zip(query).for_each(|(sum, q)| *sum += k * q);
            }
        }
    });
    Ok(Dense { weights, bias, amplitudes: Vec::new() })
}

impl Heads {
    /// Takes their parts from `weights`.
    ///
    /// # Errors
    /// Where a part is missing or has another shape.
    pub fn new(weights: &mut dyn Weights, config: &Config, labels: &Labels) -> Result<Self> {
        let hidden = Places::filled(config.hidden);
        let mut parts = Parts { weights, hidden: &hidden };
        Ok(Self {
            voice: parts.sentence("voice", labels.voice)?,
            certainty: parts.sentence("certainty", labels.certainty)?,
            wording: parts.sentence("wording", labels.wording)?,
            frames: parts.sentence("frames", labels.frames)?,
            stance: parts.stance(labels.stance)?,
            spans: parts.linear("spans", 1, 2 * labels.spans)?,
            embedding: parts.linear("embedding", 1, config.hidden)?,
            hidden,
        })
    }
}
