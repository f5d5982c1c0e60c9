//! AdamW with a rate for each parameter, a moving average of the weights, all in one pass.

use std::collections::BTreeMap;

use candle_core::backprop::GradStore;
use candle_core::{CpuStorage, InplaceOp2, Layout, Tensor, Var};
use rayon::prelude::*;
use std::sync::Mutex;

use super::recipe::Training;
use crate::error::Result;

/// Decay of the means of gradients and of their squares (Kingma and Ba 2015).
const BETAS: (f32, f32) = (0.9, 0.999);
const EPSILON: f32 = 1e-8;

/// Values that a thread works on at a time.
const BLOCK: usize = 32 * 1024;

/// What the optimiser remembers of one parameter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Memory {
    /// Mean of gradients.
    pub first: Vec<f32>,
    /// Mean of their squares.
    pub second: Vec<f32>,
    /// Moving average of the weights themselves.
    pub average: Vec<f32>,
}

/// The optimiser's state.
pub(super) struct Optimizer<'a> {
    training: &'a Training,
    layers: usize,
    /// Steps taken.
    pub step: usize,
    /// By parameter name.
    pub memory: BTreeMap<String, Memory>,
}

impl<'a> Optimizer<'a> {
    pub fn new(
        training: &'a Training,
        layers: usize,
        variables: &BTreeMap<String, Var>,
    ) -> Result<Self> {
        let memory = variables
            .iter()
            .map(|(name, variable)| {
                let average = variable.flatten_all()?.to_vec1::<f32>()?;
                let zeros = vec![0.0; average.len()];
                Ok((name.clone(), Memory { first: zeros.clone(), second: zeros, average }))
            })
            .collect::<Result<_>>()?;
        Ok(Self { training, layers, step: 0, memory })
    }

    /// The averaged weights.
    pub fn average(&self) -> BTreeMap<String, Vec<f32>> {
        self.memory.iter().map(|(name, memory)| (name.clone(), memory.average.clone())).collect()
    }

    /// One step along the sum of `gradients`; `schedule` is the share of the highest rate. Gives
    /// the gradient's norm.
    pub fn step(
        &mut self,
        variables: &BTreeMap<String, Var>,
        gradients: &[GradStore],
        schedule: f64,
    ) -> Result<f64> {
        self.step += 1;
        let gradients = summed(variables, gradients)?;
        let norm = gradients.values().map(squared).sum::<Result<f64>>()?.sqrt();
        let clip = if norm > self.training.clip { self.training.clip / norm } else { 1.0 };
        for (name, variable) in variables {
            let Some(gradient) = gradients.get(name.as_str()) else { continue };
            let update = self.update(name, variable, schedule, clip);
            let memory = self.memory.get_mut(name).expect("every variable is remembered");
            let step = AdamW { update, memory: Mutex::new(memory) };
            variable.inplace_op2(gradient, &step)?;
        }
        Ok(norm)
    }

    #[expect(clippy::cast_possible_truncation, reason = "weights are f32")]
    fn update(&self, name: &str, variable: &Var, schedule: f64, clip: f64) -> Update {
        let decayed = variable.rank() > 1;
        let steps = i32::try_from(self.step).unwrap_or(i32::MAX);
        // The average starts as a plain mean, so that the first weights do not linger in it.
        let average = self.training.average.min(self.step as f64 / (self.step as f64 + 10.0));
        Update {
            rate: (self.rate(name) * schedule) as f32,
            decay: if decayed { self.training.weight_decay as f32 } else { 0.0 },
            clip: clip as f32,
            first_correction: 1.0 - BETAS.0.powi(steps),
            second_correction: 1.0 - BETAS.1.powi(steps),
            average: average as f32,
        }
    }

    /// The highest rate of a parameter: lower the deeper its layer.
    fn rate(&self, name: &str) -> f64 {
        let Some(place) = name.strip_prefix("encoder.") else { return self.training.head_rate };
        let layer = place
            .strip_prefix("layers.")
            .and_then(|rest| rest.split('.').next()?.parse::<i32>().ok())
            .map_or(0, |layer| layer + 1);
        let layers = i32::try_from(self.layers).unwrap_or(i32::MAX);
        self.training.encoder_rate * self.training.layer_decay.powi(layers - layer)
    }
}

/// The sum of a batch's parts, by parameter name; a parameter without a gradient is left out.
fn summed<'v>(
    variables: &'v BTreeMap<String, Var>,
    parts: &[GradStore],
) -> Result<BTreeMap<&'v str, Tensor>> {
    let mut sums = BTreeMap::new();
    for (name, variable) in variables {
        let mut gradients = parts.iter().filter_map(|part| part.get(variable));
        let Some(first) = gradients.next() else { continue };
        let sum = gradients.try_fold(first.clone(), |sum, gradient| sum + gradient)?;
        sums.insert(name.as_str(), sum.contiguous()?);
    }
    Ok(sums)
}

/// The sum of squares, in an order that does not depend on the number of threads.
fn squared(gradient: &Tensor) -> Result<f64> {
    let sums = crate::model::ops::with_values(gradient, |values| {
        let sum = |block: &[f32]| f64::from(block.iter().map(|x| x * x).sum::<f32>());
        values.par_chunks(BLOCK).map(sum).collect::<Vec<f64>>()
    })?;
    Ok(sums.iter().sum())
}

/// The numbers of one parameter's step.
#[derive(Debug, Clone, Copy)]
struct Update {
    rate: f32,
    decay: f32,
    clip: f32,
    first_correction: f32,
    second_correction: f32,
    average: f32,
}

/// Decoupled weight decay (Loshchilov and Hutter 2019), in place.
struct AdamW<'m> {
    update: Update,
    memory: Mutex<&'m mut Memory>,
}

impl InplaceOp2 for AdamW<'_> {
    fn name(&self) -> &'static str {
        "adamw"
    }

    fn cpu_fwd(
        &self,
        weights: &mut CpuStorage,
        weights_layout: &Layout,
        gradient: &CpuStorage,
        gradient_layout: &Layout,
    ) -> candle_core::Result<()> {
        let CpuStorage::F32(weights) = weights else { candle_core::bail!("adamw: f32 only") };
        let range = |layout: &Layout| match layout.contiguous_offsets() {
            Some((start, end)) => Ok(start..end),
            None => candle_core::bail!("adamw: contiguous only"),
        };
        let weights = &mut weights[range(weights_layout)?];
        let gradient = &gradient.as_slice::<f32>()?[range(gradient_layout)?];
        let mut memory = self.memory.lock().expect("no step panicked");
        let Memory { first, second, average } = &mut **memory;
        let update = self.update;
        weights
            .par_chunks_mut(BLOCK)
            .zip(gradient.par_chunks(BLOCK))
            .zip(first.par_chunks_mut(BLOCK).zip(second.par_chunks_mut(BLOCK)))
            .zip(average.par_chunks_mut(BLOCK))
            .for_each(|(((weights, gradient), (first, second)), average)| {
                for i in 0..weights.len() {
                    let g = gradient[i] * update.clip;
                    first[i] += (g - first[i]) * (1.0 - BETAS.0);
                    second[i] += (g * g - second[i]) * (1.0 - BETAS.1);
                    let scale = (second[i] / update.second_correction).sqrt() + EPSILON;
                    let adam = first[i] / update.first_correction / scale;
                    weights[i] -= update.rate * (adam + update.decay * weights[i]);
                    average[i] += (weights[i] - average[i]) * (1.0 - update.average);
                }
            });
        Ok(())
    }
}

/// Linear warm-up, then linear decay to 0: the share of the highest rate at `step` of `steps`.
pub(super) fn schedule(step: usize, steps: usize, warm_up: f64) -> f64 {
    let (step, steps) = (step as f64, steps.max(1) as f64);
    let rising = (steps * warm_up).max(1.0);
    if step < rising { (step + 1.0) / rising } else { (steps - step) / (steps - rising).max(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_rises_and_falls_to_nothing() {
        let rates: Vec<f64> = (0..=100).map(|step| schedule(step, 100, 0.1)).collect();
        assert!((rates[9] - 1.0).abs() < 1e-9 && rates[0] < 0.2);
        assert!(rates[10..].windows(2).all(|pair| pair[1] < pair[0]));
        assert!(rates[100].abs() < 1e-9);
    }
}
