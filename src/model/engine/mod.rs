//! The engine: what runs a model whose weights no longer change.
//!
//! Sentences lie packed in one `[tokens, width]` matrix; weights are packed once, when the model is
//! loaded; a pass is single-threaded and works in memory that is kept for the next. Each token's
//! numbers depend on its own sentence alone, so that chunks and threads change no bit of them.
//! [`Network`](super::Network) is the reference, and what trains.

mod calibration;
mod chunk;
mod encoder;
mod heads;
mod layout;
mod linear;
mod precision;
mod source;
mod words;
mod workspace;

pub use calibration::Calibration;
pub use encoder::Encoder;
pub use parallax_kernels::Level;
pub use precision::Precision;
pub use source::Source;
pub use words::Words;

use std::sync::Mutex;

use parallax_kernels as kernels;

use super::config::Config;
use super::logits::SequenceLogits;
use super::sequence::Sequence;
use crate::error::Result;
use heads::Heads;
use workspace::Workspace;

/// Encoder and heads, ready to run.
pub struct Engine {
    encoder: Encoder,
    heads: Heads,
    level: Level,
    precision: Precision,
    /// Memory of passes that have ended.
    idle: Mutex<Vec<Workspace>>,
}

impl Engine {
    /// Packs the weights of a model for this machine.
    ///
    /// # Errors
    /// Where a tensor is missing or has another shape.
    pub fn new(
        source: &Source,
        words: Words,
        config: &Config,
        precision: Precision,
        calibration: &Calibration,
    ) -> Result<Self> {
        Ok(Self {
            encoder: Encoder::new(source, words, config, precision, calibration)?,
            heads: Heads::new(source, config)?,
            level: Level::best(),
            precision,
            idle: Mutex::default(),
        })
    }

    /// The same on another of this machine's instruction sets.
    #[must_use]
    pub fn on(self, level: Level) -> Self {
        Self { level, ..self }
    }

    /// How its weights and their inputs are held.
    #[must_use]
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// The instruction set it runs on.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// One pass over a chunk, on the calling thread.
    ///
    /// # Errors
    /// Where a token or position has no embedding.
    pub fn forward(&self, sequences: &[&Sequence]) -> Result<Vec<SequenceLogits>> {
        self.with_workspace(|workspace| {
            self.encoder.forward(self.level, sequences, workspace)?;
            Ok(self.heads.forward(self.level, sequences, workspace))
        })
    }

    /// The mean of each sequence's hidden states: the encoder without our heads, as others
    /// measure it.
    ///
    /// # Errors
    /// Where a token or position has no embedding.
    pub fn means(&self, sequences: &[&Sequence]) -> Result<Vec<Vec<f32>>> {
        self.with_workspace(|workspace| {
            self.encoder.forward(self.level, sequences, workspace)?;
            Ok(self.encoder.means(self.level, sequences, workspace))
        })
    }

    /// How large the inputs of its linear maps get on these sequences.
    ///
    /// # Errors
    /// Where a token or position has no embedding.
    pub fn calibrate(&self, sequences: &[Sequence]) -> Result<Calibration> {
        let mut seen = Calibration::default();
        for sequence in sequences {
            self.with_workspace(|workspace| {
                self.encoder.measure(self.level, &[sequence], workspace, &mut seen)
            })?;
        }
        Ok(seen)
    }

    fn with_workspace<T>(&self, f: impl FnOnce(&mut Workspace) -> Result<T>) -> Result<T> {
        let idle = || self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut workspace = idle().pop().unwrap_or_default();
        let result = f(&mut workspace);
        idle().push(workspace);
        result
    }
}
