//! In what two outlets' tellings of a claim differ, in words.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::iter::repeat;

use crate::compare::claims::{Aspect, Claim, Contrast, OutletValue, Telling};
use crate::labels::{Label, SpanLabel};

use super::super::plain::{list, printable};
use super::names::Names;

/// Words of evidence that a phrase quotes, and the longest of them in characters.
const WORDS: usize = 2;
const LONGEST: usize = 40;
/// Tellings that are nearly as like to all others as the likest one name a claim as well.
const NEARLY: f64 = 0.9;

/// Two outlets' tellings of a claim, and how the second differs.
pub(super) struct Pair<'c> {
    /// The plainer of the two.
    pub one: &'c Telling,
    /// The one that hedges, judges, trims or doubts.
    pub other: &'c Telling,
    /// `hedges it (“may”), quotes only a part of it`: what the two sentences show.
    pub how: String,
}

/// The two outlets that differ most over a claim; none where no difference can be put in words.
pub(super) fn widest<'c>(claim: &'c Claim, names: &Names) -> Option<Pair<'c>> {
    let outlets: BTreeSet<&str> = claim.tellings.iter().map(|t| t.outlet.as_str()).collect();
    let pairs = outlets.iter().flat_map(|&one| outlets.iter().map(move |&other| (one, other)));
    let weighed = pairs.filter(|(one, other)| one != other).map(|(one, other)| {
        let (differs, marked) = weigh(claim, one, other);
        (differs, marked, one, other)
    });
    let (differs, _, one, other) = weighed
        .reduce(|best, next| if (next.0, next.1) > (best.0, best.1) { next } else { best })?;
    let differing: Vec<_> = both(claim, one, other).collect();
    let evidence = |outlet| evidence(claim, outlet, &differing);
    let (one, other) = (evidence(one)?, evidence(other)?);
    let shown = differing.iter().filter_map(|(a, b, contrast)| {
        let aspect = contrast.aspect;
        Some((shown(one, aspect, a)?, shown(other, aspect, b)?, aspect))
    });
    let how = phrases(&shown.collect::<Vec<_>>(), names);
    (differs > 0 && !how.is_empty()).then(|| Pair { one, other, how: list(&how) })
}

/// Of an outlet's sentences in a claim, that which shows most of what it has; of several the first.
fn evidence<'c>(claim: &'c Claim, outlet: &str, differing: &[Differing]) -> Option<&'c Telling> {
    let most = |telling: &&Telling| -> usize {
        let values = differing
            .iter()
            .map(|(a, b, contrast)| (if a.outlet == outlet { *a } else { *b }, contrast.aspect));
        let shown = values.filter(|(value, aspect)| shows(telling, *aspect, value));
        shown.map(|(_, aspect)| weight(aspect)).sum()
    };
    let tellings = claim.tellings.iter().filter(|telling| telling.outlet == outlet);
    tellings.min_by_key(|telling| Reverse(most(telling)))
}

/// What an outlet has of an aspect, with the words that one of its sentences has; none where that
/// sentence does not show it.
fn shown(telling: &Telling, aspect: Aspect, value: &OutletValue) -> Option<OutletValue> {
    let text = telling.text.to_lowercase();
    let mut value = shows(telling, aspect, value).then(|| value.clone())?;
    value.words.retain(|words| text.contains(&words.to_lowercase()));
    Some(value)
}

/// Whether a sentence has the value that stands for all of its outlet's.
fn shows(telling: &Telling, aspect: Aspect, value: &OutletValue) -> bool {
    let is = |name: Option<&str>| name == Some(value.value.as_str());
    match aspect {
        Aspect::Favors => {
            telling.favors.as_ref().map_or("none", |side| side.as_str()) == value.value
        }
        Aspect::Certainty => is(telling.certainty.map(Label::name)),
        Aspect::Wording => is(telling.wording.map(Label::name)),
        Aspect::Voice => is(telling.voice.map(Label::name)),
        Aspect::Source => {
            telling.source.as_ref().is_some_and(|source| value.words.contains(&source.name))
        }
        Aspect::ReportingVerb => telling.marks.iter().any(|mark| {
            mark.label == SpanLabel::Cue && value.words.contains(&mark.text.to_lowercase())
        }),
        Aspect::Quotation => true,
    }
}

/// What two outlets have of an aspect, and which it is.
type Differing<'c> = (&'c OutletValue, &'c OutletValue, &'c Contrast);

/// In how much two outlets differ, and how much more marked the other's telling is.
fn weigh(claim: &Claim, one: &str, other: &str) -> (usize, isize) {
    let mut sum = (0, 0);
    for (a, b, contrast) in both(claim, one, other) {
        sum.0 += weight(contrast.aspect);
        sum.1 += marked(b) - marked(a);
    }
    sum
}

/// What says most to a reader counts most.
fn weight(aspect: Aspect) -> usize {
    match aspect {
        Aspect::Certainty | Aspect::Wording | Aspect::ReportingVerb => 3,
        Aspect::Favors | Aspect::Quotation => 2,
        Aspect::Source | Aspect::Voice => 1,
    }
}

/// Whether a value is what a plain telling would not have.
fn marked(value: &OutletValue) -> isize {
    match value.value.as_str() {
        "hedged" | "loaded" | "doubtful" | "trimmed" | "paraphrased" => 2,
        "forceful" | "factual" | "reworded" => 1,
        _ => 0,
    }
}

/// The aspects in which both have a value and do not agree.
fn both<'c>(claim: &'c Claim, one: &str, other: &str) -> impl Iterator<Item = Differing<'c>> {
    claim.contrasts.iter().filter_map(move |contrast| {
        let of = |outlet: &str| contrast.outlets.iter().find(|value| value.outlet == outlet);
        let (a, b) = (of(one)?, of(other)?);
        (a.value != b.value).then_some((a, b, contrast))
    })
}

/// How the other outlet puts what the one does too, a phrase an aspect.
fn phrases(differing: &[(OutletValue, OutletValue, Aspect)], names: &Names) -> Vec<String> {
    let quoted = differing.iter().any(|(_, _, aspect)| *aspect == Aspect::Quotation);
    // Whether a quotation is kept says in whose voice it is told.
    let told = differing.iter().filter(|(_, _, aspect)| *aspect != Aspect::Voice || !quoted);
    let mut told: Vec<_> = told.collect();
    // What no single word shows comes last.
    told.sort_by_key(|(_, _, aspect)| *aspect == Aspect::Favors);
    told.into_iter().filter_map(|(a, b, aspect)| phrase(*aspect, a, b, names)).collect()
}

fn phrase(aspect: Aspect, a: &OutletValue, b: &OutletValue, names: &Names) -> Option<String> {
    let (theirs, own) = (quoted(&a.words), quoted(&b.words));
    let one = printable(&a.outlet);
    let beside = |own: &str, theirs: &str| match theirs {
        "" => own.to_owned(),
        theirs => format!("{own} where {one} {theirs}"),
    };
    Some(match (aspect, b.value.as_str()) {
        (Aspect::Certainty, "hedged") => format!("hedges it{}", bracketed(&own)),
        (Aspect::Certainty, _) => {
            beside("puts it firmly", &format!("hedges{}", bracketed(&theirs)))
        }
        (Aspect::Wording, "loaded") => format!("uses loaded words{}", bracketed(&own)),
        (Aspect::Wording, _) => {
            beside("puts it plainly", &format!("uses loaded words{}", bracketed(&theirs)))
        }
        (Aspect::ReportingVerb, _) => {
            beside(&format!("writes {}", own?), &format!("writes {}", theirs?))
        }
        (Aspect::Source, _) => {
            beside(&format!("gives it to {}", own?), &format!("gives it to {}", theirs?))
        }
        (Aspect::Quotation, "kept") => "quotes it in full".to_owned(),
        (Aspect::Quotation, "trimmed") => "quotes only a part of it".to_owned(),
        (Aspect::Quotation, "reworded") => "quotes it in other words".to_owned(),
        (Aspect::Quotation, _) => format!("paraphrases what {one} quotes"),
        (Aspect::Favors, side) => {
            let favors = |side: &str| names.favored(side).map_or("no side".to_owned(), |name| name);
            format!("favours {} with it where {one} favours {}", favors(side), favors(&a.value))
        }
        (Aspect::Voice, "author") => "says it in its own voice".to_owned(),
        (Aspect::Voice, "quoted") => "quotes it".to_owned(),
        (Aspect::Voice, _) => "reports it as somebody else's words".to_owned(),
    })
}

/// `“may” and “could”`.
fn quoted(words: &[String]) -> Option<String> {
    let short = words.iter().filter(|word| word.chars().count() <= LONGEST);
    let shown: Vec<String> =
        short.take(WORDS).map(|word| format!("“{}”", printable(word))).collect();
    (!shown.is_empty()).then(|| list(&shown))
}

fn bracketed(words: &Option<String>) -> String {
    words.as_ref().map_or_else(String::new, |words| format!(" ({words})"))
}

/// The aspects in which an outlet tells a claim otherwise than most do: `hedged`, `“claimed”`.
pub(super) fn otherwise(claim: &Claim, outlet: &str, names: &Names) -> Vec<String> {
    let telling = claim.contrasts.iter().filter(|contrast| contrast.aspect != Aspect::Voice);
    let own = telling.filter_map(|contrast| {
        let own = contrast.outlets.iter().find(|value| value.outlet == outlet)?;
        let same = |value: &str| contrast.outlets.iter().filter(|v| v.value == value).count();
        let alike = same(&own.value);
        let most = contrast.outlets.iter().all(|v| v.value == own.value || same(&v.value) < alike);
        (!most).then(|| value(contrast.aspect, own, names))
    });
    own.collect()
}

/// What an outlet has of an aspect: `hedged (“may”)`.
pub(super) fn value(aspect: Aspect, own: &OutletValue, names: &Names) -> String {
    let words = quoted(&own.words);
    match (aspect, own.value.as_str()) {
        (Aspect::Certainty, "assertive") => "firm".to_owned(),
        (Aspect::Certainty | Aspect::Wording, value) => format!("{value}{}", bracketed(&words)),
        (Aspect::Favors, side) => {
            names.favored(side).map_or("favours no side".to_owned(), |s| format!("favours {s}"))
        }
        (Aspect::Source, _) => words.unwrap_or_else(|| "no source".to_owned()),
        (Aspect::ReportingVerb, tone) => words.unwrap_or_else(|| tone.to_owned()),
        (Aspect::Quotation, keeping) => format!("quotation {keeping}"),
        (Aspect::Voice, "author") => "own voice".to_owned(),
        (Aspect::Voice, voice) => voice.to_owned(),
    }
}

/// The telling that gives a claim its name: of those that are likest to all others, the shortest
/// that is long enough to say it.
pub(super) fn gist(claim: &Claim) -> Option<&Telling> {
    let words = |telling: &&Telling| telling.text.split_whitespace().count();
    let most = claim.centrality.iter().copied().fold(0.0, f64::max);
    let central = claim.centrality.iter().map(|of| *of >= NEARLY * most).chain(repeat(true));
    let central = claim.tellings.iter().zip(central).filter(|(_, is)| *is).map(|(told, _)| told);
    let long = central.filter(|telling| words(telling) >= 8);
    long.min_by_key(words).or_else(|| claim.tellings.iter().max_by_key(words))
}

/// Words cut to so many characters, at a space.
pub(super) fn cut(text: &str, most: usize) -> String {
    let text = printable(text);
    if text.chars().count() <= most {
        return text;
    }
    let short: String = text.chars().take(most).collect();
    let end = short.rfind(' ').filter(|&end| 2 * end > short.len()).unwrap_or(short.len());
    format!("{}…", short[..end].trim_end_matches([',', ';', ':', ' ']))
}
