//! JOB: a document becomes an annotated document.
//!
//! [`article`] is the whole way. Its stations can be had alone where some are given, as gold
//! sentences and mentions are in evaluation: [`Prepared`] → [`read`] → [`decode`], which judges each
//! sentence by itself and then, where it shall, in the context of its article.

mod article;
mod blind;
mod context;
mod decode;
mod embed;
mod labels;
mod prepared;
mod quotations;
mod reading;
mod sources;
pub mod summary;

pub use article::{Judging, Options, again, article};
pub(crate) use context::{around, leaning};
pub use decode::{Decisions, decode};
pub use embed::embed;
pub use prepared::{GoldGives, Prepared};
pub(crate) use reading::mentions_in;
pub use reading::{Read, Reading, read, read_all};
pub use summary::summarise;
