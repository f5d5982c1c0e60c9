//! How long work takes, on a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of `length` steps in this form; a plain one where the form cannot be read.
pub(super) fn bar(length: usize, form: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style)
}
