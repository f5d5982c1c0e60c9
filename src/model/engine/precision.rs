//! How precisely a model is run.

use serde::{Deserialize, Serialize};

/// The numbers that the encoder's weights and their inputs are held in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 32-bit floats: what the model was trained in.
    #[default]
    F32,
    /// Bytes: more than twice as fast where the machine has AVX-512 VNNI.
    Int8,
}

impl Precision {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::F32, Self::Int8];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::Int8 => "int8",
        }
    }
}
