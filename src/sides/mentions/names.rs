//! Names: the longest known form at each word, with the titles and nouns around it.

use std::collections::HashMap;
use std::ops::Range;

use super::hit::Hit;
use crate::sides::MentionKind;
use crate::sides::countries::party_of;
use crate::sides::forms::{Form, Forms, Nature, is_possessive_pronoun};
use crate::sides::lexicon::Class;
use crate::sides::words::Words;

/// How many words past a name its noun may stand: "Dravian deputy foreign policy aide".
const REACH: usize = 5;

/// A pass over an article's words in search of names.
pub(in crate::sides) struct Names<'a, 't> {
    words: &'a Words<'t>,
    forms: &'a Forms,
    /// What a capitalised word that is no form is akin to.
    akin: HashMap<&'t str, Option<Form>>,
    /// The run that was looked at last.
    latest_run: Range<usize>,
    hits: Vec<Hit>,
}

impl<'a, 't> Names<'a, 't> {
    /// A pass that has not begun.
    pub fn new(words: &'a Words<'t>, forms: &'a Forms) -> Self {
        Self { words, forms, akin: HashMap::new(), latest_run: 0..0, hits: Vec::new() }
    }

    /// Every name, strangers' names included, in order and apart from each other.
    pub fn scan(mut self) -> Vec<Hit> {
        let mut at = 0;
        while at < self.words.len() {
            let sentence = self.words.sentences[self.words.words[at].sentence].clone();
            if at == sentence.start {
                // Where an article was written is no side.
                at = self.words.dateline_end(sentence);
            }
            let hit = self.known(at).or_else(|| self.stranger(at));
            at = hit.as_ref().map_or(at, |hit| hit.last) + 1;
            self.hits.extend(hit);
        }
        self.hits
    }

    /// The known form at word `i`, unless it is a place, with what belongs to it.
    fn known(&mut self, i: usize) -> Option<Hit> {
        let (last, form) = self.form(i)?;
        if self.is_place(i, last, form.nature) {
            return None;
        }
        let kind = if is_name(&form) { MentionKind::Name } else { MentionKind::Description };
        let name = (form.nature == Nature::Person).then_some((i, last));
        let owner = Some(form.owner);
        let mut hit =
            Hit { first: i, last, owner, kind, nature: form.nature, classes: form.classes, name };
        self.extend_right(&mut hit);
        self.extend_left(&mut hit);
        if self.extend_over_of(&mut hit) {
            self.extend_right(&mut hit);
        }
        Some(hit)
    }

    /// The form at word `i`, or the one that the word there is akin to, and its last word.
    fn form(&mut self, i: usize) -> Option<(usize, Form)> {
        if let Some((last, form)) = self.forms.at(self.words, i) {
            return Some((last, form.clone()));
        }
        let word = self.words.words[i];
        if !word.capital || !word.classes.is_empty() {
            return None;
        }
        let text = self.words.get(i);
        if let Some(party) = party_of(text).and_then(|party| self.forms.named(party)) {
            return Some((i, party.clone()));
        }
        let forms = self.forms;
        let akin = self.akin.entry(text).or_insert_with(|| forms.akin(text));
        akin.clone().map(|form| (i, form))
    }

    /// Whether the name only says where something is.
    fn is_place(&self, first: usize, last: usize, nature: Nature) -> bool {
        if !matches!(nature, Nature::Place | Nature::Unknown) {
            return false;
        }
        let words = self.words;
        let mut before = first;
        while before > 0 && words.glued(before) && words.has(before - 1, Class::Determiner) {
            before -= 1;
        }
        let preposition = before.checked_sub(1).filter(|_| words.glued(before));
        // What stands "at Calder Transit" is there, but it is no place that cannot act.
        let at = preposition.is_some_and(|p| words.get(p).eq_ignore_ascii_case("at"));
        if nature == Nature::Unknown && (at || last > first) {
            return false;
        }
        let located = preposition.is_some_and(|p| {
            words.has(p, Class::PlacePreposition) && !is_dealing(words, p)
                || matches!(words.get(p), "to" | "from")
                    && (p.saturating_sub(3)..p).any(|k| words.has(k, Class::Motion))
        });
        let next = last + 1;
        let locates =
            !words.words[last].possessive && words.glued(next) && words.has(next, Class::PlaceNoun);
        (located && !words.words[last].possessive) || locates
    }

    /// Takes in the nouns and names of the same owner that follow: "Uskari President Vorolin".
    fn extend_right(&mut self, hit: &mut Hit) {
        let words = self.words;
        let quote = words.words[hit.first].quote;
        let mut i = hit.last + 1;
        while i <= hit.last + REACH && words.glued(i) && words.words[i].quote == quote {
            if let Some((last, form)) = self.form(i) {
                if Some(form.owner) != hit.owner {
                    break;
                }
                hit.last = last;
                if form.nature == Nature::Person {
                    (hit.nature, hit.name, hit.kind) =
                        (Nature::Person, Some((i, last)), MentionKind::Name);
                }
                i = last + 1;
                continue;
            }
            let classes = words.words[i].classes;
            let noun = classes.has(Class::Person) || classes.has(Class::Group);
            if noun && self.noun_belongs(hit, i) {
                hit.last = i;
                hit.kind = MentionKind::Description;
                hit.classes = classes;
                let person = classes.one_person();
                hit.nature = if person { Nature::Person } else { Nature::Body };
            } else if words.name_like(i)
                && classes.is_empty()
                && i == hit.last + 1
                && words.has(hit.last, Class::Person)
            {
                let last = self.run(i);
                (hit.last, hit.name, hit.kind) = (last, Some((i, last)), MentionKind::Name);
                return;
            } else if !classes.has(Class::Modifier) && !self.qualifies(hit, i) {
                return;
            }
            i += 1;
        }
    }

    /// Whether the noun at `i` behind a name is its: behind a person's bare name only a title is
    /// ("the Halvic aide Prytko").
    /// Whether the word behind a possessive says what kind of person the next one is:
    /// `Halden's sporting director`.
    fn qualifies(&self, hit: &Hit, i: usize) -> bool {
        let words = self.words;
        i == hit.last + 1
            && words.words[hit.last].possessive
            && words.words[i].classes.is_empty()
            && !words.words[i].capital
            && words.glued(i + 1)
            && words.one_person(i + 1)
    }

    fn noun_belongs(&self, hit: &Hit, i: usize) -> bool {
        let words = self.words;
        let bare =
            hit.nature == Nature::Person && hit.name.is_some_and(|(_, last)| last == hit.last);
        ![Class::Opposite, Class::Speech, Class::PlaceNoun].iter().any(|&class| words.has(i, class))
            && (!bare
                || words.words[hit.last].possessive
                || words.glued(i + 1) && words.name_like(i + 1))
    }

    /// Takes in the title, first names and determiner before.
    fn extend_left(&mut self, hit: &mut Hit) {
        let words = self.words;
        let floor = self.hits.last().map_or(0, |hit| hit.last + 1);
        let quote = words.words[hit.first].quote;
        let own = hit.first;
        let mut i = hit.first;
        while i > floor && words.glued(i) {
            let word = words.words[i - 1];
            let classes = word.classes;
            if word.possessive || word.quote != quote {
                break;
            }
            let title = classes.has(Class::Person)
                || classes.has(Class::Honorific)
                || classes.has(Class::Group) && hit.first < own;
            let forename = hit.nature == Nature::Person
                && word.capital
                && classes.is_empty()
                && hit.kind == MentionKind::Name;
            if title || forename {
                hit.first = i - 1;
                if title && hit.classes.is_empty() {
                    hit.classes = classes;
                }
                if title && hit.nature == Nature::Unknown && classes.has(Class::Person) {
                    hit.nature = Nature::Person;
                }
            } else if !classes.has(Class::Modifier) {
                break;
            }
            i -= 1;
        }
        self.take_determiner(hit, i, own, floor);
    }

    /// Takes in a determiner before word `i`, or before the hit.
    fn take_determiner(&self, hit: &mut Hit, i: usize, own: usize, floor: usize) {
        let words = self.words;
        for start in [i, hit.first] {
            if start <= floor || !words.glued(start) {
                continue;
            }
            let before = start - 1;
            let titled = hit.first < own || hit.kind == MentionKind::Description;
            let owned = titled && is_possessive_pronoun(&words.lower(before));
            if words.has(before, Class::Determiner) || owned {
                hit.first = before;
                return;
            }
        }
        if i < hit.first && words.words[i].capital && words.words[i].initial {
            hit.first = i;
        }
    }

    /// Takes in "the leader of" before a name.
    fn extend_over_of(&self, hit: &mut Hit) -> bool {
        let words = self.words;
        let floor = self.hits.last().map_or(0, |hit| hit.last + 1);
        let Some(noun) = hit.first.checked_sub(2).filter(|&noun| noun >= floor) else {
            return false;
        };
        let classes = words.words[noun].classes;
        let linked = words.glued(noun + 1)
            && words.glued(noun + 2)
            && matches!(words.get(noun + 1), "of" | "for");
        let belongs = (classes.has(Class::Person) || classes.has(Class::Group))
            && !classes.has(Class::Unaffiliated);
        if !linked || !belongs {
            return false;
        }
        let mut first = noun;
        let wanted = [Class::Modifier, Class::Person, Class::Group];
        while first > floor
            && words.glued(first)
            && wanted.iter().any(|&class| words.has(first - 1, class))
        {
            first -= 1;
        }
        if first > floor && words.glued(first) && words.has(first - 1, Class::Determiner) {
            first -= 1;
        }
        (hit.first, hit.kind, hit.classes) = (first, MentionKind::Description, classes);
        let person = classes.one_person();
        hit.nature = if person { Nature::Person } else { Nature::Body };
        hit.name = None;
        true
    }

    /// The last word of the run of unknown capitalised words at `i`. From inside a run it is the
    /// run's, which is looked at once: it may be as long as the article.
    fn run(&mut self, i: usize) -> usize {
        if self.latest_run.contains(&i) {
            return self.latest_run.end - 1;
        }
        let mut last = i;
        while self.words.glued(last + 1)
            && !self.words.words[last].possessive
            && self.words.name_like(last + 1)
            && self.words.words[last + 1].classes.is_empty()
            && self.form(last + 1).is_none()
        {
            last += 1;
        }
        self.latest_run = i..last + 1;
        last
    }

    /// A person's name that no form knows: two words and more, or one behind a title.
    fn stranger(&mut self, i: usize) -> Option<Hit> {
        let words = self.words;
        if !words.name_like(i) || !words.words[i].classes.is_empty() {
            return None;
        }
        let last = self.run(i);
        let titled = i > 0
            && words.glued(i)
            && (words.has(i - 1, Class::Person) || words.has(i - 1, Class::Honorific));
        let body = words.glued(last + 1)
            && words.has(last + 1, Class::Group)
            && words.words[last + 1].capital;
        if (last == i && !titled) || body {
            return None;
        }
        let classes = if titled { words.words[i - 1].classes } else { Default::default() };
        let name = Some((i, last));
        let first = if titled { i - 1 } else { i };
        let kind = MentionKind::Name;
        Some(Hit { first, last, owner: None, kind, nature: Nature::Person, classes, name })
    }
}

/// Whether the noun before a preposition says that what follows is no place: "shares in".
fn is_dealing(words: &Words<'_>, preposition: usize) -> bool {
    preposition > 0 && words.glued(preposition) && words.has(preposition - 1, Class::Dealing)
}

fn is_name(form: &Form) -> bool {
    form.words.iter().any(|word| word.starts_with(char::is_uppercase))
}
