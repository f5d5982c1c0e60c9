//! Which two actors stand against each other.

use std::collections::{BTreeSet, HashMap};

use super::actors::{Actors, Scanned};
use crate::sides::lexicon::Class;
use crate::sides::mentions::Hit;
use crate::sides::words::Words;

/// How many of the most mentioned actors may be a side.
const CANDIDATES: usize = 8;
/// What a mention that only says where counts, and one that speaks, beside any other: a town is
/// named often and says nothing. Chosen on the training articles.
const LOCATED: f32 = 0.2;
const SPEAKS: f32 = 2.0;
/// What a sentence that names both counts beside a mention.
const TOGETHER: f32 = 1.0;
/// What a word of contention in it adds.
const OPPOSED: f32 = 1.0;

/// The indices of the two actors whose mentions and common sentences weigh most, or fewer where
/// there are not two.
pub(super) fn pick(actors: &Actors, scanned: &Scanned<'_, '_>) -> Vec<usize> {
    let candidates = actors.list.len().min(CANDIDATES);
    let shared = shared(actors, scanned, candidates);
    let weights = weights(actors, scanned);
    let mut best: Option<(f32, [usize; 2])> = None;
    for a in 0..candidates {
        for b in a + 1..candidates {
            let (x, y) = (weights[a], weights[b]);
            let score = (x * y).sqrt() + shared.get(&(a, b)).copied().unwrap_or(0.0);
            if best.is_none_or(|(known, _)| score > known) && y > 0.0 {
                best = Some((score, [a, b]));
            }
        }
    }
    match best {
        Some((_, [a, b])) => vec![a, b],
        None => (0..candidates.min(1)).filter(|&only| actors.list[only].mentions > 0).collect(),
    }
}

/// What the mentions of each actor weigh.
fn weights(actors: &Actors, scanned: &Scanned<'_, '_>) -> Vec<f32> {
    let mut weights = vec![0.0; actors.list.len()];
    for (words, hits) in scanned {
        for hit in hits {
            let Some(owner) = hit.owner else { continue };
            weights[actors.of_seed[owner]] += match () {
                () if is_place(words, hit) => LOCATED,
                () if speaks(words, hit) => SPEAKS,
                () => 1.0,
            };
        }
    }
    weights
}

/// Whether the name only says where: "in Dravia".
fn is_place(words: &Words<'_>, hit: &Hit) -> bool {
    hit.name.is_none() && hit.first > 0 && words.has(hit.first - 1, Class::PlacePreposition)
}

/// Whether a verb that hands over speech stands beside the name.
fn speaks(words: &Words<'_>, hit: &Hit) -> bool {
    let before = hit.first.checked_sub(1);
    words.has(hit.last + 1, Class::Speech) || before.is_some_and(|i| words.has(i, Class::Speech))
}

/// What the sentences that name two actors weigh.
fn shared(
    actors: &Actors,
    scanned: &Scanned<'_, '_>,
    candidates: usize,
) -> HashMap<(usize, usize), f32> {
    let mut weights = HashMap::new();
    for (words, hits) in scanned {
        let by_sentence =
            hits.chunk_by(|a, b| words.words[a.first].sentence == words.words[b.first].sentence);
        for hits in by_sentence {
            let sentence = words.sentences[words.words[hits[0].first].sentence].clone();
            let opposed = sentence.clone().any(|i| words.has(i, Class::Opposition));
            let weight = TOGETHER + if opposed { OPPOSED } else { 0.0 };
            let there: BTreeSet<usize> = hits
                .iter()
                .filter(|hit| !is_place(words, hit))
                .filter_map(|hit| Some(actors.of_seed[hit.owner?]))
                .filter(|&actor| actor < candidates)
                .collect();
            for &a in &there {
                for &b in there.range(a + 1..) {
                    *weights.entry((a, b)).or_default() += weight;
                }
            }
        }
    }
    weights
}
