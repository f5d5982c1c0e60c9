//! Pronouns, resolved to the likeliest side or left alone.

use std::collections::HashMap;

use super::descriptions::{described, opposite, phrase, points_across};
use super::hit::{Hit, covered};
use super::quoted::speakers;
use crate::sides::forms::{Nature, is_possessive_pronoun};
use crate::sides::lexicon::{Class, Classes};
use crate::sides::spelling::fold;
use crate::sides::words::Words;
use crate::sides::{Cast, MentionKind};

/// How many sentences back an antecedent may stand.
const SENTENCES: usize = 2;
/// How many hits back it may stand.
const HITS: usize = 24;
/// How much likelier than any other side's the best antecedent must be.
const MARGIN: f32 = 0.4;

/// Adds every pronoun that points to a side clearly enough, in order.
pub(super) fn add(words: &Words<'_>, cast: &Cast, hits: &mut Vec<Hit>) {
    let covered = covered(words.len(), hits);
    let genders = Genders::read(words, hits);
    let pass = Pass { words, cast, covered: &covered, genders: &genders };
    let narrated = pass.run(std::mem::take(hits), None);
    let speakers: Vec<_> = speakers(words, &narrated)
        .into_iter()
        .map(|speaker| speaker.map(|index| narrated[index].owner))
        .collect();
    *hits = pass.run(narrated, Some(&speakers));
}

/// One pass: without speakers the pronouns outside quotations, with them those inside.
struct Pass<'a, 't> {
    words: &'a Words<'t>,
    cast: &'a Cast,
    covered: &'a [bool],
    genders: &'a Genders,
}

impl Pass<'_, '_> {
    fn run(&self, hits: Vec<Hit>, speakers: Option<&[Option<Option<usize>>]>) -> Vec<Hit> {
        let inside = speakers.is_some();
        let mut seen: Vec<Hit> = Vec::with_capacity(hits.len());
        let mut named = hits.into_iter().peekable();
        let mut free = 0;
        for i in 0..self.words.len() {
            while let Some(hit) = named.next_if(|hit| hit.first <= i) {
                seen.push(hit);
            }
            if i < free || self.covered[i] || self.words.words[i].quote.is_some() != inside {
                continue;
            }
            let quote = self.words.words[i].quote;
            let speaker = quote.and_then(|quote| speakers?.get(quote).copied().flatten());
            if let Some(hit) = self.resolve(i, speaker, &seen) {
                free = hit.last + 1;
                seen.push(hit);
            }
        }
        seen.extend(named);
        seen.sort_by_key(|hit| (hit.first, hit.last));
        seen
    }

    /// The pronoun at word `i` as a hit, with the noun that it owns.
    fn resolve(&self, i: usize, speaker: Option<Option<usize>>, seen: &[Hit]) -> Option<Hit> {
        let words = self.words;
        let classes = words.words[i].classes;
        let owner = if classes.has(Class::FirstPerson) {
            speaker??
        } else if self.is_empty(i) {
            return None;
        } else if classes.has(Class::PluralPronoun) && speaker.is_some() {
            opposite(self.cast, speaker??)?
        } else if is_third(classes) {
            self.antecedent(i, speaker.flatten(), seen)?
        } else {
            return None;
        };
        let noun = is_possessive_pronoun(&words.lower(i))
            .then(|| phrase(words, self.covered, i))
            .flatten();
        if let Some(last) = noun {
            let across = points_across(words, i, last);
            let owner = if across { opposite(self.cast, owner)? } else { owner };
            return Some(described(words, i, last, owner));
        }
        let person = classes.has(Class::PersonPronoun);
        let nature = if person { Nature::Person } else { Nature::Body };
        Some(Hit {
            first: i,
            last: i,
            owner: Some(owner),
            kind: MentionKind::Pronoun,
            nature,
            classes,
            name: None,
        })
    }

    /// Whether the pronoun stands for nobody more often than for an actor: "it is", "of them".
    fn is_empty(&self, i: usize) -> bool {
        let word = self.words.words[i];
        let lower = self.words.lower(i);
        match lower.as_str() {
            "it" => word.quote.is_some() || !self.words.has(i + 1, Class::Acts),
            "itself" | "themselves" => true,
            "them" => true,
            _ => false,
        }
    }

    /// The side of the likeliest antecedent of the pronoun at word `i`.
    fn antecedent(&self, i: usize, speaker: Option<usize>, seen: &[Hit]) -> Option<usize> {
        let mut scores: Vec<(Option<usize>, f32)> = Vec::new();
        let from = seen.len().saturating_sub(HITS);
        for index in (from..seen.len()).rev() {
            let Some(score) = self.score(i, seen, index) else { continue };
            let owner = seen[index].owner;
            if self.is_another(i, owner, &seen[from..]) {
                continue;
            }
            let score = if speaker.is_some() && owner == speaker { score - 2.0 } else { score };
            match scores.iter_mut().find(|(known, _)| *known == owner) {
                Some((_, best)) => *best = best.max(score),
                None => scores.push((owner, score)),
            }
        }
        scores.sort_by(|a, b| b.1.total_cmp(&a.1));
        let &(owner, best) = scores.first()?;
        let clear = scores.get(1).is_none_or(|&(_, second)| best - second >= MARGIN);
        owner.filter(|_| clear)
    }

    /// Whether a pronoun of the other gender in the sentence of the one at word `i` is the owner
    /// already: "She said that he was wrong" speaks of two.
    fn is_another(&self, i: usize, owner: Option<usize>, seen: &[Hit]) -> bool {
        let (words, own) = (self.words, self.words.words[i]);
        let other = match own.classes {
            classes if !classes.has(Class::PersonPronoun) => return false,
            classes if classes.has(Class::Masculine) => Class::Feminine,
            _ => Class::Masculine,
        };
        seen.iter().rev().any(|hit| {
            hit.kind == MentionKind::Pronoun
                && hit.owner == owner
                && hit.classes.has(other)
                && words.words[hit.first].sentence == own.sentence
                && words.words[hit.first].quote == own.quote
        })
    }

    /// How well a hit serves as antecedent of the pronoun at word `i`, if it can.
    fn score(&self, i: usize, seen: &[Hit], index: usize) -> Option<f32> {
        let (words, hit) = (self.words, &seen[index]);
        let (pronoun, head) = (words.words[i], words.words[hit.first]);
        let distance = pronoun.sentence.saturating_sub(head.sentence);
        if distance > SENTENCES || hit.last >= i {
            return None;
        }
        let fit = self.fit(i, hit)?;
        let opens = index == 0 || words.words[seen[index - 1].first].sentence != head.sentence;
        let subject = opens && head.quote == pronoun.quote;
        let speaks = words.has(hit.last + 1, Class::Speech);
        let object = pronoun.classes.has(Class::PersonPronoun)
            && !pronoun.classes.has(Class::Subject)
            && !is_possessive_pronoun(&words.lower(i));
        let mut score = 3.0 - distance as f32 + fit;
        score += if subject { if object && distance == 0 { -0.5 } else { 1.0 } } else { 0.0 };
        score += if speaks { 0.5 } else { 0.0 };
        score -= if head.quote != pronoun.quote && head.quote.is_some() { 1.6 } else { 0.0 };
        score -= 0.02 * (seen.len() - index) as f32;
        Some(score)
    }

    /// Whether number, gender and nature agree, and how surely.
    fn fit(&self, i: usize, hit: &Hit) -> Option<f32> {
        let classes = self.words.words[i].classes;
        if classes.has(Class::PersonPronoun) {
            let person = hit.is_person() || hit.nature == Nature::Unknown;
            // Of names that may be anybody's, those of two words are mostly people's.
            let nature = match (hit.is_person(), hit.last > hit.first) {
                (true, _) => 0.0,
                (false, true) => -0.5,
                (false, false) => -1.5,
            };
            let wanted =
                if classes.has(Class::Masculine) { Class::Masculine } else { Class::Feminine };
            return person
                .then(|| self.genders.fit(self.words, hit, wanted))
                .flatten()
                .map(|fit| fit + nature);
        }
        let plural = hit.classes.has(Class::Plural);
        if hit.is_person() || hit.owner.is_none() {
            return None;
        }
        if classes.has(Class::ThingPronoun) {
            return (!plural && hit.nature != Nature::People).then_some(0.0);
        }
        let same_sentence = self.words.words[hit.first].sentence == self.words.words[i].sentence;
        if plural { Some(1.0) } else { same_sentence.then_some(0.0) }
    }
}

fn is_third(classes: Classes) -> bool {
    [Class::PersonPronoun, Class::ThingPronoun, Class::PluralPronoun]
        .iter()
        .any(|&class| classes.has(class))
}

/// Whether people of the article are "he" or "she".
struct Genders {
    votes: HashMap<String, (usize, usize)>,
}

impl Genders {
    /// Learns from titles, and from pronouns that only one person stands before.
    fn read(words: &Words<'_>, hits: &[Hit]) -> Self {
        let mut genders = Self { votes: HashMap::new() };
        for hit in hits {
            for class in [Class::Masculine, Class::Feminine] {
                if hit.classes.has(class) {
                    genders.vote(words, hit, class, 3);
                }
            }
        }
        for i in 0..words.len() {
            let word = words.words[i];
            if word.classes.has(Class::PersonPronoun) && word.quote.is_none() {
                let class = if word.classes.has(Class::Masculine) {
                    Class::Masculine
                } else {
                    Class::Feminine
                };
                if let Some(hit) = only_person(words, hits, i) {
                    genders.vote(words, hit, class, 1);
                }
            }
        }
        genders
    }

    fn vote(&mut self, words: &Words<'_>, hit: &Hit, class: Class, weight: usize) {
        let Some((_, last)) = hit.name else { return };
        let (men, women) = self.votes.entry(fold(words.get(last))).or_default();
        *(if class == Class::Masculine { men } else { women }) += weight;
    }

    /// 1 where the hit is known to be of the gender, 0 where nothing is known, none otherwise.
    fn fit(&self, words: &Words<'_>, hit: &Hit, wanted: Class) -> Option<f32> {
        let other = if wanted == Class::Masculine { Class::Feminine } else { Class::Masculine };
        if hit.classes.has(other) {
            return None;
        }
        let votes = hit.name.and_then(|(_, last)| self.votes.get(&fold(words.get(last))));
        let Some(&(men, women)) = votes else {
            return Some(if hit.classes.has(wanted) { 1.0 } else { 0.0 });
        };
        let (for_it, against) =
            if wanted == Class::Masculine { (men, women) } else { (women, men) };
        if for_it >= 2 * against { Some(1.0) } else { (against < 2 * for_it).then_some(0.0) }
    }
}

/// The one person named before word `i` in its sentence, or else in the sentence before.
fn only_person<'h>(words: &Words<'_>, hits: &'h [Hit], i: usize) -> Option<&'h Hit> {
    let sentence = words.words[i].sentence;
    let end = hits.partition_point(|hit| hit.first < i);
    for target in [sentence, sentence.checked_sub(1)?] {
        let there = hits[..end].iter().rev().take(HITS);
        let people = there
            .filter(|hit| words.words[hit.first].sentence == target && hit.is_person())
            .collect::<Vec<_>>();
        if let Some(first) = people.first() {
            let key = |hit: &Hit| hit.name.map(|(_, last)| fold(words.get(last)));
            return people.iter().all(|hit| key(hit) == key(first)).then_some(*first);
        }
    }
    None
}
