//! `parallax model`.

use anyhow::Result;
use clap::{Args, Subcommand};

use super::Status;
use super::choice::ModelChoice;

/// Shows or verifies a model.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print a model's card: what it is made of, what it says and how well.
    Show(Named),
    /// Compare a model's files with the hashes in its card, and load it.
    Verify(Named),
}

#[derive(Debug, Args)]
struct Named {
    /// A folder, a name below models/, or hf:ORG/NAME[@REV] [default: the model in the program].
    #[arg(value_name = "MODEL")]
    model: Option<ModelChoice>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    match &arguments.action {
        Action::Show(named) => {
            super::output::write(None, &ModelChoice::or_embedded(named.model.as_ref()).card()?)?;
        }
        Action::Verify(named) => {
            let model = ModelChoice::or_embedded(named.model.as_ref()).verify()?;
            let card = model.card();
            let line = format!("{}: files match the card ({})\n", card.name, card.files.weights);
            super::output::write(None, &line)?;
        }
    }
    Ok(Status::Done)
}
