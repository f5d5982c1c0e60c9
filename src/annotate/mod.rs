//! JOB: a document becomes an annotated document.

mod decode;
mod label;
pub mod summary;

pub use label::{Options, Reading, label};
pub use summary::summarise;
