//! Countries and parties that everybody knows by several names.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::lexicon::lines;

/// How a name stands for its country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The country's own name.
    Name,
    /// Its people, or the adjective.
    Demonym,
    /// Its capital.
    Capital,
    /// A seat of government or another metonym.
    Seat,
}

/// A country (or party) and all its names.
#[derive(Debug)]
pub(super) struct Country {
    /// Its common name.
    pub name: &'static str,
    /// Every name with what it is, the common name first.
    pub names: Vec<(&'static str, Standing)>,
}

/// The table, by every name in it.
#[derive(Debug)]
struct Table {
    countries: Vec<Country>,
    by_name: HashMap<&'static str, usize>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let countries: Vec<_> = lines(include_str!("data/countries.tsv")).map(country).collect();
    let parties = lines(include_str!("data/us_parties.tsv")).map(party);
    let countries: Vec<_> = countries.into_iter().chain(parties).collect();
    let by_name = countries
        .iter()
        .enumerate()
        .rev()
        .flat_map(|(index, country)| {
            country.names.iter().map(move |&(name, _)| (name.trim_end_matches('.'), index))
        })
        .collect();
    Table { countries, by_name }
});

/// The country that `name`, in the case of the table, stands for.
pub(super) fn country_of(name: &str) -> Option<&'static Country> {
    TABLE.by_name.get(name.trim_end_matches('.')).map(|&index| &TABLE.countries[index])
}

/// The party that "D-Calif" says a politician belongs to.
pub(super) fn party_of(mark: &str) -> Option<&'static str> {
    static STATES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        lines(include_str!("data/us_states.txt")).map(|state| state.trim_end_matches('.')).collect()
    });
    let (letter, state) = mark.split_once('-')?;
    STATES.contains(&state.trim_end_matches('.')).then_some(())?;
    let mut rows = lines(include_str!("data/us_parties.tsv"));
    rows.find(|row| row.rsplit('\t').next() == Some(letter))?.split('\t').next()
}

fn country(line: &'static str) -> Country {
    let columns =
        [Standing::Name, Standing::Name, Standing::Demonym, Standing::Capital, Standing::Seat];
    let cells = line.split('\t').zip(columns);
    let names = cells.flat_map(|(cell, standing)| split(cell).map(move |name| (name, standing)));
    Country { name: line.split('\t').next().unwrap_or(line), names: names.collect() }
}

fn party(line: &'static str) -> Country {
    let columns = [Standing::Name, Standing::Name, Standing::Demonym];
    let cells = line.split('\t').zip(columns);
    let names = cells.flat_map(|(cell, standing)| split(cell).map(move |name| (name, standing)));
    Country { name: line.split('\t').next().unwrap_or(line), names: names.collect() }
}

fn split(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split('|').filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metonym_leads_to_its_country() {
        for (name, country) in [
            ("Kyiv", "Ukraine"),
            ("Kremlin", "Russia"),
            ("Downing Street", "United Kingdom"),
            ("Dutch", "Netherlands"),
        ] {
            assert_eq!(country_of(name).map(|found| found.name), Some(country), "{name}");
        }
        assert_eq!(country_of("Atlantis").map(|found| found.name), None);
    }

    #[test]
    fn a_letter_before_a_state_is_a_party() {
        assert_eq!(party_of("D-Calif"), Some("Democratic Party"));
        assert_eq!(party_of("D-Day"), None);
    }

    #[test]
    fn no_name_stands_for_two_countries() {
        let mut seen = HashMap::new();
        for country in &TABLE.countries {
            for &(name, _) in &country.names {
                assert_eq!(seen.insert(name, country.name), None, "{name} of {}", country.name);
            }
        }
    }
}
