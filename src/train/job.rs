//! JOB: a recipe becomes a model's folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::calibrate::{annotated_sentences, calibrate};
use super::card;
use super::dev::{self, DevCorpus};
use super::examples::Examples;
use super::failures::failures;
use super::files::{read, write};
use super::fit::{fit_temperatures, fit_thresholds};
use super::parameters::Parameters;
use super::recipe::{Corpus, Recipe, Role};
use super::run::{Progress, Run};
use super::texts;
use crate::error::{Error, Result};
use crate::labels::Annotated;
use crate::model::card::Thresholds;
use crate::model::weights::{CALIBRATION, CARD, TOKENIZER, WEIGHTS, sha256};
use crate::model::{Card, Config, Model, Network, Tokens};

/// Where a run reads and writes.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The files that the recipe names.
    pub data: PathBuf,
    /// Checkpoints and logs; a run that was interrupted goes on from here.
    pub run: PathBuf,
    /// The model.
    pub model: PathBuf,
}

/// Sizes of the base model, MiniLM-L6.
fn config() -> Config {
    Config {
        vocabulary: 30_522,
        hidden: 384,
        layers: 6,
        heads: 12,
        intermediate: 1536,
        positions: 512,
        layer_norm_epsilon: 1e-12,
    }
}

/// Trains a model as the recipe says: fits the weights, chooses the best epoch, fits temperatures
/// and thresholds, scores the result and writes it.
///
/// # Errors
/// Where data are missing, differ from the recipe, or cannot be read; where a folder cannot be
/// written.
pub fn train(recipe: &Recipe, folders: &Folders, tell: impl FnMut(Progress)) -> Result<()> {
    recipe.verify(&folders.data)?;
    for folder in [&folders.run, &folders.model] {
        fs::create_dir_all(folder).map_err(|source| Error::Io { path: folder.clone(), source })?;
    }
    let corpora: Vec<(&Corpus, Vec<Annotated>)> = recipe
        .data
        .iter()
        .map(|corpus| Ok((corpus, load(corpus, &folders.data)?)))
        .collect::<Result<_>>()?;
    let mut card = card::draft(recipe, &config(), &corpora);
    let tokenizer = read(&folders.data.join(&recipe.base.tokenizer.file))?;
    let tokens = || Tokens::from_bytes(&tokenizer);
    let (dev, train): (Vec<_>, Vec<_>) =
        corpora.into_iter().partition(|(corpus, _)| corpus.role == Role::Dev);
    let dev: Vec<DevCorpus> = dev.into_iter().map(|(c, gold)| DevCorpus::new(c, gold)).collect();
    let documents = train.iter().flat_map(|(c, documents)| documents.iter().map(move |d| (d, *c)));
    let examples = Examples::new(documents, &tokens()?)?;
    let base = folders.data.join(&recipe.base.weights.file);
    let parameters = Parameters::from_base(&base, &card.network, recipe.seed)?;
    let run = Run { recipe, config: &card.network, examples: &examples, folder: &folders.run };
    let score = |network: Network| {
        let model = Model::assemble(network, tokens()?, card.clone());
        dev::overall(&dev, &read_all(&dev, &model)?, &Thresholds::default())
    };
    let (parameters, best) = run.train(parameters, score, tell)?;
    let network = || Ok::<_, Error>(Network::new(&card.network, &parameters.builder_with(&best)?)?);
    let uncalibrated = Model::assemble(network()?, tokens()?, card.clone());
    let temperatures = fit_temperatures(&dev, &read_all(&dev, &uncalibrated)?);
    let calibrated = Card { temperatures, ..card.clone() };
    let said = read_all(&dev, &Model::assemble(network()?, tokens()?, calibrated))?;
    let thresholds = fit_thresholds(&dev, &said)?;
    card.scores = card::scores(&dev, &said, &thresholds)?;
    card.confusion = card::confusion(&dev, &said, &thresholds)?;
    card.failures = failures(&dev, &said, &thresholds);
    (card.temperatures, card.thresholds) = (temperatures, thresholds);
    let write_weights = |path: &Path| parameters.save(&best, path);
    let read = annotated_sentences(train.iter().flat_map(|(_, documents)| documents));
    write_model(&folders.model, card, &tokenizer, &read, write_weights)
}

/// Writes a model's files beside, calibrated on some `sentences`, and then renames them, the card
/// last: it holds the hashes by which a half-written model is refused.
fn write_model(
    folder: &Path,
    mut card: Card,
    tokenizer: &[u8],
    sentences: &[&str],
    weights: impl Fn(&Path) -> Result<()>,
) -> Result<()> {
    let failed = |source| Error::Io { path: folder.to_owned(), source };
    let beside =
        tempfile::Builder::new().prefix(".parallax-").tempdir_in(folder).map_err(failed)?;
    let at = |name: &str| beside.path().join(name);
    weights(&at(WEIGHTS))?;
    card.files.weights = sha256(&read(&at(WEIGHTS))?);
    write(&at(TOKENIZER), tokenizer)?;
    write(&at(CARD), card.to_toml().as_bytes())?;
    calibrate(beside.path(), sentences)?;
    for name in [WEIGHTS, TOKENIZER, CALIBRATION, CARD] {
        fs::rename(at(name), folder.join(name)).map_err(failed)?;
    }
    Ok(())
}

fn read_all<'d>(
    dev: &'d [DevCorpus],
    model: &Model,
) -> Result<Vec<Vec<crate::annotate::Read<'d>>>> {
    dev.iter().map(|corpus| corpus.read(model)).collect()
}

fn load(corpus: &Corpus, folder: &Path) -> Result<Vec<Annotated>> {
    if let Some(texts) = &corpus.texts {
        return texts::documents(&corpus.artefact, texts, folder);
    }
    let path = folder.join(&corpus.artefact.file);
    crate::exchange::read(&path, Some(crate::exchange::Format::Gold))
}
