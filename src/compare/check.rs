//! Articles that cannot be set side by side are refused, with what to do.

use std::collections::{BTreeSet, HashMap};

use super::article::Article;
use crate::error::{Error, Result};
use crate::labels::Signature;
use crate::sides::SideId;

/// Refuses articles without outlet, of one outlet only, given twice, with different sides in
/// one event and, unless allowed, annotated by different models.
///
/// # Errors
/// [`Error::Compare`], naming outlets or articles.
pub(super) fn check(articles: &[Article], allow_mixed: bool) -> Result<()> {
    named(articles)?;
    several_outlets(articles)?;
    no_article_twice(articles)?;
    same_sides(articles)?;
    if allow_mixed { Ok(()) } else { one_signature(articles) }
}

fn refused(reason: String) -> Error {
    Error::Compare { reason }
}

/// An article as messages name it.
fn name(article: &Article) -> String {
    format!("{} ({})", article.annotated.document.id(), article.outlet)
}

fn named(articles: &[Article]) -> Result<()> {
    let nameless = articles.iter().find(|article| article.outlet.trim().is_empty());
    nameless.map_or(Ok(()), |article| {
        let id = article.annotated.document.id();
        Err(refused(format!("article {id} has no outlet; name it")))
    })
}

fn several_outlets(articles: &[Article]) -> Result<()> {
    let outlets: BTreeSet<&str> = articles.iter().map(|article| article.outlet).collect();
    match outlets.first() {
        None => Err(refused("no article is left; give those of two outlets or more".to_owned())),
        Some(only) if outlets.len() == 1 => Err(refused(format!(
            "every article is of {only}; give those of another outlet too, or name the outlets"
        ))),
        Some(_) => Ok(()),
    }
}

fn no_article_twice(articles: &[Article]) -> Result<()> {
    let mut seen: HashMap<&str, &Article> = HashMap::new();
    for article in articles {
        if let Some(first) = seen.insert(article.annotated.document.text().trim(), article) {
            let (first, second) = (name(first), name(article));
            return Err(refused(format!("{first} and {second} are one text; leave one out")));
        }
    }
    Ok(())
}

fn same_sides(articles: &[Article]) -> Result<()> {
    let mut sides: HashMap<&str, (&Article, Option<Vec<&SideId>>)> = HashMap::new();
    for article in articles {
        let own = article.annotated.sides.as_ref().map(|sides| {
            let mut ids: Vec<&SideId> = sides.iter().map(|side| &side.id).collect();
            ids.sort_unstable();
            ids
        });
        let (first, of_event) =
            sides.entry(article.event).or_insert_with(|| (article, own.clone()));
        if *of_event != own {
            return Err(refused(format!(
                "the sides of {} are {}, those of {} are {}; annotate all articles of an event with the same sides file",
                name(first),
                listed(of_event.as_deref()),
                name(article),
                listed(own.as_deref()),
            )));
        }
    }
    Ok(())
}

fn listed(sides: Option<&[&SideId]>) -> String {
    match sides {
        None => "not given".to_owned(),
        Some([]) => "none".to_owned(),
        Some(sides) => sides.iter().map(|side| side.as_str()).collect::<Vec<_>>().join(", "),
    }
}

/// Where sides came from may differ: what they are was compared.
fn one_signature(articles: &[Article]) -> Result<()> {
    let alike = |one: &Option<Signature>, other: &Option<Signature>| match (one, other) {
        (Some(one), Some(other)) => {
            Signature { sides: other.sides.clone(), ..one.clone() } == *other
        }
        (one, other) => one.is_none() && other.is_none(),
    };
    let line = |signature: &Option<Signature>| {
        signature.as_ref().map_or("nobody says what".to_owned(), Signature::line)
    };
    for pair in articles.windows(2) {
        let (one, other) = (&pair[0].annotated.signature, &pair[1].annotated.signature);
        if !alike(one, other) {
            return Err(refused(format!(
                "{} was annotated by {}, {} by {}; annotate them alike, or allow it (--allow-mixed)",
                name(&pair[0]),
                line(one),
                name(&pair[1]),
                line(other),
            )));
        }
    }
    Ok(())
}
