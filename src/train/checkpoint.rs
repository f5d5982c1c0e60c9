//! What a run needs to go on after an interruption.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use candle_core::{Device, Tensor};

use super::optimizer::{Memory, Optimizer};
use super::parameters::Parameters;
use super::recipe::Recipe;
use crate::error::{Error, Result};
use crate::files;

const FILE: &str = "last.safetensors";
/// Of what recipe a state is.
const RECIPE: &str = "recipe";

/// The best weights so far.
#[derive(Debug, Default)]
pub(super) struct Best {
    pub score: Option<f64>,
    pub weights: BTreeMap<String, Vec<f32>>,
}

impl Best {
    /// Takes the weights where they score higher; says whether they do.
    pub fn offer(&mut self, score: f64, weights: BTreeMap<String, Vec<f32>>) -> bool {
        let better = self.score.is_none_or(|best| score > best);
        if better {
            *self = Self { score: Some(score), weights };
        }
        better
    }
}

/// Writes the state after `epoch` epochs, beside and then renamed.
pub(super) fn save(
    folder: &Path,
    recipe: &Recipe,
    epoch: usize,
    parameters: &Parameters,
    optimizer: &Optimizer,
    best: &Best,
) -> Result<()> {
    let vector = |values: &[f32]| Tensor::from_slice(values, values.len(), &Device::Cpu);
    let mut tensors = HashMap::new();
    for (name, variable) in &parameters.variables {
        let memory = &optimizer.memory[name];
        tensors.insert(format!("weights/{name}"), variable.flatten_all()?);
        tensors.insert(format!("first/{name}"), vector(&memory.first)?);
        tensors.insert(format!("second/{name}"), vector(&memory.second)?);
        tensors.insert(format!("average/{name}"), vector(&memory.average)?);
        tensors.insert(format!("best/{name}"), vector(&best.weights[name])?);
    }
    let state = [epoch as f64, optimizer.step as f64, best.score.unwrap_or(f64::MIN)];
    tensors.insert("state".to_owned(), Tensor::new(&state, &Device::Cpu)?);
    let identity = Tensor::new(recipe.identity().as_bytes(), &Device::Cpu)?;
    tensors.insert(RECIPE.to_owned(), identity);
    files::replace(&folder.join(FILE), |beside| {
        Ok(candle_core::safetensors::save(&tensors, beside)?)
    })
}

/// A run's state as it was saved.
pub(super) struct Checkpoint {
    tensors: HashMap<String, Tensor>,
    /// Epochs behind it.
    pub epochs: usize,
    steps: usize,
    score: f64,
}

impl Checkpoint {
    /// The state in `folder`, if there is one.
    ///
    /// # Errors
    /// Where it cannot be read, or is that of another recipe.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small counts")]
    pub fn load(folder: &Path, recipe: &Recipe) -> Result<Option<Self>> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let tensors = candle_core::safetensors::load(&path, &Device::Cpu)?;
        let own = tensors.get(RECIPE).map(Tensor::to_vec1::<u8>).transpose()?;
        if own.is_none_or(|own| own != recipe.identity().as_bytes()) {
            return Err(Error::OtherRun { folder: folder.to_owned() });
        }
        let missing = || Error::MissingTensor { name: "state".to_owned() };
        let state = tensors.get("state").ok_or_else(missing)?.to_vec1::<f64>()?;
        let [epochs, steps, score] = state[..] else { return Err(missing()) };
        Ok(Some(Self { tensors, epochs: epochs as usize, steps: steps as usize, score }))
    }

    /// Takes the state up.
    pub fn restore(
        &self,
        parameters: &mut Parameters,
        optimizer: &mut Optimizer,
        best: &mut Best,
    ) -> Result<()> {
        for (name, variable) in &parameters.variables {
            variable.set(&self.get("weights", name)?.reshape(variable.shape())?)?;
            let vector = |part: &str| -> Result<Vec<f32>> { Ok(self.get(part, name)?.to_vec1()?) };
            let memory = Memory {
                first: vector("first")?,
                second: vector("second")?,
                average: vector("average")?,
            };
            optimizer.memory.insert(name.clone(), memory);
            best.weights.insert(name.clone(), vector("best")?);
        }
        best.score = Some(self.score);
        optimizer.step = self.steps;
        Ok(())
    }

    fn get(&self, part: &str, name: &str) -> Result<&Tensor> {
        let name = format!("{part}/{name}");
        self.tensors.get(&name).ok_or(Error::MissingTensor { name })
    }
}
