//! `parallax bench`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::articles::Articles;
use super::choice::ModelChoice;
use super::threads::ThreadArguments;
use super::{Status, by_name, eval, output, progress};
use crate::annotate::{GoldGives, Prepared};
use crate::model::{Card, Model, Precision};
use crate::render;
use crate::text::Document;
use crate::throughput::{self, Schedule, Sentences};

/// Batches that are read before the clock runs: memory is touched, the processor is awake.
const WARM_UP: usize = 3;

/// Sentences a batch and thread: enough that no thread waits long for the last chunk.
const A_THREAD: usize = 64;

/// Measures how fast the model reads on this machine, and what share of the processor's peak its
/// encoder reaches.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Articles to read: files, folders, or - for standard input (.txt, .md, .html, .jsonl)
    /// [default: the development part of the corpus built in].
    #[arg(value_name = "ARTICLE")]
    articles: Vec<PathBuf>,
    /// A model's folder, a name below models/, or hf:ORG/NAME[@REV] [default: the one built in].
    #[arg(long, value_name = "MODEL")]
    model: Option<ModelChoice>,
    /// How precisely to run it; several, parted by commas, take turns [default: every way].
    #[arg(long, value_name = "PRECISION", value_delimiter = ',', value_parser = by_name(&Precision::ALL, Precision::name))]
    precision: Vec<Precision>,
    /// Batches to time.
    #[arg(long, value_name = "N", default_value = "30", value_parser = count)]
    batches: NonZeroUsize,
    /// Sentences a batch [default: 64 a thread].
    #[arg(long, value_name = "N", value_parser = count)]
    batch: Option<NonZeroUsize>,
    #[command(flatten)]
    threads: ThreadArguments,
    /// What to write.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Where to write it [default: standard output].
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables for a terminal.
    Text,
    /// One JSON object.
    Json,
}

/// Batches, or sentences a batch, at most.
const MOST: usize = 1_000_000;

fn count(value: &str) -> Result<NonZeroUsize, String> {
    let count = value.parse().ok().filter(|count: &NonZeroUsize| count.get() <= MOST);
    count.ok_or_else(|| format!("expected a whole number from 1 to {MOST}"))
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    arguments.threads.apply()?;
    let (sentences, status) = arguments.sentences()?;
    let schedule = arguments.schedule();
    let bar = progress::bar(schedule.turns(), "{pos}/{len} batches {wide_bar} {eta} left");
    let models = arguments.models()?;
    let measured = throughput::measure(&models, &sentences, &schedule, || bar.inc(1))?;
    bar.finish_and_clear();
    let text = match arguments.format {
        Format::Text => render::throughput::text(&measured, textwrap::termwidth()),
        Format::Json => render::throughput::json(&measured) + "\n",
    };
    output::write(arguments.output.as_deref(), &text)?;
    Ok(status)
}

impl Arguments {
    /// What is read, and whether all of it could be had.
    fn sentences(&self) -> Result<(Sentences, Status)> {
        if self.articles.is_empty() {
            return Ok((built_in()?, Status::Done));
        }
        let mut articles = Articles::open(&self.articles);
        let sentences = found(&articles.rest());
        Ok((sentences, articles.report().status()))
    }

    fn schedule(&self) -> Schedule {
        let usual = NonZeroUsize::MIN.saturating_add(A_THREAD * rayon::current_num_threads() - 1);
        Schedule { warm_up: WARM_UP, batches: self.batches, sentences: self.batch.unwrap_or(usual) }
    }

    /// The model in every precision that was asked for.
    fn models(&self) -> Result<Vec<Model>> {
        let choice = ModelChoice::or_embedded(self.model.as_ref());
        if !self.precision.is_empty() {
            return self.precision.iter().map(|&p| choice.load(Some(p))).collect();
        }
        let calibrated = Card::parse(&choice.card()?)?.files.calibration.is_some();
        let possible = |p: &Precision| calibrated || *p != Precision::Mixed;
        Precision::ALL.into_iter().filter(possible).map(|p| choice.load(Some(p))).collect()
    }
}

/// The sentences of the corpus, with the mentions that its annotators marked.
fn built_in() -> Result<Sentences> {
    let gold = eval::development()?;
    let gives = GoldGives { sentences: true, mentions: true };
    let prepared: Vec<_> = gold.iter().map(|gold| Prepared::of_gold(gold, gives)).collect();
    let readings = gold.iter().zip(&prepared);
    Ok(Sentences::of(readings.map(|(gold, prepared)| prepared.reading(&gold.document))))
}

/// The sentences of articles, with mentions of the sides that are found in them.
fn found(documents: &[Document]) -> Sentences {
    let found = |document| Prepared::found(document, None);
    let prepared: Vec<_> = documents.par_iter().map(found).collect();
    let readings = documents.iter().zip(&prepared);
    Sentences::of(readings.map(|(document, prepared)| prepared.reading(document)))
}
