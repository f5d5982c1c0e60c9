//! The articles a user named, read as they are needed; what goes wrong with one is said and the
//! rest goes on.

use std::path::PathBuf;
use std::time::Duration;

use indicatif::ProgressBar;

use super::{Status, progress};
use crate::text::Document;
use crate::text::read::{DistinctIds, Documents, Input, documents, inputs};

/// Bytes of text that are held at a time, beside the number of articles.
const BYTES_TOGETHER: usize = 4 << 20;

/// Articles to be read.
pub(super) struct Articles {
    inputs: std::vec::IntoIter<crate::Result<Input>>,
    open: Option<Documents>,
    ids: DistinctIds,
    report: Report,
}

/// What went wrong so far, and how far the work is.
pub(super) struct Report {
    bar: ProgressBar,
    failed: bool,
}

impl Report {
    /// Says what failed; the run will end with its exit code.
    pub fn failed(&mut self, message: &str) {
        self.failed = true;
        self.say(message);
    }

    /// Says what is worth knowing, and no failure.
    pub fn say(&self, message: &str) {
        self.bar.suspend(|| anstream::eprintln!("parallax: {message}"));
    }

    /// How the run ends.
    pub fn status(&self) -> Status {
        if self.failed { Status::Failed } else { Status::Done }
    }
}

impl Articles {
    /// Walks folders; files are opened later.
    pub fn open(arguments: &[PathBuf]) -> Self {
        Self::of(inputs(arguments).collect())
    }

    /// Of inputs that are found already; files are opened later.
    pub fn of(inputs: Vec<crate::Result<Input>>) -> Self {
        let bar = progress::bar(inputs.len(), "{pos}/{len} files {wide_bar} {msg} {eta} left");
        // Nothing is drawn for a moment's work.
        if inputs.len() < 2 {
            bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
        } else {
            bar.enable_steady_tick(Duration::from_millis(500));
        }
        let report = Report { bar, failed: false };
        Self { inputs: inputs.into_iter(), open: None, ids: DistinctIds::new(), report }
    }

    /// The next articles, at most `count`; `None` at the end.
    pub fn next(&mut self, count: usize) -> Option<Vec<Document>> {
        let mut together = Vec::new();
        let mut bytes = 0;
        while together.len() < count && bytes < BYTES_TOGETHER {
            let Some(document) = self.next_one() else { break };
            bytes += document.text().len();
            together.push(document);
        }
        (!together.is_empty()).then_some(together)
    }

    /// All that are left, in memory at once.
    pub fn rest(&mut self) -> Vec<Document> {
        std::iter::from_fn(|| self.next_one()).collect()
    }

    /// Gives a document that was read elsewhere an id that no other has.
    pub fn admit(&mut self, document: &mut Document) {
        document.meta.id = self.ids.distinct(&document.meta.id);
    }

    /// What went wrong so far.
    pub fn report(&mut self) -> &mut Report {
        &mut self.report
    }

    fn next_one(&mut self) -> Option<Document> {
        loop {
            if let Some(read) = self.open.as_mut().and_then(Iterator::next) {
                match read {
                    Ok(mut document) => {
                        self.admit(&mut document);
                        return Some(document);
                    }
                    Err(error) => self.report.failed(&error.to_string()),
                }
                continue;
            }
            if self.open.take().is_some() {
                self.report.bar.inc(1);
            }
            match self.inputs.next()? {
                Ok(input) => self.open = Some(documents(input)),
                Err(error) => self.report.failed(&error.to_string()),
            }
        }
    }
}

impl Drop for Articles {
    fn drop(&mut self) {
        self.report.bar.finish_and_clear();
    }
}
