//! Annotated documents as annotation tools write and read them.
//!
//! [`read`] and [`write()`] deal with files; [`Format::parse`] and [`Format::serialize`] are the
//! same without them. Every document goes through one layout, so that each tool's module only has
//! to know how that tool writes a labelled span, its attributes and the document's metadata:
//!
//! | layer | in every tool |
//! |---|---|
//! | sentence | a span labelled `sentence` |
//! | its labels | attributes `kind`, `duplicate`, `voice`, `certainty`, `wording`, `stance:ID`, `favors`, `frames`, `source_side` |
//! | mention | a span labelled `side:ID`, with an attribute `mention` for how it points |
//! | `hedge`, `booster`, `loaded`, `quote`, `source`, `cue` | a span of that label |
//! | sides, outlet and the like | metadata, as fields of the gold format |
//!
//! `README.md` beside this file gives each tool's form, and what it cannot carry.
//!
//! What is read is checked: offsets against the text and the words that the tool echoes, labels
//! against the codebook, sides against those declared. What is written is read back before it
//! is put in place; what came back different is returned as [`Loss`]es.

mod brat;
mod doccano;
mod files;
mod flat;
mod format;
mod gather;
mod gold;
mod inception;
mod json;
mod label_studio;
mod layout;
mod loss;
mod newsmtsc;
mod offsets;
mod prodigy;
mod sheet;
mod tokens;

use std::collections::HashSet;
use std::path::Path;

pub use brat::standoff::{Entity, Standoff};
pub use format::Format;
pub use loss::{Loss, Tally};

use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::labels::Annotated;

/// A file of a format: its name, without folders, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The file's name.
    pub name: String,
    /// Its content.
    pub text: String,
}

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The documents, in the order of the file.
    pub documents: Vec<Annotated>,
    /// What has no place in an annotated document: relations, notes, a tool's own fields.
    pub ignored: Tally,
}

/// What is wrong with a [`Piece`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The piece's name.
    pub piece: String,
    /// The line, from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong, naming document, span, field or label.
    pub reason: String,
}

impl Fault {
    fn new(piece: &Piece, line: impl Into<Option<usize>>, reason: impl ToString) -> Self {
        Self { piece: piece.name.clone(), line: line.into(), reason: reason.to_string() }
    }

    fn at(self, path: &Path) -> Error {
        let path =
            if path.is_dir() { path.join(&self.piece) } else { path.with_file_name(&self.piece) };
        match self.line {
            Some(line) => Error::Record { path, line, reason: self.reason },
            None => Error::Exchange { path, reason: self.reason },
        }
    }
}

/// Reads every document of a file or folder; where no format is given, that which
/// [`Format::from_path`] finds.
///
/// # Errors
/// A file that cannot be read, that is not of the format, or whose labels its text or the
/// codebook does not bear out; no document at all; two documents of one `id`.
pub fn read(path: &Path, format: Option<Format>) -> Result<Vec<Annotated>> {
    Ok(read_all(path, format)?.documents)
}

/// As [`read`], with what the file holds beside the documents.
///
/// # Errors
/// Those of [`read`].
pub fn read_all(path: &Path, format: Option<Format>) -> Result<Parsed> {
    std::fs::metadata(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    let format = format.map_or_else(|| Format::from_path(path), Ok)?;
    let pieces = files::read(path, format)?;
    let parsed = format.parse(&pieces).map_err(|fault| fault.at(path))?;
    distinct(path, &parsed.documents)?;
    Ok(parsed)
}

/// Reads every line of a file of our own format by itself, so that one that is broken does not
/// stop the rest.
///
/// # Errors
/// A file that cannot be read; within, a line that is none of the format.
pub fn read_each(path: &Path) -> Result<Vec<Result<Annotated>>> {
    Ok(each(path, &files::read(path, Format::Gold)?))
}

/// As [`read_each`], of what was read already; `path` is what errors call it.
#[must_use]
pub fn each(path: &Path, pieces: &[Piece]) -> Vec<Result<Annotated>> {
    gold::each(pieces).map(|document| document.map_err(|fault| fault.at(path))).collect()
}

/// Whether a file of this name is read, as part of a folder, in one of the formats.
pub(crate) fn is_read(name: &Path) -> bool {
    Format::ALL.iter().any(|&format| files::wanted(format, name))
}

/// The lines of a JSON Lines file that is no document's, with their numbers.
pub(crate) fn records<T: DeserializeOwned>(path: &Path) -> Result<Vec<(usize, T)>> {
    let piece = files::piece(path)?;
    let record = |(number, line)| Ok((number, json::line(&piece, number, line)?));
    json::lines(&piece.text).map(record).collect::<Result<_, Fault>>().map_err(|f| f.at(path))
}

fn distinct(path: &Path, documents: &[Annotated]) -> Result<()> {
    let wrong = |reason| Err(Error::Exchange { path: path.to_owned(), reason });
    if documents.is_empty() {
        return wrong("empty: no document in it".to_owned());
    }
    let mut seen = HashSet::new();
    match documents.iter().find(|document| !seen.insert(document.document.id())) {
        Some(twice) => wrong(format!("two documents have the id {:?}", twice.document.id())),
        None => Ok(()),
    }
}

/// Writes documents, to one file or to a new folder as the format demands, and returns what the
/// format could not carry. Nothing is put in place unless all of it could be written.
///
/// # Errors
/// Two documents of one `id`, documents of which the format can hold nothing, a folder that has
/// content, a disk that is full.
pub fn write(documents: &[Annotated], path: &Path, format: Format) -> Result<Vec<Loss>> {
    distinct(path, documents)?;
    let whole = documents;
    let documents = format.divided(whole);
    if documents.is_empty() {
        let reason = format!("{format} holds stances towards mentioned sides, and there is none");
        return Err(Error::Exchange { path: path.to_owned(), reason });
    }
    distinct(path, &documents)?;
    let pieces = format.serialize(&documents);
    let wrong = |fault: Fault| Error::Exchange { path: path.to_owned(), reason: fault.reason };
    let back = format.parse(&pieces).map_err(wrong)?;
    files::write(path, format, &pieces)?;
    let mut lost = loss::in_all(whole, &documents);
    lost.merge(loss::between(&documents, &back.documents));
    Ok(lost.losses(format))
}
