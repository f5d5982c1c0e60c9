//! The only room that prints, reads `argv` or chooses an exit code: a file a command.

mod again;
mod agree;
mod annotate;
mod articles;
mod audit;
mod bench;
mod choice;
mod compare;
mod convert;
mod eval;
mod links;
mod model;
mod output;
mod progress;
mod sides;
mod sink;
mod suite;
mod threads;
mod train;

use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};

/// Reads news articles and says, sentence by sentence, whom the words favour and how they are
/// framed.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Mark up articles, sentence by sentence.
    Annotate(annotate::Arguments),
    /// Find the sides of an event and write them to a file to be edited.
    Sides(sides::Arguments),
    /// Score annotations, the model's or anybody's, against hand-labelled ones.
    Eval(eval::Arguments),
    /// Show how outlets tell one event differently.
    Compare(compare::Arguments),
    /// Measure the agreement of annotators.
    Agree(agree::Arguments),
    /// Convert between the formats of annotation tools.
    Convert(convert::Arguments),
    /// Measure how fast the model reads on this machine.
    Bench(bench::Arguments),
    /// Train a model as a recipe says.
    Train(train::Arguments),
    /// Show, verify or calibrate a model.
    Model(model::Arguments),
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Everything was done.
    Done,
    /// A threshold was missed.
    Missed,
    /// Something failed; the rest was done.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Done => 0,
            Status::Missed => 1,
            Status::Failed => 2,
        })
    }
}

/// Reads the arguments and runs the command.
#[must_use]
pub fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Annotate(arguments) => annotate::run(&arguments),
        Command::Sides(arguments) => sides::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Agree(arguments) => agree::run(&arguments),
        Command::Convert(arguments) => convert::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Train(arguments) => train::run(&arguments),
        Command::Model(arguments) => model::run(&arguments),
    };
    match result {
        Ok(status) => status.into(),
        Err(error) if output::is_broken_pipe(&error) => Status::Done.into(),
        Err(error) => {
            anstream::eprintln!("parallax: {}", with_causes(&error));
            Status::Failed.into()
        }
    }
}

/// Takes one of `all` by its name; the help lists the names.
fn by_name<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let names = PossibleValuesParser::new(all.iter().map(|&one| name(one)));
    names.map(move |given| {
        let named = all.iter().find(|&&one| name(one) == given);
        *named.expect("the parser lets no other name through")
    })
}

/// The error and what caused it, but for causes that a message above them tells already.
fn with_causes(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |told, cause| {
        match (told.is_empty(), told.contains(&cause)) {
            (true, _) => cause,
            (false, true) => told,
            (false, false) => format!("{told}: {cause}"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        let path = "gold.jsonl".into();
        let error = anyhow::Error::from(crate::Error::Io { path, source: missing() });
        assert_eq!(with_causes(&error), format!("gold.jsonl: {}", missing()));
        let error = anyhow::Error::from(missing()).context("--sides");
        assert_eq!(with_causes(&error), format!("--sides: {}", missing()));
    }
}
