//! How much the articles of an event have in common, in sentences, and where they may not be on one.

use crate::compare::Comparison;
use crate::compare::claims::Claim;
use crate::compare::comparison::Overlap;

use super::super::plain::{count, list, printable};
use super::names;

/// More events than this are told of together.
const EVENTS: usize = 3;

/// So many articles of a group are named.
const NAMED: usize = 4;

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
        let on = |of: &Overlap| in_groups(of, &format!(" on {}", names::event(&of.event)));
        return text + &all.iter().map(on).collect::<String>();
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
            + &in_groups(overlap, &on)
    };
    all.iter().map(one).collect()
}

/// That claims tie an event's articles into several groups, if they do; `on` names the event.
fn in_groups(overlap: &Overlap, on: &str) -> String {
    if overlap.groups.is_empty() {
        return String::new();
    }
    let groups = groups(overlap);
    format!(" No claim{on} ties together {groups}: they may be on {} events.", overlap.groups.len())
}

/// The groups into which claims tie an event's articles: `(a, b and 3 more) and (c, d)`.
pub(crate) fn groups(overlap: &Overlap) -> String {
    let group = |documents: &Vec<String>| {
        let mut named: Vec<String> = documents.iter().take(NAMED).map(|id| printable(id)).collect();
        if documents.len() > NAMED {
            named.push(format!("{} more", documents.len() - NAMED));
        }
        format!("({})", list(&named))
    };
    list(&overlap.groups.iter().map(group).collect::<Vec<_>>())
}
