//! Which two actors stand against each other.

use super::actors::{Actors, Scanned};
use super::evidence::{self, Evidence};
use super::seeds::Seed;
use super::weights::{FEATURES, weights};

/// How many of the actors with the most evidence may be a side.
const CANDIDATES: usize = 10;

/// The indices of the two actors that most likely stand against each other, or fewer where there
/// are not two.
pub(super) fn pick(seeds: &[Seed], actors: &Actors, scanned: &Scanned<'_, '_>) -> Vec<usize> {
    let evidence = evidence::gather(seeds, actors, scanned, CANDIDATES);
    let candidates = &evidence.candidates;
    let mut best: Option<(f32, [usize; 2])> = None;
    for (a, &first) in candidates.iter().enumerate() {
        for &second in &candidates[a + 1..] {
            let score = score(&evidence, first, second);
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, [first, second]));
            }
        }
    }
    match best {
        Some((_, pair)) => pair.to_vec(),
        None => candidates.first().copied().into_iter().collect(),
    }
}

/// How much speaks for the two.
fn score(evidence: &Evidence, a: usize, b: usize) -> f32 {
    let features: [f32; FEATURES] = evidence.features(a, b);
    features.iter().zip(weights()).map(|(feature, weight)| feature * weight).sum()
}
