//! How precisely a model is run.

use serde::Serialize;

use super::engine::{Level, Numbers};

/// What numbers a model is run in, and whether close sentences are read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 32-bit floats: what the model was trained in.
    F32,
    /// 16-bit floats: up to twice as fast where the machine has products of them.
    Bf16,
    /// Bytes: more than twice as fast where the machine has products of bytes.
    Int8,
    /// Bytes first, and 32-bit floats for the sentences whose labels bytes leave close to others.
    Mixed,
}

impl Default for Precision {
    /// The fastest on this machine with nearly all labels of f32 (`tests/engine.rs`). Probabilities
    /// and embeddings differ a little from one precision to another; a signature names it.
    fn default() -> Self {
        if Level::best().has_byte_products() { Self::Mixed } else { Self::F32 }
    }
}

impl Precision {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::F32, Self::Bf16, Self::Int8, Self::Mixed];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::Bf16 => "bf16",
            Self::Int8 => "int8",
            Self::Mixed => "mixed",
        }
    }

    /// What the engine runs first in, and what it reads close sentences again in.
    pub(super) fn passes(self) -> (Numbers, Option<Numbers>) {
        match self {
            Self::F32 => (Numbers::F32, None),
            Self::Bf16 => (Numbers::Bf16, None),
            Self::Int8 => (Numbers::Int8, None),
            Self::Mixed => (Numbers::Int8, Some(Numbers::F32)),
        }
    }
}
