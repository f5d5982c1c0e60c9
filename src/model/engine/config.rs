//! The shape of the network.

use serde::{Deserialize, Serialize};

/// Sizes of the encoder; the heads follow from them and from the label scheme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Rows of the word embedding.
    pub vocabulary: usize,
    /// Width of every hidden state.
    pub hidden: usize,
    /// Transformer layers.
    pub layers: usize,
    /// Attention heads a layer.
    pub heads: usize,
    /// Width between the two linear maps of a feed-forward block.
    pub intermediate: usize,
    /// Positions that have an embedding: the longest window in tokens.
    pub positions: usize,
    /// ε of every layer normalisation.
    pub layer_norm_epsilon: f64,
}
