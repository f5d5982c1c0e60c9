//! The only place here that touches the disk: a benchmark's files, held against its card.

use std::fs;
use std::path::{Path, PathBuf};

use super::card::{Card, Source};
use crate::error::{Error, Result};
use crate::model::weights::sha256;

/// A benchmark's folder and the card that says what is in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Data<'a> {
    pub card: &'a Card,
    pub folder: &'a Path,
}

/// A file as text.
#[derive(Debug)]
pub(super) struct File {
    pub path: PathBuf,
    pub text: String,
}

impl Data<'_> {
    /// File number `at` of the card, without a byte order mark.
    pub fn file(&self, at: usize) -> Result<File> {
        let source = self.source(at)?;
        let path = self.folder.join(&source.path);
        let bytes = fs::read(&path).map_err(|reason| self.missing(&path, reason))?;
        if let Some(expected) = &source.sha256_prefix {
            let found = sha256(&bytes);
            if !found.starts_with(expected.as_str()) {
                let (expected, place) = (expected.clone(), self.card.source.clone());
                return Err(Error::SuiteHash { path, expected, found, place });
            }
        }
        let mut file = File::decode(path, bytes)?;
        if file.text.starts_with('\u{feff}') {
            file.text.remove(0);
        }
        Ok(file)
    }

    /// The files with this extension in folder number `at` of the card, by name. A byte order
    /// mark stays: it counts as a character where offsets do.
    pub fn folder(&self, at: usize, extension: &str) -> Result<Vec<File>> {
        let folder = self.folder.join(&self.source(at)?.path);
        let missing = |reason| self.missing(&folder, reason);
        let mut paths = Vec::new();
        for entry in fs::read_dir(&folder).map_err(missing)? {
            let path = entry.map_err(missing)?.path();
            if path.extension().is_some_and(|found| found == extension) {
                paths.push(path);
            }
        }
        if paths.is_empty() {
            let reason = format!("no .{extension} file in it");
            return Err(missing(std::io::Error::new(std::io::ErrorKind::NotFound, reason)));
        }
        paths.sort_unstable();
        let read = |path: PathBuf| {
            let bytes = fs::read(&path).map_err(|reason| self.missing(&path, reason))?;
            File::decode(path, bytes)
        };
        paths.into_iter().map(read).collect()
    }

    fn source(&self, at: usize) -> Result<&Source> {
        self.card.files.get(at).ok_or_else(|| Error::Suite {
            suite: self.card.name.clone(),
            reason: format!(
                "its card names {} files, its reader wants more",
                self.card.files.len()
            ),
        })
    }

    fn missing(&self, path: &Path, reason: std::io::Error) -> Error {
        let Card { name, source: place, licence, citation, .. } = self.card;
        let about =
            format!("{name} is to be had from {place} (licence: {licence}; cite {citation})");
        Error::SuiteFile { path: path.to_owned(), reason, about }
    }
}

impl File {
    fn decode(path: PathBuf, bytes: Vec<u8>) -> Result<Self> {
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self { path, text }),
            Err(error) => {
                let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = 1 + valid.iter().filter(|&&byte| byte == b'\n').count();
                Err(Error::Record { path, line, reason: "the line is not UTF-8".to_owned() })
            }
        }
    }

    /// Its name without folders and extension.
    pub fn stem(&self) -> String {
        self.path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
    }

    /// What is wrong with a line of it.
    pub fn wrong(&self, line: usize, reason: impl ToString) -> Error {
        Error::Record { path: self.path.clone(), line, reason: reason.to_string() }
    }
}
