//! `parallax agree`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::Status;
use super::eval::{Output, Resampling};
use crate::{eval, exchange};

/// What is and is not measured of spans.
const SPANS: &str = "Sentence layers have Krippendorff's alpha; span labels have overlap F1 over \
    all pairs of annotators, and not gamma (Mathet et al. 2015), which no kept Rust library computes.";

/// Measures the agreement of two or more annotators who labelled the same texts.
#[derive(Debug, Args)]
#[command(after_help = SPANS)]
pub(super) struct Arguments {
    /// Each annotator's file or folder, in any format that `convert` reads.
    #[arg(required = true, num_args = 2.., value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    resampling: Resampling,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let files = arguments
        .files
        .iter()
        .map(|file| exchange::read(file, None))
        .collect::<crate::Result<Vec<_>>>()?;
    let rows = eval::agree(&files, &arguments.resampling.plan())?;
    let report = eval::Report::of_agreement(rows, &files, &arguments.resampling.plan());
    arguments.output.write(&report)?;
    Ok(Status::Done)
}
