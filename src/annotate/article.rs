//! The whole way from an article to an annotated one.

use rayon::prelude::*;

use crate::error::Result;
use crate::labels::{Annotated, PROGRAM, Signature, scheme};
use crate::model::Model;
use crate::sides::Cast;
use crate::text::Document;

use super::{Decisions, GoldGives, Prepared, Read, decode, embed, read, read_all, summarise};

/// How stances are judged: by default with names seen, and each sentence by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Judging {
    /// Stances with the sides' names hidden.
    pub blind: bool,
    /// In the context of the article, as the model's card says.
    pub context: bool,
}

/// What the user may choose.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// The sides and third parties; found in the article where not given.
    pub cast: Option<Cast>,
    /// Whether that cast was found, in this article and others, and not given.
    pub found: bool,
    /// Labels less probable than this are withheld; 0 withholds none.
    pub min_confidence: f64,
    /// Whether each sentence keeps its embedding.
    pub embeddings: bool,
    /// How stances are judged.
    pub judging: Judging,
}

/// Annotates an article.
///
/// # Errors
/// Where the model fails.
pub fn article(model: &Model, document: &Document, options: &Options) -> Result<Annotated> {
    let prepared = Prepared::found(document, options.cast.as_ref());
    let sides = if options.cast.is_some() && !options.found { "given" } else { "found" };
    let read = read(model, prepared.reading(document), options.judging)?;
    let mut annotated = finish(model, &read, sides, options);
    if options.embeddings {
        embed::keep(&read, &mut annotated);
    }
    Ok(annotated)
}

/// Annotates gold documents anew, from their texts, their sides, and what else gold gives. They
/// are read together, which serves short ones.
///
/// # Errors
/// Where the model fails.
pub fn again(
    model: &Model,
    gold: &[Annotated],
    gives: GoldGives,
    judging: Judging,
) -> Result<Vec<Annotated>> {
    let prepared: Vec<Prepared> =
        gold.par_iter().map(|gold| Prepared::of_gold(gold, gives)).collect();
    let documents = gold.iter().zip(&prepared);
    let readings: Vec<_> = documents.map(|(g, prepared)| prepared.reading(&g.document)).collect();
    let read = read_all(model, &readings, judging)?;
    let options = Options { judging, ..Options::default() };
    Ok(read.par_iter().map(|read| finish(model, read, "gold", &options)).collect())
}

/// Decides and signs what was read; `sides` says where those come from.
fn finish(model: &Model, read: &Read, sides: &str, options: &Options) -> Annotated {
    let &Options { min_confidence, judging, .. } = options;
    let card = model.card();
    let context = card.context.as_ref().filter(|_| judging.context);
    let decisions = Decisions { thresholds: &card.thresholds, context, min_confidence };
    let mut annotated = decode(read, &decisions);
    annotated.summary = Some(summarise(&annotated));
    annotated.signature = Some(Signature {
        program: PROGRAM.to_owned(),
        model: card.name.clone(),
        weights: card.weights_id(),
        precision: model.reduced().map(|precision| precision.name().to_owned()),
        blind: judging.blind,
        context: context.is_some(),
        scheme: scheme::VERSION.to_owned(),
        min_confidence,
        thresholds: decisions.by_name(),
        sides: sides.to_owned(),
    });
    annotated
}
