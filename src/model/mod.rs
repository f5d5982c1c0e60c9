//! Text in, probabilities out: the network, its tokenizer and its card.

mod batch;
mod config;
mod encoder;
mod heads;
mod network;
pub mod ops;
mod predict;
mod temperatures;
mod tokens;

pub use batch::{Batch, Sequence};
pub use config::Config;
pub use encoder::Noise;
pub use heads::Logits;
pub use network::Network;
pub use predict::{Input, Prediction, Word};
pub use temperatures::Temperatures;
