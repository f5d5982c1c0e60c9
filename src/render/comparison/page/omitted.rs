//! What each outlet leaves out, and what it alone has.

use std::collections::BTreeMap;

use crate::compare::Comparison;
use crate::compare::omissions::Verdict;

use super::super::super::plain::{list, printable};
use super::super::super::sheet::Sheet;
use super::super::claims::number;
use super::super::names::Names;
use super::super::numbers::{TOO_FEW, probability};
use super::super::phrases::{cut, gist};

/// The most of either kind that are listed.
const MOST: usize = 12;
/// The most lines on whose claims are dropped; of more, those of which something can be told.
const MOST_SIDES: usize = 200;
/// Characters of a claim or sentence.
const WORDS: usize = 180;

/// An outlet's gaps and what it alone has.
pub(super) struct OutletView {
    pub outlet: String,
    pub left: Vec<Gap>,
    pub only: Vec<Only>,
    /// How many more there are of each.
    pub more_left: usize,
    pub more_only: usize,
}

/// A claim that is left out.
pub(super) struct Gap {
    pub claim: usize,
    pub gist: String,
    pub told_by: String,
}

/// A sentence that no other outlet has.
pub(super) struct Only {
    pub text: String,
    /// Article and sentence, from 1.
    pub article: usize,
    pub sentence: usize,
}

/// Every outlet that leaves something out, or has something alone.
pub(super) fn outlets(comparison: &Comparison) -> Vec<OutletView> {
    let articles = comparison.articles.iter().enumerate();
    let articles: BTreeMap<(&str, &str), usize> = articles
        .map(|(at, article)| ((article.outlet.as_str(), article.document.as_str()), at + 1))
        .collect();
    let omissions = &comparison.omissions;
    let view = |outlet: &String| {
        let left = omissions.left_out.iter().filter(|of| of.outlet == *outlet);
        let left = left.filter_map(|of| {
            let claim = comparison.claims.get(of.claim)?;
            let told_by: Vec<_> = of.told_by.iter().map(|name| printable(name)).collect();
            let gist = cut(&gist(claim)?.text, WORDS);
            Some(Gap { claim: number(of.claim), gist, told_by: list(&told_by) })
        });
        let only = omissions.only.iter().filter(|of| of.outlet == *outlet);
        let only = only.filter_map(|of| {
            let article = *articles.get(&(of.outlet.as_str(), of.document.as_str()))?;
            Some(Only { text: cut(&of.text, WORDS), article, sentence: of.sentence + 1 })
        });
        let (mut left, mut only): (Vec<_>, Vec<_>) = (left.collect(), only.collect());
        let [more_left, more_only] =
            [left.len(), only.len()].map(|length| length.saturating_sub(MOST));
        left.truncate(MOST);
        only.truncate(MOST);
        OutletView { outlet: printable(outlet), left, only, more_left, more_only }
    };
    let outlets = comparison.framing.outlets.iter().map(view);
    outlets.filter(|view| !view.left.is_empty() || !view.only.is_empty()).collect()
}

/// Whose claims each outlet drops.
pub(super) fn sides(comparison: &Comparison, names: &Names) -> Option<Sheet> {
    let known = || comparison.omissions.sides.iter().filter(|of| of.told + of.dropped > 0);
    let all = known().count() <= MOST_SIDES;
    let told = known().filter(|of| all || of.verdict != Verdict::TooFewToTell);
    let lines = told.take(MOST_SIDES).map(|of| {
        let verdict = match of.verdict {
            Verdict::DropsMore => "drops more",
            Verdict::DropsFewer => "drops fewer",
            Verdict::TooFewToTell => TOO_FEW,
        };
        vec![
            printable(&of.outlet),
            names.side(&of.side),
            format!("{} of {}", of.dropped, of.dropped + of.told),
            format!("{} of {}", of.others_dropped, of.others_dropped + of.others_told),
            probability(of.q),
            verdict.to_owned(),
        ]
    });
    let head = ["outlet", "side", "its claims dropped", "other claims dropped", "q", "verdict"];
    let (head, lines) = (head.into(), lines.collect());
    let (title, note) = ("Whose claims are dropped", String::new());
    Sheet { title, note, head, words: 2, lines }.filled()
}
