//! Parallax reads news articles and says, sentence by sentence, whom the words favour and how
//! they are framed, with the words that show it.
//!
//! The rooms, from the ground up; each imports only from those above it in this list:
//!
//! - [`text`]: a file becomes a [`text::Document`], a document becomes [`text::Sentence`]s.
//! - [`sides`]: who is in contention, and where the text names them.
//! - [`labels`]: the codebook as types, and [`labels::Annotated`], which is also the file format.
//! - [`stats`]: resampling, intervals, paired tests, agreement, calibration.
//! - [`eval`]: gold and predictions become scores and a report.
//! - [`render`]: values become strings.
//!
//! The three jobs (`annotate`, `eval`, `compare`) stand on these.

pub mod error;
pub mod eval;
pub mod labels;
pub mod render;
pub mod sides;
pub mod stats;
pub mod text;

pub use error::{Error, Result};
