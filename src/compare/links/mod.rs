//! Links: sentences of different outlets that hand over the same fact or quotation.
//!
//! Articles are compared pair by pair within their event. Of each pair of articles only the
//! nearest sentences in either direction are scored ([`Scorer`]); a pair is a link where it is
//! likely enough and the best that one of its two sentences has in the other article, so that what
//! one outlet says in one sentence and another in three can be linked to all three. Where speakers
//! of two sides are heard, that counts against it.
//!
//! The nearest are found by the cosines of all pairs of an event, not by an index: one of the HNSW
//! kind (`instant-distance` 0.6) took twenty times as long for the 1,500 sentences of fifty
//! articles, and nearly twice as long for 8,000.

mod candidates;
mod event;
mod features;
mod scorer;
mod speakers;
mod table;
mod words;

pub(super) use words::without_possessive;

use std::collections::BTreeMap;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

pub use candidates::Candidates;
pub use features::{CONTEXT, FEATURES};
pub use scorer::{Logistic, Scorer};

use super::Article;
use super::progress::{Stage, Steps, Watch, unwatched};
use event::Event;
pub(super) use features::dot;
pub(super) use speakers::heard;

/// Sentences that are alike with this probability may tell the same though another is the better
/// match.
const LIKELY: f64 = 0.5;

/// A sentence of one of the articles compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The article's place among those compared.
    pub article: usize,
    /// The sentence's place in it.
    pub sentence: usize,
}

/// Two sentences of different outlets that hand over the same, or may.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// The one in the article that was given first.
    pub a: Place,
    /// The other.
    pub b: Place,
    /// How likely they do, 0 to 1, when each is to be linked to its best match.
    pub score: f64,
    /// How likely they do by their embeddings alone, whatever else is in the two articles.
    pub likeness: f64,
    /// Whether the score is high enough for a link; the others may tell the same claim once more,
    /// and keep it from being called left out.
    pub accepted: bool,
}

/// A link as it is written: with ids and words.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SpeltLink<'a> {
    /// One sentence.
    pub a: SpeltPlace<'a>,
    /// The other.
    pub b: SpeltPlace<'a>,
    /// How likely they hand over the same.
    pub score: f64,
}

/// A sentence as it is written.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SpeltPlace<'a> {
    /// The document's id.
    pub document: &'a str,
    /// The sentence's number in it, from 0.
    pub sentence: usize,
    /// Its words.
    pub text: &'a str,
}

impl Link {
    /// How likely both hand over the same claim.
    #[must_use]
    pub fn same(&self) -> f64 {
        self.score.max(self.likeness)
    }

    /// With ids and words; `None` where `articles` are not those it was found in.
    #[must_use]
    pub fn spelt<'a>(&self, articles: &[Article<'a>]) -> Option<SpeltLink<'a>> {
        Some(SpeltLink {
            a: self.a.spelt(articles)?,
            b: self.b.spelt(articles)?,
            score: (self.score * 1e4).round() / 1e4,
        })
    }
}

impl Place {
    fn spelt<'a>(self, articles: &[Article<'a>]) -> Option<SpeltPlace<'a>> {
        let annotated = articles.get(self.article)?.annotated;
        let sentence = annotated.sentences.get(self.sentence)?;
        let text = sentence.span.of(annotated.document.text());
        Some(SpeltPlace { document: annotated.document.id(), sentence: self.sentence, text })
    }
}

/// Every link and near miss between articles of one event and different outlets, in order.
///
/// Sentences without an embedding, boilerplate and repeats have none.
#[must_use]
pub fn links(articles: &[Article], scorer: &Scorer) -> Vec<Link> {
    links_watched(articles, scorer, &unwatched)
}

/// As [`links()`], and tells `watch` how far it is.
#[must_use]
pub fn links_watched(articles: &[Article], scorer: &Scorer, watch: &Watch) -> Vec<Link> {
    let mut events: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, article) in articles.iter().enumerate() {
        events.entry(article.event).or_default().push(at);
    }
    let pairs = |members: &Vec<usize>| members.len() * members.len().saturating_sub(1) / 2;
    let steps = Steps::new(watch, Stage::Links, events.values().map(pairs).sum());
    let of_event = |members: &Vec<usize>| of_event(articles, members, scorer, &steps);
    let mut links: Vec<Link> = events.values().flat_map(of_event).collect();
    links.sort_by_key(|link| (link.a, link.b));
    links
}

fn of_event(articles: &[Article], members: &[usize], scorer: &Scorer, steps: &Steps) -> Vec<Link> {
    let own: Vec<Article> = members.iter().map(|&at| articles[at]).collect();
    let event = Event::new(&own);
    let pairs: Vec<(usize, usize)> = (0..own.len())
        .flat_map(|first| (first + 1..own.len()).map(move |second| (first, second)))
        .collect();
    let between = |&(first, second): &(usize, usize)| {
        steps.step();
        if own[first].outlet == own[second].outlet {
            return Vec::new();
        }
        let candidates = Candidates::within(&event, first, second);
        let sentences = [first, second].map(|at| &own[at].annotated.sentences);
        let as_heard = |values: Vec<f64>| -> Vec<f64> {
            let pairs = candidates.sentences().zip(values);
            pairs.map(|((a, b), p)| heard(p, &sentences[0][a], &sentences[1][b])).collect()
        };
        let scores = as_heard(candidates.score(scorer));
        let likenesses = as_heard(candidates.likeness(scorer));
        let accepted = candidates.accepted(&scores, scorer.accept);
        let scored = candidates.sentences().zip(scores).zip(likenesses).zip(accepted);
        let scored = scored.map(|((((a, b), score), likeness), accepted)| Link {
            a: Place { article: members[first], sentence: a },
            b: Place { article: members[second], sentence: b },
            score,
            likeness,
            accepted,
        });
        let near = |link: &Link| link.score >= scorer.near || link.likeness >= LIKELY;
        scored.filter(near).collect::<Vec<_>>()
    };
    pairs.par_iter().flat_map_iter(between).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::fixture::{article, articles, view};
    use crate::labels::Annotated;
    use proptest::prelude::*;

    fn texts<'a>(links: &[Link], articles: &[Article<'a>]) -> Vec<(&'a str, &'a str)> {
        let spelt = links.iter().filter(|l| l.accepted).filter_map(|l| l.spelt(articles));
        spelt.map(|link| (link.a.text, link.b.text)).collect()
    }

    #[test]
    fn the_same_sentences_are_linked_each_to_its_own() {
        let documents = articles(2);
        let views = documents.views();
        let found = texts(&links(&views, Scorer::embedded()), &views);
        assert_eq!(found.len(), 6);
        assert!(found.iter().all(|(a, b)| a == b));
    }

    #[test]
    fn articles_of_one_outlet_or_of_two_events_are_not_compared() {
        let documents = articles(2);
        let views = documents.views();
        let same = [views[0], Article { outlet: views[0].outlet, ..views[1] }];
        assert_eq!(links(&same, Scorer::embedded()), []);
        let apart = [views[0], Article { event: "flood", ..views[1] }];
        assert_eq!(links(&apart, Scorer::embedded()), []);
    }

    #[test]
    fn repeats_and_sentences_without_an_embedding_have_no_links() {
        let documents = articles(2);
        let mut other = documents.views()[1].annotated.clone();
        other.sentences[0].embedding = None;
        other.sentences[1].duplicate = Some(true);
        let views = [documents.views()[0], view(&other)];
        let found = links(&views, Scorer::embedded());
        assert!(found.iter().all(|link| link.b.sentence > 1));
    }

    fn any_articles() -> impl Strategy<Value = Vec<Annotated>> {
        let sentence = "[A-Za-z]{1,9}( [a-z“”0-9]{1,9}){0,12}";
        let article_of = prop::collection::vec(sentence, 0..7);
        prop::collection::vec(article_of, 0..4).prop_map(|all| {
            let one = |(n, sentences): (usize, &Vec<String>)| {
                let words: Vec<&str> = sentences.iter().map(String::as_str).collect();
                article(&format!("outlet-{n}"), &words)
            };
            all.iter().enumerate().map(one).collect()
        })
    }

    proptest! {
        #[test]
        fn links_are_the_same_whichever_article_comes_first(documents in any_articles()) {
            let scorer = Scorer { near: 0.0, ..Scorer::embedded().clone() };
            let views: Vec<Article> = documents.iter().map(view).collect();
            let turned: Vec<Article> = documents.iter().rev().map(view).collect();
            let last = views.len().saturating_sub(1);
            let back = |place: Place| Place { article: last - place.article, ..place };
            let forth = links(&views, &scorer);
            let mut other: Vec<(Place, Place, bool)> = links(&turned, &scorer)
                .into_iter()
                .map(|link| (back(link.b), back(link.a), link.accepted))
                .collect();
            other.sort_unstable();
            let forth: Vec<(Place, Place, bool)> =
                forth.into_iter().map(|link| (link.a, link.b, link.accepted)).collect();
            prop_assert_eq!(forth, other);
        }
    }
}
