//! Claims as cards: every outlet's telling side by side, and in what they differ.

use crate::compare::Comparison;
use crate::compare::claims::{Aspect, Claim, Telling};
use crate::labels::{Certainty, Wording};

use super::super::plain::{list, printable};
use super::findings::tellers;
use super::names::{self, Names};
use super::phrases;

/// One claim as it is shown.
pub(super) struct Card<'c> {
    /// From 1.
    pub number: usize,
    /// `Told by 4 of 5`.
    pub told: String,
    /// By how much the framing differs: `62%`.
    pub framing: Option<String>,
    pub contrasts: Vec<ContrastView>,
    pub tellings: Vec<TellingView<'c>>,
    /// The labels whose words are marked, as they differ.
    pub differs: String,
}

/// An aspect and what outlets have of it.
pub(super) struct ContrastView {
    pub name: &'static str,
    /// `A and B: firm; C: hedged (“may”)`.
    pub values: String,
}

/// One outlet's sentence.
pub(super) struct TellingView<'c> {
    pub telling: &'c Telling,
    pub outlet: String,
    pub text: &'c str,
    /// What it is beside the others: `hedged`, `quotation trimmed`.
    pub notes: Vec<String>,
}

/// A claim's number before people.
pub(super) fn number(at: usize) -> usize {
    at + 1
}

/// Every claim, in the order of the comparison.
pub(super) fn cards<'c>(comparison: &'c Comparison, names: &Names) -> Vec<Card<'c>> {
    let claims = comparison.claims.iter().enumerate();
    claims.map(|(at, claim)| card(at, claim, comparison, names)).collect()
}

fn card<'c>(at: usize, claim: &'c Claim, comparison: &Comparison, names: &Names) -> Card<'c> {
    let tellers = tellers(comparison, claim);
    let of = comparison.framing.events.len() > 1;
    let event = if of { format!(" on {}", names::event(&claim.event)) } else { String::new() };
    let aspects = claim.contrasts.iter().map(|contrast| contrast.aspect);
    let mut differs: Vec<&str> = aspects.filter_map(shown_by).collect();
    differs.dedup();
    Card {
        number: number(at),
        told: format!("Told by {}{event}", tellers.to_lowercase()),
        framing: claim.framing.map(|framing| format!("{:.0}%", 100.0 * framing)),
        contrasts: contrasts(claim, names),
        tellings: claim.tellings.iter().map(|telling| telling_view(telling, claim)).collect(),
        differs: differs.join(" "),
    }
}

/// The class of the card that makes the words of an aspect stand out.
fn shown_by(aspect: Aspect) -> Option<&'static str> {
    match aspect {
        Aspect::Certainty => Some("differs-hedge"),
        Aspect::Wording => Some("differs-loaded"),
        Aspect::ReportingVerb => Some("differs-cue"),
        Aspect::Source => Some("differs-source"),
        Aspect::Quotation => Some("differs-quote"),
        Aspect::Favors | Aspect::Voice => None,
    }
}

fn contrasts(claim: &Claim, names: &Names) -> Vec<ContrastView> {
    let view = |contrast: &crate::compare::claims::Contrast| {
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for value in &contrast.outlets {
            let shown = phrases::value(contrast.aspect, value, names);
            let outlet = printable(&value.outlet);
            match groups.iter_mut().find(|(known, _)| *known == shown) {
                Some((_, outlets)) => outlets.push(outlet),
                None => groups.push((shown, vec![outlet])),
            }
        }
        let values =
            groups.into_iter().map(|(value, outlets)| format!("{}: {value}", list(&outlets)));
        ContrastView {
            name: names::aspect(contrast.aspect),
            values: values.collect::<Vec<_>>().join("; "),
        }
    };
    claim.contrasts.iter().map(view).collect()
}

fn telling_view<'c>(telling: &'c Telling, claim: &Claim) -> TellingView<'c> {
    let keeping = claim.contrasts.iter().find(|contrast| contrast.aspect == Aspect::Quotation);
    let keeping = keeping.and_then(|of| of.outlets.iter().find(|v| v.outlet == telling.outlet));
    let notes = [
        (telling.certainty == Some(Certainty::Hedged)).then(|| "hedged".to_owned()),
        (telling.wording == Some(Wording::Loaded)).then(|| "loaded".to_owned()),
        keeping.map(|keeping| format!("quotation {}", keeping.value)),
    ];
    TellingView {
        telling,
        outlet: printable(&telling.outlet),
        text: &telling.text,
        notes: notes.into_iter().flatten().collect(),
    }
}
