//! The whole way from an article to an annotated one.

use crate::error::Result;
use crate::labels::{Annotated, Signature, scheme};
use crate::model::Model;
use crate::sides::{self, Article, Cast};
use crate::text::{Document, segment};

use super::{Reading, decode, read, summarise};

/// What the user may choose.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// The sides and third parties; found in the article where not given.
    pub cast: Option<Cast>,
    /// Labels less probable than this are withheld; 0 withholds none.
    pub min_confidence: f64,
}

/// Annotates an article.
///
/// # Errors
/// Where the model fails.
pub fn article(model: &Model, document: &Document, options: &Options) -> Result<Annotated> {
    let sentences = segment::sentences(document.text());
    let article = Article { text: document.text(), sentences: &sentences };
    let found = options.cast.is_none().then(|| sides::find(&[article]));
    let cast = options.cast.as_ref().or(found.as_ref()).expect("given or found");
    let mentions = sides::mentions(&article, cast);
    let reading = Reading { document, sentences: &sentences, cast, mentions: &mentions };
    let read = read(model, reading)?;
    let mut annotated = decode(&read, &model.card().thresholds, options.min_confidence);
    annotated.summary = Some(summarise(&annotated));
    annotated.signature = Some(signature(model, options));
    Ok(annotated)
}

/// What annotations of this model and these options are made with.
fn signature(model: &Model, options: &Options) -> Signature {
    let card = model.card();
    let sides = if options.cast.is_some() { "given" } else { "found" };
    Signature {
        program: concat!("parallax ", env!("CARGO_PKG_VERSION")).to_owned(),
        model: card.name.clone(),
        weights: card.files.weights.chars().take(16).collect(),
        scheme: scheme::VERSION.to_owned(),
        min_confidence: options.min_confidence,
        thresholds: card.thresholds.by_name(),
        sides: sides.to_owned(),
    }
}
