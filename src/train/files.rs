//! The only place here that touches the disk, with [`crate::files`], but for what candle and the log
//! write themselves.

use std::fs;
use std::path::Path;

use crate::error::Result;
use crate::files::io;

/// The content of a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(io(path))
}

/// The text of a file.
pub(super) fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(io(path))
}

/// Writes a file.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).map_err(io(path))
}
