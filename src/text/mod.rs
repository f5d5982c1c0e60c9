//! From a file to sentences: reading, segmenting, and the one offset type.

pub mod document;
pub mod offsets;
pub mod sentence;
pub mod span;

pub use document::{Document, Metadata};
pub use offsets::ScalarOffsets;
pub use sentence::{Kind, Sentence};
pub use span::Span;
