//! From a document to an annotated one.

pub mod summary;

pub use summary::summarise;
