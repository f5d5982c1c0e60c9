//! One batch on the clock.

use std::hint::black_box;
use std::ops::AddAssign;
use std::time::{Duration, Instant};

use super::sentences::Batch;
use crate::error::Result;
use crate::model::engine::{Level, Peak};
use crate::model::{Model, Precision};

/// What multiplies and adds in the encoder of each precision that has one encoder.
const PEAKS: [(Precision, Peak); 3] =
    [(Precision::F32, Peak::F32), (Precision::Bf16, Peak::Bf16), (Precision::Int8, Peak::Int8)];

/// How long the peak is measured beside each batch.
const SPELL: Duration = Duration::from_millis(50);

/// Rounds between two looks at the clock: some ten thousand cycles at least.
const ROUNDS: u64 = 1 << 12;

/// What a batch, or several together, held and took.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Timed {
    pub sentences: f64,
    pub words: f64,
    pub word_pieces: f64,
    /// Seconds in the encoder.
    pub encoder: f64,
    /// Seconds of the whole reading.
    pub reading: f64,
    /// Operations that the machine did where it did nothing else.
    pub peak_operations: f64,
    /// Seconds that these took; none where the precision has no peak.
    pub peak: f64,
}

impl AddAssign<&Self> for Timed {
    fn add_assign(&mut self, other: &Self) {
        self.sentences += other.sentences;
        self.words += other.words;
        self.word_pieces += other.word_pieces;
        self.encoder += other.encoder;
        self.reading += other.reading;
        self.peak_operations += other.peak_operations;
        self.peak += other.peak;
    }
}

impl Timed {
    /// Has a model read a batch.
    #[expect(clippy::cast_precision_loss, reason = "no batch has 2^52 words")]
    pub fn read(model: &Model, batch: &Batch) -> Result<Self> {
        let (peak_operations, peak) = peak(model).map_or((0.0, 0.0), |(p, level)| spell(p, level));
        let start = Instant::now();
        black_box(model.means(&batch.texts)?);
        let encoder = start.elapsed().as_secs_f64();
        let start = Instant::now();
        black_box(model.predict(&batch.inputs)?);
        Ok(Self {
            sentences: batch.extent.sentences as f64,
            words: batch.extent.words as f64,
            word_pieces: batch.extent.word_pieces as f64,
            encoder,
            reading: start.elapsed().as_secs_f64(),
            peak_operations,
            peak,
        })
    }
}

/// What bounds a model's encoder, and the instruction set it runs on.
fn peak(model: &Model) -> Option<(Peak, Level)> {
    let (engine, precision) = (model.engine()?, model.precision()?);
    let (_, peak) = PEAKS.into_iter().find(|(of, _)| *of == precision)?;
    Some((peak, engine.level()))
}

/// Operations of all threads together, and the seconds they took.
#[expect(clippy::cast_precision_loss, reason = "a second has no 2^52 operations")]
fn spell(peak: Peak, level: Level) -> (f64, f64) {
    let start = Instant::now();
    let operations = rayon::broadcast(|_| {
        let (start, mut operations) = (Instant::now(), 0);
        while start.elapsed() < SPELL {
            operations += peak.on(level, ROUNDS);
        }
        operations as f64
    });
    (operations.iter().sum(), start.elapsed().as_secs_f64())
}
