//! Where results go: standard output, or a file that is never half-written.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::files;
use crate::text::read::Format;

/// The file that was named for an output; none where that is `-`, standard output.
pub(super) fn named(path: Option<&Path>) -> Option<&Path> {
    path.filter(|path| *path != Path::new("-"))
}

/// Refuses an output that is one of the inputs: it would take the place of what is read.
pub(super) fn check<'p>(
    output: Option<&Path>,
    inputs: impl IntoIterator<Item = &'p PathBuf>,
) -> Result<()> {
    refuse(output, inputs, |there, read| there == read && read.is_file())
}

/// As [`check`], and an output that stands in a folder of articles and would be read as one.
pub(super) fn check_articles<'p>(
    output: Option<&Path>,
    inputs: impl IntoIterator<Item = &'p PathBuf>,
) -> Result<()> {
    refuse(output, inputs, |there, read| {
        there.is_file() && Format::of_path(there).is_some() && there.starts_with(read)
            || there == read && read.is_file()
    })
}

fn refuse<'p>(
    output: Option<&Path>,
    inputs: impl IntoIterator<Item = &'p PathBuf>,
    is_read: impl Fn(&Path, &Path) -> bool,
) -> Result<()> {
    let Some(path) = named(output) else { return Ok(()) };
    let Ok(there) = fs::canonicalize(path) else { return Ok(()) };
    let whole = |input: &&PathBuf| fs::canonicalize(input).is_ok_and(|read| is_read(&there, &read));
    match inputs.into_iter().find(whole) {
        None => Ok(()),
        Some(input) => {
            let (path, input) = (path.display(), input.display());
            bail!("{path}: would be read (as {input}) and then replaced; write to another file")
        }
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
