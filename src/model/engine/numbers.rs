//! What weights and their inputs are held in.

/// What a linear map of the encoder and its inputs are held in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// 32-bit floats: what the model was trained in.
    F32,
    /// 16-bit floats, summed in 32 bits: up to twice as fast where the machine has instructions for
    /// their products, which differ from those of other machines in the last bits.
    Bf16,
    /// Bytes: more than twice as fast where the machine has instructions for their products.
    Int8,
}

impl Numbers {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::F32, Self::Bf16, Self::Int8];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::Bf16 => "bf16",
            Self::Int8 => "int8",
        }
    }
}
