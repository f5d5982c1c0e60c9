//! JOB: a recipe becomes a model's folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::calibrate::{annotated_sentences, calibrate};
use super::card;
use super::complete::complete;
use super::dev::{self, DevCorpus};
use super::evidence;
use super::examples::Examples;
use super::files::{read, write};
use super::fit::fit_temperatures;
use super::parameters::Parameters;
use super::recipe::{Corpus, Recipe, Role};
use super::run::{Progress, Run};
use super::texts;
use crate::annotate;
use crate::error::{Error, Result};
use crate::labels::Annotated;
use crate::model::weights::{CALIBRATION, CARD, TOKENIZER, WEIGHTS, sha256};
use crate::model::{Card, Config, Model, Network, Temperatures, Tokens};

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
pub fn train(recipe: &Recipe, folders: &Folders, mut tell: impl FnMut(Progress)) -> Result<()> {
    recipe.verify(&folders.data)?;
    fs::create_dir_all(&folders.model)
        .map_err(|source| Error::Io { path: folders.model.clone(), source })?;
    let corpora: Vec<(&Corpus, Vec<Annotated>)> = recipe
        .data
        .iter()
        .map(|corpus| {
            let mut documents = load(corpus, &folders.data)?;
            if let Some(share) = recipe.training.share_of(corpus) {
                documents.retain(|of| recipe.training.takes(of.document.id()));
                if documents.is_empty() {
                    let wrong = format!("{}: a share of {share} holds no document", corpus.name);
                    return Err(Error::MissingData { folder: folders.data.clone(), wrong });
                }
            }
            Ok((corpus, documents))
        })
        .collect::<Result<_>>()?;
    let draft = card::draft(recipe, &config(), &corpora);
    let tokenizer = read(&folders.data.join(&recipe.base.tokenizer.file))?;
    let (dev, train): (Vec<_>, Vec<_>) =
        corpora.into_iter().partition(|(corpus, _)| corpus.role == Role::Dev);
    let dev: Vec<DevCorpus> = dev.into_iter().map(|(c, gold)| DevCorpus::new(c, gold)).collect();
    let train: Vec<Vec<Annotated>> = train.into_iter().map(|(_, documents)| documents).collect();
    let job = Job { folders, tokenizer: &tokenizer, draft: &draft, dev: &dev, train: &train };
    let mut examples = job.examples(recipe)?;
    if let Some(first) = recipe.without_weighed() {
        tell(Progress::First);
        let fitted =
            job.fit(&first, &job.examples(&first)?, &folders.run.join("first"), &mut tell)?;
        let temperature = job.temperatures(&fitted)?.stance;
        let network = fitted.network(&draft.network)?;
        let habits = evidence::weigh(&mut examples, &network, temperature)?;
        tell(Progress::Weighed { habits });
    }
    let fitted = job.fit(recipe, &examples, &folders.run, &mut tell)?;
    let card = complete(&dev, &draft, |card| job.predict(&fitted, card))?;
    let write_weights = |path: &Path| fitted.parameters.save(&fitted.weights, path);
    let sentences = annotated_sentences(train.iter().flatten());
    write_model(&folders.model, card, &tokenizer, &sentences, write_weights)
}

/// What every network of a job is made from and judged by.
struct Job<'a> {
    folders: &'a Folders,
    tokenizer: &'a [u8],
    /// The card before anything was fitted.
    draft: &'a Card,
    dev: &'a [DevCorpus<'a>],
    /// The documents of every corpus to train on, in the order of the recipe.
    train: &'a [Vec<Annotated>],
}

/// The parameters of a network, and the best values that they had.
struct Fitted {
    parameters: Parameters,
    weights: BTreeMap<String, Vec<f32>>,
}

impl Fitted {
    fn network(&self, config: &Config) -> Result<Network> {
        Ok(Network::new(config, &self.parameters.builder_with(&self.weights)?)?)
    }
}

impl<'a> Job<'a> {
    fn tokens(&self) -> Result<Tokens> {
        Tokens::from_bytes(self.tokenizer)
    }

    fn examples(&self, recipe: &Recipe) -> Result<Examples> {
        let corpora = recipe.data.iter().filter(|corpus| corpus.role == Role::Train);
        let documents = corpora.zip(self.train).flat_map(|(c, of)| of.iter().map(move |d| (d, c)));
        Examples::new(documents, &self.tokens()?)
    }

    /// Fits a network to the examples; checkpoints and log go to `folder`.
    fn fit(
        &self,
        recipe: &Recipe,
        examples: &Examples,
        folder: &Path,
        tell: impl FnMut(Progress),
    ) -> Result<Fitted> {
        fs::create_dir_all(folder)
            .map_err(|source| Error::Io { path: folder.to_owned(), source })?;
        let config = &self.draft.network;
        let base = self.folders.data.join(&recipe.base.weights.file);
        let parameters = Parameters::from_base(&base, config, recipe.seed)?;
        let run = Run { recipe, config, examples, folder };
        let score = |network: Network| {
            let model = Model::assemble(network, self.tokens()?, self.draft.clone());
            dev::overall(self.dev, &dev::read_all(self.dev, &model)?)
        };
        let (parameters, weights) = run.train(parameters, score, tell)?;
        Ok(Fitted { parameters, weights })
    }

    /// What a network says of the development corpora, calibrated as the card says.
    fn predict(&self, fitted: &Fitted, card: Card) -> Result<Vec<Vec<annotate::Read<'a>>>> {
        let model = Model::assemble(fitted.network(&card.network)?, self.tokens()?, card);
        dev::read_all(self.dev, &model)
    }

    fn temperatures(&self, fitted: &Fitted) -> Result<Temperatures> {
        let said = self.predict(fitted, self.draft.clone())?;
        Ok(fit_temperatures(self.dev, &said, &self.draft.temperatures))
    }
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

/// The documents of a corpus, with texts put back where they stand apart.
pub(super) fn load(corpus: &Corpus, folder: &Path) -> Result<Vec<Annotated>> {
    if let Some(texts) = &corpus.texts {
        return texts::documents(&corpus.artefact, texts, folder);
    }
    let path = folder.join(&corpus.artefact.file);
    crate::exchange::read(&path, Some(crate::exchange::Format::Gold))
}
