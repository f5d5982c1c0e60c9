//! The cards of claims, every telling cut where its evidence begins and ends.

use std::collections::BTreeMap;

use crate::compare::Comparison;

use super::super::super::article::Article as Laid;
use super::super::super::html::sentence::{SentenceView, Views};
use super::super::super::signs::Signs;
use super::super::claims::{self, Card, ContrastView, number};
use super::super::names::Names;

/// The claims of a sentence, by article and sentence.
pub(super) type ClaimsOf = BTreeMap<(usize, usize), Vec<usize>>;

/// A claim.
pub(super) struct CardView<'c> {
    pub number: usize,
    pub told: String,
    pub framing: Option<String>,
    pub differs: String,
    pub contrasts: Vec<ContrastView>,
    pub tellings: Vec<Told<'c>>,
}

/// An outlet's telling.
pub(super) struct Told<'c> {
    pub outlet: String,
    pub notes: Vec<String>,
    /// The article's number, from 1.
    pub article: usize,
    pub s: SentenceView<'c>,
}

/// Which claims each sentence takes part in.
pub(super) fn claims_of(comparison: &Comparison) -> ClaimsOf {
    let mut of = ClaimsOf::new();
    for (at, claim) in comparison.claims.iter().enumerate() {
        for telling in &claim.tellings {
            of.entry((telling.place.article, telling.place.sentence)).or_default().push(number(at));
        }
    }
    of
}

/// The first cards, in the order of the comparison, at most `most` and until they hold so many
/// `tellings`.
pub(super) fn cards<'c>(
    comparison: &'c Comparison,
    laid: &'c [Laid<'c>],
    names: &Names,
    signs: &'c Signs,
    most: usize,
    tellings: usize,
) -> Vec<CardView<'c>> {
    let views: Vec<Views> = laid.iter().map(|article| Views::new(article, signs)).collect();
    let mut held = 0;
    let cards = claims::cards(comparison, names).into_iter().take(most).take_while(|card| {
        let before = held;
        held += card.tellings.len();
        before < tellings
    });
    cards.map(|card| view(card, &views)).collect()
}

fn view<'c>(card: Card, views: &[Views<'c>]) -> CardView<'c> {
    let tellings = card.tellings.into_iter().filter_map(|telling| {
        let place = telling.telling.place;
        let mut s = views.get(place.article)?.sentence(place.sentence);
        s.keep_favors();
        let outlet = telling.outlet;
        Some(Told { outlet, notes: telling.notes, article: number(place.article), s })
    });
    CardView {
        number: card.number,
        told: card.told,
        framing: card.framing,
        differs: card.differs,
        contrasts: card.contrasts,
        tellings: tellings.collect(),
    }
}
