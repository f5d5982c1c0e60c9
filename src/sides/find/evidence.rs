//! What the articles tell of which actors act, speak and stand against each other.

use super::actors::{Actors, Scanned};
use super::adherents::bare;
use super::marks;
use super::relations::{Pair, Relations};
use super::seeds::{Seed, Sort};
use super::weights::FEATURES;
use crate::sides::lexicon::{Class, lexicon};
use crate::sides::mentions::Hit;
use crate::sides::words::Words;

/// What a mention that only says where counts, and one that speaks, beside any other: a town is
/// named often and says nothing. Chosen on the training articles.
const LOCATED: f32 = 0.2;
const SPEAKS: f32 = 2.0;
/// From how many deeds and common sentences on more say nothing.
const MANY: f32 = 3.0;

/// What is known of one actor: what it is, and how many mentions are of each sort.
#[derive(Debug, Clone, Copy, Default)]
struct Actor {
    body: bool,
    person: bool,
    state: bool,
    organisation: bool,
    headline: bool,
    governs: bool,
    weight: f32,
    mentions: f32,
    located: f32,
    speaks: f32,
    opens: f32,
    arbiter: f32,
    acts: f32,
    office: f32,
}

/// What is known of the actors that may be a side.
#[derive(Debug)]
pub(super) struct Evidence {
    /// The actors, those with the most weight first.
    pub candidates: Vec<usize>,
    actors: Vec<Actor>,
    relations: Relations,
    /// What all candidates weigh.
    total: f32,
}

/// Reads the articles for evidence on the `most` weightiest actors.
pub(super) fn gather(
    seeds: &[Seed],
    actors: &Actors,
    scanned: &Scanned<'_, '_>,
    most: usize,
) -> Evidence {
    let sorts =
        |actor: &super::actors::Actor| Actor::of(actor.seeds.iter().map(|&(seed, _)| &seeds[seed]));
    let mut known: Vec<Actor> = actors.list.iter().map(sorts).collect();
    for (words, hits) in scanned {
        weigh(words, hits, actors, &mut known);
    }
    let mut candidates: Vec<usize> =
        (0..known.len()).filter(|&index| known[index].mentions > known[index].located).collect();
    candidates.sort_by(|&a, &b| known[b].weight.total_cmp(&known[a].weight).then(a.cmp(&b)));
    candidates.truncate(most);
    let total = candidates.iter().map(|&index| known[index].weight).sum();
    let mut relations = Relations::default();
    for (words, hits) in scanned {
        relations.read(words, hits, actors, &candidates);
    }
    Evidence { candidates, actors: known, relations, total }
}

/// Adds up what the mentions say of each actor.
fn weigh(words: &Words<'_>, hits: &[Hit], actors: &Actors, known: &mut [Actor]) {
    let sentence = |hit: &Hit| words.words[hit.first].sentence;
    let headline = hits.first().map(sentence);
    let mut last = None;
    for hit in hits {
        let opens = last.replace(sentence(hit)) != Some(sentence(hit));
        if let Some(owner) = hit.owner {
            let actor = &mut known[actors.of_seed[owner]];
            actor.add(words, hit, opens);
            actor.headline |= headline == Some(sentence(hit));
        }
    }
}

/// Whether the name is of an organisation: "Harbour Union".
fn is_organisation(seed: &Seed) -> bool {
    let group = |word: &str| lexicon().classes(&bare(word)).has(Class::Group);
    matches!(seed.sort, Sort::Body | Sort::Common)
        && seed.written.keys().any(|name| name.split(' ').any(group))
}

fn count(yes: bool) -> f32 {
    f32::from(u8::from(yes))
}

impl Actor {
    /// What its names tell.
    fn of<'a>(seeds: impl Iterator<Item = &'a Seed>) -> Self {
        let mut actor = Self::default();
        for seed in seeds {
            actor.body |= matches!(seed.sort, Sort::Country | Sort::Body);
            actor.person |= seed.sort == Sort::Person;
            actor.state |= seed.is_state();
            actor.organisation |= is_organisation(seed);
        }
        actor
    }

    /// Counts a mention.
    fn add(&mut self, words: &Words<'_>, hit: &Hit, opens: bool) {
        let (located, speaks) = (marks::is_place(words, hit), marks::speaks(words, hit));
        self.mentions += 1.0;
        self.located += count(located);
        self.speaks += count(speaks);
        self.opens += count(opens && !located);
        self.arbiter += count(marks::is_arbiter(words, hit));
        self.acts += count(speaks || marks::acts(words, hit));
        self.office += count(marks::holds_office(words, hit));
        self.governs |= marks::governs(words, hit);
        self.weight += match () {
            () if located => LOCATED,
            () if speaks => SPEAKS,
            () => 1.0,
        };
    }

    fn is_only_person(&self) -> bool {
        self.person && !self.body
    }

    fn is_only_noun(&self) -> bool {
        !self.person && !self.body
    }

    fn has_people(&self) -> bool {
        self.person && self.body
    }

    fn governs_elsewhere(&self) -> bool {
        self.governs && !self.state
    }

    /// A count as a share of the mentions.
    fn share(&self, count: f32) -> f32 {
        count / self.mentions.max(1.0)
    }
}

impl Evidence {
    /// The evidence for `a` and `b` being the two sides, in the order of `contention.tsv`.
    pub fn features(&self, a: usize, b: usize) -> [f32; FEATURES] {
        let (x, y) = (&self.actors[a], &self.actors[b]);
        let Pair { together, opposed, between, exchange, rejoinder, near } =
            self.relations.of(a, b);
        let both = |of: fn(&Actor) -> bool| count(of(x) && of(y));
        let one = |of: fn(&Actor) -> bool| count(of(x) != of(y));
        let mean = |of: fn(&Actor) -> f32| (x.share(of(x)) + y.share(of(y))) / 2.0;
        let least = |of: fn(&Actor) -> f32| x.share(of(x)).min(y.share(of(y)));
        let total = self.total.max(1.0);
        let rate = |count: f32| count / (x.mentions.min(y.mentions).max(1.0) + 1.0);
        let governed = |x: &Actor, y: &Actor| x.state && y.governs_elsewhere();
        [
            x.weight.min(y.weight) / total,
            (x.weight * y.weight).sqrt() / total,
            rate(together),
            rate(opposed),
            rate(between),
            rate(exchange),
            both(|it| it.state),
            one(|it| it.state),
            one(Actor::is_only_person),
            both(Actor::is_only_person),
            one(Actor::is_only_noun),
            both(Actor::is_only_noun),
            one(|it| it.headline),
            both(|it| it.headline),
            mean(|it| it.located),
            mean(|it| it.arbiter),
            mean(|it| it.opens),
            both(|it| it.speaks > 0.0),
            (x.weight + y.weight) / total,
            (together / MANY).min(1.0),
            both(|it| it.organisation),
            one(|it| it.organisation),
            both(Actor::has_people),
            one(Actor::has_people),
            (x.acts.min(y.acts) / MANY).min(1.0),
            least(|it| it.acts),
            both(|it| it.office > 0.0),
            one(|it| it.office > 0.0),
            least(|it| it.speaks),
            both(|it| it.acts > 0.0),
            rate(rejoinder),
            count(near > 0.0),
            count(near > 0.0) * one(Actor::is_only_person),
            count(governed(x, y) || governed(y, x)),
            both(Actor::governs_elsewhere),
        ]
    }
}
