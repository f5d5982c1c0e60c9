//! Everything `eval` finds, as values.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::benchmark::Benchmark;
use super::calibrate::{LayerCalibration, calibrate};
use super::ceiling::Annotators;
use super::compare::{Compared, compared};
use super::count::count;
use super::errors::{Miss, misses};
use super::pair::Pair;
use super::row::{Row, SMALL};
use super::score::{Score, Scores};
use super::side_swap::Swap;
use super::slices::Slice;
use super::subject::Subject;
use crate::error::Result;
use crate::labels::confusion::Matrix;
use crate::labels::{Annotated, PROGRAM, scheme};
use crate::stats::Plan;

/// What to report.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How to resample.
    pub plan: Plan,
    /// What to divide the gold by.
    pub slices: Vec<Slice>,
}

/// The scores of a set of predictions and what explains them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Every defined score, and every undefined one that gold would support.
    #[serde(rename = "scores")]
    pub rows: Vec<Row>,
    /// What was predicted for each gold class, layer by layer.
    pub confusions: Vec<Matrix>,
    /// Whether probabilities mean what they say, where there are any.
    pub calibration: Vec<LayerCalibration>,
    /// Agreement of two annotators on the same texts, where there are two.
    pub ceiling: Vec<Row>,
    /// Who those annotators are, and their scores by the measures of the predictions.
    pub annotators: Option<Annotators>,
    /// The difference from a baseline, where there is one.
    pub comparison: Vec<Compared>,
    /// The public benchmark it is about, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suite: Option<Benchmark>,
    /// Whether labels follow the words where the sides' names change places, where it was tried.
    pub side_swap: Vec<Swap>,
    /// What was scored.
    pub subject: Subject,
    /// What the numbers were made with.
    pub signature: ReportSignature,
    /// Every label that differs.
    #[serde(skip)]
    pub errors: Vec<Miss>,
    /// The scores themselves, with confusion matrices and counts by document.
    #[serde(skip)]
    pub scores: Scores,
}

/// What a report was made with, so that its numbers can be traced and made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportSignature {
    /// Program and version.
    pub program: String,
    /// Version of the label scheme.
    pub scheme: String,
    /// The first 16 hexadecimal digits of the SHA-256 of the gold as this program writes it.
    pub gold: String,
    /// Gold documents; of links, pairs of articles.
    pub documents: usize,
    /// What made the predictions, where they say.
    pub predictions: Option<String>,
    /// How often documents were resampled.
    pub resamples: usize,
    /// What the random numbers started from.
    pub seed: u64,
    /// How intervals were made.
    pub intervals: &'static str,
}

impl ReportSignature {
    /// Of gold as it is written, a line a unit that is resampled, and of what the predictions were
    /// made with.
    pub(super) fn new(
        gold: impl ExactSizeIterator<Item = String>,
        predictions: Option<String>,
        plan: &Plan,
    ) -> Self {
        Self {
            program: PROGRAM.to_owned(),
            scheme: scheme::VERSION.to_owned(),
            documents: gold.len(),
            gold: hash(gold),
            predictions,
            resamples: plan.resamples,
            seed: plan.seed,
            intervals: plan.method.name(),
        }
    }

    /// One line for people.
    #[must_use]
    pub fn line(&self) -> String {
        let made = self.predictions.as_ref().map(|by| format!("|predictions:[{by}]"));
        format!(
            "{}|scheme:{}|gold:{}|documents:{}|{}:{}|seed:{}{}",
            self.program,
            self.scheme,
            self.gold,
            self.documents,
            self.intervals,
            self.resamples,
            self.seed,
            made.unwrap_or_default()
        )
    }
}

fn hash(lines: impl Iterator<Item = String>) -> String {
    let mut hash = Sha256::new();
    for line in lines {
        hash.update(line);
        hash.update("\n");
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Scores, slices, calibration and errors of the predictions.
///
/// # Errors
/// As [`Pair::all`].
pub fn report(gold: &[Annotated], predicted: &[Annotated], options: &Options) -> Result<Report> {
    let pairs = Pair::all(gold, predicted)?;
    let scores = Scores::new(pairs.iter().map(|pair| count(pair, None)).collect())
        .with_intervals(&options.plan);
    let mut rows = rows(&scores, None);
    for slice in &options.slices {
        for (name, tallies) in slice.tallies(&pairs) {
            rows.extend(self::rows(
                &Scores::new(tallies).with_intervals(&options.plan),
                Some(&name),
            ));
        }
    }
    let by = predicted.first().and_then(|document| document.signature.as_ref());
    let lines = gold.iter().map(Annotated::to_json);
    let signature = ReportSignature::new(lines, by.map(|by| by.line()), &options.plan);
    Ok(Report {
        rows,
        confusions: scores.total().confusions(),
        calibration: calibrate(&pairs),
        errors: pairs.iter().flat_map(misses).collect(),
        scores,
        ..Report::new(Subject::new(gold, by.map(|by| by.model.clone())), signature)
    })
}

impl Report {
    /// One without a number.
    pub(super) fn new(subject: Subject, signature: ReportSignature) -> Self {
        Self {
            rows: Vec::new(),
            confusions: Vec::new(),
            calibration: Vec::new(),
            ceiling: Vec::new(),
            annotators: None,
            comparison: Vec::new(),
            suite: None,
            side_swap: Vec::new(),
            subject,
            signature,
            errors: Vec::new(),
            scores: Scores::new(Vec::new()),
        }
    }

    /// The agreement of annotators alone, as [`super::agree`] gives it.
    #[must_use]
    pub fn of_agreement(rows: Vec<Row>, files: &[Vec<Annotated>], plan: &Plan) -> Self {
        let first = files.first().map(Vec::as_slice).unwrap_or_default();
        let signature = ReportSignature::new(first.iter().map(Annotated::to_json), None, plan);
        Self {
            ceiling: rows,
            annotators: Some(Annotators::of_files(files)),
            ..Self::new(Subject::new(first, None), signature)
        }
    }

    /// The same with the difference from a baseline's predictions for the same gold.
    ///
    /// # Errors
    /// As [`Pair::all`].
    pub fn against(
        mut self,
        gold: &[Annotated],
        baseline: &[Annotated],
        plan: &Plan,
    ) -> Result<Self> {
        let theirs = super::score(gold, baseline)?;
        self.comparison = compared(&self.scores, &theirs, plan);
        Ok(self)
    }

    /// The same as the report of a public benchmark, with what others published: of the layers
    /// that its gold has, since what it hands to the annotator (sentences, say) is no score.
    #[must_use]
    pub fn of_benchmark(mut self, benchmark: Benchmark) -> Self {
        let layer = |name: &str| name.split('.').next().is_some_and(|l| benchmark.scores_layer(l));
        self.rows.retain(|row| layer(&row.layer));
        self.comparison.retain(|row| layer(&row.name));
        self.ceiling.retain(|row| layer(&row.layer));
        self.annotators.iter_mut().for_each(|of| of.scores.retain(|row| layer(&row.layer)));
        self.suite = Some(benchmark);
        self
    }

    /// The score of all the gold of this name: `voice.macro_f1`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.slice.is_none() && row.name() == name)
    }
}

/// Scores that rest on anything.
pub(super) fn rows(scores: &Scores, slice: Option<&str>) -> Vec<Row> {
    let rests = scores.iter().filter(|(value, _)| value.support > 0.0);
    rests
        .map(|(of, interval)| {
            let score = Score { value: of.value, interval, support: of.support };
            Row {
                slice: slice.map(str::to_owned),
                too_small: slice.is_some() && of.support < SMALL,
                ..Row::new(of.layer, of.class, of.metric, score)
            }
        })
        .collect()
}
