//! Finding the sides of one event in its articles: names become seeds, seeds that the text ties
//! together become actors, and the actors most at odds become the sides.

mod actors;
mod adherents;
mod contention;
mod evidence;
mod kinds;
mod marks;
mod relations;
mod runs;
mod seeds;
mod signs;
mod weights;

use super::forms::Forms;
use super::mentions::named;
use super::words::Words;
use super::{Article, Cast, Side};
use crate::text::{Document, Sentence, segment};

/// Fewest mentions that make an actor worth listing.
const WORTH_LISTING: usize = 2;
/// Most third parties listed.
const MOST_OTHERS: usize = 12;

/// The parties to the event that the articles report on, read jointly.
///
/// There are two sides where the articles name two actors, fewer where they do not.
#[must_use]
pub fn find(articles: &[Article<'_>]) -> Cast {
    let words: Vec<Words<'_>> = articles.iter().map(Words::new).collect();
    let seeds = seeds::collect(&words);
    let members = seeds.iter().map(|seed| seed.side(&seeds)).collect();
    let cast = Cast { sides: members, others: Vec::new() };
    let scanned: Vec<_> =
        words.iter().map(|words| (words, named(words, &mut Forms::new(&cast)))).collect();
    let actors = actors::group(&seeds, &scanned);
    let sides = contention::pick(&seeds, &actors, &scanned);
    let mut ids = std::collections::HashSet::new();
    let mut side = |index: usize| distinct(actors.list[index].side(&seeds), &mut ids);
    let chosen = sides.iter().map(|&index| side(index)).collect();
    let rest = (0..actors.list.len()).filter(|index| !sides.contains(index));
    let listed = rest.filter(|&index| actors.list[index].mentions >= WORTH_LISTING);
    Cast { sides: chosen, others: listed.take(MOST_OTHERS).map(side).collect() }
}

/// As [`find`], of whole documents.
#[must_use]
pub fn find_in<'d>(documents: impl IntoIterator<Item = &'d Document>) -> Cast {
    let cut = |document: &'d Document| (document.text(), segment::sentences(document.text()));
    let cut: Vec<(&str, Vec<Sentence>)> = documents.into_iter().map(cut).collect();
    let articles: Vec<Article> =
        cut.iter().map(|(text, sentences)| Article { text, sentences }).collect();
    find(&articles)
}

/// The side under an id that no earlier one has, without aliases that an earlier one has.
fn distinct(mut side: Side, taken: &mut std::collections::HashSet<String>) -> Side {
    let base = side.id.as_str().to_owned();
    let mut id = base.clone();
    let mut number = 2;
    while !taken.insert(format!("id {id}")) {
        id = format!("{base}-{number}");
        number += 1;
    }
    side.id = id.into();
    taken.insert(side.name.to_lowercase());
    let name = side.name.to_lowercase();
    side.aliases.retain(|alias| alias.to_lowercase() != name && taken.insert(alias.to_lowercase()));
    side
}

#[cfg(test)]
mod tests;
