//! Everything that can go wrong in the library, each with what a person needs to mend it.

use std::path::PathBuf;

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, where, and (where there is one) the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// What was being read or written.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file that holds no article that can be used.
    #[error("{path}: {reason}", path = path.display())]
    Article {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// A line of a JSON Lines file is not an annotated or gold document.
    #[error("{path}:{line}: {reason}", path = path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it, naming the field.
        reason: String,
    },
    /// A document says something about its text that the text does not bear out.
    #[error("document {document}: {reason}")]
    Document {
        /// The document's `id`.
        document: String,
        /// What is wrong, naming the field and the offset.
        reason: String,
    },
    /// A name that the label scheme does not have.
    #[error("unknown {layer} label {name:?}: expected one of {expected}")]
    UnknownLabel {
        /// The layer, such as `voice`.
        layer: &'static str,
        /// What was given.
        name: String,
        /// The names there are, comma-separated.
        expected: String,
    },
    /// A tokenizer file that cannot be read or lacks what the model needs.
    #[error("tokenizer.json: {reason}; take the file that belongs to the model")]
    Tokenizer {
        /// What is wrong with it.
        reason: String,
    },
    /// The network could not be built or run.
    #[error("network: {0}")]
    Network(#[from] candle_core::Error),
}
