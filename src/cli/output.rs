//! Where results go: standard output, or a file that is never half-written.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::text::read::Format;
use crate::{exchange, files};

/// The file that was named for an output; none where that is `-`, standard output.
pub(super) fn named(path: Option<&Path>) -> Option<&Path> {
    path.filter(|path| *path != Path::new("-"))
}

/// What a command reads, so that no output takes its place.
#[derive(Debug)]
pub(super) struct Inputs {
    files: HashSet<PathBuf>,
    folders: Vec<PathBuf>,
    /// Whether a file of this name, in lower case, is read in a folder.
    is_read: fn(&Path) -> bool,
}

impl Inputs {
    /// Articles, and what else is read as it is named.
    pub fn articles<'p>(paths: impl IntoIterator<Item = &'p PathBuf>) -> Self {
        Self::new(paths, |name| Format::of_path(name).is_some())
    }

    /// Annotated documents in any of the formats.
    pub fn documents<'p>(paths: impl IntoIterator<Item = &'p PathBuf>) -> Self {
        Self::new(paths, exchange::is_read)
    }

    fn new<'p>(paths: impl IntoIterator<Item = &'p PathBuf>, is_read: fn(&Path) -> bool) -> Self {
        let there = paths.into_iter().filter_map(|path| fs::canonicalize(path).ok());
        let (folders, files): (Vec<_>, Vec<_>) = there.partition(|path| path.is_dir());
        Self { files: files.into_iter().collect(), folders, is_read }
    }

    /// Refuses an output that is read, or stands in a folder that is and would be read there.
    pub fn check(&self, output: Option<&Path>) -> Result<()> {
        let Some(path) = named(output) else { return Ok(()) };
        let Ok(there) = fs::canonicalize(path) else { return Ok(()) };
        let name = there.file_name().unwrap_or_default().to_ascii_lowercase();
        let is_read_there = there.is_file()
            && (self.is_read)(Path::new(&name))
            && self.folders.iter().any(|folder| there.starts_with(folder));
        if self.files.contains(&there) || is_read_there {
            bail!(
                "{}: is one of the inputs and would be replaced; write to another file",
                path.display()
            );
        }
        Ok(())
    }
}

/// Writes `content` to `path`, whole or not at all; to standard output without one.
pub(super) fn write(path: Option<&Path>, content: &str) -> Result<()> {
    match named(path) {
        None => {
            let mut out = io::stdout().lock();
            out.write_all(content.as_bytes())?;
            Ok(out.flush()?)
        }
        Some(path) => Ok(files::write(path, content.as_bytes())?),
    }
}

/// Whether the reader of our output went away, which is no failure.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
