//! `parallax compare`.

mod gather;
mod names;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use indicatif::ProgressDrawTarget;

use super::Status;
use super::annotate::SideArguments;
use super::choice::{BlindArgument, ModelArguments};
use super::eval::Resampling;
use super::output::{self, Inputs};
use super::progress;
use crate::compare::comparison::Overlap;
use crate::compare::links::Scorer;
use crate::compare::{self, Article, Comparison, KnownErrors, Stage, Step};
use crate::labels::{Annotated, Signature};
use crate::model::{Card, Model};
use crate::render;
use gather::Gathered;
use names::{Field, Named, OutletOf};

/// Shows how outlets tell one event differently.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Articles of two outlets or more: files, folders, -, or what `annotate --format jsonl` wrote.
    #[arg(required = true, value_name = "ARTICLE")]
    articles: Vec<PathBuf>,
    #[command(flatten)]
    sides: SideArguments,
    /// The outlet of a file, or of all files of a folder [default: as the article says, else the
    /// folder, else the file's name].
    #[arg(long, value_name = "NAME=PATH", value_parser = |text: &str| OutletOf::parse(text))]
    outlet: Vec<OutletOf>,
    /// Compare by something else than outlets.
    #[arg(long, value_enum, value_name = "FIELD", default_value_t = Field::Outlet)]
    by: Field,
    /// What tells events apart; only articles of one event are lined up.
    #[arg(long, value_enum, value_name = "FIELD", default_value_t = Field::Event)]
    event: Field,
    /// Correct rates by the confusion matrices in this JSON of `parallax eval` [default: those of
    /// the model's own development data].
    #[arg(long, value_name = "EVAL.json")]
    errors_from: Option<PathBuf>,
    /// Compare articles although different models annotated them.
    #[arg(long)]
    allow_mixed: bool,
    #[command(flatten)]
    resampling: Resampling,
    #[command(flatten)]
    model: ModelArguments,
    #[command(flatten)]
    blind: BlindArgument,
    /// What to write.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Where to write it: a file, or for CSV a folder [default: standard output].
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

/// Fewer articles are compared in a moment.
const MANY: usize = 10;

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The findings, for a terminal.
    Text,
    /// One JSON object.
    Json,
    /// A self-contained page.
    Html,
    /// A row a number, for spreadsheets and R; with -o FOLDER, the claims too.
    Csv,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let inputs = arguments.articles.iter().chain(&arguments.errors_from);
    Inputs::articles(inputs).check(arguments.output.as_deref())?;
    let Gathered { documents, status } = gather::gather(arguments)?;
    let named = Named::new(&documents, arguments)?;
    named.tell();
    let articles: Vec<Article> = documents
        .iter()
        .zip(&named.articles)
        .map(|(annotated, name)| Article { outlet: &name.outlet, event: &name.event, annotated })
        .collect();
    let comparison = watched(&articles, &arguments.options(&documents)?)?;
    warn_of_events(&comparison.overlap, arguments.event);
    arguments.write(&comparison, &articles)?;
    Ok(status)
}

/// Says where what was taken for one event may be several, and where one outlet tells of it alone.
fn warn_of_events(overlaps: &[Overlap], field: Field) {
    let advice = if field == Field::Event {
        " Say with --event what tells events apart, such as --event folder"
    } else {
        ""
    };
    for overlap in overlaps {
        let event = names::spoken(&overlap.event);
        if overlap.hardly {
            let Overlap { sentences, shared, .. } = overlap;
            let claims = if overlap.claims == 0 { "no claim" } else { "few claims" };
            anstream::eprintln!(
                "parallax: of {sentences} sentences on {event}, {shared} have a likely counterpart, and \
                 {claims} could be lined up: are the articles on one event?{advice}"
            );
        }
        if !overlap.groups.is_empty() {
            anstream::eprintln!(
                "parallax: no claim on {event} ties together {}: are they on {} events?{advice}",
                render::comparison::groups(overlap),
                overlap.groups.len()
            );
        }
    }
    let alone = overlaps.iter().filter(|overlap| overlap.outlets < 2);
    let alone: Vec<&str> = alone.map(|overlap| names::spoken(&overlap.event)).collect();
    if !alone.is_empty() && overlaps.len() > 1 {
        anstream::eprintln!(
            "parallax: one outlet alone tells of {}: nothing of it can be lined up",
            alone.join(", ")
        );
    }
}

/// Compares, with a bar on a terminal where it takes more than a moment.
fn watched<'a>(
    articles: &[Article<'a>],
    options: &compare::Options,
) -> crate::Result<Comparison<'a>> {
    let bar = progress::bar(1, "{msg} {wide_bar} {elapsed}");
    if articles.len() < MANY {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let watch = |Step { stage, done, of }: Step| {
        bar.set_message(match stage {
            Stage::Numbers => "outlets in numbers",
            Stage::Links => "lining up sentences",
            Stage::Claims => "claims and omissions",
        });
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    };
    let comparison = compare::compare_watched(articles, Scorer::embedded(), options, &watch);
    bar.finish_and_clear();
    comparison
}

impl Arguments {
    fn options(&self, documents: &[Annotated]) -> Result<compare::Options> {
        Ok(compare::Options {
            plan: self.resampling.plan(),
            errors: self.known_errors(documents)?,
            allow_mixed: self.allow_mixed,
            ..compare::Options::default()
        })
    }

    /// What is known of the errors of whoever annotated: as given, else of the built-in model
    /// where it did, saw the names and withheld no label: so its errors were counted.
    fn known_errors(&self, documents: &[Annotated]) -> Result<Option<KnownErrors>> {
        if let Some(path) = &self.errors_from {
            let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
            let known =
                KnownErrors::from_json(&text).with_context(|| path.display().to_string())?;
            return Ok(Some(known));
        }
        let card = Card::parse(Model::embedded_card())?;
        let id = card.weights_id();
        let thresholds = card.thresholds.by_name();
        let is_whole = |made: &Signature| {
            let is_built_in = made.weights == id && made.thresholds == thresholds;
            is_built_in && !made.blind && made.min_confidence <= 0.0
        };
        let built_in = |annotated: &Annotated| annotated.signature.as_ref().is_some_and(is_whole);
        let known = !card.confusion.is_empty() && documents.iter().all(built_in);
        Ok(if known { Some(KnownErrors::new(&card.confusion)?) } else { None })
    }

    fn write(&self, comparison: &Comparison, articles: &[Article]) -> Result<()> {
        let path = output::named(self.output.as_deref());
        let width = textwrap::termwidth();
        match self.format {
            Format::Text => output::write(path, &render::comparison::text(comparison, width)),
            Format::Json => output::write(path, &(render::comparison::json(comparison) + "\n")),
            Format::Html => output::write(path, &render::comparison::html(comparison, articles)),
            Format::Csv => match path {
                Some(folder) if folder.extension().is_none() => {
                    std::fs::create_dir_all(folder)
                        .with_context(|| folder.display().to_string())?;
                    for (name, table) in render::comparison::csv(comparison) {
                        output::write(Some(&folder.join(name)), &table)?;
                    }
                    Ok(())
                }
                _ => output::write(path, &render::comparison::cells_csv(comparison)),
            },
        }
    }
}
