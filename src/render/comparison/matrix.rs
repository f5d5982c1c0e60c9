//! Claims by outlets: who tells what, who tells it differently, who leaves it out.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::compare::Comparison;
use crate::compare::claims::Claim;

use super::super::plain::printable;
use super::claims::number;
use super::names::Names;
use super::phrases::{self, cut, gist};

/// The most claims shown: those that most outlets tell.
const MOST: usize = 60;
/// Characters of a claim.
const GIST: usize = 96;

/// The matrix.
pub(super) struct Matrix {
    pub outlets: Vec<String>,
    pub rows: Vec<Row>,
    /// Claims that are not shown.
    pub left: usize,
}

/// A claim.
pub(super) struct Row {
    pub number: usize,
    pub gist: String,
    pub cells: Vec<Cell>,
}

/// What an outlet does with it.
pub(super) struct Cell {
    pub class: &'static str,
    pub sign: &'static str,
    /// In words.
    pub title: String,
}

impl Cell {
    fn new(class: &'static str, sign: &'static str, title: impl Into<String>) -> Self {
        Self { class, sign, title: title.into() }
    }
}

/// The claims that most outlets tell; none where there is none.
pub(super) fn matrix(comparison: &Comparison, names: &Names) -> Option<Matrix> {
    let outlets = &comparison.framing.outlets;
    let mut claims: Vec<(usize, &Claim)> = comparison.claims.iter().enumerate().collect();
    claims.sort_by_key(|(_, claim)| Reverse(claim.outlets()));
    let left = claims.len().saturating_sub(MOST);
    claims.truncate(MOST);
    let known = Known::new(comparison);
    let row = |(at, claim): (usize, &Claim)| {
        let cells = outlets.iter().map(|outlet| known.cell(at, claim, outlet, names));
        Row {
            number: number(at),
            gist: gist(claim).map(|telling| cut(&telling.text, GIST)).unwrap_or_default(),
            cells: cells.collect(),
        }
    };
    let rows: Vec<Row> = claims.into_iter().map(row).collect();
    let outlets = outlets.iter().map(|name| printable(name)).collect();
    (!rows.is_empty()).then_some(Matrix { outlets, rows, left })
}

/// Who writes of which event, and who leaves what out.
struct Known<'c> {
    writes: BTreeMap<&'c str, BTreeSet<&'c str>>,
    left_out: BTreeSet<(usize, &'c str)>,
}

impl<'c> Known<'c> {
    fn new(comparison: &'c Comparison) -> Self {
        let mut writes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for article in &comparison.articles {
            writes.entry(&article.event).or_default().insert(&article.outlet);
        }
        let left = comparison.omissions.left_out.iter();
        Self { writes, left_out: left.map(|of| (of.claim, of.outlet.as_str())).collect() }
    }

    fn cell(&self, at: usize, claim: &Claim, outlet: &str, names: &Names) -> Cell {
        if !self.writes.get(claim.event.as_str()).is_some_and(|of| of.contains(outlet)) {
            return Cell::new("away", "", "no article on this event");
        }
        if !claim.told_by(outlet) {
            return if self.left_out.contains(&(at, outlet)) {
                Cell::new("out", "○", "left out, though most tell it")
            } else {
                Cell::new("none", "·", "not found")
            };
        }
        let otherwise = phrases::otherwise(claim, outlet, names);
        if otherwise.is_empty() {
            Cell::new("told", "●", "told")
        } else {
            Cell::new("other", "◐", format!("told differently: {}", otherwise.join("; ")))
        }
    }
}
