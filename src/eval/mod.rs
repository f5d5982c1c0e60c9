//! Scores annotated documents against hand-labelled ones; pure: values in, values out.
//!
//! Gold and predictions become [`pair::Pair`]s; each pair is counted once into a
//! [`tally::Tally`], and every number is a function of a sum of tallies. The score of a corpus,
//! its interval and a paired test all add up the same tallies again.

pub mod agree;
pub mod baseline;
pub mod benchmark;
pub mod calibrate;
pub mod ceiling;
pub mod compare;
pub mod confusion;
pub mod count;
pub mod errors;
pub mod hits;
pub mod lexicon;
pub mod links;
pub mod matching;
pub mod pair;
#[cfg(test)]
mod peers;
mod places;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod reference;
pub mod report;
pub mod row;
pub mod score;
pub mod side_swap;
pub mod slices;
pub mod subject;
pub mod tally;
pub mod threshold;
pub mod values;

pub use agree::agree;
pub use benchmark::Benchmark;
pub use report::{Options, Report, report};
pub use row::Row;
pub use score::{Score, Scores, score};
pub use slices::Slice;
pub use threshold::Threshold;
