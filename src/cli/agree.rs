//! `parallax agree`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::Status;
use super::eval::{Output, Resampling};
use crate::{eval, exchange};

/// Measures the agreement of two or more annotators who labelled the same texts.
#[derive(Debug, Args)]
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
