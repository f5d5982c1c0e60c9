//! JOB: articles of several outlets on one event become a comparison of how they tell it.
//!
//! Pure: annotated documents in, values out; no model is run here. Sentence embeddings stand in
//! the documents where claims are to be aligned.
//!
//! [`compare()`] is the whole; [`compare_watched()`] tells how far it is. [`links`] lines up sentences, [`claims`] groups them over outlets,
//! [`omissions`] says who leaves what out.
//!
//! [`framing()`] is the half in numbers. Sentences are counted once, by unit (`units`), into rows of
//! counts (`measure`); every value, interval and p-value is a function of sums of these rows, as
//! they are, resampled, or with outlets exchanged (`resample`, `cells`).

mod article;
mod cells;
mod check;
pub mod claims;
pub mod comparison;
pub mod correction;
pub mod differences;
#[cfg(test)]
mod fixture;
pub mod framing;
pub mod links;
pub mod measure;
pub mod omissions;
pub mod profile;
pub mod progress;
mod rates;
mod resample;
#[cfg(test)]
mod sample;
mod simplex;
mod survey;
#[cfg(test)]
mod trials;
pub mod units;
pub mod words;

pub use article::Article;
pub use comparison::{Comparison, compare, compare_watched};
pub use correction::{Correction, KnownErrors};
pub use differences::Difference;
pub use framing::{Framing, Options, Resampling, Scope, framing};
pub use measure::{Measure, Through};
pub use profile::{Corrected, Estimate, Profile};
pub use progress::{Stage, Step};
pub use units::Unit;
pub use words::Distinctive;
