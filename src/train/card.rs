//! The card of what was trained.

use std::collections::BTreeMap;

use super::recipe::Recipe;
use crate::labels::scheme;
use crate::model::card::{Card, Files, Origin, Thresholds, known_labels};
use crate::model::{Config, Temperatures};

/// A card before anything was fitted or scored.
pub(super) fn draft(recipe: &Recipe, config: &Config) -> Card {
    let base = &recipe.base;
    Card {
        name: recipe.name.clone(),
        summary: String::new(),
        licence: "MIT OR Apache-2.0".to_owned(),
        scheme: scheme::VERSION.to_owned(),
        seed: recipe.seed,
        files: Files { weights: String::new(), tokenizer: base.tokenizer.sha256.clone() },
        base: Origin {
            name: base.name.clone(),
            revision: base.revision.clone(),
            licence: base.licence.clone(),
            source: base.source.clone(),
            sha256: base.weights.sha256.clone(),
        },
        network: config.clone(),
        labels: known_labels(),
        made_by: BTreeMap::new(),
        temperatures: Temperatures::default(),
        thresholds: Thresholds::default(),
        data: Vec::new(),
        scores: Vec::new(),
    }
}
