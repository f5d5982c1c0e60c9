//! What each piece of evidence for two sides weighs.

use std::sync::LazyLock;

use crate::sides::lexicon::lines;

/// How many pieces of evidence there are.
pub(super) const FEATURES: usize = 35;

/// The weights, in the order of [`super::evidence::Evidence::features`].
pub(super) fn weights() -> &'static [f32; FEATURES] {
    static WEIGHTS: LazyLock<[f32; FEATURES]> = LazyLock::new(|| {
        let mut weights = [0.0; FEATURES];
        let rows = lines(include_str!("../data/contention.tsv"));
        for (weight, row) in weights.iter_mut().zip(rows) {
            *weight = row.split('\t').nth(1).and_then(|cell| cell.parse().ok()).unwrap_or(0.0);
        }
        weights
    });
    &WEIGHTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_of_evidence_has_a_weight() {
        let rows: Vec<_> = lines(include_str!("../data/contention.tsv")).collect();
        assert_eq!(rows.len(), FEATURES);
        let weight =
            |row: &&str| row.split('\t').nth(1).is_some_and(|cell| cell.parse::<f32>().is_ok());
        assert!(rows.iter().all(weight));
    }
}
