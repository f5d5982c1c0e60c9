//! `parallax model`.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::Status;
use super::articles::Articles;
use super::choice::ModelChoice;
use crate::train::{self, Recipe};

/// Shows, verifies, calibrates or refits a model.
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
    /// Measure on articles what a model's bytes are spread by, for --precision int8 and
    /// mixed, and keep it in the model's folder.
    Calibrate(Calibrate),
    /// Fit temperatures, context and thresholds to the development data of a recipe anew, score the
    /// model on them, and write its card. The weights stay.
    Refit(Refit),
}

#[derive(Debug, Args)]
struct Refit {
    /// The model's folder.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// The recipe, such as models/recipes/parallax-minilm.toml; of its files the development data are
    /// read.
    recipe: PathBuf,
    /// Folder with these files.
    #[arg(long, value_name = "FOLDER", default_value = "models/data")]
    data: PathBuf,
}

#[derive(Debug, Args)]
struct Calibrate {
    /// The model's folder.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Articles: files, folders, or - for standard input (.txt, .md, .html, .jsonl).
    #[arg(required = true, value_name = "ARTICLE")]
    articles: Vec<PathBuf>,
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
        Action::Calibrate(Calibrate { folder, articles }) => {
            let mut articles = Articles::open(articles);
            let documents = articles.rest();
            let count = train::calibrate(folder, &train::sentences(&documents))?;
            let line = format!("{}: calibrated on {count} sentences\n", folder.display());
            super::output::write(None, &line)?;
            return Ok(articles.report().status());
        }
        Action::Refit(Refit { folder, recipe, data }) => {
            let card = train::refit(&Recipe::read(recipe)?, data, folder)?;
            let line = format!("{}: fitted anew, {} scores\n", folder.display(), card.scores.len());
            super::output::write(None, &line)?;
        }
    }
    Ok(Status::Done)
}
