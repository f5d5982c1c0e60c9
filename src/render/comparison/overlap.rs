//! How much the articles of an event have in common, in sentences.
//!
//! Where they may not be on one event, the text says so.

use crate::compare::Comparison;
use crate::compare::claims::Claim;
use crate::compare::comparison::Overlap;

use super::super::plain::{count, list};
use super::names;

/// More events than this are told of together.
const EVENTS: usize = 3;

/// How much the articles of each event have in common; of many events together.
pub(super) fn overlap(comparison: &Comparison) -> String {
    let of = |sentences: usize, shared: usize, on: &str, claims: &[&Claim]| {
        let sentences = count(sentences, "sentence");
        let tellings: usize = claims.iter().map(|claim| claim.tellings.len()).sum();
        let claims = count(claims.len(), "claim");
        format!(
            " Of {sentences}{on}, {shared} have a likely counterpart in another outlet; \
             {claims} could be lined up surely enough, told by {tellings}."
        )
    };
    let all = &comparison.overlap;
    if all.len() > EVENTS {
        let sum = |value: fn(&Overlap) -> usize| all.iter().map(value).sum();
        let hardly = all.iter().filter(|overlap| overlap.hardly);
        let hardly: Vec<String> = hardly.map(|overlap| names::event(&overlap.event)).collect();
        let claims: Vec<&Claim> = comparison.claims.iter().collect();
        let (sentences, shared) = (sum(|overlap| overlap.sentences), sum(|overlap| overlap.shared));
        let mut text = of(sentences, shared, "", &claims);
        if !hardly.is_empty() {
            let events = list(&hardly);
            text += &format!(" So few on {events} that the articles may not be on one event.");
        }
        return text + &all.iter().map(apart).collect::<String>();
    }
    let one = |overlap: &Overlap| {
        let on = if all.len() > 1 {
            format!(" on {}", names::event(&overlap.event))
        } else {
            String::new()
        };
        let hardly = if overlap.hardly {
            " So little that these articles may not be on one event."
        } else {
            ""
        };
        let claims = comparison.claims.iter().filter(|claim| claim.event == overlap.event);
        of(overlap.sentences, overlap.shared, &on, &claims.collect::<Vec<_>>())
            + hardly
            + &apart(overlap)
    };
    all.iter().map(one).collect()
}

/// That an event's articles fall into groups without a claim in common, if they do.
fn apart(overlap: &Overlap) -> String {
    if overlap.apart.is_empty() {
        return String::new();
    }
    let groups: Vec<String> = overlap.apart.iter().map(|documents| documents.join(", ")).collect();
    format!(
        " No claim ties {} together: they may be on {} events.",
        groups.join(" and "),
        groups.len()
    )
}
