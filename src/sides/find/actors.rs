//! From names to actors: what the text ties together is one.

use std::collections::{BTreeMap, HashSet};

use super::seeds::{Seed, Sort};
use super::{adherents, signs};
use crate::sides::Side;
use crate::sides::countries::party_of;
use crate::sides::lexicon::Class;
use crate::sides::mentions::Hit;
use crate::sides::words::Words;

/// Longest clause, in words, that says for whom somebody works.
const LONGEST_CLAUSE: usize = 9;

/// Articles with the hits of the seeds in them.
pub(super) type Scanned<'a, 't> = [(&'a Words<'t>, Vec<Hit>)];

/// Seeds that act as one.
#[derive(Debug, Clone)]
pub(super) struct Actor {
    /// Its seeds, with the mentions of each.
    pub seeds: Vec<(usize, usize)>,
    /// How often the articles name it.
    pub mentions: usize,
}

/// The actors, most mentioned first, and which actor each seed went to.
#[derive(Debug)]
pub(super) struct Actors {
    /// The actors.
    pub list: Vec<Actor>,
    /// The actor of each seed.
    pub of_seed: Vec<usize>,
}

/// Groups the seeds by what ties them: a noun in a body's name, names side by side, then looser
/// signs for the people and nouns that are still on their own.
pub(super) fn group(seeds: &[Seed], scanned: &Scanned<'_, '_>) -> Actors {
    let mut counts = vec![0; seeds.len()];
    let mut ties = Ties::new();
    for (words, hits) in scanned {
        for owner in hits.iter().filter_map(|hit| hit.owner) {
            counts[owner] += 1;
        }
        // "Farmers of Dravia" do not act for Dravia, nor does "a Dravian court".
        let by_itself = |seed: &Seed| seed.is_several() || seed.is_arbiter();
        let one = |hit: &Hit| !hit.owner.is_some_and(|owner| by_itself(&seeds[owner]));
        let tied = |pair: &&[Hit]| {
            let (a, b) = (&pair[0], &pair[1]);
            pair.iter().all(one) && (is_tied(words, a, b) || is_possessed(seeds, words, a, b))
        };
        for pair in hits.windows(2).filter(tied) {
            add(&mut ties, pair[0].owner, pair[1].owner);
        }
    }
    let mut parents: Vec<usize> = (0..seeds.len()).collect();
    merge(seeds, &adherents::by_name(seeds, &parents), &mut parents);
    merge(seeds, &ties, &mut parents);
    let alone = signs::loners(seeds, &parents, true);
    merge(seeds, &signs::ties(seeds, scanned, &alone), &mut parents);
    let alone = signs::loners(seeds, &parents, false);
    merge(seeds, &adherents::by_reference(seeds, scanned, &parents, &alone), &mut parents);
    let alone = signs::loners(seeds, &parents, true);
    merge(seeds, &adherents::by_office(seeds, scanned, &parents, &alone), &mut parents);
    let parents: Vec<_> = (0..seeds.len()).map(|seed| root(&parents, seed)).collect();
    collect(&counts, &parents)
}

/// How often two seeds, the lower first, were tied.
pub(super) type Ties = BTreeMap<(usize, usize), usize>;

/// Counts a tie between two different seeds.
pub(super) fn add(ties: &mut Ties, a: Option<usize>, b: Option<usize>) {
    if let (Some(a), Some(b)) = (a, b)
        && a != b
    {
        *ties.entry((a.min(b), a.max(b))).or_default() += 1;
    }
}

/// Whether a person is called a country's or body's: "Dravia's Pavel Ushkin".
fn is_possessed(seeds: &[Seed], words: &Words<'_>, a: &Hit, b: &Hit) -> bool {
    let sort = |hit: &Hit| hit.owner.map(|owner| seeds[owner].sort);
    words.words[a.last].possessive
        && a.last + 1 == b.first
        && words.glued(b.first)
        && matches!(sort(a), Some(Sort::Country | Sort::Body))
        && sort(b) == Some(Sort::Person)
}

/// Whether two names in a row are of one actor: an office and its holder, side by side or in
/// apposition, or a person "of" a body.
fn is_tied(words: &Words<'_>, a: &Hit, b: &Hit) -> bool {
    let person = a.name.is_some() || b.name.is_some();
    if words.words[a.last].sentence != words.words[b.first].sentence {
        return false;
    }
    let office = |hit: &Hit| (hit.first..=hit.last).any(|i| words.one_person(i));
    if a.last + 1 == b.first {
        let gap = words.gap(a.last).trim();
        let glued = gap.is_empty()
            && (!words.words[a.last].possessive
                || b.kind == crate::sides::MentionKind::Description);
        // "Ushkin, Dravian President Orlin" are two.
        let next = b.last + 1;
        let named = |hit: &Hit| hit.name.is_some_and(|(_, last)| last == hit.last);
        let goes_on = named(b) || words.glued(next) && words.name_like(next);
        let behind = || a.name.is_some() && office(b) && !goes_on;
        let before = || office(a) && !named(a) && b.name.is_some();
        let party = || a.name.is_some() && party_of(words.get(b.first)).is_some();
        let comma = gap == "," && (before() || behind() || party());
        let titled = words.has(a.last, Class::Person)
            || b.name.is_none()
            || words.has(b.first, Class::Person);
        return glued && titled && (person || b.name.is_none() && a.name.is_none()) || comma;
    }
    let between = a.last + 1..b.first;
    if is_relative(words, a, b) {
        return true;
    }
    let link = |i: usize| {
        matches!(words.get(i), "of" | "for")
            || words.has(i, Class::Determiner)
            || words.has(i, Class::Modifier)
            || words.has(i, Class::Person) && !words.has(i, Class::Unaffiliated)
    };
    between.len() <= 5
        && a.name.is_some()
        && b.name.is_none()
        && between.clone().all(link)
        && between
            .clone()
            .any(|i| matches!(words.get(i), "of" | "for") || words.has(i, Class::Office))
}

/// Whether a clause says what the person does for the body: "Lind, who conducts the talks for
/// Brantline".
fn is_relative(words: &Words<'_>, a: &Hit, b: &Hit) -> bool {
    let who = a.last + 1;
    let clause = who + 1..b.first;
    a.name.is_some()
        && b.name.is_none()
        && (2..=LONGEST_CLAUSE).contains(&clause.len())
        && matches!(words.get(who), "who")
        && clause.clone().all(|i| !words.gap(i).contains(',') && !words.has(i, Class::Opposition))
        && clause.clone().rev().take(2).any(|i| matches!(words.get(i), "for" | "of" | "at"))
}

/// Merges what is tied, the strongest ties first; two known countries are never one, and a common
/// noun goes only to a body that claims it far more than any other.
fn merge(seeds: &[Seed], ties: &Ties, parents: &mut [usize]) {
    let mut countries: HashSet<usize> = (0..seeds.len())
        .filter(|&seed| seeds[seed].sort == Sort::Country)
        .map(|seed| root(parents, seed))
        .collect();
    let mut by_weight: Vec<_> = ties.iter().collect();
    by_weight.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    for (&(a, b), &weight) in by_weight {
        let contested =
            [a, b].into_iter().any(|seed| is_contested(seeds, ties, seed, (a, b), weight));
        let (a, b) = (root(parents, a), root(parents, b));
        if a == b || contested || countries.contains(&a) && countries.contains(&b) {
            continue;
        }
        parents[b] = a;
        if countries.remove(&b) {
            countries.insert(a);
        }
    }
}

/// Whether `seed` is a common noun that another body than this tie's claims nearly as much.
fn is_contested(
    seeds: &[Seed],
    ties: &Ties,
    seed: usize,
    tie: (usize, usize),
    weight: usize,
) -> bool {
    let body = |other: usize| seeds[other].sort < Sort::Person;
    let claimed = |&(a, b): &(usize, usize)| a == seed && body(b) || b == seed && body(a);
    seeds[seed].sort == Sort::Common
        && ties.iter().any(|(other, &count)| *other != tie && claimed(other) && 2 * count > weight)
}

/// The seed that stands for all that were merged with this one.
pub(super) fn root(parents: &[usize], mut seed: usize) -> usize {
    while parents[seed] != seed {
        seed = parents[seed];
    }
    seed
}

fn collect(counts: &[usize], parents: &[usize]) -> Actors {
    let mut grouped: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (seed, &parent) in parents.iter().enumerate() {
        grouped.entry(parent).or_default().push((seed, counts[seed]));
    }
    let mut list: Vec<_> = grouped
        .into_values()
        .map(|seeds| Actor { mentions: seeds.iter().map(|(_, count)| count).sum(), seeds })
        .collect();
    list.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.seeds.cmp(&b.seeds)));
    let mut of_seed = vec![0; counts.len()];
    for (index, actor) in list.iter().enumerate() {
        for &(seed, _) in &actor.seeds {
            of_seed[seed] = index;
        }
    }
    Actors { list, of_seed }
}

impl Actor {
    /// As a side: named after its country, else its body, else its first person; every spelling
    /// an alias, those used most first.
    pub fn side(&self, seeds: &[Seed]) -> Side {
        let mut members = self.seeds.clone();
        members.sort_by_key(|&(seed, count)| (seeds[seed].sort, std::cmp::Reverse(count), seed));
        let name = members.first().map_or("", |&(seed, _)| seeds[seed].name.as_str()).to_owned();
        let written = members.iter().flat_map(|&(seed, _)| {
            let mut written: Vec<_> = seeds[seed].written.iter().collect();
            written.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
            let common = seeds[seed].sort == Sort::Common;
            let surname = seeds[seed].surname().into_iter();
            written
                .into_iter()
                .map(|(text, _)| text.clone())
                .chain(surname)
                .map(move |text| (text, common))
        });
        let aliases = written.map(|(text, common)| alias(text, common)).collect();
        Side { id: slug(&name).into(), name, aliases }
    }
}

/// A common noun for one body counts only behind "the".
fn alias(text: String, common: bool) -> String {
    let plural = crate::sides::lexicon::lexicon().classes(&text).has(Class::Plural);
    if common && !plural { format!("the {text}") } else { text }
}

/// Lower case, with hyphens for what is no letter or digit.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}
