//! A model's card: what it is made of, what it says, and how well.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::engine::Config;
use super::temperatures::Temperatures;
use crate::error::{Error, Result};
use crate::labels::confusion::Matrix;
use crate::labels::{Certainty, Frame, Label, SpanLabel, Stance, Voice, Wording, scheme};

/// `card.toml`. Loading a model needs this, its weights and its tokenizer, never its recipe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The model's name.
    pub name: String,
    /// What it is for and what not to conclude from it.
    pub summary: String,
    /// Licence of the weights.
    pub licence: String,
    /// Version of the label scheme it was trained for.
    pub scheme: String,
    /// Seed of the training run.
    pub seed: u64,
    /// Files beside the card.
    pub files: Files,
    /// The encoder it started from.
    pub base: Origin,
    /// Its sizes.
    pub network: Config,
    /// The labels of every layer, in the order of its outputs.
    pub labels: BTreeMap<String, Vec<String>>,
    /// Which layers are the model's, a rule's, or both.
    pub made_by: BTreeMap<String, String>,
    /// What logits are divided by.
    pub temperatures: Temperatures,
    /// What the rest of an article does to the stances of a sentence. Older cards have none: each
    /// sentence is judged by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// Where a probability becomes a label.
    pub thresholds: Thresholds,
    /// What it was trained on and chosen by.
    pub data: Vec<Data>,
    /// How well it does on development data.
    pub scores: Vec<CardScore>,
    /// What it takes for what there: by layer, frames by label. Older cards have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confusion: Vec<Matrix>,
    /// Where it goes wrong most surely, sentence by sentence. Older cards have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<Failure>,
}

/// SHA-256 of the files beside the card, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// Of `model.safetensors`.
    pub weights: String,
    /// Of `tokenizer.json`.
    pub tokenizer: String,
    /// Of `calibration.safetensors`. Older models have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration: Option<String>,
}

/// The encoder a model started from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Its name.
    pub name: String,
    /// Its version.
    pub revision: String,
    /// Its licence.
    pub licence: String,
    /// Where it is had.
    pub source: String,
    /// SHA-256 of its weights.
    pub sha256: String,
}

/// What the rest of an article adds to the logit of a favourable stance and takes off that of an
/// unfavourable one: in a card the weights, of a stance what they weigh.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// How the other sentences lean towards the side and away from the others, -2 to 2.
    pub article: f64,
    /// The same of those in which the same side speaks, or no side.
    pub speaker: f64,
}

impl Context {
    /// What is added: these weights times what they weigh.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "logits are f32")]
    pub fn shift(&self, by: &Self) -> f32 {
        (self.article * by.article + self.speaker * by.speaker) as f32
    }

    /// Its weights by name, as in a card.
    #[must_use]
    pub fn by_name(&self) -> [(&'static str, f64); 2] {
        [("context.article", self.article), ("context.speaker", self.speaker)]
    }
}

/// Where a probability becomes a label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// A frame at least this probable is brought up.
    pub frames: f64,
    /// A word at least this probable belongs to a span, by span label.
    pub spans: BTreeMap<SpanLabel, f64>,
}

impl Default for Thresholds {
    /// Even odds everywhere.
    fn default() -> Self {
        let spans = SpanLabel::ALL.iter().map(|&label| (label, 0.5)).collect();
        Self { frames: 0.5, spans }
    }
}

impl Thresholds {
    /// That of a span label; even odds where the card names none.
    #[must_use]
    pub fn span(&self, label: SpanLabel) -> f64 {
        self.spans.get(&label).copied().unwrap_or(0.5)
    }

    /// As they stand in a signature.
    #[must_use]
    pub fn by_name(&self) -> BTreeMap<String, f64> {
        let spans = self.spans.iter().map(|(label, &p)| (format!("spans.{label}"), p));
        spans.chain([("frames".to_owned(), self.frames)]).collect()
    }
}

/// A corpus that went into a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// Its name.
    pub name: String,
    /// `train` or `dev`.
    pub role: String,
    /// Where it is had.
    pub source: String,
    /// Its licence.
    pub licence: String,
    /// `crowd`, `expert` or `model`.
    pub labels_by: String,
    /// SHA-256 of its file.
    pub sha256: String,
    /// Documents in it, or of it where a share was taken.
    pub documents: usize,
    /// The share of its documents that was learnt from, where that is not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
}

/// A score on development data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardScore {
    /// The corpus.
    pub corpus: String,
    /// Whether sentences were judged in the context of their articles.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub context: bool,
    /// `layer.metric`.
    pub score: String,
    /// Its value, 0 to 1.
    pub value: f64,
    /// Lower end of its 95 % interval, where one was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Upper end of its 95 % interval, where one was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// Gold items it rests on.
    pub support: f64,
}

/// A label of a development sentence that it gets wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// The corpus.
    pub corpus: String,
    /// The layer; of stance with the side: `stance:port`.
    pub layer: String,
    /// What gold says.
    pub gold: String,
    /// What it says.
    pub predicted: String,
    /// How probable it finds that.
    pub p: f64,
    /// The sentence.
    pub text: String,
}

/// The labels of every layer that a model gives, as this program knows them.
#[must_use]
pub fn known_labels() -> BTreeMap<String, Vec<String>> {
    fn layer<L: Label>() -> (String, Vec<String>) {
        (L::LAYER.to_owned(), L::names().into_iter().map(str::to_owned).collect())
    }
    BTreeMap::from([
        layer::<Voice>(),
        layer::<Certainty>(),
        layer::<Wording>(),
        layer::<Frame>(),
        layer::<Stance>(),
        layer::<SpanLabel>(),
    ])
}

impl Card {
    /// What signatures name the weights by: the first 16 digits of their hash.
    #[must_use]
    pub fn weights_id(&self) -> String {
        self.files.weights.chars().take(16).collect()
    }

    /// The card as a file.
    ///
    /// # Panics
    /// Never: a card has string keys and no values that TOML lacks.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a card is a table of tables, strings and numbers")
    }

    /// Reads a card and refuses one whose labels this program does not share.
    ///
    /// # Errors
    /// [`Error::Card`], naming the field or both lists of labels.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |reason: String| Error::Card { reason };
        let card: Self = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        if card.scheme != scheme::VERSION {
            let (theirs, ours) = (&card.scheme, scheme::VERSION);
            return Err(wrong(format!("label scheme {theirs}, this program has {ours}")));
        }
        for (layer, ours) in known_labels() {
            let theirs = card.labels.get(&layer).cloned().unwrap_or_default();
            if theirs != ours {
                let (theirs, ours) = (theirs.join(", "), ours.join(", "));
                return Err(wrong(format!(
                    "{layer} labels are [{theirs}], this program has [{ours}]"
                )));
            }
        }
        for (name, weight) in card.context.iter().flat_map(Context::by_name) {
            if !weight.is_finite() || weight < 0.0 {
                return Err(wrong(format!("{name} is {weight}, no weight of 0 or more")));
            }
        }
        Ok(card)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The card of the model in the program.
    fn card() -> Card {
        Card::parse(include_str!("../../models/parallax-minilm/card.toml")).unwrap()
    }

    #[test]
    fn a_card_without_confusions_and_failures_loads_and_says_nothing_of_them() {
        let bare = Card { confusion: Vec::new(), failures: Vec::new(), ..card() };
        let text = bare.to_toml();
        assert!(!text.contains("[[confusion]]") && !text.contains("[[failures]]"));
        assert_eq!(Card::parse(&text).unwrap(), bare);
    }

    #[test]
    fn a_weight_that_is_no_number_is_refused() {
        let text = card().to_toml();
        for weight in ["nan", "inf", "-1.0"] {
            let broken = text.replacen("speaker = ", &format!("speaker = {weight} # "), 1);
            assert_ne!(broken, text);
            let said = Card::parse(&broken).unwrap_err().to_string();
            assert!(said.contains("context.speaker"), "{said}");
        }
    }

    #[test]
    fn confusions_and_failures_are_read_back_as_they_were_written() {
        let matrix = |class: Option<&str>| Matrix {
            layer: "frames".to_owned(),
            class: class.map(str::to_owned),
            classes: vec!["no".to_owned(), "yes".to_owned()],
            cells: vec![vec![30.0, 2.0], vec![5.0, 8.0]],
            missing: vec![0.0, 1.0],
        };
        let failure = Failure {
            corpus: "articles.dev".to_owned(),
            layer: "stance:port".to_owned(),
            gold: "favorable".to_owned(),
            predicted: "neutral".to_owned(),
            p: 0.9,
            text: "The port said: \"Enough\".".to_owned(),
        };
        let confusion = vec![matrix(Some("economic")), matrix(None)];
        let full = Card { confusion, failures: vec![failure], ..card() };
        let text = full.to_toml();
        assert_eq!(text.matches("[[confusion]]").count(), 2);
        assert_eq!(Card::parse(&text).unwrap(), full);
    }
}
