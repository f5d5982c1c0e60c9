//! Descriptions without a name: "the president", "her government", "his counterpart".

use std::collections::{BTreeSet, HashMap};

use super::hit::{Hit, covered};
use crate::sides::forms::Nature;
use crate::sides::lexicon::Class;
use crate::sides::words::Words;
use crate::sides::{Cast, MentionKind};

/// Adds those that "the" opens to the hits, which stay in order.
pub(super) fn add(words: &Words<'_>, cast: &Cast, hits: &mut Vec<Hit>) {
    let covered = covered(words.len(), hits);
    let offices = Offices::read(words, hits);
    let mut found = Vec::new();
    let mut before = 0;
    for i in 0..words.len() {
        while hits.get(before).is_some_and(|hit| hit.first <= i) {
            before += 1;
        }
        let article = matches!(words.get(i), "the" | "The") && !covered[i];
        let Some(last) = article.then(|| phrase(words, &covered, i)).flatten() else { continue };
        let owner = if points_across(words, i, last) {
            hits[..before]
                .iter()
                .rev()
                .find_map(|hit| hit.owner)
                .and_then(|owner| opposite(cast, owner))
        } else {
            offices.owner(words, &words.lower(last), &hits[..before])
        };
        found.extend(owner.map(|owner| described(words, i, last, owner)));
    }
    hits.append(&mut found);
    hits.sort_by_key(|hit| (hit.first, hit.last));
}

/// The last word of the phrase of modifiers and nouns that "the" or a possessive pronoun opens at
/// word `i`.
pub(super) fn phrase(words: &Words<'_>, covered: &[bool], i: usize) -> Option<usize> {
    let definite = words.has(i, Class::Determiner);
    let mut last = None;
    let mut at = i + 1;
    while words.glued(at) && !covered[at] && words.words[at].quote == words.words[i].quote {
        let unaffiliated =
            words.has(at, Class::Unaffiliated) && !definite && !words.has(at, Class::Opposite);
        let noun = !unaffiliated
            && [Class::Person, Class::Group, Class::Opposite].iter().any(|&c| words.has(at, c));
        if noun {
            last = Some(at);
        } else if !words.has(at, Class::Modifier) {
            break;
        }
        if words.words[at].possessive || unaffiliated {
            break;
        }
        at += 1;
    }
    last
}

/// Whether the phrase points from one side to the other: "his counterpart", "the other camp".
pub(super) fn points_across(words: &Words<'_>, opener: usize, last: usize) -> bool {
    words.has(last, Class::Opposite) || words.lower(opener + 1) == "other"
}

/// The other of two sides.
pub(super) fn opposite(cast: &Cast, owner: usize) -> Option<usize> {
    (cast.sides.len() == 2 && owner < 2).then(|| 1 - owner)
}

/// A description of `owner` from word `first` to the noun at `last`.
pub(super) fn described(words: &Words<'_>, first: usize, last: usize, owner: usize) -> Hit {
    let classes = words.words[last].classes;
    let person = classes.one_person();
    let nature = if person { Nature::Person } else { Nature::Body };
    Hit {
        first,
        last,
        owner: Some(owner),
        kind: MentionKind::Description,
        nature,
        classes,
        name: None,
    }
}

/// Which offices and bodies the names of the article are given.
struct Offices {
    owners: HashMap<String, BTreeSet<usize>>,
}

impl Offices {
    fn read(words: &Words<'_>, hits: &[Hit]) -> Self {
        let mut owners: HashMap<String, BTreeSet<usize>> = HashMap::new();
        for hit in hits {
            let Some(owner) = hit.owner else { continue };
            for i in hit.first..=hit.last {
                if words.has(i, Class::Person) || words.has(i, Class::Group) {
                    owners.entry(words.lower(i)).or_default().insert(owner);
                }
            }
        }
        Self { owners }
    }

    /// Whose `noun` is: its only holder, or the holder named last.
    fn owner(&self, words: &Words<'_>, noun: &str, before: &[Hit]) -> Option<usize> {
        let owners = self.owners.get(noun)?;
        if owners.len() == 1 {
            return owners.first().copied();
        }
        let holds = |hit: &&Hit| (hit.first..=hit.last).any(|i| words.lower(i) == noun);
        before.iter().rev().take(12).find(holds).and_then(|hit| hit.owner)
    }
}
