//! From links between two sentences to groups over all outlets.
//!
//! Greedy average linkage along the scored pairs alone, the likeliest first: two groups become one
//! where the mean over all their pairs of different outlets is high enough. A chain of pairs, each
//! likely, therefore does not glue its two ends together. Where two sentences are no link, as each
//! has a better match in the other's article, their embeddings tell how alike they are.
//! The cost is that of the scored pairs, not of all, which is why no crate's full matrix is used.

use std::collections::{BTreeMap, HashMap};

use crate::compare::Article;
use crate::compare::links::{Link, Place, Scorer, dot, heard};
use crate::labels::LabelledSentence;

/// Mean probability over the pairs of two groups above which they are one. What is put before a
/// reader as one claim is to be surer than a link: where all sentences are on one meeting, lower
/// ones join an offer with its refusal.
const SAME: f64 = 0.7;
/// A group has at most this many sentences of one article: what one outlet says in one sentence
/// another may say in three.
const MOST_OF_AN_ARTICLE: usize = 3;

/// Groups of places, each in order, the groups in the order of their first place. `links` are all
/// scored pairs.
pub(super) fn groups(links: &[Link], articles: &[Article], scorer: &Scorer) -> Vec<Vec<Place>> {
    let mut merging = Merging::new(links, articles, scorer);
    let mut likeliest: Vec<&Link> = links.iter().filter(|link| link.same() >= SAME).collect();
    likeliest.sort_by(|x, y| y.same().total_cmp(&x.same()).then((x.a, x.b).cmp(&(y.a, y.b))));
    for link in likeliest {
        merging.try_merge(link);
    }
    let mut groups: Vec<Vec<Place>> =
        merging.members.into_values().filter(|group| group.len() > 1).collect();
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    groups
}

struct Merging<'a> {
    articles: &'a [Article<'a>],
    scorer: &'a Scorer,
    scores: HashMap<(Place, Place), f64>,
    group_of: HashMap<Place, usize>,
    members: BTreeMap<usize, Vec<Place>>,
    /// Groups that are not one, and how many members both had when that was found.
    apart: HashMap<(usize, usize), usize>,
}

impl<'a> Merging<'a> {
    fn new(links: &[Link], articles: &'a [Article<'a>], scorer: &'a Scorer) -> Self {
        let mut group_of = HashMap::new();
        let mut members = BTreeMap::new();
        let same = links.iter().filter(|link| link.same() >= SAME);
        for place in same.flat_map(|link| [link.a, link.b]) {
            let next = group_of.len();
            group_of.entry(place).or_insert_with(|| {
                members.insert(next, vec![place]);
                next
            });
        }
        let scores = links.iter().map(|link| (ordered(link.a, link.b), link.same())).collect();
        Self { articles, scorer, scores, group_of, members, apart: HashMap::new() }
    }

    fn try_merge(&mut self, link: &Link) {
        let (Some(&into), Some(&from)) = (self.group_of.get(&link.a), self.group_of.get(&link.b))
        else {
            return;
        };
        let (one, other) = (&self.members[&into], &self.members[&from]);
        let (pair, size) = ((into.min(from), into.max(from)), one.len() + other.len());
        if into == from || self.apart.get(&pair) == Some(&size) {
            return;
        }
        if !self.are_one(one, other) {
            self.apart.insert(pair, size);
            return;
        }
        let moved = self.members.remove(&from).unwrap_or_default();
        for &place in &moved {
            self.group_of.insert(place, into);
        }
        self.members.entry(into).or_default().extend(moved);
    }

    fn are_one(&self, one: &[Place], other: &[Place]) -> bool {
        let of_article = |article: usize| {
            one.iter().chain(other).filter(|place| place.article == article).count()
        };
        if one.iter().any(|place| of_article(place.article) > MOST_OF_AN_ARTICLE) {
            return false;
        }
        let outlet = |place: &Place| self.articles.get(place.article).map(|a| a.outlet);
        let (mut sum, mut pairs) = (0.0, 0.0);
        for a in one {
            for b in other.iter().filter(|b| outlet(a) != outlet(b)) {
                sum += self.likeness(*a, *b);
                pairs += 1.0;
            }
        }
        pairs > 0.0 && sum / pairs >= SAME
    }

    /// How likely two sentences hand over the same: as scored, or else by their embeddings.
    fn likeness(&self, a: Place, b: Place) -> f64 {
        if let Some(&same) = self.scores.get(&ordered(a, b)) {
            return same;
        }
        let alike = self.sentence(a).zip(self.sentence(b)).and_then(|(a, b)| {
            let cosine = dot(a.embedding.as_deref()?, b.embedding.as_deref()?);
            Some(heard(self.scorer.likeness.probability(&[cosine]), a, b))
        });
        alike.unwrap_or_default()
    }

    fn sentence(&self, place: Place) -> Option<&'a LabelledSentence> {
        self.articles.get(place.article)?.annotated.sentences.get(place.sentence)
    }
}

fn ordered(a: Place, b: Place) -> (Place, Place) {
    (a.min(b), a.max(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::fixture::articles;
    use proptest::prelude::*;

    fn place(article: usize, sentence: usize) -> Place {
        Place { article, sentence }
    }

    fn link(a: (usize, usize), b: (usize, usize), score: f64) -> Link {
        Link {
            a: place(a.0, a.1),
            b: place(b.0, b.1),
            score,
            likeness: 0.0,
            accepted: score >= 0.5,
        }
    }

    #[test]
    fn a_chain_does_not_glue_its_ends_together() {
        let documents = articles(4).without_embeddings();
        let views = documents.views();
        let chain =
            [link((0, 0), (1, 0), 0.95), link((1, 0), (2, 0), 0.6), link((2, 0), (3, 0), 0.9)];
        assert_eq!(
            groups(&chain, &views, Scorer::embedded()),
            [[place(0, 0), place(1, 0)], [place(2, 0), place(3, 0)]]
        );
    }

    #[test]
    fn a_sentence_that_is_alike_joins_though_another_was_the_better_match() {
        let beside = Link { likeness: 0.9, ..link((1, 0), (2, 0), 0.2) };
        let two = [link((0, 0), (1, 0), 0.9), beside];
        let documents = articles(3).without_embeddings();
        assert_eq!(groups(&two, &documents.views(), Scorer::embedded()).len(), 1);
        assert_eq!(groups(&two, &documents.views(), Scorer::embedded())[0].len(), 2);
        let documents = articles(3);
        assert_eq!(groups(&two, &documents.views(), Scorer::embedded())[0].len(), 3);
    }

    #[test]
    fn what_all_outlets_say_is_one_group() {
        let documents = articles(3).without_embeddings();
        let all = [link((0, 0), (1, 0), 0.9), link((1, 0), (2, 0), 0.8), link((0, 0), (2, 0), 0.7)];
        assert_eq!(groups(&all, &documents.views(), Scorer::embedded()).len(), 1);
    }

    proptest! {
        #[test]
        fn a_sentence_is_in_one_group_and_no_article_has_too_many(
            pairs in prop::collection::vec(((0usize..5, 0usize..6), (0usize..5, 0usize..6), 0.0f64..1.0), 0..60)
        ) {
            let documents = articles(5);
            let links: Vec<Link> = pairs
                .into_iter()
                .filter(|(a, b, _)| a.0 != b.0)
                .map(|(a, b, score)| link(a, b, score))
                .collect();
            let mut seen = std::collections::HashSet::new();
            for group in groups(&links, &documents.views(), Scorer::embedded()) {
                prop_assert!(group.len() > 1);
                for article in 0..5 {
                    let own = group.iter().filter(|p| p.article == article).count();
                    prop_assert!(own <= MOST_OF_AN_ARTICLE);
                }
                for place in group {
                    prop_assert!(seen.insert(place));
                }
            }
        }
    }
}
