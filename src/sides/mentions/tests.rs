//! Small articles with given sides: what points to whom.

use super::*;
use crate::sides::{MentionKind, Side};
use crate::text::{Kind, Sentence, Span};
use proptest::prelude::*;

fn side(id: &str, aliases: &[&str]) -> Side {
    let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
    Side { id: id.into(), name: id.to_owned(), aliases }
}

fn cast() -> Cast {
    let dravia = side("Dravia", &["President Oren Halvic", "Lorvest"]);
    let uskar = side("Uskar", &["Gennat Vorolin", "Vorolin", "Tamgrad", "the dockers"]);
    Cast { sides: vec![dravia, uskar], others: vec![side("Aljara", &[])] }
}

fn sentences(text: &str) -> Vec<Sentence> {
    let stops = text.match_indices(". ").map(|(at, _)| at + 1).chain([text.len()]);
    let mut start = 0;
    stops
        .map(|end| {
            let span = Span::new(start, end).trimmed(text);
            start = end;
            Sentence { span, kind: Kind::Body, duplicate: false }
        })
        .collect()
}

/// The mentions as `side:words`.
fn marked(text: &str) -> Vec<String> {
    marked_of(&cast(), text)
}

fn marked_of(cast: &Cast, text: &str) -> Vec<String> {
    let sentences = sentences(text);
    let found = mentions(&Article { text, sentences: &sentences }, cast);
    found.iter().map(|mention| format!("{}:{}", mention.side, mention.span.of(text))).collect()
}

/// Sides that are no states.
fn firms() -> Cast {
    let firm = side("firm", &["Hallam & Pyke", "Torvhall Copper", "Norvik"]);
    let union = side("union", &["Maria Lindt"]);
    Cast { sides: vec![firm, union], others: Vec::new() }
}

#[test]
fn names_with_an_ampersand_are_found_whole() {
    assert_eq!(marked_of(&firms(), "They sued Hallam & Pyke."), ["firm:Hallam & Pyke"]);
}

#[test]
fn the_last_of_several_names_is_a_name_but_where_it_is_a_word() {
    assert_eq!(
        marked_of(&firms(), "Maria Lindt spoke. Lindt said that Torvhall Copper lied."),
        ["union:Maria Lindt", "union:Lindt", "firm:Torvhall Copper"]
    );
    assert_eq!(
        marked_of(&firms(), "Torvhall Copper shut. Copper fell as traders sold copper."),
        ["firm:Torvhall Copper"]
    );
}

#[test]
fn he_and_she_in_one_sentence_are_two() {
    let found = marked("Vorolin blamed Halvic. She said that he was wrong. She left.");
    let owners = |pronoun: &str| -> Vec<&String> {
        found.iter().filter(|mention| mention.ends_with(pronoun)).collect()
    };
    let (she, he) = (owners(":She"), owners(":he"));
    assert!(she.iter().all(|she| he.iter().all(|he| she[..3] != he[..3])), "{found:?}");
}

#[test]
fn where_an_article_was_written_is_no_side() {
    assert_eq!(marked("DRAVIA CITY, Dravia - A patrol met Halvic."), ["Dravia:Halvic"]);
    let found = marked("DRAVIA REJECTS OFFER - USKAR ANGRY");
    assert_eq!(found, ["Dravia:DRAVIA", "Uskar:USKAR"]);
}

#[test]
fn an_age_or_a_kind_of_office_parts_nobody_from_a_side() {
    for text in [
        "Kim Roe, 52, the chief executive of Norvik, said no. Roe left.",
        "Norvik's sporting director, Kim Roe, said no. Roe left.",
    ] {
        let found = marked_of(&firms(), text);
        assert_eq!(found.last().map(String::as_str), Some("firm:Roe"), "{text}: {found:?}");
    }
}

#[test]
fn what_one_deals_in_is_no_place() {
    assert_eq!(
        marked_of(&firms(), "Staff at Norvik met. Shares in Norvik fell. Crowds in Norvik left."),
        ["firm:Norvik", "firm:Norvik"]
    );
}

#[test]
fn what_stands_at_a_firm_names_it_whole() {
    assert_eq!(
        marked_of(&firms(), "It is the first strike at Norvik. Crews left Torvhall Copper."),
        ["firm:Norvik", "firm:Torvhall Copper"]
    );
}

#[test]
fn a_given_name_counts_as_given_wherever_it_stands_in_the_list() {
    let state = side("state", &["Tamgrad", "Vorolin"]);
    let people = side("people", &["the Tamgrad Union", "Union"]);
    let cast = Cast { sides: vec![state, people], others: Vec::new() };
    assert_eq!(
        marked_of(&cast, "Tamgrad met the Union. A union of readers was there."),
        ["state:Tamgrad", "people:the Union"]
    );
}

#[test]
fn a_surname_given_with_a_first_name_may_be_spelt_otherwise() {
    let leaders = side("leaders", &["Oren Zelvensky"]);
    let cast = Cast { sides: vec![leaders, side("Uskar", &[])], others: Vec::new() };
    assert_eq!(
        marked_of(&cast, "Oren Zelvensky left. Then Zelvenskyy came back."),
        ["leaders:Oren Zelvensky", "leaders:Zelvenskyy"]
    );
}

#[test]
fn a_title_and_the_name_behind_it_are_one_mention() {
    assert_eq!(
        marked("Uskari President Gennat Vorolin met Dravian officials."),
        ["Uskar:Uskari President Gennat Vorolin", "Dravia:Dravian officials"]
    );
}

#[test]
fn a_place_is_no_mention_but_a_capital_that_acts_is() {
    assert_eq!(
        marked("Talks in Tamgrad failed. Tamgrad said Lorvest’s refusal was final."),
        ["Uskar:Tamgrad", "Dravia:Lorvest"]
    );
}

#[test]
fn a_misspelt_name_and_a_wrong_first_name_lead_to_the_side() {
    assert_eq!(
        marked("We saw Olen Halvich and then Worolin."),
        ["Dravia:Olen Halvich", "Uskar:Worolin"]
    );
}

#[test]
fn a_description_goes_to_its_country_and_a_counterpart_to_the_other_side() {
    assert_eq!(
        marked("Vorolin met the Dravian leader and praised his counterpart.")[..2],
        ["Uskar:Vorolin", "Dravia:the Dravian leader"]
    );
    assert_eq!(
        marked("Vorolin praised his counterpart."),
        ["Uskar:Vorolin", "Dravia:his counterpart"]
    );
}

#[test]
fn both_sides_are_a_mention_of_each() {
    assert_eq!(marked("Now both sides wait."), ["Dravia:both sides", "Uskar:both sides"]);
    let alone = "Neither government has replied. Both have denied it; both may be wrong.";
    let said = ["Neither government", "Both"];
    let expected = said.map(|words| ["Dravia", "Uskar"].map(|side| format!("{side}:{words}")));
    assert_eq!(marked(alone), expected.concat());
    assert_eq!(marked("The drivers slept, each of them alone, both at home"), [""; 0]);
}

#[test]
fn i_and_we_inside_a_quotation_are_the_speaker() {
    assert_eq!(
        marked("“We are ready and I wait,” Halvic said."),
        ["Dravia:We", "Dravia:I", "Dravia:Halvic"]
    );
}

#[test]
fn he_is_the_subject_of_the_sentence_before() {
    assert_eq!(marked("Vorolin spoke first. He left early."), ["Uskar:Vorolin", "Uskar:He"]);
}

#[test]
fn somebody_whom_the_article_ties_to_a_side_belongs_to_it() {
    assert_eq!(
        marked("Dravian minister Ilse Marnow came. Marnow spoke."),
        ["Dravia:Dravian minister Ilse Marnow", "Dravia:Marnow"]
    );
}

#[test]
fn a_mention_says_how_it_points() {
    let text = "Vorolin spoke. He met the Dravian president.";
    let sentences = sentences(text);
    let found = mentions(&Article { text, sentences: &sentences }, &cast());
    let kinds: Vec<_> = found.iter().filter_map(|mention| mention.kind).collect();
    assert_eq!(kinds, [MentionKind::Name, MentionKind::Pronoun, MentionKind::Description]);
}

proptest! {
    #[test]
    fn any_text_gives_ordered_mentions_inside_it(
        text in "(\\PC|Vorolin |the |Dravian |his |“|” said |\\. |, |both |sides |president |of |I |\n){0,60}",
    ) {
        let sentences = sentences(&text);
        let article = Article { text: &text, sentences: &sentences };
        for cast in [cast(), Cast::default(), crate::sides::find(&[article])] {
            let found = mentions(&article, &cast);
            prop_assert!(found.is_sorted_by_key(|mention| mention.span));
            prop_assert!(found.iter().all(|mention| mention.span.get(&text).is_some_and(|words| !words.is_empty())));
        }
    }
}
