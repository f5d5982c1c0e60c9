//! What the encoder has to do.

use crate::model::Config;

/// Operations of the linear maps for one word piece, two a multiply-add. Attention, whose work
/// grows with the square of a sentence's length, and layer norms are not counted.
pub(super) fn per_word_piece(config: &Config) -> usize {
    let Config { hidden, layers, intermediate, .. } = *config;
    // Queries, keys, values and what attention gathered; then up and down.
    let weights = 4 * hidden * hidden + 2 * hidden * intermediate;
    2 * layers * weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Card, Model};

    #[test]
    fn the_embedded_encoder_has_21_million_operations_a_word_piece() {
        let card = Card::parse(Model::embedded_card()).unwrap();
        assert_eq!(per_word_piece(&card.network), 21_233_664);
    }
}
