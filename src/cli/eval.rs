//! `parallax eval`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::builder::RangedU64ValueParser;
use clap::{ArgAction, Args, ValueEnum};

use super::again::again;
use super::audit;
use super::choice::{JudgingArguments, ModelArguments};
use super::output::{self, Inputs};
use super::suite::{DocumentSuite, Suite, SuiteArguments};
use super::{Status, by_name};
use crate::annotate::GoldGives;
use crate::eval::side_swap::Swap;
use crate::eval::{Report, Slice, Threshold, baseline, report};
use crate::exchange;
use crate::labels::Annotated;
use crate::render;
use crate::stats::Plan;
use crate::suites::Card;

/// The corpus that is part of the program; `eval/corpus/README.md` is its data card.
const DEV: &str = include_str!("../../eval/corpus/dev.jsonl");
const TEST: &str = include_str!("../../eval/corpus/test.jsonl");

/// The two readings of both parts from which its labels were settled.
const PASSES: [&str; 2] = [
    include_str!("../../eval/corpus/passes/A.jsonl"),
    include_str!("../../eval/corpus/passes/B.jsonl"),
];

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
    #[arg(long, value_name = "FILE", conflicts_with_all = ["model", "precision", "blind", "context"])]
    predictions: Option<PathBuf>,
    /// Compare with a file of other predictions, or with `majority` or `lexicon`.
    #[arg(long, value_name = "FILE|majority|lexicon")]
    baseline: Option<String>,
    /// Put the agreement of two annotators beside the scores [default: for the corpus built in,
    /// that of the two passes over it].
    #[arg(long, value_names = ["FILE", "FILE"], num_args = 2, action = ArgAction::Set)]
    ceiling: Vec<PathBuf>,
    /// Have the model read each document again with two sides' names exchanged, like for like, and
    /// report how often its stances do not follow, with --format json also where.
    #[arg(long, conflicts_with = "predictions")]
    side_swap: bool,
    /// Give the annotator gold's sentences.
    #[arg(long)]
    gold_sentences: bool,
    /// Give the annotator gold's mentions of the sides.
    #[arg(long)]
    gold_mentions: bool,
    /// Score parts of the gold apart.
    #[arg(long, value_name = "outlet|voice|event|length|kind", value_parser = by_name(&Slice::ALL, Slice::name))]
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
    #[command(flatten)]
    model: ModelArguments,
    #[command(flatten)]
    judging: JudgingArguments,
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

/// More resamples than anyone needs, and few enough to be held.
const MOST_RESAMPLES: u64 = 1_000_000;

/// How intervals are made.
#[derive(Debug, Args)]
pub(super) struct Resampling {
    /// How often documents, or parts of a single one, are resampled.
    #[arg(long, value_name = "N", default_value_t = 2000,
          value_parser = RangedU64ValueParser::<usize>::new().range(..=MOST_RESAMPLES))]
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
    /// One self-contained page, with figures and every error in its sentence.
    Html,
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
            ReportFormat::Html => render::report::html(report),
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
    let gold = arguments.gold.iter().chain(&arguments.ceiling);
    let inputs = Inputs::documents(gold.chain(&arguments.predictions));
    for output in [&arguments.output.path, &arguments.errors, &arguments.save] {
        inputs.check(output.as_deref())?;
    }
    let report = match arguments.suite.read()? {
        Some(Suite::Links(suite)) => {
            arguments.refuse_for_links()?;
            suite.report(&arguments.model.load()?, &arguments.resampling.plan())?
        }
        Some(Suite::Documents(suite)) => arguments.report(&suite.gold, Some(&suite))?,
        None => arguments.report(&arguments.gold()?, None)?,
    };
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
    fn is_built_in(&self) -> bool {
        self.gold.is_empty() && !self.suite.is_named()
    }

    /// A suite of links has no labels, which these would be about.
    fn refuse_for_links(&self) -> Result<()> {
        let given = [
            ("--predictions", self.predictions.is_some()),
            ("--baseline", self.baseline.is_some()),
            ("--ceiling", !self.ceiling.is_empty()),
            ("--side-swap", self.side_swap),
            ("--slice", !self.slice.is_empty()),
            ("--errors", self.errors.is_some()),
            ("--save", self.save.is_some()),
            ("--blind or --context", self.judging.are_given()),
        ];
        match given.iter().find(|(_, given)| *given) {
            Some((flag, _)) => {
                bail!("{flag} is about labels, this suite about links; leave it out")
            }
            None => Ok(()),
        }
    }

    /// The two annotators whose agreement is the ceiling, where there are any.
    fn annotators(&self) -> Result<Option<[Vec<Annotated>; 2]>> {
        Ok(match &self.ceiling[..] {
            [first, second] => Some([exchange::read(first, None)?, exchange::read(second, None)?]),
            _ if self.is_built_in() => Some([built_in(PASSES[0])?, built_in(PASSES[1])?]),
            _ => None,
        })
    }

    fn gold(&self) -> Result<Vec<Annotated>> {
        if self.is_built_in() {
            return built_in(if self.split == Split::Dev { DEV } else { TEST });
        }
        let read = self.gold.iter().map(|path| exchange::read(path, None));
        Ok(read.collect::<crate::Result<Vec<_>>>()?.concat())
    }

    fn report(&self, gold: &[Annotated], suite: Option<&DocumentSuite>) -> Result<Report> {
        let scored = |predicted| match suite {
            Some(suite) => suite.scored(predicted),
            None => predicted,
        };
        let plan = self.resampling.plan();
        let options = crate::eval::report::Options { plan, slices: self.slice.clone() };
        let (predicted, side_swap) = self.predicted(gold, suite)?;
        let mut report = report(gold, &scored(predicted), &options)?;
        if let Some(name) = &self.baseline {
            report = report.against(gold, &scored(baseline_of(name, gold)?), &plan)?;
        }
        if let Some(annotators) = self.annotators()? {
            report = report.beside(gold, annotators, &plan)?;
        }
        report.side_swap = side_swap;
        match suite {
            Some(suite) => suite.report(report, &plan),
            None => Ok(report),
        }
    }

    /// The predictions and, where it was asked for, what exchanging the sides' names does to them.
    fn predicted(
        &self,
        gold: &[Annotated],
        suite: Option<&DocumentSuite>,
    ) -> Result<(Vec<Annotated>, Vec<Swap>)> {
        if let Some(path) = &self.predictions {
            return Ok((exchange::read(path, None)?, Vec::new()));
        }
        let model = self.model.load()?;
        let of_suite = suite.map(DocumentSuite::gives).unwrap_or_default();
        let gives = GoldGives {
            sentences: self.gold_sentences || of_suite.sentences,
            mentions: self.gold_mentions || of_suite.mentions,
        };
        let judging = self.judging.of(&model)?;
        let predicted = again(&model, gold, gives, judging)?;
        if let Some(path) = &self.save {
            output::write(Some(path), &render::jsonl(&predicted))?;
        }
        let swapped = self.side_swap.then(|| audit::side_swap(&model, &predicted, judging));
        let swapped = swapped.transpose()?;
        Ok((predicted, swapped.unwrap_or_default()))
    }
}

/// The corpus's part for looking at.
pub(super) fn development() -> Result<Vec<Annotated>> {
    built_in(DEV)
}

/// Documents that are part of the program.
fn built_in(lines: &str) -> Result<Vec<Annotated>> {
    lines.lines().map(|line| Annotated::from_json(line).map_err(anyhow::Error::msg)).collect()
}

/// Predictions of a baseline: of a word for one of ours, or of a file.
fn baseline_of(name: &str, gold: &[Annotated]) -> Result<Vec<Annotated>> {
    Ok(match name {
        "majority" => baseline::majority(gold),
        "lexicon" => baseline::lexicon(gold),
        file => exchange::read(Path::new(file), None).context("--baseline")?,
    })
}
