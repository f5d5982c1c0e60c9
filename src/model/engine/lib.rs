//! What runs Parallax's models, once their weights no longer change.
//!
//! Sentences lie packed in one `[tokens, width]` matrix; weights are packed once, when the program
//! is built or a model's folder is loaded; a pass is single-threaded and works in memory that is
//! kept for the next. Each token's numbers depend on its own sentence alone, so that chunks and
//! threads change no bit of them. The network that trains, in the main package, is the reference.
//!
//! A package of its own, so that it is optimised in every build, and so that the build script of
//! the main one can pack the model that is part of the program, vocabulary included. That script does without the
//! feature `run`, and so without the kernels, which take longest to compile.

#![cfg_attr(not(feature = "run"), allow(dead_code))]

mod aligned;
mod archive;
mod calibration;
mod config;
mod encoder;
mod error;
mod heads;
#[cfg(feature = "run")]
mod kernels;
mod layout;
mod linear;
mod memory;
mod numbers;
mod panels;
#[cfg(feature = "run")]
mod run;
mod sequence;
mod source;
#[cfg(all(test, feature = "run"))]
mod tests;
mod vocabulary;
mod weights;
mod words;

pub use archive::{Archive, Lines};
pub use calibration::Calibration;
pub use config::Config;
pub use encoder::Encoder;
pub use error::{Error, Result};
pub use heads::{Heads, Labels};
#[cfg(feature = "run")]
pub use kernels::{Level, Peak};
pub use numbers::Numbers;
#[cfg(feature = "run")]
pub use run::{Engine, Matrix, Outputs};
pub use sequence::Sequence;
pub use source::Source;
pub use vocabulary::Vocabulary;
pub use weights::{Recording, Tensors, Weights};
pub use words::Words;
