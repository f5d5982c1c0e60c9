//! Whole small articles, read for who is in contention.

use super::*;
use crate::text::{Kind, Sentence, Span};

/// Sentences at stops, good enough for invented articles without abbreviations.
fn sentences(text: &str) -> Vec<Sentence> {
    let mut start = 0;
    let mut found = Vec::new();
    for (at, _) in text.match_indices(". ").chain([(text.len(), "")]) {
        let span = Span::new(start, (at + 1).min(text.len())).trimmed(text);
        found.push(Sentence { span, kind: Kind::Body, duplicate: false });
        start = (at + 1).min(text.len());
    }
    found
}

fn found(text: &str) -> Cast {
    let sentences = sentences(text);
    find(&[Article { text, sentences: &sentences }])
}

fn ids(sides: &[Side]) -> Vec<&str> {
    let mut ids: Vec<_> = sides.iter().map(|side| side.id.as_str()).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn two_invented_countries_are_found_with_their_leaders() {
    let cast = found(
        "Uskari President Gennat Vorolin invited his Dravian counterpart on Monday. \
         Dravian President Oren Halvic rejected the offer of Vorolin. Halvic said Uskar had struck Dravia. \
         Vorolin said Halvich was afraid. Diplomats in Helvora said a meeting was unlikely.",
    );
    assert_eq!(ids(&cast.sides), ["dravia", "uskar"]);
    let aliases = |id: &str| {
        cast.sides.iter().find(|side| side.id.as_str() == id).map(|side| side.aliases.join("|"))
    };
    assert!(aliases("dravia").is_some_and(|aliases| aliases.contains("Halvich")));
    assert!(aliases("uskar").is_some_and(|aliases| aliases.contains("Gennat Vorolin")));
}

#[test]
fn a_text_without_names_has_no_sides() {
    assert_eq!(found("it rained. nobody came."), Cast::default());
    assert_eq!(find(&[]), Cast::default());
}

#[test]
fn a_town_where_things_happen_is_no_side() {
    let cast = found(
        "Workers walked out in Port Ammer on Monday. The Harbour Union said Brantline owed them a year of pay. \
         Brantline said no ship in Port Ammer would wait. In Port Ammer the cranes stood still. \
         The Harbour Union said it would stay at the gates.",
    );
    assert_eq!(ids(&cast.sides), ["brantline", "harbour-union"]);
}

#[test]
fn a_country_before_a_name_is_no_forename() {
    let cast = found(
        "The leader of country Uskar Gennat Vorolin spoke on Monday. Uskar said Dravia had fired first. \
         Witnesses saw Uskari troops. Vorolin said Uskar wanted peace. Dravia said Uskar lied. \
         Others saw Dravian troops.",
    );
    assert_eq!(ids(&cast.sides), ["dravia", "uskar"]);
}
