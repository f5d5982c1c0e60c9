//! One article to compare, and what it is grouped by.

use crate::labels::Annotated;

/// An annotated article of one outlet on one event.
#[derive(Debug, Clone, Copy)]
pub struct Article<'a> {
    /// Whose article it is, or the value of another field it is grouped by.
    pub outlet: &'a str,
    /// What it is about; articles of different events are not lined up.
    pub event: &'a str,
    /// Its labels; sides are the same in all articles of an event.
    pub annotated: &'a Annotated,
}
