//! Scores annotated documents against hand-labelled ones; pure: values in, values out.
//!
//! Gold and predictions become [`pair::Pair`]s; each pair is counted once into a
//! [`tally::Tally`], and every number is a function of a sum of tallies. The score of a corpus,
//! its interval and a paired test all add up the same tallies again.

pub mod confusion;
pub mod count;
pub mod hits;
pub mod matching;
pub mod pair;
mod places;
pub mod score;
pub mod tally;
pub mod values;

pub use score::{Score, Scores, score};
