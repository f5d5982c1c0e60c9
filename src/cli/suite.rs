//! `parallax eval --suite`: a public benchmark as gold.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use super::links::LinkSuite;
use crate::annotate::GoldGives;
use crate::eval::{Report, agree};
use crate::labels::Annotated;
use crate::stats::Plan;
use crate::suites::{Card, Gold};

/// The name that lists the suites.
const LIST: &str = "list";

/// A public benchmark.
#[derive(Debug, Args)]
pub(super) struct SuiteArguments {
    /// Score on a public benchmark; `list` says which there are and where they are had.
    #[arg(long, value_name = "NAME|list", conflicts_with_all = ["gold", "split"])]
    suite: Option<String>,
    /// Folder with the benchmark's files, laid out as in the place they are had from.
    #[arg(long, value_name = "DIR", requires = "suite")]
    data: Option<PathBuf>,
}

/// A benchmark that was read.
pub(super) enum Suite {
    /// One of labelled documents.
    Documents(DocumentSuite),
    /// One of links between sentences of articles.
    Links(LinkSuite),
}

/// A benchmark of labelled documents.
pub(super) struct DocumentSuite {
    card: Card,
    /// One reading of each text.
    pub gold: Vec<Annotated>,
    others: Vec<Vec<Annotated>>,
}

impl SuiteArguments {
    /// Whether only a list of suites was asked for.
    pub fn is_list(&self) -> bool {
        self.suite.as_deref() == Some(LIST)
    }

    /// Whether a suite was named.
    pub fn is_named(&self) -> bool {
        self.suite.is_some()
    }

    /// The benchmark, where one was named.
    pub fn read(&self) -> Result<Option<Suite>> {
        let Some(name) = &self.suite else { return Ok(None) };
        let card = Card::named(name)?;
        let folder = self.data.as_ref().with_context(|| {
            format!("--suite {name} needs --data DIR, with the files from {}", card.source)
        })?;
        Ok(Some(match card.read(folder)? {
            Gold::Documents { documents, others } => {
                Suite::Documents(DocumentSuite { card, gold: documents, others })
            }
            Gold::Links { pairs, annotators } => {
                Suite::Links(LinkSuite { card, pairs, annotators })
            }
        }))
    }
}

impl DocumentSuite {
    /// What its gold gives to the annotator.
    pub fn gives(&self) -> GoldGives {
        GoldGives { sentences: self.card.gold_sentences, mentions: self.card.gold_mentions }
    }

    /// Predictions with the labels that the benchmark parts.
    pub fn scored(&self, predicted: Vec<Annotated>) -> Vec<Annotated> {
        self.card.scored(predicted)
    }

    /// The report with what others published, and the annotators' agreement where the benchmark
    /// has several and nobody else's was asked for.
    pub fn report(&self, mut report: Report, plan: &Plan) -> Result<Report> {
        if let (Some(second), None) = (self.others.first(), &report.annotators) {
            report = report.beside(&self.gold, [self.gold.clone(), second.clone()], plan)?;
            let first = std::iter::once(&self.gold);
            let readings: Vec<_> = first.chain(&self.others).cloned().collect();
            report.ceiling = agree(&readings, plan)?;
        }
        Ok(report.of_benchmark(self.card.benchmark()))
    }
}
