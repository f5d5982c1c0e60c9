//! When two words are one name: spelling variants, and a people's name beside its country's.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::lexicon::lines;

/// Names shorter than this are compared letter by letter only.
const SHORTEST_VARIANT: usize = 5;
/// From this many letters on, two names may differ in two letters after folding.
const LONG: usize = 9;
/// A demonym shares at least this many letters with its country.
const SHORTEST_STEM: usize = 3;

static TRANSLITERATIONS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    lines(include_str!("data/transliterations.tsv"))
        .filter_map(|line| line.split_once('\t'))
        .collect()
});
static SUFFIXES: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines(include_str!("data/demonym_suffixes.txt")).collect());
static ENDINGS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines(include_str!("data/name_endings.txt")).collect());

/// A name without what spelling varies in: case, accents, transliteration, doubled letters.
pub(crate) fn fold(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .nfd()
        .filter_map(|c| match c {
            'ø' => Some('o'),
            'ł' => Some('l'),
            'đ' => Some('d'),
            'æ' => Some('e'),
            c => c.is_alphanumeric().then_some(c),
        })
        .collect();
    let mut folded = plain;
    for (letters, sound) in TRANSLITERATIONS.iter() {
        if folded.contains(letters) {
            folded = folded.replace(letters, sound);
        }
    }
    let mut single = String::with_capacity(folded.len());
    for c in folded.chars() {
        if !single.ends_with(c) {
            single.push(c);
        }
    }
    single
}

/// Whether two folded names of `letters` letters or more are spellings of one.
pub(crate) fn same_name(a: &str, b: &str, letters: usize) -> bool {
    if letters < SHORTEST_VARIANT {
        return false;
    }
    let (a_len, b_len) = (a.chars().count(), b.chars().count());
    let allowed = if letters >= LONG { 2 } else { 1 };
    a == b
        || a.chars().next() == b.chars().next()
            && a_len.min(b_len) + 1 >= SHORTEST_VARIANT
            && a_len.abs_diff(b_len) <= allowed
            && strsim::osa_distance(a, b) <= allowed
}

/// Whether two words are spellings of one name.
#[cfg(test)]
fn variants(a: &str, b: &str) -> bool {
    let letters = a.chars().count().min(b.chars().count());
    letters >= SHORTEST_VARIANT && same_name(&fold(a), &fold(b), letters)
}

/// Whether `word` names the people of the country `name`: "Dravian" of "Dravia".
pub(super) fn is_demonym(word: &str, name: &str) -> bool {
    let (word, name) = (word.to_lowercase(), name.to_lowercase());
    word != name
        && word.len() + 1 >= name.len()
        && stems(&name).any(|stem| {
            word.strip_prefix(stem)
                .is_some_and(|rest| SUFFIXES.contains(&rest) && (rest != "s" || stem == name))
        })
        || ENDINGS[..2].iter().filter_map(|end| name.strip_suffix(end)).any(|stem| {
            stem.chars().count() >= SHORTEST_STEM
                && word
                    .strip_prefix(stem)
                    .is_some_and(|rest| SUFFIXES.contains(&rest) && rest.len() > 1)
        })
}

/// The country's name, and what is left of it without an ending.
fn stems(name: &str) -> impl Iterator<Item = &str> {
    let cut = ENDINGS.iter().filter_map(move |end| name.strip_suffix(end));
    cut.chain([name]).filter(|stem| stem.chars().count() >= SHORTEST_STEM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transliterations_of_one_name_are_variants() {
        for (a, b) in [
            ("Vorolin", "Worolin"),
            ("Halvich", "Halvitch"),
            ("Vaschenko", "Vašenko"),
            ("Khadim", "Hadim"),
        ] {
            assert!(variants(a, b), "{a} {b}: {} {}", fold(a), fold(b));
        }
    }

    #[test]
    fn different_and_short_names_are_no_variants() {
        for (a, b) in
            [("Marnow", "Varnow"), ("Rell", "Rel"), ("Halvic", "Vorolin"), ("Council", "Counsel's")]
        {
            assert!(!variants(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_demonym_is_known_by_its_ending() {
        for (word, name) in [
            ("Dravian", "Dravia"),
            ("Uskaris", "Uskar"),
            ("Haldish", "Haldmark"),
            ("Corvanese", "Corvane"),
            ("Drennian", "Drennia"),
        ] {
            assert!(is_demonym(word, name), "{word} {name}");
        }
        for (word, name) in
            [("Dravia", "Dravia"), ("Marnow", "Mar"), ("Corvax", "Corvane"), ("Uskarovsk", "Uskar")]
        {
            assert!(!is_demonym(word, name), "{word} {name}");
        }
    }
}
