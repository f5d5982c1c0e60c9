//! The names of articles, spellings of one name together.

use std::collections::{BTreeMap, BTreeSet};

use crate::sides::Side;
use crate::sides::countries::country_of;
use crate::sides::lexicon::Class;
use crate::sides::spelling::{fold, is_demonym, same_name};
use crate::sides::words::Words;

/// Longest name, in words.
const LONGEST: usize = 7;
/// Most names considered.
const MOST_NAMES: usize = 400;
/// Fewest uses of a common noun that make it a name for somebody: "the company".
const COMMON: usize = 3;
/// Share of capitalised words from which on a line is a title, where capitals tell nothing.
const TITLE_CASE: f32 = 0.85;

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
    /// As a member of a cast.
    pub fn side(&self) -> Side {
        let aliases = self.written.keys().cloned().chain(self.surname()).collect();
        Side { id: self.name.clone().into(), name: self.name.clone(), aliases }
    }

    /// A person's last name, which tells that the rest is a person's too.
    pub fn surname(&self) -> Option<String> {
        (self.sort == Sort::Person).then(|| last_word(&self.name).to_owned())
    }

    fn uses(&self) -> usize {
        self.written.values().sum()
    }
}

/// How a run of capitalised words is used.
#[derive(Debug, Clone, Copy, Default)]
struct Use {
    count: usize,
    /// Away from the start of a sentence, or doing what only a name does.
    certain: usize,
    titled: usize,
}

/// The seeds of the articles, in a stable order.
pub(super) fn collect(articles: &[Words<'_>]) -> Vec<Seed> {
    let mut runs: BTreeMap<String, Use> = BTreeMap::new();
    let mut nouns: BTreeMap<String, usize> = BTreeMap::new();
    for words in articles {
        collect_runs(words, &mut runs);
        collect_nouns(words, &mut nouns);
    }
    let runs = most_used(runs);
    let mut seeds = Vec::new();
    let rest = countries(runs, &mut seeds);
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

/// The names that are certainly names, the most used where there are very many: names are compared
/// with each other, which must not cost more than reading a long text.
fn most_used(mut runs: BTreeMap<String, Use>) -> BTreeMap<String, Use> {
    runs.retain(|_, used| used.certain > 0);
    let mut by_use: Vec<_> = runs.into_iter().collect();
    by_use.sort_by_key(|(_, used)| std::cmp::Reverse(used.count));
    by_use.truncate(MOST_NAMES);
    by_use.into_iter().collect()
}

fn collect_runs(words: &Words<'_>, runs: &mut BTreeMap<String, Use>) {
    for sentence in &words.sentences {
        let titled = is_title_case(words, sentence.clone());
        let mut at = sentence.start;
        while at < sentence.end {
            let Some(last) = run(words, at).filter(|_| !titled) else {
                at += 1;
                continue;
            };
            add_run(words, at, last, runs);
            at = last + 1;
        }
    }
}

/// Adds what a run names: before a title inside it the body, behind it the person.
fn add_run(words: &Words<'_>, first: usize, last: usize, runs: &mut BTreeMap<String, Use>) {
    let office = (first..last).rev().find(|&i| {
        (words.has(i, Class::Person) && !words.has(i, Class::Plural)
            || words.has(i, Class::Honorific))
            && !words.has(i + 1, Class::Connector)
    });
    if let Some(office) = office {
        add_name(words, office + 1, last, true, runs);
        let body = (first..office)
            .rev()
            .find(|&i| !words.has(i, Class::Modifier) && !words.has(i, Class::Person));
        if let Some(body) = body {
            add_name(words, first, body, true, runs);
        }
        return;
    }
    let mut start = first;
    while start < last && is_title(words, start) && !is_body(words, start, last) {
        start += 1;
    }
    add_name(words, start, last, false, runs);
}

/// Counts a name; one beside an office is `certain`.
fn add_name(
    words: &Words<'_>,
    start: usize,
    last: usize,
    certain: bool,
    runs: &mut BTreeMap<String, Use>,
) {
    let title = |i: usize| words.has(i, Class::Person) || words.has(i, Class::Honorific);
    if start == last && is_title(words, start) {
        return;
    }
    let titled = start > 0 && words.glued(start) && title(start - 1);
    let name: Vec<_> = (start..=last).map(|i| words.get(i)).collect();
    let used = runs.entry(name.join(" ")).or_default();
    let acts = words.has(last + 1, Class::Speech) || words.words[last].possessive;
    let certain = certain || !words.words[start].initial || titled || acts || last > start;
    used.count += 1;
    used.certain += usize::from(certain);
    used.titled += usize::from(titled);
}

/// The last word of the name that starts at word `i`: capitalised words, with "of" between.
fn run(words: &Words<'_>, i: usize) -> Option<usize> {
    if !words.name_like(i) {
        return None;
    }
    let mut last = i;
    while last < i + LONGEST && (!words.words[last].possessive || joins_possessive(words, last)) {
        let mut next = last + 1;
        while words.glued(next) && words.has(next, Class::Connector) && next < last + 3 {
            next += 1;
        }
        let bridged = next > last + 1;
        if !words.glued(next) || !words.name_like(next) || bridged && !has_group(words, i, last) {
            break;
        }
        last = next;
    }
    Some(last)
}

/// Whether the possessive is part of a name: "Dockers' Union".
fn joins_possessive(words: &Words<'_>, last: usize) -> bool {
    words.glued(last + 1)
        && words.name_like(last + 1)
        && (last + 1..=last + 2).any(|i| words.has(i, Class::Group))
}

fn has_group(words: &Words<'_>, first: usize, last: usize) -> bool {
    (first..=last).any(|i| words.has(i, Class::Group))
}

fn is_title(words: &Words<'_>, i: usize) -> bool {
    [Class::Person, Class::Modifier, Class::Honorific, Class::Group]
        .iter()
        .any(|&class| words.has(i, class))
}

/// Whether the words are an organisation's name as a whole: the last is its noun, or "of" is in it.
fn is_body(words: &Words<'_>, first: usize, last: usize) -> bool {
    words.has(last, Class::Group) || (first..last).any(|i| words.has(i, Class::Connector))
}

fn is_title_case(words: &Words<'_>, sentence: std::ops::Range<usize>) -> bool {
    let long: Vec<_> = sentence.filter(|&i| words.get(i).len() > 3).collect();
    let capital = long.iter().filter(|&&i| words.words[i].capital).count();
    long.len() > 4 && capital as f32 > TITLE_CASE * long.len() as f32
}

/// Common nouns that may stand for somebody: bodies behind "the", people in the plural.
fn collect_nouns(words: &Words<'_>, nouns: &mut BTreeMap<String, usize>) {
    for i in 0..words.len() {
        let classes = words.words[i].classes;
        let definite = i > 0 && words.glued(i) && matches!(words.get(i - 1), "the" | "The");
        let body = classes.has(Class::Group) && !classes.has(Class::Plural) && definite;
        let people = classes.has(Class::Person) && classes.has(Class::Plural);
        let vague = classes.has(Class::Unaffiliated)
            || classes.has(Class::PairNoun)
            || classes.has(Class::Opposite)
            || classes.has(Class::PlaceNoun)
            || words.has(i + 1, Class::Person);
        if (body || people) && !vague && (!words.words[i].capital || words.words[i].initial) {
            *nouns.entry(words.lower(i)).or_default() += 1;
        }
    }
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
    let (named, mut rest): (BTreeMap<_, _>, BTreeMap<_, _>) =
        runs.into_iter().partition(|(run, used)| used.titled > 0 || is_full_name(run));
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
        crate::sides::lexicon::lexicon().classes(word).is_empty()
            && word.starts_with(char::is_uppercase)
            && country_of(word).is_none()
            && word.chars().any(char::is_lowercase)
    };
    (2..=3).contains(&words.len()) && words.iter().all(plain)
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
    short.len() > 2 && short == initials
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
