//! Development corpora: what the network says of them, given their sentences, sides and mentions.

use rayon::prelude::*;

use crate::annotate::{self, Options, Reading};
use crate::error::Result;
use crate::labels::Annotated;
use crate::model::Model;
use crate::text::{Kind, Sentence};

/// Annotates gold documents with their own sentences, sides and mentions, so that a score speaks
/// of the model alone.
pub(crate) fn predict(model: &Model, gold: &[Annotated]) -> Result<Vec<Annotated>> {
    gold.par_iter().map(|gold| predict_one(model, gold)).collect()
}

fn predict_one(model: &Model, gold: &Annotated) -> Result<Annotated> {
    let sentences: Vec<Sentence> = gold
        .sentences
        .iter()
        .map(|s| Sentence {
            span: s.span,
            kind: s.kind.unwrap_or(Kind::Body),
            duplicate: s.duplicate.unwrap_or(false),
        })
        .collect();
    let reading = Reading {
        document: &gold.document,
        sentences: &sentences,
        sides: gold.sides.as_deref().unwrap_or_default(),
        others: &gold.others,
        mentions: gold.mentions.as_deref().unwrap_or_default(),
    };
    annotate::label(model, reading, Options::default())
}
