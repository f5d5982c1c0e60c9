//! Passes over sentences.

mod chunk;
mod encoder;
mod heads;
mod linear;
mod workspace;

pub use chunk::Matrix;
pub use heads::Outputs;

use std::sync::Mutex;

use workspace::Workspace;

use crate::calibration::Calibration;
use crate::encoder::Encoder;
use crate::error::Result;
use crate::heads::Heads;
use crate::kernels::Level;
use crate::numbers::Numbers;
use crate::sequence::Sequence;

/// Encoder and heads, ready to run.
pub struct Engine {
    encoder: Encoder,
    heads: Heads,
    level: Level,
    /// Memory of passes that have ended.
    idle: Mutex<Vec<Workspace>>,
}

impl Engine {
    /// On the best of this machine's instruction sets.
    #[must_use]
    pub fn new(encoder: Encoder, heads: Heads) -> Self {
        Self { encoder, heads, level: Level::best(), idle: Mutex::default() }
    }

    /// The same on another of this machine's instruction sets.
    #[must_use]
    pub fn on(self, level: Level) -> Self {
        Self { level, ..self }
    }

    /// How its weights and their inputs are held.
    #[must_use]
    pub fn numbers(&self) -> Numbers {
        self.encoder.numbers()
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
    pub fn forward(&self, sequences: &[&Sequence]) -> Result<Outputs> {
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
