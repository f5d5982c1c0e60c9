//! The forms of words by which a cast can be named: those given, and those that follow from them.

use std::collections::HashMap;

use super::countries::{Standing, country_of};
use super::lexicon::{Class, Classes, lexicon};
use super::spelling::{fold, is_demonym, same_name};
use super::words::{Words, spans};
use super::{Cast, Side};

/// Fewest capitalised words that make an acronym.
const SHORTEST_ACRONYM: usize = 3;

/// Fewest letters of a name's last word that may be misspelt where the name may be anybody's.
const LONG: usize = 6;

/// What sort of thing a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Nature {
    /// A person.
    Person,
    /// A country, capital or seat, which can be meant as a place.
    Place,
    /// A people, or its adjective.
    People,
    /// An organisation, or several people.
    Body,
    /// Not to be told from the name alone.
    Unknown,
}

/// One form of words.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// Its words.
    pub words: Vec<String>,
    /// Whose it is: the index of the side, then of the other.
    pub owner: usize,
    /// What it names.
    pub nature: Nature,
    /// Classes of its title and noun: number, gender.
    pub classes: Classes,
    /// Whether it counts only behind "the" or a possessive.
    definite: bool,
    /// Whether it was given rather than derived.
    given: bool,
}

/// All forms of a cast, by first word.
#[derive(Debug, Default)]
pub(super) struct Forms {
    by_first: HashMap<String, Vec<Form>>,
    /// Single-word names that may be misspelt: folded, letters, and the form.
    variants: Vec<(String, usize, Form)>,
    /// Single-word names that may be a country's.
    stems: Vec<Form>,
}

impl Forms {
    /// The forms of every side and other of `cast`.
    pub fn new(cast: &Cast) -> Self {
        let mut drafts = Drafts::default();
        for (owner, side) in cast.sides.iter().chain(&cast.others).enumerate() {
            drafts.add_side(owner, side);
        }
        drafts.finish()
    }

    /// The longest form at word `i`, and its last word.
    pub fn at(&self, words: &Words<'_>, i: usize) -> Option<(usize, &Form)> {
        let forms = self.by_first.get(&words.lower(i))?;
        let form = forms.iter().find(|form| form.matches(words, i))?;
        Some((i + form.words.len() - 1, form))
    }

    /// The form that `word` misspells or is the people of.
    pub fn akin(&self, word: &str) -> Option<Form> {
        if let Some(form) = self.stems.iter().find(|form| is_demonym(word, &form.words[0])) {
            return Some(Form { nature: Nature::People, ..form.clone() });
        }
        let (letters, folded) = (word.chars().count(), fold(word));
        let mut alike = self
            .variants
            .iter()
            // What may be any word is known where it is written so, as [`Forms::at`] knows it.
            .filter(|(_, _, form)| word != form.words[0] || !form.is_shortened())
            .filter(|(other, length, _)| same_name(&folded, other, letters.min(*length)));
        let (_, _, form) = alike.next()?;
        alike.all(|(_, _, other)| other.owner == form.owner).then(|| form.clone())
    }
}

impl Forms {
    /// Adds a person who the article says belongs to `owner`, unless the name is taken.
    pub fn learn(&mut self, name: &[String], owner: usize) {
        let (Some(first), Some(last)) = (name.first(), name.last()) else { return };
        if self.by_first.contains_key(&last.to_lowercase()) || self.named(&name.join(" ")).is_some()
        {
            return;
        }
        let person = |words: &[String]| Form {
            words: words.to_vec(),
            owner,
            nature: Nature::Person,
            classes: Classes::default(),
            definite: false,
            given: false,
        };
        let surname = person(std::slice::from_ref(last));
        self.add_kin(&surname);
        self.by_first.entry(last.to_lowercase()).or_default().push(surname);
        if name.len() > 1 {
            self.by_first.entry(first.to_lowercase()).or_default().push(person(name));
        }
    }

    /// The form with just this name.
    pub fn named(&self, name: &str) -> Option<&Form> {
        let forms = self.by_first.get(&name.split(' ').next()?.to_lowercase())?;
        forms.iter().find(|form| form.words.join(" ") == name)
    }
}

impl Form {
    fn matches(&self, words: &Words<'_>, i: usize) -> bool {
        let tail = self.words.iter().enumerate();
        tail.clone().all(|(k, word)| i + k < words.len() && agrees(word, words.get(i + k)))
            && tail.skip(1).all(|(k, _)| words.glued(i + k))
            && (!self.definite || i > 0 && words.glued(i) && is_definite(words, i - 1))
            && !(self.is_shortened() && words.is_written_small(i))
    }

    /// Whether it is the last word of a name that may be anybody's, and so may be any word.
    fn is_shortened(&self) -> bool {
        !self.given && self.nature == Nature::Unknown
    }
}

/// Whether word `i` makes the noun behind it a known one.
pub(super) fn is_definite(words: &Words<'_>, i: usize) -> bool {
    words.words[i].possessive
        || words.has(i, Class::Determiner) && !matches!(words.get(i), "a" | "an" | "A" | "An")
        || is_possessive_pronoun(&words.lower(i))
}

/// Whether the word is a pronoun that stands before a noun.
pub(super) fn is_possessive_pronoun(lower: &str) -> bool {
    matches!(lower, "his" | "her" | "its" | "their" | "our" | "my")
}

/// Whether a word is an acronym so short that the same letters may be a word of their own.
pub(crate) fn is_short_acronym(word: &str) -> bool {
    (2..=4).contains(&word.len()) && word.chars().all(|c| c.is_uppercase() || c == '.')
}

/// Whether a word of the text is the word of a form: capitals must agree where the form has them.
fn agrees(form: &str, text: &str) -> bool {
    if form == text {
        return true;
    }
    if is_short_acronym(form) {
        return false;
    }
    let capital = form.starts_with(char::is_uppercase);
    (!capital || text.starts_with(char::is_uppercase)) && form.to_lowercase() == text.to_lowercase()
}

/// The words of an alias.
fn split(alias: &str) -> Vec<&str> {
    spans(alias).map(|(start, end)| &alias[start..end]).collect()
}

fn is_capital(word: &str) -> bool {
    word.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
}

/// Whether all words have a capital and no list knows one.
fn is_plain_name(words: &[&str]) -> bool {
    words.iter().all(|word| is_capital(word) && lexicon().classes(word).is_empty())
}

/// Forms on the way, by their words, with what became of clashes.
#[derive(Debug, Default)]
struct Drafts {
    forms: HashMap<String, Option<Form>>,
}

impl Drafts {
    fn add_side(&mut self, owner: usize, side: &Side) {
        let aliases: Vec<_> = std::iter::once(&side.name).chain(&side.aliases).collect();
        let surnames = surnames(&aliases);
        for alias in aliases {
            self.add_alias(owner, alias, &surnames);
        }
    }

    fn add_alias(&mut self, owner: usize, alias: &str, surnames: &[String]) {
        let mut words = split(alias);
        let article =
            words.first().is_some_and(|word| lexicon().classes(word).has(Class::Determiner));
        if article {
            words.remove(0);
        }
        if words.is_empty() {
            return;
        }
        self.add_country(owner, &words.join(" "));
        let title = title_length(&words);
        let classes = noun_classes(&words[..title]);
        let nature = nature(&words, title, article, surnames);
        let bare = !article || words.iter().any(|word| is_capital(word));
        let form = |words: &[&str], definite: bool, given: bool| Form {
            words: words.iter().map(|&word| word.to_owned()).collect(),
            owner,
            nature,
            classes: if title == 0 { noun_classes(words) } else { classes },
            definite,
            given,
        };
        let lower_single = !bare && words.len() == 1 && !noun_classes(&words).has(Class::Plural);
        self.add(form(&words, lower_single, true));
        match nature {
            Nature::Person => {
                let name = &words[title..];
                self.add(form(name, false, false));
                self.add_last(name, form);
            }
            // A person or a firm, and either may be called by the last of its names.
            Nature::Unknown if words.len() > 1 && is_plain_name(&words) => {
                self.add_last(&words, form);
            }
            Nature::Body => self.add_body(&words, form),
            _ => {}
        }
    }

    /// The last word of a name by itself.
    fn add_last(&mut self, name: &[&str], form: impl Fn(&[&str], bool, bool) -> Form) {
        if let [.., last] = name
            && last.chars().count() >= 3
        {
            self.add(form(&[last], false, false));
        }
    }

    /// The acronym, the noun behind "the", and the name before a noun.
    fn add_body(&mut self, words: &[&str], form: impl Fn(&[&str], bool, bool) -> Form) {
        let capitals: Vec<_> = words.iter().filter(|word| is_capital(word)).collect();
        if capitals.len() >= SHORTEST_ACRONYM {
            let acronym: String = capitals.iter().filter_map(|word| word.chars().next()).collect();
            self.add(form(&[&acronym], false, false));
        }
        if words.len() < 2 || capitals.is_empty() {
            return;
        }
        let head = [words.len() - 1, 0].map(|at| words[at]).into_iter().find(|word| {
            let classes = lexicon().classes(word);
            classes.has(Class::Group) && !classes.has(Class::Plural)
        });
        if let Some(head) = head {
            self.add(form(&[&head.to_lowercase()], true, false));
        }
        if let &[first, last] = words
            && lexicon().classes(first).is_empty()
            && lexicon().classes(last).has(Class::Group)
            && first.chars().count() >= 4
        {
            self.add(form(&[first], false, false));
        }
    }

    /// Every name of the country that `alias` stands for.
    fn add_country(&mut self, owner: usize, alias: &str) {
        for &(name, standing) in country_of(alias).iter().flat_map(|country| &country.names) {
            let words = split(name);
            let nature = if standing == Standing::Demonym { Nature::People } else { Nature::Place };
            let classes = Classes::default();
            let words = words.into_iter().map(str::to_owned).collect();
            self.add(Form { words, owner, nature, classes, definite: false, given: false });
        }
    }

    /// Keeps a form: a given one before a derived one; a derived one that two owners share is none.
    fn add(&mut self, form: Form) {
        let key = form.words.join(" ").to_lowercase();
        match self.forms.get_mut(&key) {
            None => drop(self.forms.insert(key, Some(form))),
            Some(Some(known)) if known.owner == form.owner => {
                if form.given && !known.given {
                    (known.words, known.given) = (form.words, true);
                }
                known.definite &= form.definite;
                if known.nature == Nature::Unknown || known.nature == Nature::Body {
                    known.nature = form.nature;
                }
            }
            Some(slot) if form.given && slot.as_ref().is_none_or(|known| !known.given) => {
                *slot = Some(form)
            }
            Some(slot) if slot.as_ref().is_some_and(|known| !known.given) => *slot = None,
            Some(_) => {}
        }
    }

    fn finish(self) -> Forms {
        let mut forms = Forms::default();
        for form in self.forms.into_values().flatten() {
            let name = form.words.len() == 1 && is_capital(&form.words[0]);
            let is_long = || form.words[0].chars().count() >= LONG;
            if name
                && (!form.is_shortened() || is_long())
                && lexicon().classes(&form.words[0]).is_empty()
            {
                forms.add_kin(&form);
            }
            let Some(first) = form.words.first() else { continue };
            forms.by_first.entry(first.to_lowercase()).or_default().push(form);
        }
        for same in forms.by_first.values_mut() {
            same.sort_by(|a, b| {
                b.words.len().cmp(&a.words.len()).then_with(|| a.words.cmp(&b.words))
            });
        }
        forms.variants.sort_by(|a, b| a.2.words.cmp(&b.2.words));
        forms.stems.sort_by(|a, b| a.words.cmp(&b.words));
        forms
    }
}

impl Forms {
    fn add_kin(&mut self, form: &Form) {
        let word = &form.words[0];
        let known = country_of(word).is_some();
        if form.nature != Nature::People && !known {
            self.variants.push((fold(word), word.chars().count(), form.clone()));
        }
        if matches!(form.nature, Nature::Unknown | Nature::Place) && !known {
            self.stems.push(form.clone());
        }
    }
}

/// How many words of `words` are a title before a person's name.
fn title_length(words: &[&str]) -> usize {
    let named = |word: &&&str| {
        let classes = lexicon().classes(word);
        classes.has(Class::Person)
            || classes.has(Class::Modifier)
            || classes.has(Class::Honorific)
            || classes.has(Class::Group)
    };
    let title = words.iter().take_while(named).count();
    let ends_in_person = title > 0 && {
        let classes = lexicon().classes(words[title - 1]);
        classes.has(Class::Person) || classes.has(Class::Honorific)
    };
    let name = &words[title..];
    if ends_in_person && !name.is_empty() && name.iter().all(|word| is_capital(word)) {
        title
    } else {
        0
    }
}

/// The number and gender of the last noun of a description or title.
fn noun_classes(words: &[&str]) -> Classes {
    let classes = words.iter().rev().map(|word| lexicon().classes(word));
    let mut nouns =
        classes.filter(|c| c.has(Class::Person) || c.has(Class::Group) || c.has(Class::Honorific));
    nouns.next().unwrap_or_default()
}

/// The last words of the aliases that are certainly people.
fn surnames(aliases: &[&String]) -> Vec<String> {
    let singles: Vec<String> = aliases
        .iter()
        .map(|alias| split(alias))
        .filter(|w| w.len() == 1)
        .map(|w| fold(w[0]))
        .collect();
    let mut surnames = Vec::new();
    for alias in aliases {
        let words = split(alias);
        let Some(last) = words.last().map(|word| fold(word)) else { continue };
        let titled = title_length(&words) > 0;
        let plain = words.len() > 1
            && is_plain_name(&words)
            && singles
                .iter()
                .any(|single| *single == last || same_name(single, &last, last.chars().count()));
        if titled || plain {
            surnames.push(last);
        }
    }
    surnames
}

fn nature(words: &[&str], title: usize, article: bool, surnames: &[String]) -> Nature {
    let (Some(last), classes) = (words.last(), noun_classes(words)) else { return Nature::Unknown };
    let folded = fold(last);
    if title > 0 {
        return Nature::Person;
    }
    if !words.iter().any(|word| is_capital(word)) {
        return if classes.one_person() { Nature::Person } else { Nature::Body };
    }
    if let Some(country) = country_of(&words.join(" ")) {
        let name = words.join(" ");
        let demonym = country
            .names
            .iter()
            .any(|&(known, standing)| known == name && standing == Standing::Demonym);
        return if demonym { Nature::People } else { Nature::Place };
    }
    let surname = surnames
        .iter()
        .any(|known| *known == folded || same_name(known, &folded, folded.chars().count()));
    if !article && surname && words.iter().all(|word| is_capital(word)) {
        return Nature::Person;
    }
    let body = words.len() > 1
        && (article
            || words.iter().any(|word| !is_capital(word))
            || classes.has(Class::Group)
            || classes.has(Class::Plural));
    if body || article || words.iter().all(|w| w.len() > 1 && w.chars().all(char::is_uppercase)) {
        Nature::Body
    } else {
        Nature::Unknown
    }
}
