//! JOB: a document becomes an annotated document.
//!
//! [`article`] is the whole way. Its stations can be had alone where some are given, as gold
//! sentences and mentions are in evaluation: [`Prepared`] → [`read`] → [`decode`].

mod article;
mod blind;
mod decode;
mod embed;
mod labels;
mod prepared;
mod quotations;
mod reading;
mod sources;
pub mod summary;

pub use article::{Options, again, article};
pub use decode::decode;
pub use embed::embed;
pub use prepared::{GoldGives, Prepared};
pub(crate) use reading::mentions_in;
pub use reading::{Read, Reading, read, read_all};
pub use summary::summarise;
