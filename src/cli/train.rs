//! `parallax train`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::{Status, progress};
use crate::labels::{Label, Stance};
use crate::train::{self, Folders, Progress, Recipe};

/// Trains the encoder and all heads, and writes a model's folder.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The recipe, such as models/recipes/parallax-minilm.toml.
    recipe: PathBuf,
    /// Folder with the files that the recipe names.
    #[arg(long, value_name = "FOLDER", default_value = "models/data")]
    data: PathBuf,
    /// Folder for checkpoints and logs; an interrupted run goes on from what is there
    /// [default: target/train/NAME].
    #[arg(long, value_name = "FOLDER")]
    run: Option<PathBuf>,
    /// Folder to write the model to [default: models/NAME].
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let recipe = Recipe::read(&arguments.recipe)?;
    let below = |folder: &str| PathBuf::from(folder).join(&recipe.name);
    let folders = Folders {
        data: arguments.data.clone(),
        run: arguments.run.clone().unwrap_or_else(|| below("target/train")),
        model: arguments.output.clone().unwrap_or_else(|| below("models")),
    };
    let bar = progress::bar(0, "{pos}/{len} {wide_bar} {msg}, {eta} left");
    train::train(&recipe, &folders, |progress| match progress {
        Progress::Step { step, steps, loss, speed } => {
            bar.set_length(steps as u64);
            bar.set_position(step as u64);
            bar.set_message(format!("loss {loss:.3}, {speed:.0} sentences/s"));
        }
        Progress::Epoch { epoch, score, best } => {
            let mark = if best { ", the best so far" } else { "" };
            let line = format!("epoch {epoch}: development score {score:.4}{mark}");
            bar.suspend(|| anstream::eprintln!("{line}"));
        }
        Progress::First => {
            bar.suspend(|| anstream::eprintln!("a first model, by which stances are weighed:"));
        }
        Progress::Weighed { habits } => bar.suspend(|| {
            let names = Stance::ALL.iter().map(Stance::to_string).collect::<Vec<_>>().join(" / ");
            anstream::eprintln!("where a crowd says …, who labelled says {names}:");
            for (crowd, said) in Stance::ALL.iter().zip(habits) {
                let said = said.map(|share| format!("{share:.2}")).join(" / ");
                anstream::eprintln!("  {crowd}: {said}");
            }
            anstream::eprintln!("the model:");
        }),
    })?;
    bar.finish_and_clear();
    anstream::eprintln!("wrote {}", folders.model.display());
    Ok(Status::Done)
}
