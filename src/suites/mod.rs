//! Public benchmarks: their files become gold documents, as their cards say.
//!
//! `eval/suites/` has a [`Card`] a benchmark; the files themselves are had from where the card
//! says. A file a layout; every line that is not as the layout has it is an error with file, line
//! and field, and so is a file that is not the one its card was written for.

mod abcd_link;
mod article_links;
mod babe;
pub mod card;
mod checkthat;
mod factappeal;
mod files;
mod gold;
mod newsmtsc;
mod polnear;
mod python;
mod szeged;
mod table;
mod voice;

use std::path::Path;

pub use card::Card;

use crate::error::Result;
use crate::eval::links::LinkedPair;
use crate::labels::Annotated;
use card::Reader;
use files::Data;

/// What a benchmark holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Gold {
    /// Labelled documents.
    Documents {
        /// One of each text.
        documents: Vec<Annotated>,
        /// The same texts as further annotators label them, the second annotators first.
        others: Vec<Vec<Annotated>>,
    },
    /// Articles whose sentences are linked.
    Links {
        /// Pairs of articles.
        pairs: Vec<LinkedPair>,
        /// The same as two annotators link them apart, where there are two.
        annotators: Option<[Vec<LinkedPair>; 2]>,
    },
}

impl Card {
    /// Reads the benchmark's files from a folder.
    ///
    /// # Errors
    /// A file that is missing (with citation, licence and the place it is had from), differs from
    /// the card, or has a line that is not as the layout has it.
    pub fn read(&self, folder: &Path) -> Result<Gold> {
        let data = Data { card: self, folder };
        let documents = match self.reader {
            Reader::Newsmtsc => newsmtsc::read(data)?,
            Reader::Babe => babe::read(data)?,
            Reader::Checkthat => checkthat::read(data)?,
            Reader::Szeged => szeged::read(data)?,
            Reader::Factappeal => factappeal::read(data)?,
            Reader::Polnear => {
                let mut readings = polnear::read(data)?.into_iter();
                let documents = readings.next().unwrap_or_default();
                return Ok(Gold::Documents { documents, others: readings.collect() });
            }
            Reader::AbcdLink => {
                let abcd_link::Readings { both, each } = abcd_link::read(data)?;
                return Ok(Gold::Links { pairs: both, annotators: Some(each) });
            }
            Reader::ArticleLinks => {
                return Ok(Gold::Links { pairs: article_links::read(data)?, annotators: None });
            }
        };
        Ok(Gold::Documents { documents, others: Vec::new() })
    }

    /// Predictions with the labels that the benchmark parts.
    #[must_use]
    pub fn scored(&self, mut predicted: Vec<Annotated>) -> Vec<Annotated> {
        if self.quoted_is_reported {
            predicted.iter_mut().for_each(voice::quoted_is_reported);
        }
        predicted
    }
}
