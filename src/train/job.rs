//! JOB: a recipe becomes a model's folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::dev;
use super::examples::examples;
use super::parameters::Parameters;
use super::recipe::{Corpus, Recipe, Role};
use super::run::{Progress, Run};
use crate::error::{Error, Result};
use crate::labels::Annotated;
use crate::model::{Config, Model, Network, Tokens};

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

/// A corpus and its documents.
struct Loaded<'a> {
    corpus: &'a Corpus,
    documents: Vec<Annotated>,
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

/// Trains a model as the recipe says.
///
/// # Errors
/// Where data are missing, differ from the recipe, or cannot be read; where a folder cannot be
/// written.
pub fn train(recipe: &Recipe, folders: &Folders, tell: impl FnMut(Progress)) -> Result<()> {
    recipe.verify(&folders.data)?;
    for folder in [&folders.run, &folders.model] {
        fs::create_dir_all(folder)
            .map_err(|source| Error::Io { path: folder.clone(), source })?;
    }
    let corpora: Vec<Loaded> =
        recipe.data.iter().map(|corpus| load(corpus, &folders.data)).collect::<Result<_>>()?;
    let tokenizer = folders.data.join(&recipe.base.tokenizer.file);
    let tokenizer =
        fs::read(&tokenizer).map_err(|source| Error::Io { path: tokenizer.clone(), source })?;
    let tokens = Tokens::from_bytes(&tokenizer)?;
    let trained = corpora.iter().filter(|c| c.corpus.role == Role::Train);
    let documents = trained.flat_map(|c| c.documents.iter().map(|d| (d, c.corpus.weight)));
    let examples = examples(documents, &tokens)?;
    let config = config();
    let weights = folders.data.join(&recipe.base.weights.file);
    let parameters = Parameters::from_base(&weights, &config, recipe.seed)?;
    let run = Run { recipe, config: &config, examples: &examples, folder: &folders.run };
    let score = |network: Network, epoch: usize| {
        let model = Model::assemble(network, Tokens::from_bytes(&tokenizer)?, super::card::draft(recipe, &config))?;
        for c in corpora.iter().filter(|c| c.corpus.role == Role::Dev) {
            let predicted = dev::predict(&model, &c.documents)?;
            let lines: Vec<String> = predicted.iter().map(Annotated::to_json).collect();
            let path = folders.run.join(format!("{}.{epoch}.jsonl", c.corpus.name));
            fs::write(&path, lines.join("\n")).map_err(|source| Error::Io { path, source })?;
        }
        Ok(epoch as f64)
    };
    let (parameters, best) = run.train(parameters, score, tell)?;
    parameters.save(&best, &folders.model.join(crate::model::weights::WEIGHTS))
}

fn load<'a>(corpus: &'a Corpus, folder: &Path) -> Result<Loaded<'a>> {
    let path = folder.join(&corpus.artefact.file);
    let text = fs::read_to_string(&path).map_err(|source| Error::Io { path: path.clone(), source })?;
    let documents = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(i, line)| {
            Annotated::from_json(line).map_err(|reason| Error::Record {
                path: path.clone(),
                line: i + 1,
                reason,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Loaded { corpus, documents })
}
