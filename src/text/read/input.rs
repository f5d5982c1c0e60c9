//! What was named: files, folders and standard input.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use super::refused;
use crate::error::{Error, Result};

/// How standard input is named.
pub(super) const STDIN: &str = "-";

/// How the bytes of an input are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The text as it stands: `.txt`, `.md`.
    Plain,
    /// A news page: `.html`, `.htm`.
    Html,
    /// An article a line: `.jsonl`.
    Jsonl,
}

impl Format {
    /// The format that a file's extension stands for.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension().and_then(OsStr::to_str)?.to_ascii_lowercase();
        match extension.as_str() {
            "txt" | "md" => Some(Self::Plain),
            "html" | "htm" => Some(Self::Html),
            "jsonl" => Some(Self::Jsonl),
            _ => None,
        }
    }

    /// The format that the first bytes of standard input look like.
    pub(super) fn of_bytes(start: &[u8]) -> Self {
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        let tag = start.get(..5).map(<[u8]>::to_ascii_lowercase).unwrap_or_default();
        match start.first() {
            Some(b'{') => Self::Jsonl,
            Some(b'<') if tag == b"<html" || tag == b"<!doc" => Self::Html,
            _ => Self::Plain,
        }
    }
}

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File {
        /// Where it is, as the user wrote it.
        path: PathBuf,
        /// How it is read.
        format: Format,
    },
    /// Standard input.
    Stdin,
    /// What standard input held.
    Held(Arc<[u8]>),
}

impl Input {
    /// A file, read by its extension; as plain text where that is unknown.
    #[must_use]
    pub fn file(path: PathBuf) -> Self {
        let format = Format::of_path(&path).unwrap_or(Format::Plain);
        Self::File { path, format }
    }

    /// What messages call it.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::File { path, .. } => path,
            Self::Stdin | Self::Held(_) => Path::new(STDIN),
        }
    }
}

/// The inputs that the arguments name: files, folders (walked, in the order of their paths, for
/// the extensions known) and `-` for standard input.
pub fn inputs(arguments: &[PathBuf]) -> impl Iterator<Item = Result<Input>> + use<> {
    Vec::from(arguments).into_iter().flat_map(
        |argument| -> Box<dyn Iterator<Item = Result<Input>>> {
            if argument == Path::new(STDIN) {
                return Box::new(std::iter::once(Ok(Input::Stdin)));
            }
            match std::fs::metadata(&argument) {
                Err(source) => Box::new(std::iter::once(Err(Error::Io { path: argument, source }))),
                Ok(kind) if kind.is_dir() => Box::new(walk(&argument)),
                Ok(_) => Box::new(std::iter::once(Ok(Input::file(argument)))),
            }
        },
    )
}

/// The articles of a folder. Ignore files are for source code and are not heeded.
fn walk(folder: &Path) -> impl Iterator<Item = Result<Input>> + use<> {
    let mut builder = WalkBuilder::new(folder);
    builder.standard_filters(false).hidden(true).follow_links(true).sort_by_file_path(Path::cmp);
    let mut found = builder.build().filter_map(|entry| match entry {
        Err(error) => Some(Err(error)),
        Ok(entry) => {
            let is_file = entry.path().is_file() && Format::of_path(entry.path()).is_some();
            is_file.then(|| Ok(Input::file(entry.into_path())))
        }
    });
    let folder = folder.to_owned();
    let first = found.next().unwrap_or(Ok(Input::Stdin));
    let empty = matches!(first, Ok(Input::Stdin));
    let none = move || {
        refused(&folder, "no article in this folder: .txt, .md, .html, .htm and .jsonl are read")
    };
    let first = if empty { Err(none()) } else { first.map_err(walk_error) };
    std::iter::once(first).chain(found.map(|input| input.map_err(walk_error)))
}

fn walk_error(error: ignore::Error) -> Error {
    let path = failed_path(&error).unwrap_or_default();
    let reason = error.to_string();
    match error.into_io_error() {
        Some(source) => Error::Io { path, source },
        None => Error::Article { path, reason },
    }
}

fn failed_path(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::Loop { child, .. } => Some(child.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            failed_path(err)
        }
        _ => None,
    }
}
