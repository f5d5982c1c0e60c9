//! The names of articles, spellings of one name together.

use std::collections::{BTreeMap, BTreeSet};

use super::runs::{Runs, Use};
use crate::sides::Side;
use crate::sides::countries::country_of;
use crate::sides::lexicon::{Class, lexicon};
use crate::sides::spelling::{fold, is_demonym, same_name};
use crate::sides::words::Words;

/// Fewest uses of a common noun that make it a name for somebody: "the company".
const COMMON: usize = 2;
/// A name with a title once in so many uses or more is a person's.
const TITLED: usize = 5;

/// What a seed is a name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// A country or party that the table knows.
    Country,
    /// A country, place or organisation.
    Body,
    /// A person.
    Person,
    /// A common noun: "farmers".
    Common,
}

/// A name with its spellings.
#[derive(Debug, Clone)]
pub(super) struct Seed {
    /// The name used.
    pub name: String,
    /// What it is a name of.
    pub sort: Sort,
    /// Every way it is written in the articles, with how often.
    pub written: BTreeMap<String, usize>,
}

impl Seed {
    /// As a member of a cast with the rest of `seeds`, one of which may have a person's last name for
    /// its own.
    pub fn side(&self, seeds: &[Self]) -> Side {
        let free = |surname: &String| !seeds.iter().any(|seed| seed.written.contains_key(surname));
        let aliases = self.written.keys().cloned().chain(self.surname().filter(free)).collect();
        Side { id: self.name.clone().into(), name: self.name.clone(), aliases }
    }

    /// Whether it is a state: a country, or a name with that of its people beside it.
    pub fn is_state(&self) -> bool {
        let names = || self.written.keys();
        self.sort == Sort::Country
            || self.sort == Sort::Body
                && names().any(|name| names().any(|people| is_demonym(people, name)))
    }

    /// A person's last name, which tells that the rest is a person's too.
    pub fn surname(&self) -> Option<String> {
        (self.sort == Sort::Person).then(|| last_word(&self.name).to_owned())
    }

    /// Whether it is a common noun for several people: "farmers".
    pub fn is_several(&self) -> bool {
        let classes = lexicon().classes(&self.name);
        self.sort == Sort::Common && classes.has(Class::Person) && classes.has(Class::Plural)
    }

    /// Whether it is a common noun for who stands between parties: "court".
    pub fn is_arbiter(&self) -> bool {
        self.sort == Sort::Common && lexicon().classes(&self.name).has(Class::Arbiter)
    }

    /// How often it is used.
    pub fn uses(&self) -> usize {
        self.written.values().sum()
    }
}

/// The seeds of the articles, in a stable order.
pub(super) fn collect(articles: &[Words<'_>]) -> Vec<Seed> {
    let Runs { names, nouns, .. } = Runs::read(articles);
    let mut seeds = Vec::new();
    let rest = countries(names, &mut seeds);
    let rest = people(rest, &mut seeds);
    bodies(rest, &mut seeds);
    let common = nouns.into_iter().filter(|&(_, count)| count >= COMMON);
    seeds.extend(common.map(|(noun, count)| Seed {
        written: BTreeMap::from([(noun.clone(), count)]),
        name: noun,
        sort: Sort::Common,
    }));
    seeds
}

/// Takes the names of countries out of the runs.
fn countries(runs: BTreeMap<String, Use>, seeds: &mut Vec<Seed>) -> BTreeMap<String, Use> {
    let mut by_country: BTreeMap<&str, Seed> = BTreeMap::new();
    let mut rest = BTreeMap::new();
    for (run, used) in runs {
        let seat = run.rsplit_once(" of ").map_or(run.as_str(), |(_, place)| place);
        let Some(country) = country_of(&run).or_else(|| country_of(seat)) else {
            rest.insert(run, used);
            continue;
        };
        let seed = by_country.entry(country.name).or_insert_with(|| Seed {
            name: country.name.to_owned(),
            sort: Sort::Country,
            written: BTreeMap::new(),
        });
        *seed.written.entry(run).or_default() += used.count;
    }
    seeds.extend(by_country.into_values());
    rest
}

/// Takes people's names out of the runs: two words and more, or behind a title; by surname.
fn people(runs: BTreeMap<String, Use>, seeds: &mut Vec<Seed>) -> BTreeMap<String, Use> {
    let mut known: Vec<(String, Seed)> = Vec::new();
    let single: BTreeSet<String> = runs.keys().filter(|run| !run.contains(' ')).cloned().collect();
    let (named, mut rest): (BTreeMap<_, _>, BTreeMap<_, _>) =
        runs.into_iter().partition(|(run, used)| {
            used.titled > 0 && TITLED * used.titled >= used.count
                || is_full_name(run) && !is_thing(run, *used, &single)
        });
    for (run, used) in named {
        join(&mut known, last_word(&run), run.clone(), used.count, true);
    }
    // A name that has a demonym is a place's, whatever once stood behind it.
    let places: BTreeSet<String> = rest
        .keys()
        .filter(|place| rest.keys().any(|people| is_demonym(people, place)))
        .cloned()
        .collect();
    rest.retain(|run, used| {
        if places.contains(run) {
            return true;
        }
        let mut forenames = known.iter_mut().filter(|(_, seed)| has_forename(seed, run));
        let (first, second) = (forenames.next(), forenames.next());
        if let Some((_, seed)) = first {
            if second.is_none() {
                *seed.written.entry(run.clone()).or_default() += used.count;
            }
            return false;
        }
        run.contains(' ') || !join(&mut known, run, run.clone(), used.count, false)
    });
    seeds.extend(known.into_iter().map(|(_, mut seed)| {
        seed.name = longest(&seed.written);
        seed
    }));
    rest
}

/// Adds a spelling to the person with this surname; a new one only where `open`.
fn join(
    known: &mut Vec<(String, Seed)>,
    surname: &str,
    run: String,
    count: usize,
    open: bool,
) -> bool {
    let (folded, letters) = (fold(surname), surname.chars().count());
    let same =
        |(other, _): &&mut (String, Seed)| *other == folded || same_name(other, &folded, letters);
    if let Some((_, seed)) = known.iter_mut().find(same) {
        *seed.written.entry(run).or_default() += count;
        return true;
    }
    if open {
        let written = BTreeMap::from([(run.clone(), count)]);
        known.push((folded, Seed { name: run, sort: Sort::Person, written }));
    }
    open
}

fn has_forename(seed: &Seed, run: &str) -> bool {
    seed.written.keys().any(|name| name.split_once(' ').is_some_and(|(first, _)| first == run))
}

fn last_word(run: &str) -> &str {
    run.rsplit(' ').next().unwrap_or(run)
}

/// Two or three capitalised words that no list knows.
fn is_full_name(run: &str) -> bool {
    let words: Vec<_> = run.split(' ').collect();
    let plain = |word: &&str| {
        lexicon().classes(word).is_empty()
            && word.starts_with(char::is_uppercase)
            && country_of(word).is_none()
            && word.chars().any(char::is_lowercase)
            && !word.ends_with('\'')
            && !word.ends_with("'s")
    };
    (2..=3).contains(&words.len()) && words.iter().all(plain)
}

/// Whether the name is a thing's by its use: "the Brisgate Herald", "Hesper Mutual, which", or
/// by what it is shortened to: a person is called by the last name, a firm by the first.
fn is_thing(run: &str, used: Use, single: &BTreeSet<String>) -> bool {
    let first = run.split(' ').next().unwrap_or(run);
    2 * used.thing > used.count || single.contains(first) && !single.contains(last_word(run))
}

/// The rest are bodies: a people goes with its country, a short name with the full one.
fn bodies(runs: BTreeMap<String, Use>, seeds: &mut Vec<Seed>) {
    let mut found: Vec<Seed> = Vec::new();
    let mut by_use: Vec<_> = runs.into_iter().collect();
    by_use.sort_by(|a, b| {
        a.0.split(' ').count().cmp(&b.0.split(' ').count()).then_with(|| a.0.cmp(&b.0))
    });
    for (run, used) in by_use {
        match found.iter_mut().find(|seed| seed.written.keys().any(|name| is_kin(&run, name))) {
            Some(seed) => drop(seed.written.insert(run, used.count)),
            None => found.push(Seed {
                written: BTreeMap::from([(run.clone(), used.count)]),
                name: run,
                sort: Sort::Body,
            }),
        }
    }
    for seed in &mut found {
        seed.name = country_name(&seed.written);
    }
    seeds.extend(found.into_iter().filter(|seed| seed.uses() > 1 || seed.name.contains(' ')));
}

/// Whether two names are of one body: a people and its country, "Dravian Army" and "Dravia".
fn is_kin(run: &str, name: &str) -> bool {
    let demonym = |a: &str, b: &str| !b.contains(' ') && is_demonym(a, b);
    let first = run.split(' ').next().unwrap_or(run);
    let letters = run.chars().count().min(name.chars().count());
    demonym(run, name)
        || demonym(name, run)
        || !name.contains(' ') && (first == name || demonym(first, name))
        || !run.contains(' ') && !name.contains(' ') && same_name(&fold(run), &fold(name), letters)
        || is_acronym(name, run)
}

fn is_acronym(short: &str, long: &str) -> bool {
    let initials: String = long
        .split(' ')
        .filter_map(|word| word.chars().next())
        .filter(|c| c.is_uppercase())
        .collect();
    short.len() > 1 && short == initials
}

/// The name that the others are demonyms of, else the one used most.
fn country_name(written: &BTreeMap<String, usize>) -> String {
    let parent = |name: &&String| written.keys().any(|other| is_demonym(other, name));
    let mut best: Vec<_> = written.iter().collect();
    best.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    let parent = best.iter().map(|(name, _)| *name).find(parent);
    parent.or(best.first().map(|(name, _)| *name)).cloned().unwrap_or_default()
}

/// The fullest spelling that is used most.
fn longest(written: &BTreeMap<String, usize>) -> String {
    let best = written
        .iter()
        .max_by_key(|(name, count)| (name.contains(' '), **count, std::cmp::Reverse(*name)));
    best.map(|(name, _)| name.clone()).unwrap_or_default()
}
