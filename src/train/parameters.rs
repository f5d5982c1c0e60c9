//! The network's parameters as variables: taken from the base model, initialised, saved.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use candle_core::{DType, Device, Tensor, Var};
use candle_nn::VarBuilder;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::error::{Error, Result};
use crate::labels::{Certainty, Frame, Label, SpanLabel, Stance, Voice, Wording};
use crate::model::Config;

/// Standard deviation of new weights, as in BERT.
const INITIAL: f32 = 0.02;

/// Every parameter by name, in a fixed order.
pub(super) struct Parameters {
    /// What is trained.
    pub variables: BTreeMap<String, Var>,
    /// The word embedding stays the base model's: most of its rows are never seen in training.
    words: Tensor,
}

/// Name of the word embedding, which is kept in f16 and not trained.
const WORDS: &str = "encoder.words";

/// Name of what the loss learns of those who labelled: no part of the network, never saved.
pub(super) const LEANING: &str = "loss.stance.leaning";

impl Parameters {
    /// Encoder from the base model's weights (BERT as `transformers` names it), heads new.
    ///
    /// # Errors
    /// Where the file is unreadable or lacks a tensor.
    pub fn from_base(path: &Path, config: &Config, seed: u64) -> Result<Self> {
        let base = Base { tensors: candle_core::safetensors::load(path, &Device::Cpu)? };
        let mut tensors = base.encoder(config)?;
        tensors.extend(heads(config, seed)?);
        tensors.push(leaning()?);
        let words = base.get("embeddings.word_embeddings.weight")?.to_dtype(DType::F16)?;
        Ok(Self { variables: variables(tensors)?, words })
    }

    /// For building the network: variables, so that gradients reach them.
    pub fn builder(&self) -> VarBuilder<'static> {
        let variables = self.variables.iter().map(|(n, v)| (n.clone(), v.as_tensor().clone()));
        VarBuilder::from_tensors(self.with_words(variables), DType::F32, &Device::Cpu)
    }

    /// The same network with other values, such as averaged ones.
    ///
    /// # Errors
    /// Where a shape differs.
    pub fn builder_with(&self, values: &BTreeMap<String, Vec<f32>>) -> Result<VarBuilder<'static>> {
        let tensors = self.with_values(values)?;
        Ok(VarBuilder::from_tensors(self.with_words(tensors.into_iter()), DType::F32, &Device::Cpu))
    }

    /// Writes `values` as the weights of a model: f16, at half the size of what was trained.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn save(&self, values: &BTreeMap<String, Vec<f32>>, path: &Path) -> Result<()> {
        let tensors = self
            .with_words(self.with_values(values)?.into_iter())
            .into_iter()
            .map(|(name, tensor)| Ok((name, tensor.to_dtype(DType::F16)?)))
            .collect::<candle_core::Result<HashMap<_, _>>>()?;
        candle_core::safetensors::save(&tensors, path)?;
        Ok(())
    }

    fn with_values(&self, values: &BTreeMap<String, Vec<f32>>) -> Result<Vec<(String, Tensor)>> {
        self.variables
            .iter()
            .filter(|(name, _)| name.as_str() != LEANING)
            .map(|(name, variable)| {
                let tensor = Tensor::from_slice(&values[name], variable.shape(), &Device::Cpu)?;
                Ok((name.clone(), tensor))
            })
            .collect()
    }

    fn with_words(
        &self,
        tensors: impl Iterator<Item = (String, Tensor)>,
    ) -> HashMap<String, Tensor> {
        tensors.chain([(WORDS.to_owned(), self.words.clone())]).collect()
    }
}

fn variables(tensors: Vec<(String, Tensor)>) -> Result<BTreeMap<String, Var>> {
    tensors.into_iter().map(|(name, tensor)| Ok((name, Var::from_tensor(&tensor)?))).collect()
}

/// The base model's tensors.
struct Base {
    tensors: HashMap<String, Tensor>,
}

impl Base {
    fn get(&self, name: &str) -> Result<&Tensor> {
        self.tensors.get(name).ok_or_else(|| Error::MissingTensor { name: name.to_owned() })
    }

    /// The encoder under our names: queries, keys and values fused, the token type added to the
    /// positions.
    fn encoder(&self, config: &Config) -> Result<Vec<(String, Tensor)>> {
        let token_type = self.get("embeddings.token_type_embeddings.weight")?.narrow(0, 0, 1)?;
        let positions = self.get("embeddings.position_embeddings.weight")?;
        let mut tensors =
            vec![("encoder.positions".to_owned(), positions.broadcast_add(&token_type)?)];
        self.norm("embeddings.LayerNorm", "encoder.norm", &mut tensors)?;
        for i in 0..config.layers {
            let (from, to) = (format!("encoder.layer.{i}"), format!("encoder.layers.{i}"));
            for part in ["weight", "bias"] {
                let of = |name| self.get(&format!("{from}.attention.self.{name}.{part}"));
                let qkv = Tensor::cat(&[of("query")?, of("key")?, of("value")?], 0)?;
                tensors.push((format!("{to}.qkv.{part}"), qkv));
                for (theirs, ours) in [
                    ("attention.output.dense", "attention_out"),
                    ("intermediate.dense", "up"),
                    ("output.dense", "down"),
                ] {
                    let tensor = self.get(&format!("{from}.{theirs}.{part}"))?.clone();
                    tensors.push((format!("{to}.{ours}.{part}"), tensor));
                }
            }
            let norm = format!("{from}.attention.output.LayerNorm");
            self.norm(&norm, &format!("{to}.attention_norm"), &mut tensors)?;
            self.norm(
                &format!("{from}.output.LayerNorm"),
                &format!("{to}.out_norm"),
                &mut tensors,
            )?;
        }
        Ok(tensors)
    }

    fn norm(&self, from: &str, to: &str, tensors: &mut Vec<(String, Tensor)>) -> Result<()> {
        for (theirs, ours) in [("weight", "gamma"), ("bias", "beta")] {
            let tensor = self.get(&format!("{from}.{theirs}"))?.clone();
            tensors.push((format!("{to}.{ours}"), tensor));
        }
        Ok(())
    }
}

/// New heads: small random weights, zero biases; the embedding head starts as the identity.
fn heads(config: &Config, seed: u64) -> Result<Vec<(String, Tensor)>> {
    let hidden = config.hidden;
    let mut weights = vec![
        ("stance.query".to_owned(), hidden, hidden),
        ("stance.inner".to_owned(), hidden, 3 * hidden),
        ("stance.out".to_owned(), Stance::ALL.len(), hidden),
        ("spans".to_owned(), 2 * SpanLabel::ALL.len(), hidden),
    ];
    let mut attends = vec![("stance.key".to_owned(), hidden)];
    for (layer, classes) in [
        (Voice::LAYER, Voice::ALL.len()),
        (Certainty::LAYER, Certainty::ALL.len()),
        (Wording::LAYER, Wording::ALL.len()),
        (Frame::LAYER, Frame::ALL.len()),
    ] {
        weights.push((format!("{layer}.out"), classes, 2 * hidden));
        attends.push((format!("{layer}.attend"), 1));
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut tensors = Vec::new();
    for (name, outputs, inputs) in weights {
        tensors.push((format!("heads.{name}.weight"), normal(outputs, inputs, &mut random)?));
        tensors.push((format!("heads.{name}.bias"), zeros(outputs)?));
    }
    for (name, rows) in attends {
        tensors.push((format!("heads.{name}"), normal(rows, hidden, &mut random)?));
    }
    let identity = Tensor::eye(hidden, DType::F32, &Device::Cpu)?;
    tensors.push(("heads.embedding.weight".to_owned(), identity));
    tensors.push(("heads.embedding.bias".to_owned(), zeros(hidden)?));
    Ok(tensors)
}

/// Nobody leans anywhere at first.
fn leaning() -> Result<(String, Tensor)> {
    Ok((LEANING.to_owned(), zeros(Stance::ALL.len())?.unsqueeze(0)?))
}

fn zeros(size: usize) -> Result<Tensor> {
    Ok(Tensor::zeros(size, DType::F32, &Device::Cpu)?)
}

/// `[rows, columns]` from a normal distribution (Box–Muller).
fn normal(rows: usize, columns: usize, random: &mut ChaCha8Rng) -> Result<Tensor> {
    let mut draw = || {
        let (u, v): (f32, f32) = (random.random(), random.random());
        (-2.0 * (1.0 - u).ln()).sqrt() * (std::f32::consts::TAU * v).cos() * INITIAL
    };
    let values: Vec<f32> = (0..rows * columns).map(|_| draw()).collect();
    Ok(Tensor::from_vec(values, (rows, columns), &Device::Cpu)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Batch, Network, Noise, Sequence};
    use crate::train::examples::{Example, Judge, Judged, Mark};
    use crate::train::loss::Loss;
    use crate::train::recipe::{LossWeights, Training};

    const TINY: Config = Config {
        vocabulary: 30,
        hidden: 12,
        layers: 2,
        heads: 2,
        intermediate: 20,
        positions: 16,
        layer_norm_epsilon: 1e-12,
    };

    /// A random base model in BERT's layout.
    fn base() -> Base {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let mut tensors = HashMap::new();
        let mut add = |name: String, rows: usize, columns: usize| {
            let tensor = (normal(rows, columns, &mut random).unwrap() * 20.0).unwrap();
            let tensor = if rows == 1 { tensor.squeeze(0).unwrap() } else { tensor };
            tensors.insert(name, tensor);
        };
        let h = TINY.hidden;
        add("embeddings.word_embeddings.weight".into(), TINY.vocabulary, h);
        add("embeddings.position_embeddings.weight".into(), TINY.positions, h);
        add("embeddings.token_type_embeddings.weight".into(), 2, h);
        let mut norms = vec!["embeddings.LayerNorm".to_owned()];
        for i in 0..TINY.layers {
            let layer = format!("encoder.layer.{i}");
            for (name, outputs, inputs) in [
                ("attention.self.query", h, h),
                ("attention.self.key", h, h),
                ("attention.self.value", h, h),
                ("attention.output.dense", h, h),
                ("intermediate.dense", TINY.intermediate, h),
                ("output.dense", h, TINY.intermediate),
            ] {
                add(format!("{layer}.{name}.weight"), outputs, inputs);
                add(format!("{layer}.{name}.bias"), 1, outputs);
            }
            norms.push(format!("{layer}.attention.output.LayerNorm"));
            norms.push(format!("{layer}.output.LayerNorm"));
        }
        for norm in norms {
            add(format!("{norm}.weight"), 1, h);
            add(format!("{norm}.bias"), 1, h);
        }
        Base { tensors }
    }

    fn example() -> Example {
        let marks =
            Some(vec![Mark::Outside, Mark::Start, Mark::Inside, Mark::Outside, Mark::Outside]);
        Example {
            sequence: Sequence { ids: vec![1, 5, 9, 13, 2], targets: vec![vec![1], vec![2, 3]] },
            voice: Some(1),
            certainty: Some(0),
            wording: Some(1),
            frames: Some([true; Frame::ALL.len()]),
            stance: vec![
                Judged::new(Stance::Unfavorable, Judge::LanguageModel),
                Judged::new(Stance::Favorable, Judge::Crowd),
            ],
            spans: std::array::from_fn(|_| marks.clone()),
            weight: 1.0,
        }
    }

    fn recipe_numbers() -> (Training, LossWeights) {
        let training = Training {
            epochs: 1,
            stop: 1,
            batch: 2,
            encoder_rate: 1e-4,
            head_rate: 1e-3,
            layer_decay: 1.0,
            warm_up: 0.1,
            weight_decay: 0.0,
            clip: 1.0,
            dropout: 0.1,
            average: 0.9,
            class_weight: 0.5,
            span_weight: 2.0,
            share: 1.0,
        };
        let weights = LossWeights {
            voice: 1.0,
            certainty: 1.0,
            wording: 1.0,
            frames: 1.0,
            stance: 1.0,
            spans: 1.0,
            embedding: 1.0,
        };
        (training, weights)
    }

    #[test]
    fn every_variable_gets_a_gradient() {
        let mut tensors = base().encoder(&TINY).unwrap();
        tensors.extend(heads(&TINY, 1).unwrap());
        tensors.push(leaning().unwrap());
        let words = base().tensors["embeddings.word_embeddings.weight"].clone();
        let parameters = Parameters { variables: variables(tensors).unwrap(), words };
        let network = Network::new(&TINY, &parameters.builder()).unwrap();
        let examples = [example(), Example { voice: Some(0), certainty: Some(1), ..example() }];
        let (training, weights) = recipe_numbers();
        let part: Vec<&Example> = examples.iter().collect();
        let loss = Loss::new(&part, &training, weights, &parameters.variables[LEANING]);
        let sequences: Vec<&Sequence> = examples.iter().map(|e| &e.sequence).collect();
        let batch = Batch::new(&sequences, &Device::Cpu).unwrap();
        let base = normal(2, TINY.hidden, &mut ChaCha8Rng::seed_from_u64(5)).unwrap();
        let noise = Noise { dropout: 0.1, seed: 11 };
        let logits = network.forward(&batch, Some(noise)).unwrap();
        let gradients = loss.of(&logits, &part, &base, 2).unwrap().total.backward().unwrap();
        for (name, variable) in &parameters.variables {
            let gradient = gradients.get(variable).unwrap_or_else(|| panic!("{name} has none"));
            let largest = gradient.abs().unwrap().max_all().unwrap().to_scalar::<f32>().unwrap();
            assert!(largest > 1e-9 && largest.is_finite(), "{name}: {largest}");
        }
    }

    #[test]
    fn a_base_model_without_a_tensor_is_refused_by_its_name() {
        let mut base = base();
        base.tensors.remove("encoder.layer.1.output.dense.bias");
        let error = base.encoder(&TINY).unwrap_err().to_string();
        assert!(error.contains("encoder.layer.1.output.dense.bias"), "{error}");
    }
}
