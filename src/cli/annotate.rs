//! `parallax annotate`.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::Status;
use super::articles::{Articles, Report};
use super::choice::{JudgingArguments, ModelArguments};
use super::output::Inputs;
use super::sink::{Rendered, Sink};
use super::threads::ThreadArguments;
use crate::annotate::{self, Options};
use crate::labels::{Annotated, LabelledSentence};
use crate::sides::{Cast, Side, SidesFile, file};
use crate::text::Document;

/// Articles annotated side by side, while as many are read: enough that no core waits long for the
/// last of them, few enough to keep memory flat.
const TOGETHER: usize = 64;

/// Marks up articles, sentence by sentence.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Articles: files, folders, or - for standard input (.txt, .md, .html, .jsonl).
    #[arg(required = true, value_name = "ARTICLE")]
    articles: Vec<PathBuf>,
    #[command(flatten)]
    sides: SideArguments,
    /// What to write.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Where to write it: a file, or a folder for several HTML pages [default: standard output].
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    #[command(flatten)]
    model: ModelArguments,
    #[command(flatten)]
    judging: JudgingArguments,
    /// Withhold labels, frames and spans less probable than this.
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = probability)]
    min_confidence: f64,
    /// Keep each sentence's embedding in the JSON Lines, for `compare` to line up claims.
    #[arg(long)]
    embeddings: bool,
    #[command(flatten)]
    threads: ThreadArguments,
}

/// Who is in contention, where the user says so.
#[derive(Debug, Args)]
pub(super) struct SideArguments {
    /// A sides file, as `parallax sides` writes it [default: sides are found in each article].
    #[arg(long, value_name = "FILE", conflicts_with = "side")]
    sides: Option<PathBuf>,
    /// A side and its names; give one for each side.
    #[arg(long, value_name = "ID=ALIAS,ALIAS")]
    side: Vec<String>,
}

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// The article with its sentences marked, for a terminal.
    Text,
    /// A JSON object a line and document: the file format.
    Jsonl,
    /// A self-contained page a document.
    Html,
    /// A row a sentence, for spreadsheets and R.
    Csv,
}

fn probability(value: &str) -> Result<f64, String> {
    let p: f64 = value.parse().map_err(|_| "expected a number from 0 to 1".to_owned())?;
    if (0.0..=1.0).contains(&p) { Ok(p) } else { Err("expected a number from 0 to 1".to_owned()) }
}

impl SideArguments {
    /// Whether a cast was given.
    pub fn are_given(&self) -> bool {
        self.sides.is_some() || !self.side.is_empty()
    }

    /// The cast that was given, if one was.
    pub fn cast(&self) -> Result<Option<Cast>> {
        if let Some(path) = &self.sides {
            return Ok(Some(SidesFile::read(path)?.into()));
        }
        if self.side.is_empty() {
            return Ok(None);
        }
        let sides = self
            .side
            .iter()
            .map(|side| file::parse_argument(side))
            .collect::<crate::Result<Vec<_>>>()?;
        file::check(&sides, &[], "--side")?;
        Ok(Some(Cast { sides, others: Vec::new() }))
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    arguments.threads.apply()?;
    let inputs = Inputs::articles(arguments.articles.iter().chain(&arguments.sides.sides));
    inputs.check(arguments.output.as_deref())?;
    anyhow::ensure!(
        !arguments.embeddings || arguments.format == Format::Jsonl,
        "--embeddings stand in JSON Lines only: add --format jsonl"
    );
    let cast = arguments.sides.cast()?;
    let mut articles = Articles::open(&arguments.articles);
    let (model, mut together) = rayon::join(|| arguments.model.load(), || articles.next(TOGETHER));
    let model = model?;
    let options = Options {
        cast,
        found: false,
        min_confidence: arguments.min_confidence,
        embeddings: arguments.embeddings,
        judging: arguments.judging.of(&model)?,
    };
    let sink = Sink::open(arguments.format, arguments.output.as_deref(), inputs)?;
    let renderer = sink.renderer();
    let cast = options.cast.as_ref();
    let unnamed = cast.map_or_else(Vec::new, |cast| cast.sides.clone());
    let mut output = Output { sink, unnamed, any: false };
    let annotate = |document: Document| match annotate::article(&model, &document, &options) {
        Ok(annotated) => Ok((renderer.render(&annotated), annotated)),
        Err(error) => Err(format!("{}: {error}", name(&document))),
    };
    let mut done = Vec::new();
    while let Some(documents) = together {
        // Those before are written, and the next read, while these are annotated.
        let (annotated, next) = rayon::join(
            || documents.into_par_iter().map(annotate).collect(),
            || {
                output.write(std::mem::take(&mut done), articles.report())?;
                Ok::<_, anyhow::Error>(articles.next(TOGETHER))
            },
        );
        (done, together) = (annotated, next?);
    }
    output.write(done, articles.report())?;
    output.close(articles.report())?;
    // The process is about to end; to give back a tokenizer's vocabulary word by word takes as long
    // as to read some sentences.
    std::mem::forget(model);
    Ok(articles.report().status())
}

/// An article with what is written of it; a message where the model failed.
type Done = Result<(Rendered, Annotated), String>;

/// Where annotated articles go, and what is to be said of them at the end.
struct Output {
    sink: Sink,
    /// Sides that were given and that no article has named yet.
    unnamed: Vec<Side>,
    /// Whether any article was annotated.
    any: bool,
}

impl Output {
    fn write(&mut self, done: Vec<Done>, report: &mut Report) -> Result<()> {
        for article in done {
            match article {
                Ok((rendered, annotated)) => {
                    self.any = true;
                    self.unnamed.retain(|side| !speaks_of(&annotated, side));
                    warn_of_gaps(&annotated, report);
                    self.sink.write(rendered)?;
                }
                Err(message) => report.failed(&message),
            }
        }
        Ok(())
    }

    fn close(self, report: &Report) -> Result<()> {
        self.sink.close()?;
        if self.any {
            say_unnamed(&self.unnamed, report);
        }
        Ok(())
    }
}

fn speaks_of(annotated: &Annotated, side: &Side) -> bool {
    annotated.mentions.iter().flatten().any(|mention| mention.side == side.id)
}

/// Says which sides were given and stand in no article: they may be misspelt.
fn say_unnamed(sides: &[Side], report: &Report) {
    for Side { id, name, .. } in sides {
        report.say(&format!("no article names the side {id} ({name:?}): is it spelt so there?"));
    }
}

/// Says where an article gives less than the user may expect.
fn warn_of_gaps(annotated: &Annotated, report: &mut Report) {
    let name = name(&annotated.document);
    if !has_sentences(annotated, report) {
        return;
    }
    if annotated.sides.as_ref().is_none_or(|sides| sides.len() < 2) {
        report.failed(&format!(
            "{name}: no two sides found, so that no stance is judged; name them with --side or --sides"
        ));
    }
}

/// Whether a document has a sentence that counts; where it has none, that is said.
pub(super) fn has_sentences(annotated: &Annotated, report: &mut Report) -> bool {
    let has = annotated.sentences.iter().any(LabelledSentence::counts);
    if !has {
        let name = name(&annotated.document);
        report.failed(&format!("{name}: no sentence in it; is it an article?"));
    }
    has
}

/// What messages call a document.
fn name(document: &Document) -> String {
    let path = document.meta.path.as_ref().map(|path| path.display().to_string());
    match path {
        Some(path) if path.ends_with(".jsonl") => format!("{path}, {}", document.id()),
        Some(path) => path,
        None => document.id().to_owned(),
    }
}
