//! Claims: what several outlets hand over, each in its own words.
//!
//! Links between sentences become groups over all outlets; each group lays the
//! outlets' sentences side by side, marks in what they differ, and is ranked by how much the
//! framing does.

mod contrast;
mod groups;
mod quotation;
mod telling;

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

pub use contrast::{Aspect, Contrast, OutletValue};
pub use quotation::Keeping;
pub use telling::{Mark, Telling, TellingSource};

use super::Article;
use super::links::{Link, Place, Scorer};
use crate::text::ScalarOffsets;

/// The same fact or quotation, as two outlets or more hand it over.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Claim {
    /// Of which event.
    pub event: String,
    /// Each sentence that tells it, by article in the order given.
    pub tellings: Vec<Telling>,
    /// In what the outlets differ, what weighs most first.
    pub contrasts: Vec<Contrast>,
    /// How much the framing differs, 0 to 1; `null` where nothing is known of two outlets.
    pub framing: Option<f64>,
    /// How likely it is that the tellings tell the same: the mean over their scored pairs.
    pub likelihood: f64,
    /// Of each telling, how likely it tells the same as the others, added up.
    #[serde(skip)]
    pub centrality: Vec<f64>,
}

impl Claim {
    /// Whether an outlet tells it.
    #[must_use]
    pub fn told_by(&self, outlet: &str) -> bool {
        self.tellings.iter().any(|telling| telling.outlet == outlet)
    }

    /// How many outlets tell it.
    #[must_use]
    pub fn outlets(&self) -> usize {
        let mut outlets: Vec<&str> = self.tellings.iter().map(|t| t.outlet.as_str()).collect();
        outlets.sort_unstable();
        outlets.dedup();
        outlets.len()
    }
}

/// The claims of `articles`, those whose framing differs most first. `links` are all that
/// [`super::links::links`] gives for the same articles and `scorer`.
#[must_use]
pub fn claims(articles: &[Article], links: &[Link], scorer: &Scorer) -> Vec<Claim> {
    let offsets: Vec<ScalarOffsets> =
        articles.iter().map(|a| ScalarOffsets::new(a.annotated.document.text())).collect();
    let scores: HashMap<(Place, Place), f64> =
        links.iter().map(|link| ((link.a, link.b), link.same())).collect();
    let told = |group: Vec<Place>| {
        let event = articles.get(group.first()?.article)?.event.to_owned();
        let tell = |place: &Place| {
            Telling::at(*place, articles.get(place.article)?, offsets.get(place.article)?)
        };
        let tellings: Vec<Telling> = group.iter().filter_map(tell).collect();
        let (contrasts, framing) = contrast::contrasts(&tellings);
        let likelihood = likelihood(&group, &scores);
        let centrality = tellings.iter().map(|told| centrality(told.place, &group, &scores));
        let centrality = centrality.collect();
        Some(Claim { event, tellings, contrasts, framing, likelihood, centrality })
    };
    let mut claims: Vec<Claim> =
        groups::groups(links, articles, scorer).into_iter().filter_map(told).collect();
    claims.retain(|claim| claim.outlets() > 1);
    // A group that may be none does not stand on top; of equals, what more outlets tell does.
    let rank = |claim: &Claim| claim.framing.unwrap_or_default() * claim.likelihood;
    claims.sort_by(|x, y| rank(y).total_cmp(&rank(x)).then(y.outlets().cmp(&x.outlets())));
    claims
}

/// How likely a place tells the same as others of its group, added up.
fn centrality(place: Place, group: &[Place], scores: &HashMap<(Place, Place), f64>) -> f64 {
    let with = |&other: &Place| scores.get(&(place.min(other), place.max(other)));
    group.iter().filter_map(with).sum()
}

/// The mean over the scored pairs within a group, in which the earlier place comes first.
fn likelihood(group: &[Place], scores: &HashMap<(Place, Place), f64>) -> f64 {
    let after = |at: usize| group[at + 1..].iter();
    let pairs = (0..group.len()).flat_map(|at| after(at).map(move |&other| (group[at], other)));
    let linked: Vec<f64> = pairs.filter_map(|pair| scores.get(&pair).copied()).collect();
    #[expect(clippy::cast_precision_loss, reason = "links of a group")]
    let count = linked.len().max(1) as f64;
    linked.iter().sum::<f64>() / count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::fixture::{article, view};
    use crate::labels::{Annotated, Certainty, LabelledSpan, SpanLabel, Voice};
    use crate::text::Span;

    /// A one-sentence article in which `cue` attributes.
    fn telling(id: &str, sentence: &str, cue: &str, certainty: Certainty) -> Annotated {
        let mut annotated = article(id, &[sentence]);
        let at = sentence.find(cue).unwrap();
        let span = Span::new(at, at + cue.len());
        annotated.spans.push(LabelledSpan { span, label: SpanLabel::Cue, p: None });
        annotated.sentences[0].certainty = Some(certainty);
        annotated.sentences[0].voice = Some(Voice::Reported);
        annotated
    }

    fn linked() -> Link {
        let place = |article| Place { article, sentence: 0 };
        Link { a: place(0), b: place(1), score: 0.9, likeness: 0.0, accepted: true }
    }

    #[test]
    fn what_one_says_and_the_other_claims_is_set_side_by_side() {
        let one = telling("a", "Né! The port said it would pay.", "said", Certainty::Assertive);
        let other = telling("b", "The port claimed it would pay.", "claimed", Certainty::Hedged);
        let claims = claims(&[view(&one), view(&other)], &[linked()], Scorer::embedded());
        let [claim] = &claims[..] else { panic!("{claims:?}") };
        let aspects: Vec<Aspect> = claim.contrasts.iter().map(|c| c.aspect).collect();
        assert_eq!(aspects, [Aspect::Certainty, Aspect::ReportingVerb]);
        assert_eq!(claim.contrasts[1].outlets[1].words, ["claimed"]);
        // 2 of certainty and 1 of the verb; of 4 with the voice, in which they agree, and 2 unknown.
        assert_eq!(claim.framing, Some(0.5));
        let mark = &claim.tellings[0].marks[0];
        assert_eq!((mark.start, mark.end, mark.text.as_str()), (13, 17, "said"));
    }

    #[test]
    fn where_nothing_is_known_framing_is_not_told() {
        let (one, other) = (article("a", &["The port pays."]), article("b", &["The port pays."]));
        let claims = claims(&[view(&one), view(&other)], &[linked()], Scorer::embedded());
        assert_eq!((claims[0].framing, claims[0].contrasts.len()), (None, 0));
    }

    #[test]
    fn places_that_are_not_there_are_passed_over() {
        let one = article("a", &["The port pays."]);
        assert_eq!(claims(&[view(&one)], &[linked()], Scorer::embedded()), []);
    }
}
