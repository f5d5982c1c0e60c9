//! To which body those belong who still stand alone: a title that goes with one kind of body
//! only, a noun that is in its name, "the company" behind the name of a company.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::actors::{Scanned, Ties, add, root};
use super::kinds::{Column, Kind, kind};
use super::seeds::{Seed, Sort};
use crate::sides::lexicon::{Class, lexicon};
use crate::sides::mentions::Hit;
use crate::sides::words::Words;

/// Longest title, in words.
const LONGEST_TITLE: usize = 5;
/// How many mentions back "the company" looks for its name.
const LOOK_BACK: usize = 6;

/// The bodies of the articles, by what they can be called.
pub(super) struct Bodies {
    by_word: HashMap<String, BTreeSet<usize>>,
    by_kind: HashMap<Kind, BTreeSet<usize>>,
    kinds: HashMap<usize, BTreeSet<Kind>>,
    common: HashMap<String, usize>,
}

impl Bodies {
    /// Those that the seeds make, merged as `parents` says.
    pub fn new(seeds: &[Seed], parents: &[usize]) -> Self {
        let mut bodies = Self {
            by_word: HashMap::new(),
            by_kind: HashMap::new(),
            kinds: HashMap::new(),
            common: HashMap::new(),
        };
        for (index, seed) in seeds.iter().enumerate() {
            let body = root(parents, index);
            match seed.sort {
                Sort::Common => drop(bodies.common.insert(seed.name.clone(), index)),
                Sort::Body => bodies.add_words(seed, body),
                Sort::Country | Sort::Person => {}
            }
            bodies.add_kinds(seed, body);
        }
        bodies
    }

    fn add_words(&mut self, seed: &Seed, body: usize) {
        let names = seed.written.keys().filter(|name| name.contains(' '));
        for word in names.flat_map(|name| name.split(' ')).map(bare) {
            let classes = lexicon().classes(&word);
            if classes.has(Class::Group) || classes.has(Class::Plural) {
                self.by_word.entry(word).or_default().insert(body);
            }
        }
    }

    fn add_kinds(&mut self, seed: &Seed, body: usize) {
        let words: Vec<_> = match seed.sort {
            Sort::Body => seed.written.keys().flat_map(|name| name.split(' ')).map(bare).collect(),
            Sort::Common => vec![seed.name.clone()],
            Sort::Country | Sort::Person => return,
        };
        let kinds = words.iter().flat_map(|word| {
            [Column::Noun, Column::Members].into_iter().filter_map(|column| kind(word, column))
        });
        for kind in kinds {
            self.by_kind.entry(kind).or_default().insert(body);
            self.kinds.entry(body).or_default().insert(kind);
        }
    }

    /// The only body with `word` in its name.
    fn with_word(&self, word: &str) -> Option<usize> {
        only(self.by_word.get(word)?)
    }

    /// The only body of a kind, `but` apart.
    fn of_kind(&self, kind: Kind, but: usize) -> Option<usize> {
        let mut others = self.by_kind.get(&kind)?.iter().filter(|&&body| body != but);
        others.next().copied().filter(|_| others.next().is_none())
    }

    /// Whether the body can be of `kind`: known to be, or of no known kind.
    fn can_be(&self, body: usize, kind: Option<Kind>) -> bool {
        match (self.kinds.get(&body), kind) {
            (Some(kinds), Some(kind)) => kinds.contains(&kind),
            (Some(_), None) => false,
            (None, _) => true,
        }
    }
}

fn only(bodies: &BTreeSet<usize>) -> Option<usize> {
    bodies.first().copied().filter(|_| bodies.len() == 1)
}

/// Lower case, without a possessive ending.
pub(super) fn bare(word: &str) -> String {
    word.trim_end_matches("'s").trim_end_matches('\'').to_lowercase()
}

/// Ties of common nouns to the body whose name has them: "the guild" of the "Nurses' Guild".
pub(super) fn by_name(seeds: &[Seed], parents: &[usize]) -> Ties {
    let bodies = Bodies::new(seeds, parents);
    let mut ties = Ties::new();
    for (index, seed) in seeds.iter().enumerate().filter(|(_, seed)| seed.sort == Sort::Common) {
        if let Some(body) = bodies.with_word(&seed.name).filter(|&b| b != root(parents, index)) {
            ties.insert((body.min(index), body.max(index)), seed.uses());
        }
    }
    ties
}

/// Ties of the common nouns among the `alone` to the body that they go on about: the only one of
/// their kind, or the one named before.
pub(super) fn by_reference(
    seeds: &[Seed],
    scanned: &Scanned<'_, '_>,
    parents: &[usize],
    alone: &HashSet<usize>,
) -> Ties {
    let bodies = Bodies::new(seeds, parents);
    let mut ties = Ties::new();
    for Lone { words, before, hit, behind, owner } in lone(scanned, alone) {
        if seeds[owner].sort != Sort::Common {
            continue;
        }
        let name = &seeds[owner].name;
        let kind = kind(name, Column::Noun);
        let own = root(parents, owner);
        let members = self::kind(name, Column::Members);
        let body = kind.or(members).and_then(|kind| bodies.of_kind(kind, own)).or_else(|| {
            let takes_up =
                !lexicon().classes(name).has(Class::Plural) && !seeds[owner].is_arbiter();
            let near = takes_up.then(|| &before[before.len().saturating_sub(LOOK_BACK)..])?;
            antecedent(words, near, hit, behind, |body| {
                seeds[body].sort == Sort::Body && bodies.can_be(root(parents, body), kind)
            })
        });
        add(&mut ties, Some(owner), body);
    }
    of_one_kind(seeds, parents, strongest(&ties, alone))
}

/// Without ties that would make bodies of several kinds of one: "the union" is not the firm that
/// "the company" is, and which of them is, if either, only the more ties tell.
fn of_one_kind(seeds: &[Seed], parents: &[usize], ties: Ties) -> Ties {
    let mut claims: BTreeMap<usize, BTreeMap<Kind, usize>> = BTreeMap::new();
    let noun = |seed: usize| {
        kind(&seeds[seed].name, Column::Noun).filter(|_| seeds[seed].sort == Sort::Common)
    };
    let claim = |(a, b): (usize, usize)| {
        let (noun, body) = if noun(a).is_some() { (noun(a), b) } else { (noun(b), a) };
        Some((root(parents, body), noun?))
    };
    for (&tie, &weight) in &ties {
        let Some((body, kind)) = claim(tie) else { continue };
        *claims.entry(body).or_default().entry(kind).or_default() += weight;
    }
    let prevails = |tie: (usize, usize)| {
        claim(tie).is_none_or(|(body, kind)| {
            let rivals = claims[&body].iter().filter(|(other, _)| **other != kind);
            rivals.map(|(_, weight)| weight).all(|weight| *weight < claims[&body][&kind])
        })
    };
    ties.into_iter().filter(|(tie, _)| prevails(*tie)).collect()
}

/// A mention of one who stands alone.
struct Lone<'s, 't> {
    words: &'s Words<'t>,
    /// The mentions before it in its article.
    before: &'s [Hit],
    hit: &'s Hit,
    /// Those behind it.
    behind: &'s [Hit],
    owner: usize,
}

/// Every mention of the `alone`.
fn lone<'s, 't>(
    scanned: &'s Scanned<'_, 't>,
    alone: &'s HashSet<usize>,
) -> impl Iterator<Item = Lone<'s, 't>> {
    scanned.iter().flat_map(move |(words, hits)| {
        hits.iter().enumerate().filter_map(move |(at, hit)| {
            let owner = hit.owner.filter(|owner| alone.contains(owner))?;
            Some(Lone { words, before: &hits[..at], hit, behind: &hits[at + 1..], owner })
        })
    })
}

/// The body that a definite noun takes up: the last before it in its own sentence, else the first of
/// the sentence before, unless its own goes on to name that: "The union accused Norvik".
fn antecedent(
    words: &Words<'_>,
    before: &[Hit],
    hit: &Hit,
    behind: &[Hit],
    fits: impl Fn(usize) -> bool,
) -> Option<usize> {
    let sentence = words.words[hit.first].sentence;
    let of = |other: &Hit| words.words[other.first].sentence;
    let fits = |other: &&Hit| other.name.is_none() && other.owner.is_some_and(&fits);
    let own = before.iter().rev().take_while(|other| of(other) == sentence).find(fits);
    let later = |body: &Hit| {
        behind.iter().take_while(|other| of(other) == sentence).any(|o| o.owner == body.owner)
    };
    let previous = before.iter().filter(|other| of(other) + 1 == sentence).find(fits);
    own.or(previous.filter(|body| !later(body))).and_then(|other| other.owner)
}

/// Ties of the people among the `alone` to the body that their title goes with.
pub(super) fn by_office(
    seeds: &[Seed],
    scanned: &Scanned<'_, '_>,
    parents: &[usize],
    alone: &HashSet<usize>,
) -> Ties {
    let bodies = Bodies::new(seeds, parents);
    let mut ties = Ties::new();
    for Lone { words, hit, owner, .. } in lone(scanned, alone) {
        let Some(name) = hit.name.filter(|_| seeds[owner].sort == Sort::Person) else { continue };
        let own = root(parents, owner);
        for i in title(words, name) {
            let body = employer(words, &bodies, i, own).filter(|&body| root(parents, body) != own);
            add(&mut ties, Some(owner), body);
        }
    }
    strongest(&ties, alone)
}

/// The words of the title before a name or, after a comma, behind it; not of the one who says so
/// there: "Ferreira, the club said".
fn title(words: &Words<'_>, (first, last): (usize, usize)) -> Vec<usize> {
    let part = |i: usize| {
        [Class::Person, Class::Group, Class::Modifier, Class::Determiner]
            .iter()
            .any(|&class| words.has(i, class))
    };
    let joined = |i: usize| matches!(words.gap(i).trim(), "" | ",");
    let before = (first.saturating_sub(LONGEST_TITLE)..first).rev();
    let before = before.take_while(|&i| joined(i) && part(i));
    let comma = words.gap(last).trim() == ",";
    let behind: Vec<_> = (last + 1..last + 1 + LONGEST_TITLE)
        .take_while(|&i| comma && i < words.len() && (i == last + 1 || words.glued(i)) && part(i))
        .collect();
    let next = last + 1 + behind.len();
    let speaks = words.glued(next) && words.has(next, Class::Speech);
    before.chain(behind.into_iter().filter(|_| !speaks)).collect()
}

/// The body that word `i` of a title goes with.
fn employer(words: &Words<'_>, bodies: &Bodies, i: usize, own: usize) -> Option<usize> {
    let word = words.lower(i);
    if words.has(i, Class::Group) && !words.has(i, Class::Plural) {
        let noun = || kind(&word, Column::Noun).and_then(|kind| bodies.of_kind(kind, own));
        return bodies.common.get(&word).copied().or_else(|| bodies.with_word(&word)).or_else(noun);
    }
    let pair = || i.checked_sub(1).map(|before| format!("{} {word}", words.lower(before)));
    let office = kind(&word, Column::Office)
        .or_else(|| pair().and_then(|pair| kind(&pair, Column::Office)))?;
    bodies.of_kind(office, own)
}

/// The strongest tie of each of the `alone`, so that nobody makes one of two bodies.
fn strongest(ties: &Ties, alone: &HashSet<usize>) -> Ties {
    let mut best: BTreeMap<usize, ((usize, usize), usize)> = BTreeMap::new();
    for (&(a, b), &weight) in ties {
        for seed in [a, b].into_iter().filter(|seed| alone.contains(seed)) {
            let known = best.entry(seed).or_insert(((a, b), weight));
            if known.1 < weight {
                *known = ((a, b), weight);
            }
        }
    }
    best.into_values().collect()
}
