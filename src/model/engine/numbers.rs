//! What weights and their inputs are held in.

/// What a linear map of the encoder and its inputs are held in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// 32-bit floats: what the model was trained in.
    F32,
    /// Bytes: more than twice as fast where the machine has instructions for their products.
    Int8,
}

impl Numbers {
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
