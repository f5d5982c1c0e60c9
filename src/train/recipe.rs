//! A recipe: everything that decides what a training run makes.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::weights::sha256;

/// What is trained, on what, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Name of the model that is made.
    pub name: String,
    /// Seed of everything random.
    pub seed: u64,
    /// The pre-trained encoder it starts from.
    pub base: Base,
    /// Corpora, for training and for development.
    pub data: Vec<Corpus>,
    /// How long, how fast.
    pub training: Training,
    /// How much each layer's loss counts.
    pub loss: LossWeights,
}

/// The pre-trained encoder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// Its name: `all-MiniLM-L6-v2`.
    pub name: String,
    /// Which version of it.
    pub revision: String,
    /// Its licence.
    pub licence: String,
    /// Where it is had.
    pub source: String,
    /// Its weights.
    pub weights: Artefact,
    /// Its tokenizer.
    pub tokenizer: Artefact,
}

/// A file that the recipe names but does not hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artefact {
    /// Its path below the data folder.
    pub file: PathBuf,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// What a corpus is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Weights are fitted to it.
    Train,
    /// Checkpoints are chosen, and temperatures and thresholds fitted, on it.
    Dev,
}

impl Role {
    /// As it is written: `train`, `dev`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Dev => "dev",
        }
    }
}

/// How the stances of a corpus are learnt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stances {
    /// As they are labelled.
    #[default]
    Labelled,
    /// Not at all.
    Ignored,
    /// As evidence of what a crowd would say, weighed with what a first model says that has not
    /// seen them: see [`super::evidence`].
    Weighed,
}

impl Stances {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// One corpus in the gold format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corpus {
    /// Its short name in logs and cards: `stance.rw.dev`.
    pub name: String,
    /// What it is used for.
    pub role: Role,
    /// Its file.
    #[serde(flatten)]
    pub artefact: Artefact,
    /// The file with the words, where its own has labels only, as [`super::texts`] says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texts: Option<Artefact>,
    /// Where it is had.
    pub source: String,
    /// Its licence.
    pub licence: String,
    /// Who labelled it: `crowd`, `expert` or `model`.
    pub labels_by: String,
    /// Weight of its documents in training.
    #[serde(default = "one")]
    pub weight: f64,
    /// For training: how its stances are learnt, with its other layers.
    #[serde(default, skip_serializing_if = "Stances::is_default")]
    pub stance: Stances,
    /// For training: whether its sentences are also read with the names of two sides exchanged.
    /// An epoch draws one of a sentence's readings. Its sides must have names and aliases.
    #[serde(default)]
    pub exchange: bool,
    /// For development: whether its licence lets the card quote its sentences.
    #[serde(default)]
    pub quotable: bool,
    /// For development: the scores, as `layer.metric`, that count in choosing a checkpoint.
    #[serde(default)]
    pub scores: Vec<String>,
}

/// How long, how fast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Passes over the data that the schedule of the learning rate is laid out for.
    pub epochs: usize,
    /// Passes after which training stops, at most `epochs`.
    pub stop: usize,
    /// Sentences a step.
    pub batch: usize,
    /// Highest learning rate of the encoder's last layer.
    pub encoder_rate: f64,
    /// Highest learning rate of the heads.
    pub head_rate: f64,
    /// Factor of the learning rate from one encoder layer to the one below.
    pub layer_decay: f64,
    /// Share of steps in which the learning rate rises.
    pub warm_up: f64,
    /// Decoupled weight decay (AdamW); biases and normalisations have none.
    pub weight_decay: f64,
    /// Highest norm of a step's gradient.
    pub clip: f64,
    /// Probability with which a hidden value is dropped.
    pub dropout: f32,
    /// Decay of the moving average of the weights, which is what is scored and shipped.
    pub average: f64,
    /// Power of a class's inverse frequency in its weight: 0 for none, 1 for balanced.
    pub class_weight: f64,
    /// Weight of a token inside a span in its loss, against 1 for one outside.
    pub span_weight: f64,
    /// Share of the documents of every training corpus that is learnt from, for a learning curve.
    /// Their ids decide, so that a larger share holds a smaller one.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub share: f64,
}

impl Training {
    /// The share of a corpus that is learnt from, where that is not all.
    pub(super) fn share_of(&self, corpus: &Corpus) -> Option<f64> {
        (corpus.role == Role::Train && !is_one(&self.share)).then_some(self.share)
    }

    /// Whether a document with this id is learnt from.
    pub(super) fn takes(&self, id: &str) -> bool {
        let hash = u32::from_str_radix(&sha256(id.as_bytes())[..8], 16).unwrap_or(u32::MAX);
        f64::from(hash) < self.share * 2f64.powi(32)
    }
}

/// Weights of the losses.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LossWeights {
    /// Of voice.
    pub voice: f64,
    /// Of certainty.
    pub certainty: f64,
    /// Of wording.
    pub wording: f64,
    /// Of frames.
    pub frames: f64,
    /// Of stance.
    pub stance: f64,
    /// Of spans.
    pub spans: f64,
    /// Of the distance to the base model's sentence embedding.
    pub embedding: f64,
}

fn one() -> f64 {
    1.0
}

fn is_one(&share: &f64) -> bool {
    share == one()
}

impl Recipe {
    /// Reads a recipe.
    ///
    /// # Errors
    /// Where the file is missing or is no recipe; the message names the field.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path)
            .map_err(|source| Error::Io { path: path.to_owned(), source })?;
        let read = toml::from_str(&text).map_err(|e| e.to_string().trim_end().to_owned());
        read.and_then(|recipe: Self| recipe.check().map(|()| recipe))
            .map_err(|reason| Error::Recipe { path: path.to_owned(), reason })
    }

    /// What tells a run of it from a run of another: the hash of all of it but where it stops, so
    /// that a run may be ended early or gone on with unless stances are weighed.
    ///
    /// # Panics
    /// Never: a recipe has string keys only.
    #[must_use]
    pub fn identity(&self) -> String {
        let mut whole = self.clone();
        // Where the first model stops, the stances that it weighs differ.
        if self.without_weighed().is_none() {
            whole.training.stop = whole.training.epochs;
        }
        sha256(&serde_json::to_vec(&whole).expect("a recipe has string keys only"))
    }

    /// The recipe of the first model, which weighs stances for this one where a corpus has them
    /// weighed: the same but that it ignores those.
    pub(super) fn without_weighed(&self) -> Option<Self> {
        let mut first = self.clone();
        let weighed = first.data.iter_mut().filter(|corpus| corpus.stance == Stances::Weighed);
        let count = weighed.map(|corpus| corpus.stance = Stances::Ignored).count();
        (count > 0).then_some(first)
    }

    /// Refuses what no run can be made of.
    fn check(&self) -> Result<(), String> {
        let training = &self.training;
        for (name, count) in
            [("epochs", training.epochs), ("stop", training.stop), ("batch", training.batch)]
        {
            if count == 0 {
                return Err(format!("training.{name} is 0; give 1 or more"));
            }
        }
        if training.stop > training.epochs {
            return Err("training.stop is more than training.epochs; give that at most".to_owned());
        }
        if !(training.share > 0.0 && training.share <= 1.0) {
            return Err(format!(
                "training.share is {}; give more than 0, 1 at most",
                training.share
            ));
        }
        let weighed = |c: &&Corpus| c.stance == Stances::Weighed;
        let by_model = |c: &&Corpus| c.role == Role::Train && c.labels_by == "model";
        if let Some(corpus) = self.data.iter().filter(weighed).find(|c| !by_model(c)) {
            return Err(format!(
                "{}: only stances of a language model's training corpus can be weighed",
                corpus.name
            ));
        }
        let measure =
            |c: &Corpus| c.role == Role::Train && c.labels_by == "crowd" && c.stance.is_default();
        if self.data.iter().any(|c| weighed(&c)) && !self.data.iter().any(measure) {
            return Err("stances are weighed against a crowd's, and no training corpus has those"
                .to_owned());
        }
        Ok(())
    }

    /// Says which of its files are missing or differ, all at once.
    ///
    /// # Errors
    /// [`Error::MissingData`] with a line for each: the file, what is wrong, where it is had.
    pub fn verify(&self, folder: &Path) -> Result<()> {
        let base = [&self.base.weights, &self.base.tokenizer].map(|a| (a, &*self.base.source));
        check(folder, base.into_iter().chain(self.data.iter().flat_map(Corpus::files)))
    }

    /// The same of its development corpora alone.
    ///
    /// # Errors
    /// As [`Recipe::verify`].
    pub fn verify_dev(&self, folder: &Path) -> Result<()> {
        check(folder, self.dev().flat_map(Corpus::files))
    }

    /// Its development corpora.
    pub(super) fn dev(&self) -> impl Iterator<Item = &Corpus> {
        self.data.iter().filter(|corpus| corpus.role == Role::Dev)
    }
}

impl Corpus {
    /// Its files, and where they are had.
    fn files(&self) -> impl Iterator<Item = (&Artefact, &str)> {
        let files = std::iter::once(&self.artefact).chain(&self.texts);
        files.map(|file| (file, &*self.source))
    }
}

/// Says which files are missing or differ.
fn check<'a>(folder: &Path, files: impl Iterator<Item = (&'a Artefact, &'a str)>) -> Result<()> {
    let wrong: Vec<String> = files
        .filter_map(|(artefact, source)| {
            let reason = artefact.fault(folder)?;
            Some(format!("{}: {reason}; to be had from {source}", artefact.file.display()))
        })
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Error::MissingData { folder: folder.to_owned(), wrong: wrong.join("\n  ") })
}

impl Artefact {
    fn fault(&self, folder: &Path) -> Option<String> {
        match fs::read(folder.join(&self.file)) {
            Err(e) => Some(e.to_string()),
            Ok(bytes) => {
                let found = sha256(&bytes);
                (found != self.sha256)
                    .then(|| format!("its sha256 is {found}, the recipe wants {}", self.sha256))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../models/recipes/parallax-minilm.toml");

    fn recipe() -> Recipe {
        toml::from_str(SHIPPED).unwrap()
    }

    /// The shipped recipe, but that the stances of a corpus are learnt so.
    fn with(name: &str, stances: Stances) -> Recipe {
        let mut recipe = recipe();
        for corpus in recipe.data.iter_mut().filter(|corpus| corpus.name == name) {
            corpus.stance = stances;
        }
        recipe
    }

    #[test]
    fn the_first_model_ignores_what_is_weighed_and_nothing_else() {
        let weighed = with("articles.train", Stances::Weighed);
        let ignored = with("articles.train", Stances::Ignored);
        let first = weighed.without_weighed().unwrap();
        let of = |recipe: &Recipe, name: &str| {
            recipe.data.iter().find(|corpus| corpus.name == name).map(|corpus| corpus.stance)
        };
        assert_eq!(of(&first, "articles.train"), of(&ignored, "articles.train"));
        assert_eq!(of(&first, "stance.train"), Some(Stances::Labelled));
        assert_eq!(first.without_weighed(), None);
    }

    #[test]
    fn a_run_may_end_elsewhere_unless_stances_are_weighed() {
        for (stances, same) in [(Stances::Ignored, true), (Stances::Weighed, false)] {
            let mut recipe = with("articles.train", stances);
            recipe.data.retain(|corpus| corpus.stance != Stances::Weighed || !same);
            let before = recipe.identity();
            recipe.training.stop -= 1;
            assert_eq!(recipe.identity() == before, same, "{stances:?}");
        }
    }

    #[test]
    fn a_larger_share_of_the_documents_holds_a_smaller_one() {
        let of = |share| {
            let mut recipe = recipe();
            recipe.training.share = share;
            recipe.check().unwrap();
            (0..1000).filter(|i| recipe.training.takes(&format!("doc-{i}"))).collect::<Vec<_>>()
        };
        let (quarter, half) = (of(0.25), of(0.5));
        assert!((200..300).contains(&quarter.len()) && (450..550).contains(&half.len()));
        assert!(quarter.iter().all(|document| half.contains(document)));
        assert_eq!(of(1.0).len(), 1000);
        let mut nothing = recipe();
        nothing.training.share = 0.0;
        assert!(nothing.check().unwrap_err().contains("share"));
    }

    #[test]
    fn stances_that_cannot_be_weighed_are_refused() {
        assert_eq!(with("articles.train", Stances::Weighed).check(), Ok(()));
        for name in ["stance.train", "articles.dev"] {
            let refused = with(name, Stances::Weighed).check().unwrap_err();
            assert!(refused.contains(name), "{refused}");
        }
        let mut no_crowd = with("articles.train", Stances::Weighed);
        no_crowd.data.retain(|corpus| corpus.labels_by != "crowd");
        assert!(no_crowd.check().unwrap_err().contains("crowd"));
    }
}
