//! Text in, probabilities out: the network, its tokenizer and its card.

mod batch;
pub mod card;
mod config;
mod embedded;
mod encoder;
mod heads;
pub mod hub;
mod network;
pub mod ops;
mod predict;
mod temperatures;
mod tokens;
pub mod weights;

pub use batch::{Batch, Sequence};
pub use card::Card;
pub use config::Config;
pub use encoder::Noise;
pub use heads::Logits;
pub use network::Network;
pub use predict::{Input, Prediction, Word};
pub use temperatures::Temperatures;
pub use tokens::{FirstWindow, Tokens};

use std::path::Path;

use crate::error::Result;
use predict::Predictor;
use weights::Folder;

/// A model ready to read sentences.
pub struct Model {
    predictor: Predictor,
    card: Card,
}

impl Model {
    /// Loads a model's folder and verifies its files against its card.
    ///
    /// # Errors
    /// Where a file is missing, is damaged, or does not belong to the others.
    pub fn load(folder: &Path) -> Result<Self> {
        let folder = Folder::read(folder)?;
        let files = folder.files();
        let card = Card::parse(files.card)?;
        files.verify(&card)?;
        Ok(Self::assemble(files.network(&card)?, files.tokens()?, card))
    }

    /// A model of parts that are already at hand, such as one in training.
    #[must_use]
    pub fn assemble(network: Network, tokens: Tokens, card: Card) -> Self {
        let temperatures = card.temperatures;
        Self { predictor: Predictor { network, tokens, temperatures }, card }
    }

    /// What it is made of.
    #[must_use]
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// Reads sentences, in parallel on rayon's current pool. The same sentences give the same
    /// bits, whatever the number of threads.
    ///
    /// # Errors
    /// Where the tokenizer or the network fails.
    pub fn predict(&self, inputs: &[Input]) -> Result<Vec<Prediction>> {
        self.predictor.predict(inputs)
    }
}
