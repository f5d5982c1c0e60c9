//! Parts of the gold that are scored apart.

use std::collections::BTreeSet;

use super::count::count;
use super::pair::Pair;
use super::tally::Tally;
use crate::labels::{Annotated, LabelledSentence};
use crate::text::Kind;

/// Words from which a sentence is of middling length, and from which it is long.
const LENGTHS: (usize, usize) = (12, 25);

/// What the gold is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slice {
    /// Who published the document.
    Outlet,
    /// The event it reports on.
    Event,
    /// The gold voice of the sentence.
    Voice,
    /// How many words the sentence has.
    Length,
    /// What the line is.
    Kind,
}

impl Slice {
    /// All there are.
    pub const ALL: [Self; 5] = [Self::Outlet, Self::Event, Self::Voice, Self::Length, Self::Kind];

    /// Its name: `outlet`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Outlet => "outlet",
            Self::Event => "event",
            Self::Voice => "voice",
            Self::Length => "length",
            Self::Kind => "kind",
        }
    }

    /// The part a sentence of a gold document belongs to; `None` belongs to no part.
    fn part(self, gold: &Annotated, sentence: &LabelledSentence) -> Option<String> {
        let meta = &gold.document.meta;
        match self {
            Self::Outlet => meta.outlet.clone(),
            Self::Event => meta.event.clone(),
            Self::Voice => Some(sentence.voice?.to_string()),
            Self::Length => Some(length(gold, sentence).to_owned()),
            Self::Kind => Some(kind_name(sentence.kind?).to_owned()),
        }
    }

    fn of_documents(self) -> bool {
        matches!(self, Self::Outlet | Self::Event)
    }

    /// Every part with the counts of each document that has some of it.
    #[must_use]
    pub fn tallies(self, pairs: &[Pair]) -> Vec<(String, Vec<Tally>)> {
        let mut parts: std::collections::BTreeMap<String, Vec<Tally>> = Default::default();
        for pair in pairs {
            let own = |s: &LabelledSentence| self.part(pair.gold, s);
            let names: BTreeSet<String> = pair.gold.sentences.iter().filter_map(own).collect();
            for name in names {
                let keep = |s: &LabelledSentence| own(s).as_ref() == Some(&name);
                let tally = count(pair, (!self.of_documents()).then_some(&keep));
                parts.entry(format!("{}={name}", self.name())).or_default().push(tally);
            }
        }
        parts.into_iter().collect()
    }
}

pub(super) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Headline => "headline",
        Kind::Body => "body",
        Kind::Boilerplate => "boilerplate",
    }
}

fn length(gold: &Annotated, sentence: &LabelledSentence) -> &'static str {
    match sentence.span.of(gold.document.text()).split_whitespace().count() {
        words if words < LENGTHS.0 => "short",
        words if words < LENGTHS.1 => "middling",
        _ => "long",
    }
}
