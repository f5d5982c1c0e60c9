//! What the words of an alias tell: title, noun, what sort of thing it names.

use super::Nature;
use crate::sides::countries::{Standing, country_of};
use crate::sides::lexicon::{Class, Classes, lexicon};
use crate::sides::spelling::{fold, same_name};
use crate::sides::words::spans;

/// The words of an alias.
pub(super) fn split(alias: &str) -> Vec<&str> {
    spans(alias).map(|(start, end)| &alias[start..end]).collect()
}

/// Whether the word is written large.
pub(super) fn is_capital(word: &str) -> bool {
    word.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
}

/// Whether all words have a capital and no list knows one.
pub(super) fn is_plain_name(words: &[&str]) -> bool {
    words.iter().all(|word| is_capital(word) && lexicon().classes(word).is_empty())
}

/// How many words of `words` are a title before a person's name.
pub(super) fn title_length(words: &[&str]) -> usize {
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
pub(super) fn noun_classes(words: &[&str]) -> Classes {
    let classes = words.iter().rev().map(|word| lexicon().classes(word));
    let mut nouns =
        classes.filter(|c| c.has(Class::Person) || c.has(Class::Group) || c.has(Class::Honorific));
    nouns.next().unwrap_or_default()
}

/// The last words of the aliases that are certainly people.
pub(super) fn surnames(aliases: &[&str]) -> Vec<String> {
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

/// What an alias of these words names; the first `title` of them are a title.
pub(super) fn nature(words: &[&str], title: usize, article: bool, surnames: &[String]) -> Nature {
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
