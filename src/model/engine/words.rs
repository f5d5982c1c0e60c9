//! The embeddings of word pieces, kept in f16 and widened row by row.

use std::borrow::Cow;

use super::config::Config;
use super::error::{Error, Result};
use super::memory::Memory;
use super::source::{Source, widen};

const NAME: &str = "encoder.words";

fn shape(config: &Config) -> [usize; 2] {
    [config.vocabulary, config.hidden]
}

/// `[vocabulary, hidden]`; a clone shares them.
#[derive(Debug, Clone)]
pub struct Words {
    bytes: Memory<u8>,
    hidden: usize,
}

impl Words {
    /// Those in the program, used where they are.
    ///
    /// # Errors
    /// Where the tensor is missing or has another shape.
    pub fn in_place(source: &Source<'static>, config: &Config) -> Result<Self> {
        let bytes = match source.f16_bytes(NAME, &shape(config))? {
            Cow::Borrowed(bytes) => Memory::Program(bytes),
            Cow::Owned(bytes) => bytes.as_slice().into(),
        };
        Ok(Self { bytes, hidden: config.hidden })
    }

    /// A copy of those in a file.
    ///
    /// # Errors
    /// Where the tensor is missing or has another shape.
    pub fn copied(source: &Source, config: &Config) -> Result<Self> {
        let bytes = source.f16_bytes(NAME, &shape(config))?;
        Ok(Self { bytes: bytes.as_ref().into(), hidden: config.hidden })
    }

    /// Writes the row of a word piece to the start of `out`.
    pub(crate) fn row(&self, id: u32, out: &mut [f32]) -> Result<()> {
        let size = 2 * self.hidden;
        let bytes = usize::try_from(id).ok().and_then(|id| {
            let start = id.checked_mul(size)?;
            self.bytes.get(start..start.checked_add(size)?)
        });
        let missing = || Error::new(format!("no embedding of word piece {id}"));
        widen(bytes.ok_or_else(missing)?, &mut out[..self.hidden]);
        Ok(())
    }
}
