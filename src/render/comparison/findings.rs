//! What an editor wants to know first, in plain sentences with the words that show it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::compare::claims::{Claim, Telling};
use crate::compare::omissions::{LeftOut, Verdict};
use crate::compare::{Comparison, Measure, Through};

use super::super::plain::{count, list, printable};
use super::claims::number;
use super::differences;
use super::names::{self, Names};
use super::numbers;
use super::overlap::overlap;
use super::phrases::{self, cut, gist};

/// Claims named as common to all, and differences in numbers.
const NAMED: usize = 3;
/// Claims named as told differently, and as left out.
const SHOWN: usize = 2;
/// Balances of outlets' own words that are named.
const BALANCES: usize = 6;
/// The most characters of a claim that are quoted.
const QUOTED: usize = 150;
/// Above this share of what is quoted, an outlet speaks mostly through one side.
const MOSTLY: f64 = 0.6;

/// One thing that was found.
#[derive(Debug, Default)]
pub(super) struct Finding {
    /// What it is about.
    pub heading: &'static str,
    /// A sentence or two.
    pub text: String,
    /// More of the same kind, each with its evidence.
    pub points: Vec<Point>,
}

/// A sentence with what shows it.
#[derive(Debug)]
pub(super) struct Point {
    pub text: String,
    /// The claim's number, from 1, where it is about one.
    pub claim: Option<usize>,
    pub evidence: Vec<Quote>,
}

/// An outlet's words.
#[derive(Debug)]
pub(super) struct Quote {
    pub outlet: String,
    pub text: String,
    /// The article and sentence, by number from 0.
    pub place: (usize, usize),
}

/// Everything that was found, what matters most first.
pub(super) fn findings(comparison: &Comparison, names: &Names) -> Vec<Finding> {
    let found = [
        Some(compared(comparison)),
        common(comparison),
        told_differently(comparison, names),
        spoken_through(comparison, names),
        own_words(comparison, names),
        left_out(comparison),
        dropped(comparison, names),
        Some(chance(comparison, names)),
        Some(reach(comparison)),
    ];
    found.into_iter().flatten().collect()
}

/// What is compared, and how much of it is the same.
fn compared(comparison: &Comparison) -> Finding {
    let articles = comparison.articles.len();
    let repeats: usize = comparison.articles.iter().map(|article| article.repeats).sum();
    let events = &comparison.framing.events;
    let on = match &events[..] {
        [event] => names::event(event),
        events => count(events.len(), "event"),
    };
    let mut text = format!(
        "{} in {} on {on}.",
        count(comparison.framing.outlets.len(), "outlet"),
        count(articles, "article"),
    );
    text += &overlap(comparison);
    if repeats > 0 {
        text += &format!(
            " {} that repeat an earlier passage are counted once.",
            count(repeats, "sentence")
        );
    }
    Finding { heading: "Compared", text, points: Vec::new() }
}

/// What all outlets, or most, tell.
fn common(comparison: &Comparison) -> Option<Finding> {
    let mut told: Vec<(usize, &Claim)> = comparison.claims.iter().enumerate().collect();
    told.sort_by_key(|(_, claim)| Reverse(claim.outlets()));
    let points = told.into_iter().take(NAMED).filter_map(|(at, claim)| {
        let told = tellers(comparison, claim);
        let text = format!("{told}: “{}”", bare(&gist(claim)?.text));
        Some(Point { text, claim: Some(at + 1), evidence: Vec::new() })
    });
    let points: Vec<_> = points.collect();
    let all = count(comparison.claims.len(), "claim");
    let stand = if comparison.claims.len() == 1 { "stands" } else { "stand" };
    let text = format!("{all} {stand} in two outlets or more; those that most tell:");
    (!points.is_empty()).then_some(Finding { heading: "In common", text, points })
}

/// `Both`, `All 5`, `4 of 5`.
pub(super) fn tellers(comparison: &Comparison, claim: &Claim) -> String {
    let mut outlets: Vec<&str> = comparison
        .articles
        .iter()
        .filter(|article| article.event == claim.event)
        .map(|article| article.outlet.as_str())
        .collect();
    outlets.sort_unstable();
    outlets.dedup();
    let (told, all) = (claim.outlets(), outlets.len());
    match (told, all) {
        (2, 2) => "Both".to_owned(),
        _ if told == all => format!("All {all}"),
        _ => format!("{told} of {all}"),
    }
}

/// The claims whose framing differs most, between which outlets, and how.
fn told_differently(comparison: &Comparison, names: &Names) -> Option<Finding> {
    let claims = comparison.claims.iter().enumerate();
    let points = claims.filter_map(|(at, claim)| {
        let pair = phrases::widest(claim, names)?;
        let text = format!(
            "{} tells the same as {}, but {}.",
            printable(&pair.other.outlet),
            printable(&pair.one.outlet),
            pair.how
        );
        let evidence = Vec::from([pair.one, pair.other].map(quote));
        Some(Point { text, claim: Some(at + 1), evidence })
    });
    let points: Vec<_> = points.take(SHOWN).collect();
    (!points.is_empty()).then(|| Finding {
        heading: "Told differently",
        text: "Of what they share, the framing differs most here:".to_owned(),
        points,
    })
}

/// Words to be put between quotation marks: without those at their ends where there are no others,
/// else with single ones in place of them.
fn bare(text: &str) -> String {
    const MARKS: [char; 6] = ['"', '“', '”', '«', '»', '„'];
    let cut = cut(text, QUOTED);
    let inner = cut.trim_matches(MARKS);
    if !inner.contains(MARKS) {
        return inner.to_owned();
    }
    let mut out = String::with_capacity(cut.len());
    for char in cut.chars() {
        let opens =
            !out.ends_with(|last: char| last.is_alphanumeric() || last.is_ascii_punctuation());
        out.push(match char {
            '“' | '«' | '„' => '‘',
            '”' | '»' => '’',
            '"' if opens => '‘',
            '"' => '’',
            other => other,
        });
    }
    out
}

fn quote(telling: &Telling) -> Quote {
    Quote {
        outlet: printable(&telling.outlet),
        text: cut(&telling.text, QUOTED),
        place: (telling.place.article, telling.place.sentence),
    }
}

/// Which outlets speak mostly through one side, where there is enough to tell.
fn spoken_through(comparison: &Comparison, names: &Names) -> Option<Finding> {
    let (mut mostly, mut known, mut few) = (Vec::new(), 0, 0);
    for profile in &comparison.framing.profiles {
        let shares = profile.measures.iter().filter_map(|estimate| match &estimate.measure {
            Measure::SourceShare { side } => Some((estimate.value?, side, estimate)),
            _ => None,
        });
        match shares.max_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((_, _, estimate)) if estimate.too_few => few += 1,
            Some((share, side, estimate)) => {
                known += 1;
                if share > MOSTLY {
                    let (outlet, side) = (printable(&profile.outlet), names.side(side));
                    mostly
                        .push(format!("{outlet} through {side} ({})", numbers::estimate(estimate)));
                }
            }
            None => {}
        }
    }
    let mut text = match (mostly.len(), known) {
        (0, 0) => String::new(),
        (0, _) => "No outlet gives most of what it quotes and reports to one side.".to_owned(),
        _ => format!("Of the words they quote or report, most go to one side: {}.", list(&mostly)),
    };
    if few > 0 {
        text += &format!(" Of {} quoted words are too few to tell.", count(few, "outlet"));
    }
    let text = text.trim_start().to_owned();
    (known + few > 0).then_some(Finding { heading: "Who is heard", text, points: Vec::new() })
}

/// Whom each outlet's own words favour, where that is more than a guess.
fn own_words(comparison: &Comparison, names: &Names) -> Option<Finding> {
    let (mut found, mut few, mut open) = (Vec::new(), 0, 0);
    for estimate in comparison.framing.profiles.iter().flat_map(|profile| {
        profile.measures.iter().map(move |estimate| (profile.outlet.as_str(), estimate))
    }) {
        let (outlet, estimate) = estimate;
        let Measure::Balance { side, through: Through::Outlet } = &estimate.measure else {
            continue;
        };
        match (estimate.low, estimate.high) {
            _ if estimate.too_few => few += 1,
            (Some(low), Some(high)) if low > 0.0 || high < 0.0 => {
                let way = if low > 0.0 { "good" } else { "bad" };
                let corrected = numbers::corrected(&estimate.measure, estimate.corrected.as_ref());
                let corrected = corrected.map(|c| format!("; corrected {c}")).unwrap_or_default();
                let told = format!(
                    "{} makes {} look {way} ({}{corrected})",
                    printable(outlet),
                    names.side(side),
                    numbers::estimate(estimate)
                );
                // How far the nearer end of the interval is from none.
                found.push((low.abs().min(high.abs()), told));
            }
            _ => open += 1,
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let shown: Vec<String> = found.iter().take(BALANCES).map(|(_, told)| told.clone()).collect();
    let mut text = match found.len() {
        0 if few + open == 0 => return None,
        0 => "No outlet's own words favour a side by more than chance explains.".to_owned(),
        _ => format!("In its own words, {}. (Balance in points, 95 % interval.)", list(&shown)),
    };
    if found.len() > BALANCES {
        text += &format!(
            " So it is with {} more of {} balances; of so many, one in twenty is so by chance.",
            found.len() - BALANCES,
            few + open + found.len()
        );
    }
    if few > 0 {
        let all = count(few + open + found.len(), "balance");
        text += &format!(" {few} of {all} rest on too few sentences to tell.");
    }
    Some(Finding { heading: "Own words", text, points: Vec::new() })
}

/// What most tell and some leave out.
fn left_out(comparison: &Comparison) -> Option<Finding> {
    let mut claims: BTreeMap<usize, Vec<&LeftOut>> = BTreeMap::new();
    for left in &comparison.omissions.left_out {
        claims.entry(left.claim).or_default().push(left);
    }
    let all = claims.len();
    let mut claims: Vec<_> = claims.into_iter().collect();
    claims.sort_by_key(|(_, left)| Reverse(left.first().map_or(0, |left| left.told_by.len())));
    let points = claims.into_iter().take(SHOWN).filter_map(|(at, left)| {
        let gist = bare(&gist(comparison.claims.get(at)?)?.text);
        let outlets: Vec<String> = left.iter().map(|left| printable(&left.outlet)).collect();
        let leave = if outlets.len() == 1 { "leaves" } else { "leave" };
        let LeftOut { told_by, others, .. } = left.first()?;
        let text = format!(
            "{} {leave} out what {} of {} outlets tell: “{gist}”",
            list(&outlets),
            told_by.len(),
            others + 1
        );
        Some(Point { text, claim: Some(number(at)), evidence: Vec::new() })
    });
    let points: Vec<_> = points.collect();
    (!points.is_empty()).then(|| Finding {
        heading: "Left out",
        text: format!(
            "{} that most tell and some do not, as far as sentences could be lined up:",
            count(all, "claim")
        ),
        points,
    })
}

/// Whose claims an outlet drops more, or less, than others.
fn dropped(comparison: &Comparison, names: &Names) -> Option<Finding> {
    let told = comparison.omissions.sides.iter().filter_map(|cell| {
        let how = match cell.verdict {
            Verdict::DropsMore => "drops more of",
            Verdict::DropsFewer => "drops fewer of",
            Verdict::TooFewToTell => return None,
        };
        Some(format!(
            "{} {how} the claims of {} ({} of {}) than of others ({} of {}; q {})",
            printable(&cell.outlet),
            names.side(&cell.side),
            cell.dropped,
            cell.dropped + cell.told,
            cell.others_dropped,
            cell.others_dropped + cell.others_told,
            numbers::probability(cell.q)
        ))
    });
    let told: Vec<_> = told.collect();
    let text = format!("{}.", list(&told));
    (!told.is_empty()).then_some(Finding {
        heading: "Whose claims are dropped",
        text,
        points: Vec::new(),
    })
}

/// Which differences in numbers are more than chance.
fn chance(comparison: &Comparison, names: &Names) -> Finding {
    let found = differences::significant(comparison);
    let tested = comparison.framing.scope.tested;
    let few = comparison.framing.differences.iter().filter(|of| of.too_few).count();
    let mut text = match (tested, found.len()) {
        (0, _) => {
            "No difference between outlets could be tested: there is too little to tell.".to_owned()
        }
        (_, 0) => format!(
            "None of the {} tested is more than chance explains: do not read a trend into the numbers.",
            count(tested, "difference")
        ),
        (_, n) => format!(
            "{n} of {} tested {} more than chance (false discoveries held to 5 %), first:",
            count(tested, "difference"),
            if n == 1 { "is" } else { "are" }
        ),
    };
    if few > 0 && tested > 0 && found.is_empty() {
        text += &format!(" Of {few} more there is too little to tell.");
    }
    let points = found.into_iter().take(NAMED).map(|difference| Point {
        text: differences::sentence(difference, names),
        claim: None,
        evidence: Vec::new(),
    });
    Finding { heading: "Beyond chance", text, points: points.collect() }
}

/// What numbers speak of, and whether rates are corrected.
fn reach(comparison: &Comparison) -> Finding {
    let scope = &comparison.framing.scope;
    let of = match (scope.of_outlets, scope.of_articles) {
        (0, 0) => {
            "No two outlets report on one event, so no numbers of theirs are set side by side."
        }
        (_, 0) => "Numbers rest on several articles an outlet: they speak of the outlets.",
        (0, _) => {
            "Each outlet has too few articles to tell of it, so the numbers rest on paragraphs: \
             they speak of these articles, not of the outlets."
        }
        _ => {
            "Where both outlets have several articles, differences speak of the outlets; else they \
             rest on paragraphs and speak of these articles only."
        }
    };
    Finding {
        heading: "How far it reaches",
        text: format!("{of} {}", corrected(comparison)),
        points: Vec::new(),
    }
}

/// Whether rates are corrected for the classifier's errors.
pub(super) fn corrected(comparison: &Comparison) -> String {
    let corrections = &comparison.framing.corrections;
    let mut layers: Vec<String> =
        corrections.iter().filter(|of| of.corrected).map(|of| of.layer.clone()).collect();
    layers.dedup();
    if layers.is_empty() {
        return "Rates stand as the labels have them, not corrected for the labeller's errors."
            .to_owned();
    }
    let not = corrections.iter().any(|of| !of.corrected);
    format!(
        "Rates of {} are given twice: as labelled, and (≈) corrected for the errors the model is known to make{}.",
        list(&layers),
        if not { "; other rates only as labelled" } else { "" }
    )
}
