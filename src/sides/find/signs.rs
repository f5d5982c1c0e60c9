//! Looser signs of whom somebody belongs to, for people whom no office ties to a body.

use std::collections::HashSet;

use super::actors::{Scanned, Ties, add, root};
use super::seeds::{Seed, Sort};
use crate::sides::MentionKind;
use crate::sides::forms::is_possessive_pronoun;
use crate::sides::lexicon::Class;
use crate::sides::mentions::Hit;
use crate::sides::words::Words;

/// The people and nouns that share an actor with no country or body; `nouns` says whether a noun
/// counts as a body.
pub(super) fn loners(seeds: &[Seed], parents: &[usize], nouns: bool) -> HashSet<usize> {
    let body = |seed: usize| match seeds[seed].sort {
        Sort::Country | Sort::Body => true,
        Sort::Common => nouns,
        Sort::Person => false,
    };
    let placed: HashSet<usize> =
        (0..seeds.len()).filter(|&seed| body(seed)).map(|seed| root(parents, seed)).collect();
    (0..seeds.len()).filter(|&seed| !body(seed) && !placed.contains(&root(parents, seed))).collect()
}

/// What the signs tie the `alone` to.
pub(super) fn ties(seeds: &[Seed], scanned: &Scanned<'_, '_>, alone: &HashSet<usize>) -> Ties {
    let mut ties = Ties::new();
    let government =
        seeds.iter().position(|seed| seed.sort == Sort::Common && seed.name == "government");
    for (words, hits) in scanned {
        for (index, hit) in hits.iter().enumerate() {
            let Some(owner) = hit.owner else { continue };
            if alone.contains(&owner) {
                add(&mut ties, Some(owner), possessor(words, hits, index));
                if (hit.first..=hit.last).any(|i| words.has(i, Class::Government)) {
                    add(&mut ties, Some(owner), government);
                }
            }
            if let Some(person) =
                described(words, hits, index).filter(|person| alone.contains(person))
            {
                add(&mut ties, Some(person), Some(owner));
            }
        }
    }
    ties
}

/// Whose the person is whom "its spokesman" introduces: the actor named before.
fn possessor(words: &Words<'_>, hits: &[Hit], index: usize) -> Option<usize> {
    let hit = &hits[index];
    let mut at = hit.first;
    while at > 0
        && at + 6 > hit.first
        && (words.has(at - 1, Class::Person) || words.has(at - 1, Class::Modifier))
    {
        at -= 1;
    }
    let behind = hit.last + 1;
    let apposed = words.gap(hit.last).trim() == ","
        && (behind + 1..behind + 5).any(|i| words.has(i, Class::Person));
    let office = at < hit.first && words.has(hit.first - 1, Class::Person)
        || words.has(hit.first + 1, Class::Person)
        || apposed;
    let places = [at.checked_sub(1), Some(hit.first), apposed.then_some(behind)];
    let pronoun = places
        .into_iter()
        .flatten()
        .find(|&i| i < words.len() && is_possessive_pronoun(&words.lower(i)))?;
    let person = words.has(pronoun, Class::PersonPronoun);
    let quoted = |i: usize| words.words[i].quote.is_some();
    let before = hits[..index].iter().rev().filter(|other| quoted(pronoun) || !quoted(other.first));
    let before = before.take(4);
    let owner = before.filter(|other| other.is_person() == person).find_map(|other| other.owner);
    owner.filter(|_| office)
}

/// The person whom a description that speaks ("the Dravian president said") goes on about: the
/// first one of the sentence before.
fn described(words: &Words<'_>, hits: &[Hit], index: usize) -> Option<usize> {
    let hit = &hits[index];
    let sentence = words.words[hit.first].sentence;
    let speaks = words.has(hit.last + 1, Class::Speech) && words.has(hit.first, Class::Determiner);
    let indefinite = matches!(words.get(hit.first), "a" | "an" | "A" | "An");
    if hit.kind != MentionKind::Description || !hit.is_person() || !speaks || indefinite {
        return None;
    }
    let before = hits[..index]
        .iter()
        .rev()
        .skip_while(|other| words.words[other.first].sentence == sentence);
    let previous = before.take_while(|other| words.words[other.first].sentence + 1 == sentence);
    previous.last().filter(|first| first.name.is_some()).and_then(|first| first.owner)
}
