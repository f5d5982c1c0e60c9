//! From a side's aliases to forms: those given, and those that follow from them.

use std::collections::HashMap;

use super::aliases::{
    is_capital, is_plain_name, nature, noun_classes, split, surnames, title_length,
};
use super::{Form, Forms, Nature};
use crate::sides::Side;
use crate::sides::countries::{Standing, country_of};
use crate::sides::lexicon::{Class, Classes, lexicon};

/// Fewest capitalised words that make an acronym.
const SHORTEST_ACRONYM: usize = 3;

/// Fewest letters of a name's last word that may be misspelt where the name may be anybody's.
const LONG: usize = 6;

/// Forms on the way, by their words, with what became of clashes.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    forms: HashMap<String, Option<Form>>,
}

impl Drafts {
    /// Adds the forms of a side's name and aliases.
    pub(super) fn add_side(&mut self, owner: usize, side: &Side) {
        let aliases: Vec<_> = side.names().collect();
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

    /// Those that are left, put in order.
    pub(super) fn finish(self) -> Forms {
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
