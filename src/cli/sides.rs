//! `parallax sides`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;

use super::Status;
use super::articles::Articles;
use super::output::{self, Inputs};
use crate::sides::{self, SidesFile};

/// Finds the sides of one event in its articles and writes a sides file to be edited.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Articles on one event: files, folders, or - for standard input.
    #[arg(required = true, value_name = "ARTICLE")]
    articles: Vec<PathBuf>,
    /// Where to write the file [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    Inputs::articles(&arguments.articles).check(arguments.output.as_deref())?;
    let mut articles = Articles::open(&arguments.articles);
    let read = articles.rest();
    if read.is_empty() {
        // Each that could not be read was named.
        return Ok(Status::Failed);
    }
    let cast = sides::find_in(&read);
    if cast.sides.is_empty() {
        bail!("no sides found; write a sides file by hand, as the README shows");
    }
    output::write(arguments.output.as_deref(), &SidesFile::from(cast).to_toml())?;
    Ok(articles.report().status())
}
