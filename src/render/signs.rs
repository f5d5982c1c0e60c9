//! A letter and a colour for every side, so that none is told by its colour alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::labels::Annotated;
use crate::sides::{Side, SideId};

/// Colours there are; a seventh side shares the first one's, but not its letter.
pub(super) const COLOURS: usize = 6;

/// How one side is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sign {
    /// Its name for people.
    pub name: String,
    /// One character, unique in the document.
    pub letter: String,
    /// Which of the [`COLOURS`].
    pub colour: usize,
}

/// The signs of a document's sides, in their order.
#[derive(Debug, Default)]
pub(super) struct Signs {
    signs: Vec<Sign>,
    by_id: BTreeMap<SideId, usize>,
    /// Names of those that are listed but are no side.
    others: BTreeMap<SideId, String>,
}

impl Signs {
    /// Signs for the sides of a document.
    pub fn of(annotated: &Annotated) -> Self {
        let sides = annotated.sides.iter().flatten().map(|side| (&side.id, side.name.as_str()));
        Self::new(sides).with_others(annotated.others.iter())
    }

    /// Signs for sides by id and name, each once.
    pub fn new<'s>(sides: impl Iterator<Item = (&'s SideId, &'s str)>) -> Self {
        let mut taken = BTreeSet::new();
        let mut signs = Self::default();
        for (id, name) in sides {
            let place = signs.signs.len();
            if signs.by_id.contains_key(id) {
                continue;
            }
            let letter = letter(name, place, &taken);
            taken.insert(letter.clone());
            signs.by_id.insert(id.clone(), place);
            signs.signs.push(Sign { name: name.to_owned(), letter, colour: place % COLOURS });
        }
        signs
    }

    /// The same, with the names of those that are listed but are no side.
    pub fn with_others<'s>(mut self, others: impl Iterator<Item = &'s Side>) -> Self {
        self.others.extend(others.map(|other| (other.id.clone(), other.name.clone())));
        self
    }

    /// The sign of a side; third parties have none.
    pub fn get(&self, id: &SideId) -> Option<&Sign> {
        self.by_id.get(id).and_then(|&place| self.signs.get(place))
    }

    /// The name for people of a side or a third party.
    pub fn name<'s>(&'s self, id: &'s SideId) -> &'s str {
        let other = || self.others.get(id).map_or(id.as_str(), String::as_str);
        self.get(id).map_or_else(other, |sign| sign.name.as_str())
    }

    /// Every sign, in the order of the sides.
    pub fn all(&self) -> &[Sign] {
        &self.signs
    }
}

/// The first letter of the side's name that no earlier side has, or its number.
fn letter(name: &str, place: usize, taken: &BTreeSet<String>) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters
        .map(|c| c.to_uppercase().collect::<String>())
        .find(|letter| !taken.contains(letter))
        .unwrap_or_else(|| (place + 1).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(names: &[&str]) -> Vec<String> {
        let sides: Vec<_> =
            names.iter().map(|name| serde_json::json!({"id": name, "name": name})).collect();
        let line = serde_json::json!({"id": "a", "text": "", "sides": sides, "sentences": []});
        let annotated = Annotated::from_json(&line.to_string()).unwrap();
        Signs::of(&annotated).all().iter().map(|sign| sign.letter.clone()).collect()
    }

    #[test]
    fn sides_that_begin_alike_get_different_letters() {
        assert_eq!(letters(&["Montara", "Montevia", "Mo"]), ["M", "O", "3"]);
    }

    #[test]
    fn a_name_in_another_script_gives_a_letter_of_that_script() {
        assert_eq!(letters(&["دارمير", "ökoland", "…"]), ["د", "Ö", "3"]);
    }
}
