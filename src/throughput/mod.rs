//! JOB: how fast a model reads on this machine, and how near that comes to what the machine can do.
//!
//! Batches of different sentences are timed at two stations: the encoder with tokenising and
//! pooling ([`Model::means`]), and the whole reading with all heads ([`Model::predict`]).
//! Precisions take turns, batch by batch, and so does a loop of nothing but multiply-adds, whose
//! rate is the machine's [peak](Utilisation): what else the machine does slows all of them alike.

mod batch;
mod machine;
mod rate;
mod sentences;
mod work;

pub use machine::Machine;
pub use rate::{OfPrecision, Rate, Station, Utilisation};
pub use sentences::{Extent, Sentences};

use std::num::NonZeroUsize;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::labels::signature::PROGRAM;
use crate::model::Model;
use crate::model::engine::{Engine, Level};
use batch::Timed;

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Batches that are read first and not timed.
    pub warm_up: usize,
    /// Batches that are timed.
    pub batches: NonZeroUsize,
    /// Sentences a batch.
    pub sentences: NonZeroUsize,
}

impl Schedule {
    /// Batches that are read, timed or not.
    #[must_use]
    pub fn turns(&self) -> usize {
        self.warm_up + self.batches.get()
    }
}

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Throughput {
    /// Program and version.
    pub program: &'static str,
    /// The model's name.
    pub model: String,
    /// The first digits of the hash of its weights.
    pub weights: String,
    /// What it ran on.
    pub machine: Machine,
    /// Threads that read.
    pub threads: usize,
    /// The different sentences there were to read.
    pub distinct: Extent,
    /// Batches that were read first and not timed.
    pub warm_up: usize,
    /// Batches that were timed.
    pub batches: usize,
    /// Sentences a batch.
    pub batch: usize,
    /// Operations of the encoder's linear maps for one word piece, two a multiply-add.
    pub operations_per_word_piece: usize,
    /// Rates, precision by precision.
    pub precisions: Vec<OfPrecision>,
}

impl Throughput {
    /// One line that says what was measured and how.
    #[must_use]
    pub fn signature(&self) -> String {
        format!(
            "{}|model:{}|weights:{}|kernels:{}|threads:{}|batches:{}|batch:{}|distinct:{}",
            self.program,
            self.model,
            self.weights,
            self.machine.kernels,
            self.threads,
            self.batches,
            self.batch,
            self.distinct.sentences
        )
    }
}

/// Times one model, loaded in several precisions, on rayon's current pool. `done` is called after
/// each turn.
///
/// # Errors
/// Where there is no model or no sentence, the reference runs a model, or a model fails.
pub fn measure(
    models: &[Model],
    sentences: &Sentences,
    schedule: &Schedule,
    mut done: impl FnMut(),
) -> Result<Throughput> {
    let (Some(model), false) = (models.first(), sentences.is_empty()) else {
        return Err(Error::NothingToTime);
    };
    let pieces = model.word_pieces(&sentences.texts())?;
    let mut timed = vec![Vec::new(); models.len()];
    for turn in 0..schedule.turns() {
        let batch = sentences.batch(turn, schedule.sentences.get(), &pieces);
        for (model, timed) in models.iter().zip(&mut timed) {
            let read = Timed::read(model, &batch)?;
            if turn >= schedule.warm_up {
                timed.push(read);
            }
        }
        done();
    }
    let of_precision = |(model, timed): (&Model, Vec<Timed>)| OfPrecision::new(model, &timed);
    Ok(Throughput {
        program: PROGRAM,
        model: model.card().name.clone(),
        weights: model.card().weights_id(),
        machine: Machine::running(model.engine().map_or_else(Level::best, Engine::level)),
        threads: rayon::current_num_threads(),
        distinct: sentences.extent(&pieces),
        warm_up: schedule.warm_up,
        batches: schedule.batches.get(),
        batch: schedule.sentences.get(),
        operations_per_word_piece: work::per_word_piece(&model.card().network),
        precisions: models.iter().zip(timed).map(of_precision).collect::<Result<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Prepared;
    use crate::model::Precision;
    use crate::text::{Document, Metadata};

    fn number(n: usize) -> NonZeroUsize {
        NonZeroUsize::new(n).unwrap()
    }

    fn few() -> Sentences {
        let text = "The mill closed. The river rose on Monday. The mill closed. Nobody was hurt.";
        let document = Document::new(Metadata::default(), text.to_owned());
        let prepared = Prepared::found(&document, None);
        Sentences::of([prepared.reading(&document)])
    }

    fn contains(rate: &Rate) -> bool {
        match (rate.low, rate.mean, rate.high) {
            (Some(low), Some(mean), Some(high)) => low <= mean && mean <= high && low > 0.0,
            _ => false,
        }
    }

    #[test]
    fn every_precision_has_rates_within_their_intervals() {
        let models = Precision::ALL.map(|precision| Model::embedded_in(precision).unwrap());
        let schedule = Schedule { warm_up: 1, batches: number(4), sentences: number(2) };
        let mut turns = 0;
        let measured = measure(&models, &few(), &schedule, || turns += 1).unwrap();
        assert_eq!((turns, measured.distinct.sentences), (5, 3));
        let names: Vec<_> = measured.precisions.iter().map(|p| p.precision).collect();
        assert_eq!(names, Precision::ALL);
        for of in &measured.precisions {
            for station in [&of.encoder, &of.reading] {
                assert!(contains(&station.sentences) && contains(&station.words), "{of:?}");
                assert!(station.word_pieces.mean > station.words.mean, "{of:?}");
            }
        }
        let f32 = measured.precisions[0].utilisation.as_ref().unwrap();
        assert!(contains(&f32.operations) && contains(&f32.peak) && contains(&f32.share));
    }

    #[test]
    fn one_batch_has_a_rate_and_no_interval() {
        let models = [Model::embedded_in(Precision::F32).unwrap()];
        let schedule = Schedule { warm_up: 0, batches: number(1), sentences: number(1) };
        let measured = measure(&models, &few(), &schedule, || ()).unwrap();
        let rate = &measured.precisions[0].encoder.sentences;
        assert!(rate.mean.is_some() && rate.low.is_none() && rate.high.is_none());
    }

    #[test]
    fn without_a_sentence_nothing_is_measured() {
        let schedule = Schedule { warm_up: 0, batches: number(1), sentences: number(1) };
        let models = [Model::embedded_in(Precision::F32).unwrap()];
        let error = measure(&models, &Sentences::default(), &schedule, || ()).unwrap_err();
        assert!(error.to_string().contains("no sentence"), "{error}");
        assert!(measure(&[], &few(), &schedule, || ()).is_err());
    }
}
