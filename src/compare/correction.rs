//! Rates corrected for what the classifier is known to get wrong.
//!
//! Quantification by adjusted classify-and-count: the shares that, seen through the classifier's
//! confusion matrix, look most like those it found. What the matrix itself leaves uncertain is
//! carried on by drawing its rows from their posterior in every resample. It is assumed that the
//! classifier errs on these articles as it did on the gold: as often on every outlet, event and
//! voice. Corrected are shares among the items it judged; what it did not see, stays unseen.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::measure::Family;
use super::resample::random;
use super::simplex::Solver;
use crate::error::{Error, Result};
use crate::labels::confusion::Matrix;
use crate::labels::signature::IN_CONTEXT;
use crate::labels::{Certainty, Frame, Label, Stance, Wording};

/// A class with fewer gold items tells too little of what it is taken for.
const LEAST_GOLD: f64 = 20.0;
/// Where errors of found shares grow more than this, nothing is corrected.
const MOST_AMPLIFIED: f64 = 10.0;
/// Jeffreys' prior of each cell of a row.
const PRIOR: f64 = 0.5;
/// A frame is absent, or present.
const PRESENCE: [&str; 2] = ["no", "yes"];

/// A layer, and the one label of a layer with any number of them.
pub(super) type Key = (&'static str, Option<Frame>);

/// Confusion matrices of the classifier that annotated the articles.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KnownErrors {
    /// In the order of the layer's labels; matrices of one layer are summed.
    counts: BTreeMap<Key, Vec<Vec<f64>>>,
}

/// Of an evaluation's JSON, the part that is read.
#[derive(Deserialize)]
struct Report {
    confusions: Vec<Matrix>,
    signature: Option<Made>,
}

/// What the predictions of an evaluation were made with, where they say.
#[derive(Deserialize)]
struct Made {
    predictions: Option<String>,
}

impl KnownErrors {
    /// Of the matrices of a model's card, or of an evaluation.
    ///
    /// # Errors
    /// [`Error::KnownErrors`] where a matrix is not square, or its classes are not the layer's.
    pub fn new(matrices: &[Matrix]) -> Result<Self> {
        let mut counts: BTreeMap<Key, Vec<Vec<f64>>> = BTreeMap::new();
        for matrix in matrices {
            let Some((key, names)) = known(matrix)? else { continue };
            let ordered = ordered(matrix, &names)?;
            let sum =
                counts.entry(key).or_insert_with(|| vec![vec![0.0; names.len()]; names.len()]);
            for (row, more) in sum.iter_mut().zip(ordered) {
                row.iter_mut().zip(more).for_each(|(cell, more)| *cell += more);
            }
        }
        Ok(Self { counts })
    }

    /// Of the JSON of `parallax eval`, which holds them under `confusions`.
    ///
    /// # Errors
    /// As [`KnownErrors::new`], and where the text is no such JSON, or of labels judged in context.
    pub fn from_json(text: &str) -> Result<Self> {
        let report: Report = serde_json::from_str(text).map_err(|e| wrong(e.to_string()))?;
        let made = report.signature.and_then(|made| made.predictions).unwrap_or_default();
        if made.contains(IN_CONTEXT) {
            let reason =
                "the evaluation was made with --context, whose errors are others; make it without";
            return Err(wrong(reason.to_owned()));
        }
        Self::new(&report.confusions)
    }
}

fn wrong(reason: String) -> Error {
    Error::KnownErrors { reason }
}

/// Which layer a matrix is of and what its classes are; `None` where no rate is taken of it.
fn known(matrix: &Matrix) -> Result<Option<(Key, Vec<&'static str>)>> {
    Ok(match (matrix.layer.as_str(), &matrix.class) {
        (Stance::LAYER, None) => Some(((Stance::LAYER, None), Stance::names())),
        (Certainty::LAYER, None) => Some(((Certainty::LAYER, None), Certainty::names())),
        (Wording::LAYER, None) => Some(((Wording::LAYER, None), Wording::names())),
        (Frame::LAYER, Some(name)) => {
            Some(((Frame::LAYER, Some(Frame::from_name(name)?)), PRESENCE.to_vec()))
        }
        _ => None,
    })
}

/// The cells of a matrix in the order of these names.
fn ordered(matrix: &Matrix, names: &[&str]) -> Result<Vec<Vec<f64>>> {
    let Matrix { layer, classes, cells, .. } = matrix;
    let place = |name: &&str| classes.iter().position(|class| class == name);
    let places: Option<Vec<usize>> = names.iter().map(place).collect();
    let places = places.filter(|_| classes.len() == names.len()).ok_or_else(|| {
        let (theirs, ours) = (classes.join(", "), names.join(", "));
        wrong(format!("the classes of {layer} are [{theirs}], this program has [{ours}]"))
    })?;
    let cell = |row: usize, column: usize| {
        let cell = cells.get(row).and_then(|row| row.get(column)).copied();
        cell.filter(|count| count.is_finite() && *count >= 0.0)
            .ok_or_else(|| wrong(format!("{layer} has no count in row {row}, column {column}")))
    };
    let row = |&from: &usize| places.iter().map(|&to| cell(from, to)).collect();
    places.iter().map(row).collect()
}

/// Whether and how rates of a layer were corrected.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Correction {
    /// The layer: `stance`.
    pub layer: String,
    /// The one label of a layer with any number of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Gold items its confusion matrix rests on.
    pub items: f64,
    /// Whether rates were corrected by it.
    pub corrected: bool,
    /// Why they were not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The ways back through one confusion matrix.
#[derive(Debug, Clone)]
pub(super) struct Solvers {
    /// Through the matrix as it was counted.
    pub point: Solver,
    /// Through matrices drawn from its posterior, one a resample.
    draws: Vec<Solver>,
}

impl Solvers {
    /// The way back in resample number `at`; as counted where that is `None`.
    pub fn at(&self, at: Option<usize>) -> &Solver {
        at.and_then(|at| self.draws.get(at)).unwrap_or(&self.point)
    }

    fn new(counts: &[Vec<f64>], draws: usize, random: &mut ChaCha8Rng) -> Result<Self, String> {
        if counts.iter().any(|row| row.iter().sum::<f64>() < LEAST_GOLD) {
            return Err(format!("a class has fewer than {LEAST_GOLD} gold items"));
        }
        let point = Solver::new(counts).ok_or("the confusion matrix cannot be inverted")?;
        if point.amplification() > MOST_AMPLIFIED {
            let grown = point.amplification();
            return Err(format!("errors of the rates would grow up to {grown:.0}-fold"));
        }
        let draws = (0..draws).map(|_| Solver::new(&drawn(counts, random)).unwrap_or(point));
        Ok(Self { point, draws: draws.collect() })
    }
}

/// Rows drawn from the Dirichlet posterior of each, up to a factor.
fn drawn(counts: &[Vec<f64>], random: &mut ChaCha8Rng) -> Vec<Vec<f64>> {
    let mut cell =
        |&count: &f64| Gamma::new(count + PRIOR, 1.0).map_or(count, |gamma| gamma.sample(random));
    counts.iter().map(|row| row.iter().map(&mut cell).collect()).collect()
}

/// The ways back of every layer that has one.
#[derive(Debug, Default)]
pub(super) struct Corrections {
    layers: BTreeMap<Key, Solvers>,
}

impl Corrections {
    /// Of known errors, with a draw for each resample; and what to say of each layer.
    pub fn new(known: &KnownErrors, resamples: usize, seed: u64) -> (Self, Vec<Correction>) {
        let mut layers = BTreeMap::new();
        let mut notes = Vec::new();
        let frames = Frame::ALL.iter().map(|&frame| (Frame::LAYER, Some(frame)));
        let others = [(Stance::LAYER, None), (Certainty::LAYER, None), (Wording::LAYER, None)];
        for (at, key) in (0_u64..).zip(others.into_iter().chain(frames)) {
            let counts = known.counts.get(&key).map(Vec::as_slice).unwrap_or_default();
            // Streams at the far end, where no panel comes.
            let solvers = if counts.is_empty() {
                Err("its confusion matrix is not known".to_owned())
            } else {
                Solvers::new(counts, resamples, &mut random(seed, u64::MAX - at))
            };
            notes.push(Correction {
                layer: key.0.to_owned(),
                class: key.1.map(|frame| frame.to_string()),
                items: counts.iter().flatten().sum(),
                corrected: solvers.is_ok(),
                reason: solvers.as_ref().err().cloned(),
            });
            if let Ok(solvers) = solvers {
                layers.insert(key, solvers);
            }
        }
        (Self { layers }, notes)
    }

    /// The ways back of a family's layer.
    pub fn of(&self, family: &Family) -> Option<&Solvers> {
        self.layers.get(&family.layer()?)
    }
}
