//! The forms of words by which a cast can be named: those given, and those that follow from them.

mod aliases;
mod drafts;

use std::collections::HashMap;

use super::Cast;
use super::countries::country_of;
use super::lexicon::{Class, Classes};
use super::spelling::{fold, is_demonym, same_name};
use super::words::Words;
use drafts::Drafts;

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

    /// Keeps a single-word name for words that are akin to it.
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
