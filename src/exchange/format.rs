//! The formats, and telling them apart.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use super::{
    Fault, Parsed, Piece, brat, doccano, files, gold, inception, json, label_studio, newsmtsc,
    prodigy,
};
use crate::error::{Error, Result};
use crate::labels::Annotated;

/// A format in which annotated documents are exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Our own: one document a line.
    Gold,
    /// brat standoff: a folder of `.txt` and `.ann` pairs.
    Brat,
    /// Label Studio's JSON export and import.
    LabelStudio,
    /// doccano's JSONL for sequence labelling.
    Doccano,
    /// `INCEpTION`'s UIMA CAS JSON 0.4, one document a file.
    CasJson,
    /// `WebAnno` TSV 3.3, one document a file.
    WebannoTsv,
    /// Prodigy's JSONL.
    Prodigy,
    /// The NewsMTSC benchmark's JSONL: a sentence a line, with the stance towards targets.
    NewsMtsc,
}

/// How a format lies on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disk {
    /// One file for all documents.
    File,
    /// A file for each document, in a folder where there are several.
    FileEach(&'static str),
    /// A folder of files that belong together.
    Folder,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[
        Self::Gold,
        Self::Brat,
        Self::LabelStudio,
        Self::Doccano,
        Self::CasJson,
        Self::WebannoTsv,
        Self::Prodigy,
        Self::NewsMtsc,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gold => "gold",
            Self::Brat => "brat",
            Self::LabelStudio => "label-studio",
            Self::Doccano => "doccano",
            Self::CasJson => "cas-json",
            Self::WebannoTsv => "webanno-tsv",
            Self::Prodigy => "prodigy",
            Self::NewsMtsc => "newsmtsc",
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// The format of a file or folder that is there: by its content, else by its extension.
    ///
    /// # Errors
    /// [`Error::Exchange`] where neither tells.
    pub fn from_path(path: &Path) -> Result<Self> {
        by_content(path)?.ok_or_else(|| untold(path, "neither its content nor its name tells"))
    }

    /// The format of a file that is to be written: by its extension.
    ///
    /// # Errors
    /// [`Error::Exchange`] where that does not tell.
    pub fn of_output(path: &Path) -> Result<Self> {
        by_extension(path).ok_or_else(|| untold(path, "its name does not tell; give --to"))
    }

    pub(super) fn disk(self) -> Disk {
        match self {
            Self::Gold | Self::LabelStudio | Self::Doccano | Self::Prodigy | Self::NewsMtsc => {
                Disk::File
            }
            Self::CasJson => Disk::FileEach("json"),
            Self::WebannoTsv => Disk::FileEach("tsv"),
            Self::Brat => Disk::Folder,
        }
    }

    /// Reads the documents from the content of files.
    ///
    /// # Errors
    /// What is wrong with which of them, and where.
    pub fn parse(self, pieces: &[Piece]) -> Result<Parsed, Fault> {
        match self {
            Self::Gold => gold::parse(pieces),
            Self::Brat => brat::parse(pieces),
            Self::LabelStudio => label_studio::parse(pieces),
            Self::Doccano => doccano::parse(pieces),
            Self::CasJson => inception::cas::parse(pieces),
            Self::WebannoTsv => inception::tsv::parse(pieces),
            Self::Prodigy => prodigy::parse(pieces),
            Self::NewsMtsc => newsmtsc::parse(pieces),
        }
    }

    /// The documents as the content of files; a format that keeps all in one file gives one.
    #[must_use]
    pub fn serialize(self, documents: &[Annotated]) -> Vec<Piece> {
        let one = |text| vec![Piece { name: self.name().to_owned(), text }];
        match self {
            Self::Gold => one(gold::serialize(documents)),
            Self::Brat => brat::serialize(documents),
            Self::LabelStudio => one(label_studio::serialize(documents)),
            Self::Doccano => one(doccano::serialize(documents)),
            Self::CasJson => inception::cas::serialize(documents),
            Self::WebannoTsv => inception::tsv::serialize(documents),
            Self::Prodigy => one(prodigy::serialize(documents)),
            Self::NewsMtsc => one(newsmtsc::serialize(documents)),
        }
    }

    /// The documents as the format divides them.
    pub(super) fn divided(self, documents: &[Annotated]) -> Cow<'_, [Annotated]> {
        match self {
            Self::NewsMtsc => Cow::Owned(newsmtsc::split(documents)),
            _ => Cow::Borrowed(documents),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

fn untold(path: &Path, why: &str) -> Error {
    let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
    let reason = format!("is in no known format ({}): {why}", names.join(", "));
    Error::Exchange { path: path.to_owned(), reason }
}

fn by_extension(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()? {
        "jsonl" | "ndjson" => Some(Format::Gold),
        "tsv" => Some(Format::WebannoTsv),
        "ann" => Some(Format::Brat),
        _ => None,
    }
}

fn by_content(path: &Path) -> Result<Option<Format>> {
    if path.is_dir() {
        let names = files::names(path)?;
        return match by_names(&names) {
            Some(file) => by_content(&path.join(file)),
            None => Ok(None),
        };
    }
    if let Some(format @ (Format::Brat | Format::WebannoTsv)) = by_extension(path) {
        return Ok(Some(format));
    }
    if path.extension().is_some_and(|extension| extension == "txt") {
        return Ok(path.with_extension("ann").exists().then_some(Format::Brat));
    }
    Ok(json::sniff(&files::content(path)?).or_else(|| by_extension(path)))
}

/// The file by which a folder's format is told: a text may lie beside any of the others.
fn by_names(names: &[String]) -> Option<&String> {
    let first = |extension: &&str| {
        names.iter().find(|name| Path::new(name).extension().is_some_and(|e| e == *extension))
    };
    ["ann", "tsv", "json", "jsonl", "ndjson"].iter().find_map(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_format() {
        for &format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
        }
        assert_eq!(Format::from_name("conll"), None);
    }

    #[test]
    fn a_file_to_be_written_is_told_by_its_extension() {
        assert_eq!(Format::of_output(Path::new("no/such.jsonl")).unwrap(), Format::Gold);
        let message = Format::of_output(Path::new("no/such.json")).unwrap_err().to_string();
        assert!(message.contains("label-studio"), "{message}");
    }
}
