//! The whole way from an article to an annotated one.

use crate::error::Result;
use crate::labels::{Annotated, Signature, scheme};
use crate::model::Model;
use crate::sides::Cast;
use crate::text::Document;

use super::{GoldGives, Prepared, decode, embed, read, summarise};

/// What the user may choose.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// The sides and third parties; found in the article where not given.
    pub cast: Option<Cast>,
    /// Labels less probable than this are withheld; 0 withholds none.
    pub min_confidence: f64,
    /// Whether each sentence keeps its embedding.
    pub embeddings: bool,
}

/// Annotates an article.
///
/// # Errors
/// Where the model fails.
pub fn article(model: &Model, document: &Document, options: &Options) -> Result<Annotated> {
    let prepared = Prepared::found(document, options.cast.as_ref());
    let sides = if options.cast.is_some() { "given" } else { "found" };
    finish(model, document, &prepared, sides, options)
}

/// Annotates a gold document anew, from its text, its sides, and what else gold gives.
///
/// # Errors
/// Where the model fails.
pub fn again(model: &Model, gold: &Annotated, gives: GoldGives) -> Result<Annotated> {
    finish(model, &gold.document, &Prepared::of_gold(gold, gives), "gold", &Options::default())
}

fn finish(
    model: &Model,
    document: &Document,
    prepared: &Prepared,
    sides: &str,
    &Options { min_confidence, embeddings, .. }: &Options,
) -> Result<Annotated> {
    let card = model.card();
    let read = read(model, prepared.reading(document))?;
    let mut annotated = decode(&read, &card.thresholds, min_confidence);
    if embeddings {
        embed::keep(&read, &mut annotated);
    }
    annotated.summary = Some(summarise(&annotated));
    annotated.signature = Some(Signature {
        program: concat!("parallax ", env!("CARGO_PKG_VERSION")).to_owned(),
        model: card.name.clone(),
        weights: card.files.weights.chars().take(16).collect(),
        scheme: scheme::VERSION.to_owned(),
        min_confidence,
        thresholds: card.thresholds.by_name(),
        sides: sides.to_owned(),
    });
    Ok(annotated)
}
