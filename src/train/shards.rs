//! The gradient of a batch, each part of it on a core of its own.
//!
//! Small matrices do not repay being split over threads: two cores on two halves of a batch are
//! faster than two cores on every matrix. The parts depend on the batch alone, so that a run is
//! the same on any number of cores.

use std::thread;

use candle_core::backprop::GradStore;
use candle_core::{DType, Device, Tensor};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use super::examples::Example;
use super::loss::{LayerLosses, Loss};
use crate::error::Result;
use crate::model::{Batch, Logits, Network, Noise, Sequence};

/// Examples in a part.
const PART: usize = 16;

/// Sentences that are read at once.
const READ: usize = 32;

/// What every part of every batch needs.
pub(super) struct Shards<'a> {
    pub network: &'a Network,
    pub examples: &'a [Example],
    pub loss: Loss,
    /// The base model's embedding of every example, `[examples, hidden]`.
    pub base: Tensor,
}

/// Losses of a batch and its gradient, in parts that add up.
pub(super) struct BatchGradient {
    pub losses: LayerLosses,
    pub stores: Vec<GradStore>,
}

impl Shards<'_> {
    /// The gradient of the loss of these examples.
    pub fn gradient(&self, batch: &[usize], noise: Noise) -> Result<BatchGradient> {
        let parts: Vec<&[usize]> = batch.chunks(PART).collect();
        let cores = thread::available_parallelism().map_or(1, usize::from).min(parts.len());
        let mut results: Vec<(usize, Result<_>)> = thread::scope(|scope| {
            let workers: Vec<_> = (0..cores)
                .map(|core| {
                    let mine = parts.iter().enumerate().skip(core).step_by(cores);
                    scope.spawn(move || {
                        one_thread(|| {
                            mine.map(|(i, part)| (i, self.part(part, i, batch.len(), noise)))
                                .collect::<Vec<_>>()
                        })
                    })
                })
                .collect();
            workers.into_iter().flat_map(|w| w.join().expect("a worker returns")).collect()
        });
        results.sort_by_key(|&(i, _)| i);
        let mut gradient = BatchGradient { losses: LayerLosses::default(), stores: Vec::new() };
        for (_, result) in results {
            let (losses, store) = result?;
            gradient.losses.add(&losses);
            gradient.stores.push(store);
        }
        Ok(gradient)
    }

    fn part(
        &self,
        part: &[usize],
        place: usize,
        batch: usize,
        noise: Noise,
    ) -> Result<(LayerLosses, GradStore)> {
        let examples: Vec<&Example> = part.iter().map(|&i| &self.examples[i]).collect();
        let sequences: Vec<&Sequence> = examples.iter().map(|e| &e.sequence).collect();
        let rows: Vec<u32> = part.iter().map(|&i| u32::try_from(i).unwrap_or(u32::MAX)).collect();
        let base = self.base.index_select(&Tensor::new(rows, &Device::Cpu)?, 0)?;
        let noise = Noise { seed: noise.seed.rotate_left(17).wrapping_add(place as u64), ..noise };
        let batch_of_part = Batch::new(&sequences, &Device::Cpu)?;
        let logits = self.network.forward(&batch_of_part, Some(noise))?;
        let losses = self.loss.of(&logits, &examples, &base, batch)?;
        Ok((losses.layers()?, losses.total.backward()?))
    }
}

/// Runs `f` where rayon has one thread: what it calls stays on this core.
fn one_thread<T: Send>(f: impl FnOnce() -> T + Send) -> T {
    match ThreadPoolBuilder::new().num_threads(1).build() {
        Ok(pool) => pool.install(f),
        Err(_) => f(),
    }
}

/// The base model's embedding of every example, `[examples, hidden]`, before any training.
pub(super) fn base_embeddings(
    network: &Network,
    hidden: usize,
    examples: &[Example],
) -> Result<Tensor> {
    if examples.is_empty() {
        return Ok(Tensor::zeros((0, hidden), DType::F32, &Device::Cpu)?);
    }
    let parts = read(network, examples, |logits| Ok(logits.embedding.detach()))?;
    Ok(Tensor::cat(&parts, 0)?)
}

/// What `of` takes from what the network says, without noise, of each chunk of the examples.
pub(super) fn read<T: Send>(
    network: &Network,
    examples: &[Example],
    of: impl Fn(Logits) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let chunks = examples.par_chunks(READ).map(|chunk| {
        let sequences: Vec<&Sequence> = chunk.iter().map(|example| &example.sequence).collect();
        of(network.forward(&Batch::new(&sequences, &Device::Cpu)?, None)?)
    });
    chunks.collect()
}
