//! From links between two sentences to groups over all outlets.
//!
//! Greedy average linkage over the links alone, the strongest first: two groups become one where
//! the mean score over all their pairs of different outlets, a pair without a link counting as 0,
//! is high enough. A chain of links, each strong, therefore does not glue its two ends together.
//! The cost is that of the links, not of all pairs, which is why no crate's full matrix is used.

use std::collections::{BTreeMap, HashMap};

use crate::compare::Article;
use crate::compare::links::{Link, Place};

/// Mean score over the pairs of two groups above which they are one. A little below the least score
/// that makes a link in `models/links.toml`, so that every link can start a group.
const SAME: f64 = 0.25;
/// A group has at most this many sentences of one article: what one outlet says in one sentence
/// another may say in three.
const MOST_OF_AN_ARTICLE: usize = 3;

/// Groups of places, each in order, the groups in the order of their first place. `links` are all
/// scored pairs; only those that are `accepted` start a group.
pub(super) fn groups(links: &[Link], articles: &[Article]) -> Vec<Vec<Place>> {
    let mut merging = Merging::new(links, articles);
    let mut strongest: Vec<&Link> = links.iter().filter(|link| link.accepted).collect();
    strongest.sort_by(|x, y| y.score.total_cmp(&x.score).then((x.a, x.b).cmp(&(y.a, y.b))));
    for link in strongest {
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
    scores: HashMap<(Place, Place), f64>,
    group_of: HashMap<Place, usize>,
    members: BTreeMap<usize, Vec<Place>>,
}

impl<'a> Merging<'a> {
    fn new(links: &[Link], articles: &'a [Article<'a>]) -> Self {
        let mut group_of = HashMap::new();
        let mut members = BTreeMap::new();
        let accepted = links.iter().filter(|link| link.accepted);
        for place in accepted.flat_map(|link| [link.a, link.b]) {
            let next = group_of.len();
            group_of.entry(place).or_insert_with(|| {
                members.insert(next, vec![place]);
                next
            });
        }
        let scores = links.iter().map(|link| (ordered(link.a, link.b), link.score)).collect();
        Self { articles, scores, group_of, members }
    }

    fn try_merge(&mut self, link: &Link) {
        let (Some(&into), Some(&from)) = (self.group_of.get(&link.a), self.group_of.get(&link.b))
        else {
            return;
        };
        if into == from || !self.are_one(&self.members[&into], &self.members[&from]) {
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
                sum += self.scores.get(&ordered(*a, *b)).copied().unwrap_or_default();
                pairs += 1.0;
            }
        }
        pairs > 0.0 && sum / pairs >= SAME
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
        Link { a: place(a.0, a.1), b: place(b.0, b.1), score, accepted: score >= 0.5 }
    }

    #[test]
    fn a_chain_does_not_glue_its_ends_together() {
        let documents = articles(4);
        let views = documents.views();
        let chain =
            [link((0, 0), (1, 0), 0.95), link((1, 0), (2, 0), 0.6), link((2, 0), (3, 0), 0.9)];
        assert_eq!(
            groups(&chain, &views),
            [[place(0, 0), place(1, 0)], [place(2, 0), place(3, 0)]]
        );
    }

    #[test]
    fn what_all_outlets_say_is_one_group() {
        let documents = articles(3);
        let all = [link((0, 0), (1, 0), 0.9), link((1, 0), (2, 0), 0.8), link((0, 0), (2, 0), 0.4)];
        assert_eq!(groups(&all, &documents.views()).len(), 1);
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
            for group in groups(&links, &documents.views()) {
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
