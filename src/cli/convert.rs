//! `parallax convert`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::{Status, among};
use crate::exchange::{self, Format};

/// Converts between the formats of annotation tools; every offset is verified against the text.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A file or folder in any of the formats.
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// The file or new folder to write.
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// The format of IN [default: told from its name and content].
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    from: Option<Format>,
    /// The format of OUT [default: told from its name].
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    to: Option<Format>,
}

fn format(name: &str) -> Result<Format, String> {
    among(Format::from_name(name), Format::ALL.iter().map(|format| format.name()))
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let documents = exchange::read(&arguments.input, arguments.from)?;
    let to = arguments.to.map_or_else(|| Format::from_path(&arguments.output), Ok)?;
    for loss in exchange::write(&documents, &arguments.output, to)? {
        anstream::eprintln!("parallax: {loss}");
    }
    anstream::eprintln!("{} documents written to {}", documents.len(), arguments.output.display());
    Ok(Status::Done)
}
