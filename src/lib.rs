//! Parallax reads news articles and says, sentence by sentence, whom the words favour and how
//! they are framed, with the words that show it.
//!
//! The rooms, from the ground up; each imports only from those above it in this list:
//!
//! - [`text`]: a file becomes a [`text::Document`], a document becomes [`text::Sentence`]s.
//! - [`sides`]: who is in contention, and where the text names them.
//! - [`labels`]: the codebook as types, and [`labels::Annotated`], which is also the file format.
//! - [`model`]: sentences in, probabilities out.
//! - [`stats`]: resampling, intervals, paired tests, agreement, calibration.
//! - [`annotate`]: a document becomes an annotated one.
//! - [`throughput`]: how fast the model reads on this machine.
//! - [`eval`]: gold and predictions become scores.
//! - [`compare`]: articles of several outlets become a comparison.
//! - [`exchange`]: annotated documents in the formats of annotation tools.
//! - [`suites`]: public benchmarks' files become gold documents.
//! - [`train`]: gold documents become a model's folder.
//! - [`render`]: results become text, a page, or a table.
//! - [`cli`]: arguments, files, progress, exit codes.

pub mod annotate;
pub mod cli;
pub mod compare;
pub mod error;
pub mod eval;
pub mod exchange;
mod files;
pub mod labels;
pub mod model;
pub mod render;
pub mod sides;
pub mod stats;
pub mod suites;
pub mod text;
pub mod throughput;
pub mod train;

pub use error::{Error, Result};
