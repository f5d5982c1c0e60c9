//! From times to rates and where they lie.

use serde::Serialize;

use super::batch::Timed;
use super::work;
use crate::error::{Error, Result};
use crate::model::{Model, Precision};
use crate::stats::{Plan, intervals};

/// So many a second: all that was done by all the time it took, with the percentile bootstrap's
/// 95 % interval over batches.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// The mean.
    pub mean: Option<f64>,
    /// Lower end of its interval; `None` with fewer than two batches.
    pub low: Option<f64>,
    /// Upper end of its interval.
    pub high: Option<f64>,
}

/// What passes one station in a second.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Station {
    /// Sentences.
    pub sentences: Rate,
    /// Words.
    pub words: Rate,
    /// Word pieces.
    pub word_pieces: Rate,
}

/// How near the encoder comes to the machine's peak.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Utilisation {
    /// Operations a second of the encoder's linear maps, with all that it does beside them.
    pub operations: Rate,
    /// Operations a second where the machine does nothing else.
    pub peak: Rate,
    /// The first by the second: 0 to 1.
    pub share: Rate,
}

/// The rates of one precision.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct OfPrecision {
    /// The precision.
    pub precision: Precision,
    /// The encoder with tokenising and pooling.
    pub encoder: Station,
    /// The whole reading, with all heads.
    pub reading: Station,
    /// The encoder's share of the peak; `None` where no single peak bounds it.
    pub utilisation: Option<Utilisation>,
}

impl Rate {
    fn new(batches: &[Timed], of: impl Fn(&Timed) -> Option<f64> + Sync) -> Self {
        let mut all = Timed::default();
        batches.iter().for_each(|batch| all += batch);
        let interval = intervals(batches, &Plan::default(), |some| vec![of(some)]).pop().flatten();
        Self {
            mean: of(&all),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
        }
    }
}

impl Station {
    fn new(batches: &[Timed], seconds: fn(&Timed) -> f64) -> Self {
        let rate = |count: fn(&Timed) -> f64| {
            Rate::new(batches, move |some| quotient(count(some), seconds(some)))
        };
        Self {
            sentences: rate(|some| some.sentences),
            words: rate(|some| some.words),
            word_pieces: rate(|some| some.word_pieces),
        }
    }
}

impl Utilisation {
    fn new(batches: &[Timed], per_word_piece: f64) -> Option<Self> {
        let operations = move |t: &Timed| quotient(per_word_piece * t.word_pieces, t.encoder);
        let peak = |t: &Timed| quotient(t.peak_operations, t.peak);
        let share = move |t: &Timed| quotient(operations(t)?, peak(t)?);
        let utilisation = Self {
            operations: Rate::new(batches, operations),
            peak: Rate::new(batches, peak),
            share: Rate::new(batches, share),
        };
        utilisation.peak.mean.is_some().then_some(utilisation)
    }
}

impl OfPrecision {
    #[expect(clippy::cast_precision_loss, reason = "no encoder has 2^52 weights")]
    pub(super) fn new(model: &Model, batches: &[Timed]) -> Result<Self> {
        let per_word_piece = work::per_word_piece(&model.card().network) as f64;
        Ok(Self {
            precision: model.precision().ok_or(Error::NoEngine)?,
            encoder: Station::new(batches, |some| some.encoder),
            reading: Station::new(batches, |some| some.reading),
            utilisation: Utilisation::new(batches, per_word_piece),
        })
    }
}

fn quotient(count: f64, of: f64) -> Option<f64> {
    (of > 0.0).then(|| count / of)
}
