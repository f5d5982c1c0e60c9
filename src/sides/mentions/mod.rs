//! Every place of an article that points to a side: names first, then what leans on names.

mod descriptions;
mod hit;
mod names;
mod pairs;
mod people;
mod pronouns;
mod quoted;

pub(super) use hit::Hit;
pub(super) use names::Names;

use super::forms::Forms;
use super::words::Words;
use super::{Article, Cast, Mention, SideId};

/// Every mention of a side or other of `cast` in the article, in order of place.
///
/// A plural such as "both sides" is a mention of each of two sides.
#[must_use]
pub fn mentions(article: &Article<'_>, cast: &Cast) -> Vec<Mention> {
    let words = Words::new(article);
    let mut forms = Forms::new(cast);
    let mut hits = named(&words, &mut forms);
    descriptions::add(&words, cast, &mut hits);
    pairs::add(&words, cast, &mut hits);
    pronouns::add(&words, cast, &mut hits);
    let ids: Vec<&SideId> = cast.sides.iter().chain(&cast.others).map(|side| &side.id).collect();
    let mut found: Vec<_> = hits.iter().filter_map(|hit| mention(&words, &ids, hit)).collect();
    found.sort_by(|a, b| a.span.cmp(&b.span).then_with(|| a.side.cmp(&b.side)));
    found
}

/// The places named outright, people learned from the article included.
pub(super) fn named(words: &Words<'_>, forms: &mut Forms) -> Vec<Hit> {
    let first = Names::new(words, forms).scan();
    for (name, owner) in people::affiliated(words, &first) {
        forms.learn(&name, owner);
    }
    let mut hits = Names::new(words, forms).scan();
    people::join(words, &mut hits);
    hits
}

fn mention(words: &Words<'_>, ids: &[&SideId], hit: &Hit) -> Option<Mention> {
    let side = (*ids.get(hit.owner?)?).clone();
    Some(Mention { side, span: words.span(hit.first, hit.last), kind: Some(hit.kind) })
}

#[cfg(test)]
mod tests;
