//! `parallax convert`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;

use super::output::Inputs;
use super::{Status, by_name};
use crate::exchange::{self, Format, Parsed};

/// Converts between the formats of annotation tools; every offset is verified against the text.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A file or folder in any of the formats.
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// The file or new folder to write, which cannot be standard output.
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// The format of IN [default: told from its name and content].
    #[arg(long, value_name = "FORMAT", value_parser = by_name(Format::ALL, Format::name))]
    from: Option<Format>,
    /// The format of OUT [default: told from its name].
    #[arg(long, value_name = "FORMAT", value_parser = by_name(Format::ALL, Format::name))]
    to: Option<Format>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    if arguments.output.as_os_str() == "-" {
        bail!("-: a conversion cannot go to standard output; name a file or folder");
    }
    Inputs::documents([&arguments.input]).check(Some(&arguments.output))?;
    let from = arguments.from.map_or_else(|| Format::from_path(&arguments.input), Ok)?;
    let to = arguments.to.map_or_else(|| Format::of_output(&arguments.output), Ok)?;
    let Parsed { documents, ignored } = exchange::read_all(&arguments.input, Some(from))?;
    for loss in ignored.losses(from) {
        anstream::eprintln!("parallax: not read from {loss}");
    }
    for loss in exchange::write(&documents, &arguments.output, to)? {
        anstream::eprintln!("parallax: no place in {loss}");
    }
    anstream::eprintln!("{} documents written to {}", documents.len(), arguments.output.display());
    Ok(Status::Done)
}
