//! What sides, measures, voices and aspects are called before people.

use crate::compare::claims::Aspect;
use crate::compare::{Comparison, Measure, Through};
use crate::sides::SideId;

use super::super::plain::{Plain, printable};
use super::super::signs::Signs;

/// The names of a comparison's sides, with what is named after them.
pub(super) struct Names {
    pub signs: Signs,
}

impl Names {
    /// Of the sides of all events, each once.
    pub fn new(comparison: &Comparison) -> Self {
        let sides = comparison.sides.values().flatten();
        Self { signs: Signs::new(sides.map(|side| (&side.id, side.name.as_str()))) }
    }

    /// A side's name.
    pub fn side(&self, id: &SideId) -> String {
        printable(self.signs.name(id))
    }

    /// The side of an id as claims hold it; `None` for `none`.
    pub fn favored(&self, id: &str) -> Option<String> {
        (id != "none").then(|| self.side(&id.into()))
    }

    /// Through whom: `in its own words`.
    pub fn through(&self, through: &Through) -> String {
        match through {
            Through::Anyone => "over all voices".to_owned(),
            Through::Outlet => "in its own words".to_owned(),
            Through::Side(id) => format!("through {}", self.side(id)),
            Through::Other => "through others".to_owned(),
        }
    }

    /// A measure: `balance for Port, in its own words`.
    pub fn measure(&self, measure: &Measure) -> String {
        match measure {
            Measure::Favorable { side, through } => {
                format!("{} looks good, {}", self.side(side), self.through(through))
            }
            Measure::Unfavorable { side, through } => {
                format!("{} looks bad, {}", self.side(side), self.through(through))
            }
            Measure::Balance { side, through } => {
                format!("balance for {}, {}", self.side(side), self.through(through))
            }
            Measure::Hedged { through } => format!("hedged, {}", self.through(through)),
            Measure::Loaded { through } => format!("loaded, {}", self.through(through)),
            Measure::Frame { frame } => format!("brings up {}", frame.plain()),
            Measure::OwnWords => "own words, of all".to_owned(),
            Measure::SourceShare { side } => {
                format!("{}'s share of what is quoted", self.side(side))
            }
            Measure::Words => "words an article".to_owned(),
            Measure::Sentences => "sentences an article".to_owned(),
        }
    }
}

/// What an aspect is called.
pub(super) fn aspect(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Favors => "side favoured",
        Aspect::Certainty => "firmness",
        Aspect::Wording => "wording",
        Aspect::ReportingVerb => "said-word",
        Aspect::Source => "source",
        Aspect::Quotation => "quotation",
        Aspect::Voice => "voice",
    }
}

/// An event as sentences name it.
pub(super) fn event(event: &str) -> String {
    if event.trim().is_empty() { "one event".to_owned() } else { printable(event) }
}
