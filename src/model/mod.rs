//! Text in, probabilities out: the network, its tokenizer and its card.

mod batch;
pub mod card;
mod close;
mod embedded;
mod encoder;
mod heads;
pub mod hub;
mod logits;
mod network;
pub mod ops;
#[cfg(packed)]
mod packed;
mod pieces;
mod precision;
mod predict;
mod temperatures;
mod tokens;
pub mod weights;

pub use batch::Batch;
pub use card::Card;
pub use encoder::Noise;
pub use engine::{Config, Sequence};
pub use heads::Logits;
pub use logits::SequenceLogits;
pub use network::Network;
pub use parallax_engine as engine;
pub use precision::Precision;
pub(crate) use predict::softmax;
pub use predict::{Input, Prediction, Word};
pub use temperatures::Temperatures;
pub use tokens::{FirstWindow, Tokens};

use std::path::Path;

use crate::error::{Error, Result};
use engine::{Calibration, Engine};
use predict::{Predictor, Runner, Runners};
use weights::Folder;

/// A model ready to read sentences.
pub struct Model {
    predictor: Predictor,
    card: Card,
    precision: Option<Precision>,
}

impl Model {
    /// Loads a model's folder and verifies its files against its card. Without a precision it is
    /// run in [`Precision::default`], or in f32 where it was never calibrated.
    ///
    /// # Errors
    /// Where a file is missing, is damaged, or does not belong to the others.
    pub fn load(folder: &Path, precision: Option<Precision>) -> Result<Self> {
        let folder = Folder::read(folder)?;
        let files = folder.files();
        let card = Card::parse(files.card)?;
        files.verify(&card)?;
        let precision = match (precision, &card.files.calibration) {
            (Some(Precision::Mixed), None) => return Err(Error::Uncalibrated),
            (None, None) => Precision::F32,
            (precision, _) => precision.unwrap_or_default(),
        };
        let runners = files.runners(&card, precision)?;
        Ok(Self::run_by(runners, files.tokens()?, card, Some(precision)))
    }

    /// A model of parts that are already at hand, such as one in training: run by the reference.
    #[must_use]
    pub fn assemble(network: Network, tokens: Tokens, card: Card) -> Self {
        let reference = Runner::Reference(Box::new(network));
        Self::run_by(Runners { first: reference, exact: None }, tokens, card, None)
    }

    fn run_by(runners: Runners, tokens: Tokens, card: Card, precision: Option<Precision>) -> Self {
        let (temperatures, thresholds) = (card.temperatures, card.thresholds.clone());
        let predictor = Predictor { runners, tokens, temperatures, thresholds };
        Self { predictor, card, precision }
    }

    /// Has it judged by another card's temperatures and thresholds.
    pub fn set_card(&mut self, card: Card) {
        self.predictor.temperatures = card.temperatures;
        self.predictor.thresholds = card.thresholds.clone();
        self.card = card;
    }

    /// What runs it; `None` for the reference.
    #[must_use]
    pub fn engine(&self) -> Option<&Engine> {
        self.predictor.runners.first.engine()
    }

    /// What it is run in; `None` for the reference.
    #[must_use]
    pub fn precision(&self) -> Option<Precision> {
        self.precision
    }

    /// The precision, where it is not the f32 that the model was trained in.
    #[must_use]
    pub fn reduced(&self) -> Option<Precision> {
        self.precision().filter(|&precision| precision != Precision::F32)
    }

    /// The same model on another of this machine's instruction sets; the reference is left as it
    /// is.
    #[must_use]
    pub fn on(mut self, level: engine::Level) -> Self {
        self.predictor.runners = self.predictor.runners.on(level);
        self
    }

    /// What it is made of.
    #[must_use]
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// The mean of each text's hidden states, as sentence encoders without our heads give it; of
    /// the first window only, and of a mixed model that of bytes. In parallel on rayon's current pool.
    ///
    /// # Errors
    /// Where the tokenizer or the network fails, or the reference runs the model.
    pub fn means(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        self.predictor.means(texts)
    }

    /// How many word pieces of each text [`Model::means`] reads, special tokens included.
    ///
    /// # Errors
    /// Where the tokenizer fails.
    pub fn word_pieces(&self, texts: &[&str]) -> Result<Vec<usize>> {
        self.predictor.word_pieces(texts)
    }

    /// How large the inputs of the encoder's linear maps get on these texts: what its bytes are
    /// spread by.
    ///
    /// # Errors
    /// Where the tokenizer or the network fails, or the reference runs the model.
    pub fn calibrate(&self, texts: &[&str]) -> Result<Calibration> {
        self.predictor.calibrate(texts)
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
