//! What an outlet leaves out that others tell, and what it alone tells.
//!
//! Both say only what alignment did not find, so both are conservative: a sentence that is perhaps
//! the claim in other words (a link below the threshold) keeps a claim from being called left out.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use schemars::JsonSchema;
use serde::Serialize;
use statrs::distribution::{Discrete, Hypergeometric};
use unicode_segmentation::UnicodeSegmentation;

use super::Article;
use super::claims::Claim;
use super::links::{Link, Place};
use crate::sides::SideId;
use crate::stats::benjamini_hochberg;
use crate::text::Kind;

/// A claim that fewer other outlets tell may be left out for want of room.
const FEWEST_TELLERS: usize = 2;
/// Words that a sentence needs to have a content that another could have told.
const FEWEST_WORDS: usize = 8;
/// False discoveries among the side differences that are reported as such.
const LEVEL: f64 = 0.05;

/// What is left out, and what only one has.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Omissions {
    /// Claims that most outlets tell and one does not.
    pub left_out: Vec<LeftOut>,
    /// Sentences that nothing in any other outlet resembles.
    pub only: Vec<Only>,
    /// For each outlet and side, how many claims of the side's speakers it drops.
    pub sides: Vec<Dropped>,
}

/// A claim that an outlet leaves out though more than half of the others tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOut {
    /// Its place among the claims.
    pub claim: usize,
    /// Who leaves it out.
    pub outlet: String,
    /// Who tells it.
    pub told_by: Vec<String>,
    /// How many other outlets write of the event.
    pub others: usize,
}

/// A sentence that only one outlet has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Only {
    /// Which outlet.
    pub outlet: String,
    /// The document's id.
    pub document: String,
    /// The sentence's number in it, from 0.
    pub sentence: usize,
    /// Its words.
    pub text: String,
    /// The side whose speaker it hands over.
    pub source_side: Option<SideId>,
}

/// What an outlet does with the claims of one side's speakers, beside all other claims: those that
/// at least two other outlets tell.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Dropped {
    /// Which outlet.
    pub outlet: String,
    /// Whose claims.
    pub side: SideId,
    /// Of the side's claims, those it tells.
    pub told: usize,
    /// … and those it drops.
    pub dropped: usize,
    /// Of all other claims, those it tells.
    pub others_told: usize,
    /// … and those it drops.
    pub others_dropped: usize,
    /// Of Fisher's exact test, two-sided; `null` where there is nothing to compare.
    pub p: Option<f64>,
    /// Adjusted over all outlets and sides (Benjamini and Hochberg).
    pub q: Option<f64>,
    /// What follows.
    pub verdict: Verdict,
}

/// What the counts of a [`Dropped`] allow to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It drops more of this side's claims than of others.
    DropsMore,
    /// It drops fewer.
    DropsFewer,
    /// Too few to tell.
    TooFewToTell,
}

/// Compares what the outlets tell. `links` and `claims` are those of the same articles.
#[must_use]
pub fn omissions(articles: &[Article], links: &[Link], claims: &[Claim]) -> Omissions {
    let events = events(articles);
    let near = Near::new(articles, links);
    Omissions {
        left_out: left_out(&events, &near, claims),
        only: only(articles, &events, links),
        sides: sides(articles, &events, &near, claims),
    }
}

/// The outlets that write of each event.
type Events<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

fn events<'a>(articles: &[Article<'a>]) -> Events<'a> {
    let mut events = Events::new();
    for article in articles {
        events.entry(article.event).or_default().insert(article.outlet);
    }
    events
}

/// For each sentence, the outlets that have one which resembles it.
struct Near<'a>(HashSet<(Place, &'a str)>);

impl<'a> Near<'a> {
    fn new(articles: &[Article<'a>], links: &[Link]) -> Self {
        let both = links.iter().flat_map(|link| [(link.a, link.b), (link.b, link.a)]);
        Self(both.filter_map(|(a, b)| Some((a, articles.get(b.article)?.outlet))).collect())
    }

    /// Whether an outlet tells a claim, or perhaps does.
    fn tells(&self, claim: &Claim, outlet: &'a str) -> bool {
        claim.told_by(outlet) || claim.tellings.iter().any(|t| self.0.contains(&(t.place, outlet)))
    }
}

fn left_out(events: &Events, near: &Near, claims: &[Claim]) -> Vec<LeftOut> {
    let mut found = Vec::new();
    for (at, claim) in claims.iter().enumerate() {
        let Some(outlets) = events.get(claim.event.as_str()) else { continue };
        let others = outlets.len().saturating_sub(1);
        let told_by: Vec<&str> = outlets.iter().copied().filter(|o| claim.told_by(o)).collect();
        if told_by.len() < FEWEST_TELLERS || 2 * told_by.len() <= others {
            continue;
        }
        for outlet in outlets.iter().filter(|outlet| !near.tells(claim, outlet)) {
            found.push(LeftOut {
                claim: at,
                outlet: (*outlet).to_owned(),
                told_by: told_by.iter().map(ToString::to_string).collect(),
                others,
            });
        }
    }
    found
}

fn only(articles: &[Article], events: &Events, links: &[Link]) -> Vec<Only> {
    let linked: HashSet<Place> = links.iter().flat_map(|link| [link.a, link.b]).collect();
    let mut found = Vec::new();
    for (at, article) in articles.iter().enumerate() {
        if events.get(article.event).is_none_or(|outlets| outlets.len() < 2) {
            continue;
        }
        let document = &article.annotated.document;
        for (number, sentence) in article.annotated.sentences.iter().enumerate() {
            let text = sentence.span.of(document.text());
            let body = sentence.counts() && sentence.kind != Some(Kind::Headline);
            let known = sentence.embedding.is_some();
            let alone = !linked.contains(&Place { article: at, sentence: number });
            if body && known && alone && text.unicode_words().count() >= FEWEST_WORDS {
                found.push(Only {
                    outlet: article.outlet.to_owned(),
                    document: document.id().to_owned(),
                    sentence: number,
                    text: text.to_owned(),
                    source_side: sentence.source_side.clone().flatten(),
                });
            }
        }
    }
    found
}

fn sides<'a>(
    articles: &[Article<'a>],
    events: &Events<'a>,
    near: &Near<'a>,
    claims: &[Claim],
) -> Vec<Dropped> {
    let outlets: BTreeSet<&str> = articles.iter().map(|article| article.outlet).collect();
    let sides: BTreeSet<&SideId> =
        articles.iter().flat_map(|a| a.annotated.sides.iter().flatten()).map(|s| &s.id).collect();
    let mut cells = Vec::new();
    for outlet in outlets {
        let concerned: Vec<(Option<SideId>, bool)> = claims
            .iter()
            .filter(|claim| events.get(claim.event.as_str()).is_some_and(|o| o.contains(outlet)))
            .filter(|claim| claim.outlets() - usize::from(claim.told_by(outlet)) >= FEWEST_TELLERS)
            .map(|claim| (side_of(claim), near.tells(claim, outlet)))
            .collect();
        for &side in &sides {
            cells.push(cell(outlet, side, &concerned));
        }
    }
    judge(&mut cells);
    cells
}

/// The side whose speakers most tellings give a claim to; none where two share it alike.
fn side_of(claim: &Claim) -> Option<SideId> {
    let mut sides: BTreeMap<&SideId, usize> = BTreeMap::new();
    for side in claim.tellings.iter().filter_map(|t| t.source.as_ref()?.side.as_ref()) {
        *sides.entry(side).or_default() += 1;
    }
    let most = *sides.values().max()?;
    let mut first = sides.into_iter().filter(|&(_, count)| count == most);
    let (side, _) = first.next().filter(|_| 2 * most >= claim.tellings.len())?;
    first.next().is_none().then(|| side.clone())
}

fn cell(outlet: &str, side: &SideId, claims: &[(Option<SideId>, bool)]) -> Dropped {
    let count = |own: bool, told: bool| {
        claims
            .iter()
            .filter(|(of, tells)| (of.as_ref() == Some(side)) == own && *tells == told)
            .count()
    };
    let (told, dropped) = (count(true, true), count(true, false));
    let (others_told, others_dropped) = (count(false, true), count(false, false));
    Dropped {
        outlet: outlet.to_owned(),
        side: side.clone(),
        told,
        dropped,
        others_told,
        others_dropped,
        p: fisher([told, dropped], [others_told, others_dropped]),
        q: None,
        verdict: Verdict::TooFewToTell,
    }
}

fn judge(cells: &mut [Dropped]) {
    let p: Vec<f64> = cells.iter().filter_map(|cell| cell.p).collect();
    let mut q = benjamini_hochberg(&p).into_iter();
    for cell in cells.iter_mut().filter(|cell| cell.p.is_some()) {
        cell.q = q.next();
        if cell.q.is_some_and(|q| q < LEVEL) {
            let more = cell.dropped * cell.others_told > cell.others_dropped * cell.told;
            cell.verdict = if more { Verdict::DropsMore } else { Verdict::DropsFewer };
        }
    }
}

/// Fisher's exact test of a two by two table, two-sided: the probability of all tables with its
/// margins that are no likelier. `None` where a margin is 0.
fn fisher([a, b]: [usize; 2], [c, d]: [usize; 2]) -> Option<f64> {
    if a + b == 0 || c + d == 0 || a + c == 0 || b + d == 0 {
        return None;
    }
    let all = u64::try_from(a + b + c + d).ok()?;
    let told = u64::try_from(a + c).ok()?;
    let own = u64::try_from(a + b).ok()?;
    let tables = Hypergeometric::new(all, told, own).ok()?;
    // In logarithms: the counts of tables are past any number from a thousand claims on. Tables as
    // likely as the one observed count, whatever the last bit of rounding says.
    let limit = tables.ln_pmf(u64::try_from(a).ok()?) + 1e-7;
    let likely = (0..=told.min(own)).map(|x| tables.ln_pmf(x)).filter(|&p| p <= limit);
    Some(likely.map(f64::exp).sum::<f64>().min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::claims::claims;
    use crate::compare::fixture::articles;
    use crate::compare::links::Scorer;

    fn link(a: (usize, usize), b: (usize, usize), score: f64) -> Link {
        let place = |(article, sentence)| Place { article, sentence };
        Link { a: place(a), b: place(b), score, likeness: 0.0, accepted: score >= 0.5 }
    }

    #[test]
    fn fisher_agrees_with_r() {
        // fisher.test(matrix(c(3, 1, 1, 3), 2))$p.value, the lady tasting tea.
        assert!((fisher([3, 1], [1, 3]).unwrap() - 0.485_714_285_7).abs() < 1e-9);
        assert_eq!(fisher([0, 0], [1, 3]), None);
        // Balanced, and so many that binomials overflow.
        assert!((fisher([260, 260], [260, 260]).unwrap() - 1.0).abs() < 1e-6);
        // The sum over all tables by Python's math.lgamma.
        let p = fisher([600, 500], [500, 600]).unwrap();
        assert!((p - 2.399_282e-5).abs() < 1e-9, "{p}");
    }

    #[test]
    fn what_most_tell_and_one_does_not_is_left_out_unless_it_may_be_there() {
        let documents = articles(4);
        let views = documents.views();
        let mut links =
            vec![link((0, 1), (1, 1), 0.9), link((0, 1), (2, 1), 0.9), link((1, 1), (2, 1), 0.9)];
        let found = omissions(&views, &links, &claims(&views, &links, Scorer::embedded()));
        let [left] = &found.left_out[..] else { panic!("{:?}", found.left_out) };
        assert_eq!((left.outlet.as_str(), left.told_by.len()), (views[3].outlet, 3));
        assert_eq!(found.sides.iter().filter(|c| c.verdict != Verdict::TooFewToTell).count(), 0);
        links.push(link((3, 1), (0, 1), 0.2));
        let found = omissions(&views, &links, &claims(&views, &links, Scorer::embedded()));
        assert_eq!(found.left_out, []);
    }

    #[test]
    fn one_outlet_leaves_nothing_out_and_has_nothing_alone() {
        let documents = articles(1);
        let found = omissions(&documents.views(), &[], &[]);
        assert_eq!((found.left_out.len(), found.only.len()), (0, 0));
    }

    #[test]
    fn a_long_sentence_that_resembles_nothing_is_the_outlets_own() {
        let documents = articles(2);
        let views = documents.views();
        let found = omissions(&views, &[link((0, 0), (1, 0), 0.3)], &[]);
        assert!(!found.only.is_empty());
        assert!(found.only.iter().all(|only| only.sentence != 0));
    }
}
