//! The model that is part of the program. `build.rs` has compared its files with its card.

use super::card::Card;
#[cfg(packed)]
use super::packed::tokens;
use super::predict::Runners;
#[cfg(not(packed))]
use super::tokens::Tokens;
use super::weights::Files;
use super::{Model, Precision};
use crate::error::Result;

/// One place in memory: a constant would be in the program once for every part that is compiled
/// apart and uses it.
static FILES: Files<'static> = Files {
    card: include_str!("../../models/parallax-minilm/card.toml"),
    weights: include_bytes!("../../models/parallax-minilm/model.safetensors"),
    tokenizer: include_bytes!("../../models/parallax-minilm/tokenizer.json"),
    calibration: Some(include_bytes!("../../models/parallax-minilm/calibration.safetensors")),
};

/// The engines on the weights that were packed at build.
#[cfg(packed)]
fn runners(card: &Card, precision: Precision) -> Result<Runners> {
    let words = FILES.words(card)?;
    let engine = |numbers| super::packed::engine(words.clone(), &card.network, numbers);
    Runners::of(precision, engine)
}

/// Weights could not be packed for this machine where the program was built.
#[cfg(not(packed))]
fn runners(card: &Card, precision: Precision) -> Result<Runners> {
    FILES.runners(card, precision)
}

#[cfg(not(packed))]
fn tokens() -> Result<Tokens> {
    FILES.tokens()
}

impl Model {
    /// The text of the embedded model's card.
    #[must_use]
    pub fn embedded_card() -> &'static str {
        FILES.card
    }

    /// The embedded model.
    ///
    /// # Errors
    /// None that a build which passed its tests could give.
    pub fn embedded() -> Result<Self> {
        Self::embedded_in(Precision::default())
    }

    /// The embedded model, run in a precision.
    ///
    /// # Errors
    /// None that a build which passed its tests could give.
    pub fn embedded_in(precision: Precision) -> Result<Self> {
        let card = Card::parse(FILES.card)?;
        let (runners, tokens) = rayon::join(|| runners(&card, precision), tokens);
        Ok(Self::run_by(runners?, tokens?, card, Some(precision)))
    }

    /// The embedded model, run by the reference: slow, and what the engine is measured against.
    ///
    /// # Errors
    /// None that a build which passed its tests could give.
    pub fn embedded_reference() -> Result<Self> {
        let card = Card::parse(FILES.card)?;
        Ok(Self::assemble(FILES.network(&card)?, tokens()?, card))
    }

    /// Compares the embedded files with the embedded card once more.
    ///
    /// # Errors
    /// [`crate::Error::Hash`] where the program itself is damaged.
    pub fn verify_embedded() -> Result<()> {
        FILES.verify(&Card::parse(FILES.card)?)
    }
}
