//! How far a comparison is, for whoever waits.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Outlets are counted, resampled, and their names exchanged.
    Numbers,
    /// Sentences are lined up.
    Links,
    /// Links become claims, and claims that are missing become omissions.
    Claims,
}

/// How far a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Which stage.
    pub stage: Stage,
    /// Steps done.
    pub done: usize,
    /// Steps in all.
    pub of: usize,
}

/// Told of every step; it is called from several threads.
pub type Watch<'w> = dyn Fn(Step) + Sync + 'w;

/// Tells nobody.
pub fn unwatched(_: Step) {}

/// Counts the steps of a stage, whatever thread takes them.
pub(super) struct Steps<'w> {
    watch: &'w Watch<'w>,
    stage: Stage,
    done: AtomicUsize,
    of: usize,
}

impl<'w> Steps<'w> {
    /// Of a stage that begins.
    pub fn new(watch: &'w Watch<'w>, stage: Stage, of: usize) -> Self {
        watch(Step { stage, done: 0, of });
        Self { watch, stage, done: AtomicUsize::new(0), of }
    }

    /// One more is done.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        (self.watch)(Step { stage: self.stage, done, of: self.of });
    }
}
