//! What can be wrong with a model's weights.

/// The engine's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is wrong with the weights; the remedy depends on where they come from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Error {
    /// What is wrong, naming the tensor.
    pub reason: String,
}

impl Error {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}
