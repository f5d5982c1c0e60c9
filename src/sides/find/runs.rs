//! The runs of capitalised words in articles, and the common nouns that may stand for somebody.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use crate::sides::lexicon::{Class, lexicon};
use crate::sides::spelling::is_demonym;
use crate::sides::words::Words;

/// Words from the first of a name to its last, "of" and the like included, at which it ends.
const LONGEST: usize = 7;
/// Most names considered.
const MOST_NAMES: usize = 400;
/// Share of capitalised words from which on a line is a title, where capitals tell nothing.
const TITLE_CASE: f32 = 0.85;
/// Fewest uses that make a name of a word seen only at the start of sentences.
const REPEATED: usize = 2;

/// How a run of capitalised words is used.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Use {
    /// How often.
    pub count: usize,
    /// Behind a title.
    pub titled: usize,
    /// Behind "the", or with "which" to follow.
    pub thing: usize,
    /// Away from the start of a sentence, or doing what only a name does.
    certain: usize,
    /// As the one who was told: an outlet.
    told: usize,
    /// At the start of a sentence.
    opening: usize,
}

/// What articles call somebody, with how it is used.
#[derive(Debug, Default)]
pub(super) struct Runs<'t> {
    /// Capitalised words.
    pub names: BTreeMap<String, Use>,
    /// Common nouns that may stand for somebody.
    pub nouns: BTreeMap<String, usize>,
    /// Words seen without a capital.
    lower: HashSet<&'t str>,
}

impl<'t> Runs<'t> {
    /// Those of the articles.
    pub fn read(articles: &[Words<'t>]) -> Self {
        let mut runs = Self::default();
        for words in articles {
            for sentence in &words.sentences {
                runs.read_sentence(words, sentence.clone());
            }
            collect_nouns(words, &mut runs.nouns);
        }
        runs.keep_names();
        runs
    }

    fn read_sentence(&mut self, words: &Words<'t>, sentence: Range<usize>) {
        self.lower
            .extend(sentence.clone().filter(|&i| !words.words[i].capital).map(|i| words.get(i)));
        if is_title_case(words, sentence.clone()) {
            return;
        }
        let mut at = words.dateline_end(sentence.clone());
        while at < sentence.end {
            let Some(last) = run(words, at) else {
                at += 1;
                continue;
            };
            add_run(words, at, last, &mut self.names);
            at = last + 1;
        }
    }

    /// Gives the uses of a name with a word before it that is none of its own to the name: "Plucky
    /// Kjetil Aune", "Denmoor's Privacy Office".
    fn strip_openers(&mut self) {
        let is_opener = |first: &str, used: &Use| {
            let plain = lexicon().classes(first).is_empty() && used.opening == used.count;
            plain && self.lower.contains(first.to_lowercase().as_str()) || first.ends_with("'s")
        };
        let stripped: Vec<(String, String)> = self
            .names
            .iter()
            .filter_map(|(run, used)| {
                let (first, rest) = run.split_once(' ')?;
                let known = self.names.contains_key(rest) && is_opener(first, used);
                known.then(|| (run.clone(), rest.to_owned()))
            })
            .collect();
        for (run, rest) in stripped {
            let Some(used) = self.names.remove(&run) else { continue };
            if let Some(name) = self.names.get_mut(&rest) {
                name.count += used.count;
                name.certain += used.count;
            }
        }
    }

    /// Keeps what is certainly a name, the most used where there are very many: names are compared
    /// with each other, which must not cost more than reading a long text.
    fn keep_names(&mut self) {
        self.names.retain(|run, _| !is_shouted(run, &self.lower));
        self.strip_openers();
        let (mut certain, mut rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.names).into_iter().partition(|(_, used)| used.certain > 0);
        rest.retain(|(run, _)| !self.lower.contains(run.to_lowercase().as_str()));
        for names in [&mut certain, &mut rest] {
            names.retain(|(_, used)| used.count > used.told);
            names.sort_by_key(|(_, used)| std::cmp::Reverse(used.count));
            names.truncate(MOST_NAMES);
        }
        rest.retain(|(run, used)| {
            used.count >= REPEATED || certain.iter().any(|(people, _)| is_demonym(people, run))
        });
        self.names = certain.into_iter().chain(rest).take(MOST_NAMES).collect();
    }
}

/// Whether capitals only stress the words: "GAS WAR LOOMS", "NOT".
fn is_shouted(run: &str, lower: &HashSet<&str>) -> bool {
    let capitals = run.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    capitals && (run.contains(' ') || lower.contains(run.to_lowercase().as_str()))
}

/// Adds what a run names: before a title inside it the body, behind it the person.
fn add_run(words: &Words<'_>, first: usize, last: usize, runs: &mut BTreeMap<String, Use>) {
    let office =
        (first..last).rev().find(|&i| is_office(words, i) && !words.has(i + 1, Class::Connector));
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
    if start == last && is_title(words, start) {
        return;
    }
    let titled = start > 0 && words.glued(start) && is_office(words, start - 1);
    if start == last && is_contraction(words.get(start)) {
        return;
    }
    if words.has(last, Class::Instrument) && last > start {
        return;
    }
    let used = runs.entry(written(words, start, last)).or_default();
    let acts = words.has(last + 1, Class::Speech) || words.words[last].possessive;
    let certain = certain || !words.words[start].initial || titled || acts || last > start;
    used.count += 1;
    used.certain += usize::from(certain);
    used.titled += usize::from(titled);
    let article = start > 0 && words.glued(start) && matches!(words.get(start - 1), "the" | "The");
    let which = last + 1 < words.len() && words.get(last + 1) == "which";
    used.thing += usize::from(article || which);
    let before = start.checked_sub(1 + usize::from(article));
    used.opening += usize::from(words.words[start].initial);
    used.told += usize::from(before.is_some_and(|i| words.get(i) == "told") && !titled);
}

/// Whether the word is a pronoun or the like with a verb: "We'd".
fn is_contraction(word: &str) -> bool {
    word.split_once(['\'', '’']).is_some_and(|(first, _)| !lexicon().classes(first).is_empty())
}

/// The name as it is written, on one line and with straight apostrophes: "Dockers' Union".
fn written(words: &Words<'_>, start: usize, last: usize) -> String {
    let text = words.span(start, last).get(words.text).unwrap_or_default();
    text.replace('’', "'").split_whitespace().collect::<Vec<_>>().join(" ")
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

/// Whether word `i` says who one person is: "minister", "Mr".
fn is_office(words: &Words<'_>, i: usize) -> bool {
    words.one_person(i) || words.has(i, Class::Honorific)
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

fn is_title_case(words: &Words<'_>, sentence: Range<usize>) -> bool {
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
