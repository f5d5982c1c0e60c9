//! `parallax eval`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use super::Status;
use super::again::again;
use super::choice::ModelChoice;
use super::output;
use super::suite::{Suite, SuiteArguments};
use crate::annotate::GoldGives;
use crate::eval::{Report, Slice, Threshold, baseline, report};
use crate::exchange;
use crate::labels::Annotated;
use crate::render;
use crate::stats::Plan;
use crate::suites::Card;

/// The corpus that is part of the program; `eval/corpus/README.md` is its data card.
const DEV: &str = include_str!("../../eval/corpus/dev.jsonl");
const TEST: &str = include_str!("../../eval/corpus/test.jsonl");

/// Scores the model, or anybody's predictions, against hand-labelled sentences and spans.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Gold files or folders, in any format that `convert` reads [default: the corpus built in].
    #[arg(value_name = "GOLD")]
    gold: Vec<PathBuf>,
    /// The part of the corpus built in.
    #[arg(long, value_enum, default_value_t = Split::Dev, conflicts_with = "gold")]
    split: Split,
    #[command(flatten)]
    suite: SuiteArguments,
    /// Score this file instead of the model.
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
    /// Compare with a file of other predictions, or with `majority` or `lexicon`.
    #[arg(long, value_name = "FILE|majority|lexicon")]
    baseline: Option<String>,
    /// Give the annotator gold's sentences.
    #[arg(long)]
    gold_sentences: bool,
    /// Give the annotator gold's mentions of the sides.
    #[arg(long)]
    gold_mentions: bool,
    /// Score parts of the gold apart.
    #[arg(long, value_name = "outlet|voice|event|length|kind", value_parser = slice)]
    slice: Vec<Slice>,
    /// End with exit code 1 where a score is lower: voice.macro_f1=0.9.
    #[arg(long, value_name = "LAYER.METRIC=VALUE", value_parser = |text: &str| Threshold::parse(text))]
    min: Vec<Threshold>,
    /// Write every difference from gold to this file, a JSON object a line.
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// Keep what the model predicted in this file.
    #[arg(long, value_name = "FILE", conflicts_with = "predictions")]
    save: Option<PathBuf>,
    /// A model's folder, a name below models/, or hf:ORG/NAME[@REV] [default: the one built in].
    #[arg(long, value_name = "MODEL", conflicts_with = "predictions")]
    model: Option<ModelChoice>,
    #[command(flatten)]
    resampling: Resampling,
    #[command(flatten)]
    output: Output,
}

/// Part of the corpus that is built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Split {
    /// For looking at while working on the program.
    Dev,
    /// For a final number.
    Test,
}

/// How intervals are made.
#[derive(Debug, Args)]
pub(super) struct Resampling {
    /// How often documents are resampled.
    #[arg(long, value_name = "N", default_value_t = 2000)]
    resamples: usize,
    /// What the random numbers start from.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// What a report becomes, and where it goes.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// How to write the report.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    format: ReportFormat,
    /// Where to write it [default: standard output].
    #[arg(short = 'o', long = "output", value_name = "PATH")]
    path: Option<PathBuf>,
}

/// How to write a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// Tables for a terminal.
    Text,
    /// One JSON object.
    Json,
    /// Tables for a README.
    Markdown,
}

fn slice(name: &str) -> Result<Slice, String> {
    Slice::ALL
        .into_iter()
        .find(|slice| slice.name() == name)
        .ok_or_else(|| format!("expected one of {}", Slice::ALL.map(Slice::name).join(", ")))
}

impl Resampling {
    pub fn plan(&self) -> Plan {
        Plan { resamples: self.resamples, seed: self.seed, ..Plan::default() }
    }
}

impl Output {
    pub fn write(&self, report: &Report) -> Result<()> {
        let width = u16::try_from(textwrap::termwidth()).unwrap_or(u16::MAX);
        let text = match self.format {
            ReportFormat::Text => render::report::text(report, width),
            ReportFormat::Json => render::report::json(report) + "\n",
            ReportFormat::Markdown => render::report::markdown(report),
        };
        output::write(self.path.as_deref(), &text)
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    if arguments.suite.is_list() {
        let list = render::suites(&Card::all()?, textwrap::termwidth());
        output::write(arguments.output.path.as_deref(), &list)?;
        return Ok(Status::Done);
    }
    let suite = arguments.suite.read()?;
    let gold = match &suite {
        Some(suite) => &suite.gold,
        None => &arguments.gold()?,
    };
    let report = arguments.report(gold, suite.as_ref())?;
    if let Some(path) = &arguments.errors {
        let lines = report.errors.iter().map(serde_json::to_string);
        let lines: String = lines.map(|line| Ok(line? + "\n")).collect::<Result<_>>()?;
        output::write(Some(path), &lines)?;
    }
    arguments.output.write(&report)?;
    let missed: Vec<String> = arguments.min.iter().filter_map(|min| min.missed(&report)).collect();
    missed.iter().for_each(|reason| anstream::eprintln!("parallax: {reason}"));
    Ok(if missed.is_empty() { Status::Done } else { Status::Missed })
}

impl Arguments {
    fn gold(&self) -> Result<Vec<Annotated>> {
        if self.gold.is_empty() {
            let text = if self.split == Split::Dev { DEV } else { TEST };
            return text
                .lines()
                .map(|line| Annotated::from_json(line).map_err(anyhow::Error::msg))
                .collect();
        }
        let read = self.gold.iter().map(|path| exchange::read(path, None));
        Ok(read.collect::<crate::Result<Vec<_>>>()?.concat())
    }

    fn report(&self, gold: &[Annotated], suite: Option<&Suite>) -> Result<Report> {
        let scored = |predicted| match suite {
            Some(suite) => suite.scored(predicted),
            None => predicted,
        };
        let plan = self.resampling.plan();
        let options = crate::eval::report::Options { plan, slices: self.slice.clone() };
        let predicted = scored(self.predicted(gold, suite)?);
        let mut report = report(gold, &predicted, &options)?;
        if let Some(name) = &self.baseline {
            report = report.against(gold, &scored(baseline_of(name, gold)?), &plan)?;
        }
        match suite {
            Some(suite) => suite.report(report, &plan),
            None => Ok(report),
        }
    }

    fn predicted(&self, gold: &[Annotated], suite: Option<&Suite>) -> Result<Vec<Annotated>> {
        if let Some(path) = &self.predictions {
            return Ok(exchange::read(path, None)?);
        }
        let model = ModelChoice::or_embedded(self.model.as_ref()).load()?;
        let of_suite = suite.map(Suite::gives).unwrap_or_default();
        let gives = GoldGives {
            sentences: self.gold_sentences || of_suite.sentences,
            mentions: self.gold_mentions || of_suite.mentions,
        };
        let predicted = again(&model, gold, gives)?;
        if let Some(path) = &self.save {
            output::write(Some(path), &render::jsonl(&predicted))?;
        }
        Ok(predicted)
    }
}

/// Predictions of a baseline: of a word for one of ours, or of a file.
fn baseline_of(name: &str, gold: &[Annotated]) -> Result<Vec<Annotated>> {
    Ok(match name {
        "majority" => baseline::majority(gold),
        "lexicon" => baseline::lexicon(gold),
        file => exchange::read(Path::new(file), None).context("--baseline")?,
    })
}
