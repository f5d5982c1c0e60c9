//! The training loop: epochs, checkpoints, the log.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use rand::SeedableRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::checkpoint::{self, Best, Checkpoint};
use super::evidence::Habits;
use super::examples::Examples;
use super::log::{Log, StepRecord};
use super::loss::Loss;
use super::optimizer::{Optimizer, schedule};
use super::parameters::{LEANING, Parameters};
use super::recipe::Recipe;
use super::shards::{Shards, base_embeddings};
use crate::error::Result;
use crate::model::{Config, Network, Noise};

/// Something to tell while training goes on.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// A step was taken.
    Step {
        /// Steps taken.
        step: usize,
        /// Steps in all.
        steps: usize,
        /// Mean loss of late.
        loss: f64,
        /// Sentences a second of late.
        speed: f64,
    },
    /// An epoch is over and was scored.
    Epoch {
        /// Which, from 1.
        epoch: usize,
        /// The score by which checkpoints are chosen.
        score: f64,
        /// Whether it is the best so far.
        best: bool,
    },
    /// A first model is about to be trained, by which stances are weighed.
    First,
    /// It is done, and stances are weighed by what it says.
    Weighed {
        /// How often those who labelled them say each stance (the inner index) where a crowd says
        /// another (the outer one), in the order of [`Stance::ALL`](crate::labels::Stance).
        habits: Habits,
    },
}

/// One training run.
pub(super) struct Run<'a> {
    pub recipe: &'a Recipe,
    pub config: &'a Config,
    pub examples: &'a Examples,
    /// Where checkpoints and the log are kept.
    pub folder: &'a Path,
}

impl Run<'_> {
    /// Trains to the end, scoring the averaged weights after every epoch with `score`; gives the
    /// best ones.
    pub fn train(
        &self,
        mut parameters: Parameters,
        mut score: impl FnMut(Network) -> Result<f64>,
        mut tell: impl FnMut(Progress),
    ) -> Result<(Parameters, BTreeMap<String, Vec<f32>>)> {
        let training = &self.recipe.training;
        let network = Network::new(self.config, &parameters.builder())?;
        let mut optimizer = Optimizer::new(training, self.config.layers, &parameters.variables)?;
        let mut best = Best::default();
        let mut log = Log::open(self.folder)?;
        let checkpoint = Checkpoint::load(self.folder, self.recipe)?;
        let done = checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.epochs);
        // The embedding head keeps what the base model says, before a checkpoint replaces it; a
        // run that is over needs none of it.
        let readings = if done < training.stop { &self.examples.readings[..] } else { &[] };
        let base = base_embeddings(&network, self.config.hidden, readings)?;
        if let Some(checkpoint) = checkpoint {
            checkpoint.restore(&mut parameters, &mut optimizer, &mut best)?;
        }
        let leaning = &parameters.variables[LEANING];
        let loss = Loss::new(&self.examples.written(), training, self.recipe.loss, leaning);
        let shards = Shards { network: &network, examples: &self.examples.readings, loss, base };
        let steps = self.examples.sentences.len().div_ceil(training.batch) * training.epochs;
        for epoch in done..training.stop.min(training.epochs) {
            for batch in self.order(epoch).chunks(training.batch) {
                let started = Instant::now();
                let gradient = shards.gradient(batch, self.noise(optimizer.step))?;
                let rate = schedule(optimizer.step, steps, training.warm_up);
                let norm = optimizer.step(&parameters.variables, &gradient.stores, rate)?;
                let speed = batch.len() as f64 / started.elapsed().as_secs_f64();
                let (step, epoch) = (optimizer.step, epoch + 1);
                log.step(&StepRecord { step, epoch, rate, norm, speed, losses: gradient.losses })?;
                let (loss, speed) = log.recent();
                tell(Progress::Step { step, steps, loss, speed });
            }
            let average = optimizer.average();
            let averaged = Network::new(self.config, &parameters.builder_with(&average)?)?;
            let value = score(averaged)?;
            let is_best = best.offer(value, average);
            checkpoint::save(self.folder, self.recipe, epoch + 1, &parameters, &optimizer, &best)?;
            tell(Progress::Epoch { epoch: epoch + 1, score: value, best: is_best });
        }
        Ok((parameters, best.weights))
    }

    /// The noise of a step: a function of seed and step.
    fn noise(&self, step: usize) -> Noise {
        // The increment of SplitMix64, so that neighbouring steps share no seed.
        let seed = self.recipe.seed ^ (step as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Noise { dropout: self.recipe.training.dropout, seed }
    }

    /// A reading of every sentence, in the order of an epoch: a function of seed and epoch, so that
    /// a resumed run goes on as the whole one would. Without padding there is nothing to bucket by
    /// length.
    fn order(&self, epoch: usize) -> Vec<usize> {
        let mut random = ChaCha8Rng::seed_from_u64(self.recipe.seed);
        random.set_stream(epoch as u64 + 1);
        let mut sentences: Vec<&[usize]> =
            self.examples.sentences.iter().map(Vec::as_slice).collect();
        sentences.shuffle(&mut random);
        sentences.iter().filter_map(|readings| readings.choose(&mut random)).copied().collect()
    }
}
