//! From a file to sentences: reading, segmenting, and the one offset type.

pub mod document;
mod layout;
mod lists;
pub mod offsets;
pub mod quotes;
pub mod read;
mod rewritten;
pub mod segment;
pub mod sentence;
pub mod span;

pub use document::{Document, Metadata};
pub use layout::{in_one_paragraph, paragraphs};
pub use offsets::ScalarOffsets;
pub use rewritten::Rewritten;
pub use sentence::{Kind, Sentence};
pub use span::Span;
