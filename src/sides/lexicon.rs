//! The word lists of this room: what a word is, wherever it stands.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a list says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Class {
    /// No name even at the start of a sentence.
    Function,
    /// Capitalised, but no actor: days, months.
    NotName,
    /// "the", "a", "this".
    Determiner,
    /// Stands before the noun of a description: "foreign", "deputy".
    Modifier,
    /// A form of address: "Mr", "Rep".
    Honorific,
    /// A verb that hands over speech.
    Speech,
    /// A word of contention.
    Opposition,
    /// A preposition that makes a name a place.
    PlacePreposition,
    /// A word after which "to" leads to a place.
    Motion,
    /// A noun that a place's name only locates.
    PlaceNoun,
    /// A noun whose "in" or "at" leads to no place: "shares", "staff".
    Dealing,
    /// Points from one side to the other: "counterpart".
    Opposite,
    /// "both", "neither".
    Pair,
    /// Made by such a word to mean both sides.
    PairNoun,
    /// Its "of" makes nobody belong: "neighbour".
    Unaffiliated,
    /// Ties a person to a body: "chairs".
    Office,
    /// A title of a member of a government.
    Government,
    /// Behind an "it" that is an actor.
    Acts,
    /// May stand inside a name: "of".
    Connector,
    /// In a name, of a place, a firm or a paper rather than of a person: "Street".
    NameNoun,
    /// Ends the name of a law or treaty, which is no actor.
    Instrument,
    /// Stands between parties or speaks of them from outside: "judge", "analyst".
    Arbiter,
    /// A person is called so: "president".
    Person,
    /// A body is called so: "company".
    Group,
    /// Of more than one.
    Plural,
    /// Of a man.
    Masculine,
    /// Of a woman.
    Feminine,
    /// "I", "we", "our".
    FirstPerson,
    /// "he", "her".
    PersonPronoun,
    /// "it", "its".
    ThingPronoun,
    /// "they", "their".
    PluralPronoun,
    /// A pronoun that can only be a subject.
    Subject,
}

/// A set of classes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Classes(u32);

impl Classes {
    /// Whether `class` is among them.
    pub fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u32) != 0
    }

    /// Whether the word is for one person: "minister", not "ministers".
    pub fn one_person(self) -> bool {
        self.has(Class::Person) && !self.has(Class::Plural)
    }

    /// Whether no list knows the word.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn with(self, class: Class) -> Self {
        Self(self.0 | (1 << class as u32))
    }
}

/// Every list, by word in lower case.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    words: HashMap<&'static str, Classes>,
}

/// The lists, read once.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);
    &LEXICON
}

/// Whether a word is no name even where a capital starts it: "the", "however".
pub(crate) fn is_function_word(word: &str) -> bool {
    lexicon().classes(word).has(Class::Function)
}

/// Whether a list knows the word as something else than a name: "premier", "march".
pub(crate) fn is_common_word(word: &str) -> bool {
    !lexicon().classes(word).is_empty()
}

/// Whether a word may stand before a name and is no part of it: "President", "Mr", "the".
pub(crate) fn is_title(word: &str) -> bool {
    use Class::{Function, Government, Honorific, Modifier, Office, Person};
    let classes = lexicon().classes(word);
    [Function, Government, Honorific, Modifier, Office, Person].iter().any(|&c| classes.has(c))
}

/// The lines of a data file without comments and empty lines.
pub(super) fn lines(data: &'static str) -> impl Iterator<Item = &'static str> {
    data.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

impl Lexicon {
    /// What the lists say of `word`, in whatever case.
    pub fn classes(&self, word: &str) -> Classes {
        self.words.get(word.to_lowercase().as_str()).copied().unwrap_or_default()
    }

    fn read() -> Self {
        let mut lexicon = Self::default();
        for (data, class) in PLAIN {
            for word in lines(data) {
                lexicon.add(word, class);
            }
        }
        for line in lines(include_str!("data/nouns.tsv")) {
            lexicon.add_columns(line);
        }
        for line in lines(include_str!("data/honorifics.tsv")) {
            lexicon.add_columns(line);
            lexicon.add(column(line, 0), Class::Honorific);
        }
        for line in lines(include_str!("data/pronouns.tsv")) {
            lexicon.add_columns(line);
        }
        lexicon
    }

    fn add(&mut self, word: &'static str, class: Class) {
        let classes = self.words.entry(word).or_default();
        *classes = classes.with(class);
    }

    /// Adds the classes that the columns after the word name.
    fn add_columns(&mut self, line: &'static str) {
        for code in line.split('\t').skip(1) {
            if let Some(class) = coded(code) {
                self.add(column(line, 0), class);
            }
        }
    }
}

fn column(line: &'static str, index: usize) -> &'static str {
    line.split('\t').nth(index).unwrap_or("")
}

/// The class that a code of the tables stands for.
fn coded(code: &str) -> Option<Class> {
    Some(match code {
        "person" => Class::Person,
        "group" => Class::Group,
        "p" => Class::Plural,
        "m" => Class::Masculine,
        "f" => Class::Feminine,
        "speaker" => Class::FirstPerson,
        "he" => Class::PersonPronoun,
        "it" => Class::ThingPronoun,
        "they" => Class::PluralPronoun,
        "subject" => Class::Subject,
        _ => return None,
    })
}

const PLAIN: [(&str, Class); 21] = [
    (include_str!("data/function_words.txt"), Class::Function),
    (include_str!("data/not_names.txt"), Class::NotName),
    (include_str!("data/determiners.txt"), Class::Determiner),
    (include_str!("data/modifiers.txt"), Class::Modifier),
    (include_str!("data/speech.txt"), Class::Speech),
    (include_str!("data/opposition.txt"), Class::Opposition),
    (include_str!("data/place_prepositions.txt"), Class::PlacePreposition),
    (include_str!("data/motion.txt"), Class::Motion),
    (include_str!("data/place_nouns.txt"), Class::PlaceNoun),
    (include_str!("data/dealings.txt"), Class::Dealing),
    (include_str!("data/opposites.txt"), Class::Opposite),
    (include_str!("data/pair_words.txt"), Class::Pair),
    (include_str!("data/pair_nouns.txt"), Class::PairNoun),
    (include_str!("data/unaffiliated.txt"), Class::Unaffiliated),
    (include_str!("data/office_verbs.txt"), Class::Office),
    (include_str!("data/government_titles.txt"), Class::Government),
    (include_str!("data/it_verbs.txt"), Class::Acts),
    (include_str!("data/connectors.txt"), Class::Connector),
    (include_str!("data/name_nouns.txt"), Class::NameNoun),
    (include_str!("data/instruments.txt"), Class::Instrument),
    (include_str!("data/arbiters.txt"), Class::Arbiter),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_has_its_number_and_gender() {
        let classes = lexicon().classes("Spokeswoman");
        assert!(classes.has(Class::Person) && classes.has(Class::Feminine));
        assert!(!classes.has(Class::Plural));
        assert!(lexicon().classes("authorities").has(Class::Plural));
    }
}
