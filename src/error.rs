//! Everything that can go wrong in the library, each with what a person needs to mend it.

use std::path::PathBuf;

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, where, and (where there is one) the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// What was being read or written.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file that holds no article that can be used.
    #[error("{path}: {reason}", path = path.display())]
    Article {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// A line of a JSON Lines file is not an annotated or gold document.
    #[error("{path}:{line}: {reason}", path = path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it, naming the field.
        reason: String,
    },
    /// A file that is none of the exchange formats, or not what its format promises.
    #[error("{path}: {reason}", path = path.display())]
    Exchange {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, naming document, span and label, and the remedy.
        reason: String,
    },
    /// A document says something about its text that the text does not bear out.
    #[error("document {document}: {reason}")]
    Document {
        /// The document's `id`.
        document: String,
        /// What is wrong, naming the field and the offset.
        reason: String,
    },
    /// There is no gold document.
    #[error("no gold document to score against; give a file of hand-labelled documents")]
    NothingToScore,
    /// No document has two annotators.
    #[error("no id stands in two of the files; give the same documents as several annotated them")]
    NothingShared,
    /// There is no sentence whose reading could be timed.
    #[error("no sentence to time the reading of; give articles with text in them")]
    NothingToTime,
    /// There is no sentence to calibrate a model on.
    #[error("no sentence to calibrate on; give articles with text in them")]
    NothingToCalibrateOn,
    /// Annotators who did not both label any of gold's documents.
    #[error(
        "--ceiling: the two files have none of gold's documents in common; give two annotators' files of the same documents"
    )]
    NoCeiling,
    /// Articles that cannot be set side by side.
    #[error("nothing to compare: {reason}")]
    Compare {
        /// What is wrong, naming outlets or articles, and what to do.
        reason: String,
    },
    /// Confusion matrices by which rates cannot be corrected.
    #[error("known errors: {reason}; give the JSON of `parallax eval --format json`")]
    KnownErrors {
        /// What is wrong, naming the layer.
        reason: String,
    },
    /// A score to be reached that cannot be read.
    #[error(
        "--min {given:?}: expected LAYER.METRIC=VALUE with a value from 0 to 1, such as voice.macro_f1=0.9"
    )]
    Threshold {
        /// What was given.
        given: String,
    },
    /// A name that the label scheme does not have.
    #[error("unknown {layer} label {name:?}: expected one of {expected}")]
    UnknownLabel {
        /// The layer, such as `voice`.
        layer: &'static str,
        /// What was given.
        name: String,
        /// The names there are, comma-separated.
        expected: String,
    },
    /// The sides given in a file or by a flag cannot be used.
    #[error("{origin}: {reason}")]
    Sides {
        /// The file or flag, as the user wrote it.
        origin: String,
        /// What is wrong, naming the alias or key, and what to do.
        reason: String,
    },
    /// A tokenizer file that cannot be read or lacks what the model needs.
    #[error("tokenizer.json: {reason}; take the file that belongs to the model")]
    Tokenizer {
        /// What is wrong with it.
        reason: String,
    },
    /// The network could not be built or run.
    #[error("network: {0}")]
    Network(#[from] candle_core::Error),
    /// A model's card that cannot be used.
    #[error("card.toml: {reason}; take the card that belongs to the weights")]
    Card {
        /// What is wrong with it.
        reason: String,
    },
    /// A model's file is missing or unreadable.
    #[error("{path}: {source}; a model's folder holds card.toml, model.safetensors and tokenizer.json", path = path.display())]
    ModelFile {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Mixed precision rests on a calibration.
    #[error(
        "the model has no calibration, which mixed precision needs: run `parallax model calibrate` on its folder, or use --precision f32"
    )]
    Uncalibrated,
    /// A model's file is not the one its card was written for.
    #[error(
        "{file}: its sha256 is {found}, card.toml says {expected}; the file is damaged or belongs to another model: fetch the folder again"
    )]
    Hash {
        /// The file's name.
        file: &'static str,
        /// Hash in the card.
        expected: String,
        /// Hash of the file.
        found: String,
    },
    /// Weights that are truncated or of another shape.
    #[error(
        "model.safetensors: {reason}; the file is damaged or belongs to another model: fetch the folder again"
    )]
    Weights {
        /// What is wrong with them.
        reason: String,
    },
    /// Hidden states asked of a model that the reference runs.
    #[error("the reference shows no hidden states; load the model from its folder to see them")]
    NoEngine,
    /// A tensor that the base model should have.
    #[error(
        "the base model's weights have no tensor {name:?}; the recipe names another model than the file holds"
    )]
    MissingTensor {
        /// The tensor.
        name: String,
    },
    /// A training recipe that cannot be used.
    #[error("{path}: {reason}", path = path.display())]
    Recipe {
        /// The recipe.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A run's folder that holds the state of a run of another recipe.
    #[error(
        "{folder}: holds the state of a run of another recipe, or of an earlier version; name another folder with --run, or remove it to begin anew",
        folder = folder.display()
    )]
    OtherRun {
        /// The folder.
        folder: PathBuf,
    },
    /// Files that a recipe names and that are missing or differ.
    #[error("the recipe's data are not complete in {folder}:\n  {wrong}", folder = folder.display())]
    MissingData {
        /// The data folder.
        folder: PathBuf,
        /// A line for each file.
        wrong: String,
    },
    /// A hub model's name that is none.
    #[error("hf:{name}: expected hf:ORGANISATION/NAME, or hf:ORGANISATION/NAME@REVISION")]
    HubName {
        /// What was given after `hf:`.
        name: String,
    },
    /// A model that could not be had from a hub.
    #[error("hf:{repository}@{revision}: {reason} (cache: {cache}); go online, or put card.toml, model.safetensors and tokenizer.json in a folder and name that", cache = cache.display())]
    Hub {
        /// `ORG/NAME`.
        repository: String,
        /// The revision.
        revision: String,
        /// The cache folder.
        cache: PathBuf,
        /// What failed.
        reason: String,
    },
    /// A public benchmark that there is no card of.
    #[error("no suite is named {name:?}: expected one of {known}; --suite list says more of them")]
    UnknownSuite {
        /// What was asked for.
        name: String,
        /// The names there are, comma-separated.
        known: String,
    },
    /// A public benchmark that cannot be used so.
    #[error("{suite}: {reason}")]
    Suite {
        /// Its name.
        suite: String,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// A file of a public benchmark is not there.
    #[error(
        "{path}: {reason}; the files of a suite are no part of this program: {about}",
        path = path.display()
    )]
    SuiteFile {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        reason: std::io::Error,
        /// Where the benchmark is had, under what licence, and whom to cite.
        about: String,
    },
    /// A file of a public benchmark is not the one its card was written for.
    #[error(
        "{path}: its sha256 is {found}, the suite's card has one that begins with {expected}; the file is damaged or of another version: fetch it again from {place}",
        path = path.display()
    )]
    SuiteHash {
        /// The file.
        path: PathBuf,
        /// The first digits of the hash in the card.
        expected: String,
        /// Hash of the file.
        found: String,
        /// Where it is had.
        place: String,
    },
    /// A scorer of sentence links that cannot be used.
    #[error("links.toml: {reason}; take the file that belongs to the program, or train it anew")]
    Links {
        /// What is wrong with it.
        reason: String,
    },
    /// A score that there is not.
    #[error(
        "no score is named {name:?}; names are layer.metric or layer.class.metric, such as voice.macro_f1 or spans.hedge.overlap_f1"
    )]
    UnknownScore {
        /// What was asked for.
        name: String,
    },
}

impl From<parallax_engine::Error> for Error {
    fn from(parallax_engine::Error { reason }: parallax_engine::Error) -> Self {
        Self::Weights { reason }
    }
}
