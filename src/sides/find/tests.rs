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

/// The aliases of the side with this id.
fn aliases(cast: &Cast, id: &str) -> Vec<String> {
    let side = cast.sides.iter().find(|side| side.id.as_str() == id);
    side.map(|side| side.aliases.clone()).unwrap_or_default()
}

#[test]
fn a_company_and_a_union_are_found_with_those_who_speak_for_them() {
    let cast = found(
        "The Dockers' Union rejected an offer by Brantline on Monday. The union said the pay was too low. \
         Brantline denied this. Piet Quarle, its spokesman, accused the union of greed. \
         Ines Vorl, who speaks for the union, said the union would strike. Brantline said Vorl was wrong.",
    );
    assert_eq!(ids(&cast.sides), ["brantline", "dockers-union"]);
    assert!(aliases(&cast, "brantline").contains(&"Piet Quarle".to_owned()), "{cast:?}");
    assert!(aliases(&cast, "dockers-union").contains(&"Ines Vorl".to_owned()), "{cast:?}");
}

#[test]
fn a_country_seen_only_at_the_start_of_a_sentence_is_known_by_its_people() {
    let cast = found(
        "Haldmark rejected the note. In the capital four Haldish envoys packed. \
         The Uskari president denied it, and Uskar said it would answer. Uskar accused a Haldish ship.",
    );
    assert_eq!(ids(&cast.sides), ["haldmark", "uskar"]);
}

#[test]
fn a_dateline_and_the_paper_that_was_told_are_no_actors() {
    let cast = found(
        "DORRICK, Tesmar (TPS) — Uskar accused Dravia on Monday. Dravia denied it. \
         An Uskari minister told the Evening Lantern that Dravian ships had come. Dravia said no.",
    );
    assert_eq!(ids(&cast.sides), ["dravia", "uskar"]);
    let named = |side: &Side| side.name.contains("Lantern") || side.name.contains("TPS");
    assert!(!cast.others.iter().any(named), "{cast:?}");
}

#[test]
fn farmers_of_a_country_do_not_act_for_it() {
    let cast = found(
        "Farmers in Dravia blocked roads. Dravia said the farmers of Dravia had been heard. \
         The farmers rejected this. Dravian police warned the farmers. Farmers said they would stay.",
    );
    assert_eq!(ids(&cast.sides), ["dravia", "farmers"]);
}

#[test]
fn leaders_on_either_side_of_a_comma_are_two() {
    let cast = found(
        "After meeting Dravian President Oren Halvic, Uskari President Gennat Vorolin said all was well. \
         Halvic called Vorolin a liar. Uskar accused Dravia on Monday. Dravia denied it.",
    );
    assert_eq!(ids(&cast.sides), ["dravia", "uskar"]);
    assert!(aliases(&cast, "dravia").contains(&"Halvic".to_owned()), "{cast:?}");
    assert!(!aliases(&cast, "uskar").contains(&"Halvic".to_owned()), "{cast:?}");
}

#[test]
fn a_union_without_a_name_is_not_the_firm_that_it_accuses() {
    let cast = found(
        "Norvik locked out its workers on Monday. The union accused Norvik of lying. \
         The company denied it. The union went to court. The company said the union lied.",
    );
    assert!(!aliases(&cast, "norvik").contains(&"the union".to_owned()), "{cast:?}");
}

#[test]
fn a_court_and_its_judge_are_no_litigants() {
    let cast = found(
        "Judge Miriam Falk ruled on Monday for Halden against Brightwater. \
         The court ordered Brightwater to pay. Brightwater said the court erred. \
         Halden said Brightwater had lied. Brightwater accused Halden of greed.",
    );
    assert_eq!(ids(&cast.sides), ["brightwater", "halden"]);
    for id in ["brightwater", "halden"] {
        let aliases = aliases(&cast, id);
        assert!(
            !aliases.iter().any(|name| name.contains("Falk") || name == "the court"),
            "{cast:?}"
        );
    }
}

#[test]
fn whom_a_club_speaks_of_is_not_by_that_the_clubs() {
    let cast = found(
        "Marlow Rovers rejected a bid from Castleton United for Danilo Ferreira, the club said. \
         Castleton United said Marlow Rovers had lied. Marlow Rovers denied it.",
    );
    let named = |side: &Side| side.aliases.iter().any(|name| name.contains("Ferreira"));
    assert!(!cast.sides.iter().any(named), "{cast:?}");
}

#[test]
fn an_acronym_of_two_letters_is_its_party() {
    let cast = found(
        "The opposition National League (NL) voted against the budget. The Progress Party (PP) voted for it. \
         The National League said the budget was wrong. The PP accused the NL of lying. The NL denied it. \
         The Progress Party said the League was wrong.",
    );
    assert_eq!(cast.sides.len(), 2, "{cast:?}");
    assert!(cast.others.is_empty(), "{cast:?}");
}

#[test]
fn whoever_is_named_within_a_quotation_does_not_own_its_speaker() {
    let cast = found(
        "Norland bids for Brandt. Norland Group offered money for Brandt Foods on Monday. \
         Norland said the offer was fair. Brandt Foods rejected the bid. \"The offer by Norland is a joke,\" said its chairwoman, Ingrid Toll. \
         Toll said Norland had lied. Brandt's shares rose.",
    );
    let side = |id: &str| cast.sides.iter().find(|side| side.id.as_str().contains(id));
    let names = |id: &str| side(id).map(|side| side.aliases.join("|")).unwrap_or_default();
    assert!(names("brandt").contains("Toll") && !names("norland").contains("Toll"), "{cast:?}");
}
