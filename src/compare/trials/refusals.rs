//! Articles that cannot be set side by side.

use super::*;
use crate::labels::Signature;

fn refusal(articles: &[Owned]) -> String {
    compared(articles, &quick(1)).unwrap_err().to_string()
}

#[test]
fn one_outlet_only_is_refused() {
    let mut owned = articles(2, 1, 1, |_, _, _| {});
    owned[1].0 = OUTLETS[0].to_owned();
    assert!(refusal(&owned).contains("every article is of gazette"));
    assert!(refusal(&[]).contains("no article"));
    owned[1].0 = String::new();
    assert!(refusal(&owned).contains("no outlet"));
}

#[test]
fn one_article_twice_is_refused() {
    let mut owned = articles(2, 1, 1, |_, _, _| {});
    owned[1].2 = owned[0].2.clone();
    assert_eq!(
        refusal(&owned),
        "nothing to compare: a (gazette) and a (herald) are one text; leave one out"
    );
}

#[test]
fn different_sides_in_one_event_are_refused_by_name() {
    let mut owned = articles(2, 1, 1, |_, _, _| {});
    owned[1].2.sides.iter_mut().flatten().for_each(|side| side.id = "city".into());
    assert!(refusal(&owned).contains("port, union, those of a (herald) are city, city"));
    owned[1].1 = "vote".to_owned();
    assert!(compared(&owned, &quick(1)).is_ok());
}

#[test]
fn labels_of_different_models_are_refused_unless_allowed() {
    let mut owned = articles(2, 1, 1, |_, _, _| {});
    let signature = Signature {
        program: "parallax".to_owned(),
        model: "one".to_owned(),
        weights: "0".to_owned(),
        precision: None,
        blind: false,
        context: false,
        scheme: "1".to_owned(),
        min_confidence: 0.0,
        thresholds: Default::default(),
        sides: "given".to_owned(),
    };
    owned[0].2.signature = Some(signature.clone());
    owned[1].2.signature = Some(Signature { sides: "found".to_owned(), ..signature.clone() });
    assert!(compared(&owned, &quick(1)).is_ok());
    owned[1].2.signature = Some(Signature { model: "two".to_owned(), ..signature });
    assert!(refusal(&owned).contains("model:two"));
    assert!(compared(&owned, &Options { allow_mixed: true, ..quick(1) }).is_ok());
}
