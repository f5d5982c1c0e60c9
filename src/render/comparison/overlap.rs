//! How much the articles of an event have in common, in sentences.

use crate::compare::Comparison;
use crate::compare::comparison::Overlap;

use super::super::plain::{count, list};
use super::names;

/// More events than this are told of together.
const EVENTS: usize = 3;

/// How much the articles of each event have in common; of many events together.
pub(super) fn overlap(comparison: &Comparison) -> String {
    let of = |sentences: usize, shared: usize, on: &str| {
        let sentences = count(sentences, "sentence");
        format!(" Of {sentences}{on}, {shared} have a counterpart in another outlet.")
    };
    let all = &comparison.overlap;
    if all.len() > EVENTS {
        let sum = |value: fn(&Overlap) -> usize| all.iter().map(value).sum();
        let hardly = all.iter().filter(|overlap| overlap.hardly);
        let hardly: Vec<String> = hardly.map(|overlap| names::event(&overlap.event)).collect();
        let mut text = of(sum(|overlap| overlap.sentences), sum(|overlap| overlap.shared), "");
        if !hardly.is_empty() {
            let events = list(&hardly);
            text += &format!(" So few on {events} that the articles may not be on one event.");
        }
        return text;
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
        of(overlap.sentences, overlap.shared, &on) + hardly
    };
    all.iter().map(one).collect()
}
