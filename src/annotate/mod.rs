//! JOB: a document becomes an annotated document.

mod decode;
mod label;

pub use label::{Options, Reading, label};
