//! Parallax reads news articles and says, sentence by sentence, whom the words favour and how
//! they are framed, with the words that show it.
//!
//! The rooms, from the ground up; each imports only from those above it in this list:
//!
//! - [`text`]: a file becomes a [`text::Document`], a document becomes [`text::Sentence`]s.
//! - [`sides`]: who is in contention, and where the text names them.
//! - [`labels`]: the codebook as types, and [`labels::Annotated`], which is also the file format.
//! - [`exchange`]: the same documents as annotation tools write and read them.
//!
//! The three jobs (`annotate`, `eval`, `compare`) stand on these.

pub mod error;
pub mod exchange;
pub mod labels;
pub mod sides;
pub mod text;

pub use error::{Error, Result};
