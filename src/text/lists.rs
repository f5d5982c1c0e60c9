//! Word lists: text files with one entry a line, read once.

use std::collections::HashSet;

/// The entries of a list file; `#` starts a comment line.
pub(super) fn entries(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The entries of a list file as a set.
pub(super) fn set(file: &'static str) -> HashSet<&'static str> {
    entries(file).collect()
}
