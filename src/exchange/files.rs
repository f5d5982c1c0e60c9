//! The only place here that touches the disk, with [`crate::files`].

use std::fs;
use std::path::{Path, PathBuf};

use super::Piece;
use super::format::{Disk, Format};
use crate::error::{Error, Result};
use crate::files::{self, io};

/// The text of a file.
pub(super) fn content(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(io(path))
}

/// The names of the files in a folder, sorted; those that are not UTF-8 are none of ours.
pub(super) fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(io(folder))? {
        let entry = entry.map_err(io(folder))?;
        if entry.path().is_file() {
            names.extend(entry.file_name().into_string().ok());
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// The files that make up `path`.
pub(super) fn read(path: &Path, format: Format) -> Result<Vec<Piece>> {
    let paths: Vec<PathBuf> = match format.disk() {
        _ if path.is_dir() => {
            let ours = |name: &String| wanted(format, Path::new(name));
            names(path)?.iter().filter(|name| ours(name)).map(|name| path.join(name)).collect()
        }
        Disk::Folder => ["txt", "ann"].map(|extension| path.with_extension(extension)).to_vec(),
        Disk::File | Disk::FileEach(_) => vec![path.to_owned()],
    };
    paths.iter().map(|path| piece(path)).collect()
}

/// A file.
pub(super) fn piece(path: &Path) -> Result<Piece> {
    Ok(Piece { name: file_name(path), text: content(path)? })
}

/// Whether a file of this name, in a folder, is one of the format.
pub(super) fn wanted(format: Format, name: &Path) -> bool {
    let extension = name.extension().and_then(|extension| extension.to_str());
    match format.disk() {
        Disk::Folder => matches!(extension, Some("txt" | "ann")),
        Disk::FileEach(ours) => extension == Some(ours),
        Disk::File => matches!(extension, Some("json" | "jsonl" | "ndjson")),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Writes beside `path` and renames, so that no half-written file is ever seen.
pub(super) fn write(path: &Path, format: Format, pieces: &[Piece]) -> Result<()> {
    let as_file = match format.disk() {
        Disk::File => true,
        Disk::FileEach(extension) => {
            pieces.len() == 1 && path.extension().is_some_and(|given| given == extension)
        }
        Disk::Folder => false,
    };
    match pieces {
        [piece] if as_file => files::write(path, piece.text.as_bytes()),
        _ => write_folder(path, pieces),
    }
}

fn write_folder(path: &Path, pieces: &[Piece]) -> Result<()> {
    if path.is_file() || (path.is_dir() && !names(path)?.is_empty()) {
        let reason = "this format needs a new folder; name one that does not exist".to_owned();
        return Err(Error::Exchange { path: path.to_owned(), reason });
    }
    let beside = tempfile::tempdir_in(files::folder_of(path)).map_err(io(path))?;
    let folder = beside.path().join("pieces");
    fs::create_dir(&folder).map_err(io(path))?;
    for piece in pieces {
        let file = folder.join(&piece.name);
        fs::write(&file, &piece.text).map_err(io(&file))?;
    }
    fs::rename(&folder, path).map_err(io(path))
}
