//! The program as a user runs it: a file a command.

mod annotate;
mod bench;
mod compare;
mod evaluate;
mod exchange;
mod sides;
mod suites;

use assert_cmd::Command;
use std::path::PathBuf;

/// The program, with nothing of the user's environment that changes its output.
fn parallax() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    command.env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE").env("COLUMNS", "100");
    command
}

/// A file of the corpus.
fn corpus(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/eval/corpus")).join(name)
}

/// A short article on two sides.
const ARTICLE: &str = "Harbour strike enters third week\n\nThe dockers' union said on Monday that the \
port authority had lied about wages. “We will not go back,” Maria Lindt told reporters.\n\nThe port \
authority may close the northern quay, its director Jens Holm said.\n";

const SIDES: [&str; 4] = [
    "--side",
    "union=The dockers' union,Maria Lindt,dockers",
    "--side",
    "port=Port authority,Jens Holm",
];
