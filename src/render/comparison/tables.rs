//! The comparison as tables for spreadsheets and R: RFC 4180, UTF-8, CRLF.
//!
//! Numbers stand as they are, words are guarded so that no spreadsheet runs them. An empty cell is
//! an undefined number or a label that was not given. Claims, sentences and articles have the
//! numbers that the page gives them: the first is 1.

use crate::compare::claims::{Aspect, Claim, Telling};
use crate::compare::omissions::Verdict;
use crate::compare::{Comparison, Corrected, Difference, Estimate, Measure, Through, Unit};
use crate::labels::{Label, SpanLabel};

use super::super::csv::{guarded, written};
use super::claims::number;

/// Of the difference from all other outlets together.
const REST: &str = "all others";

const CELLS: [&str; 25] = [
    "kind",
    "outlet",
    "against",
    "measure",
    "side",
    "through",
    "frame",
    "value",
    "low",
    "high",
    "corrected",
    "corrected_low",
    "corrected_high",
    "p",
    "q",
    "significant",
    "detectable",
    "items",
    "items_against",
    "units",
    "units_against",
    "unit",
    "events",
    "articles",
    "too_few",
];
const CLAIMS: [&str; 20] = [
    "claim",
    "event",
    "framing",
    "outlets",
    "outlet",
    "document",
    "sentence",
    "voice",
    "certainty",
    "wording",
    "favors",
    "source",
    "source_side",
    "quotation",
    "hedge",
    "booster",
    "loaded",
    "quote",
    "cue",
    "text",
];
const OMISSIONS: [&str; 16] = [
    "kind",
    "outlet",
    "claim",
    "told_by",
    "others",
    "document",
    "sentence",
    "side",
    "told",
    "dropped",
    "others_told",
    "others_dropped",
    "p",
    "q",
    "verdict",
    "text",
];
const WORDS: [&str; 11] = [
    "outlet",
    "through",
    "words",
    "word",
    "side",
    "z",
    "log_odds",
    "count",
    "others_count",
    "tokens",
    "others_tokens",
];

/// Every table: file name and content.
#[must_use]
pub fn csv(comparison: &Comparison) -> Vec<(String, String)> {
    let tables = [
        ("cells.csv", cells_csv(comparison)),
        ("claims.csv", claims(comparison)),
        ("omissions.csv", omissions(comparison)),
        ("words.csv", words(comparison)),
    ];
    tables.map(|(name, table)| (name.to_owned(), table)).into()
}

/// A row a number: of an outlet (`profile`), or of one less another (`difference`).
#[must_use]
pub fn cells_csv(comparison: &Comparison) -> String {
    let profiles = comparison.framing.profiles.iter().flat_map(|profile| {
        let row = |estimate: &Estimate| own(&profile.outlet, profile.articles, estimate);
        profile.measures.iter().map(row).collect::<Vec<_>>()
    });
    let differences = comparison.framing.differences.iter().map(difference);
    table(&CELLS, profiles.chain(differences))
}

fn table(columns: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let head = columns.iter().map(|&name| name.to_owned()).collect();
    written(std::iter::once(head).chain(rows))
}

/// Words in a cell.
fn word(text: &str) -> String {
    guarded(text).into_owned()
}

/// A number in a cell; undefined is empty.
fn figure(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{}", (value * 1e6).round() / 1e6 + 0.0))
}

/// What is measured: its name, side, through whom, and frame.
fn measured(measure: &Measure) -> [String; 4] {
    let stance = |name: &str, side: &str, through: &Through| {
        [name.to_owned(), word(side), word(&through.name()), String::new()]
    };
    let plain = |name: &str| stance(name, "", &Through::Anyone);
    match measure {
        Measure::Favorable { side, through } => stance("favorable", side.as_str(), through),
        Measure::Unfavorable { side, through } => stance("unfavorable", side.as_str(), through),
        Measure::Balance { side, through } => stance("balance", side.as_str(), through),
        Measure::Hedged { through } => stance("hedged", "", through),
        Measure::Loaded { through } => stance("loaded", "", through),
        Measure::Frame { frame } => {
            let [name, side, through, _] = plain("frame");
            [name, side, through, frame.name().to_owned()]
        }
        Measure::SourceShare { side } => stance("source_share", side.as_str(), &Through::Anyone),
        Measure::OwnWords | Measure::Words | Measure::Sentences => plain(&measure.name()),
    }
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Document => "document",
        Unit::Block => "block",
    }
}

/// A value's number, interval and correction.
fn values(
    [value, low, high]: [Option<f64>; 3],
    corrected: Option<&Corrected>,
) -> impl Iterator<Item = String> {
    let corrected = corrected.copied();
    let corrected = [
        corrected.map(|of| of.value),
        corrected.and_then(|of| of.low),
        corrected.and_then(|of| of.high),
    ];
    [value, low, high].into_iter().chain(corrected).map(figure)
}

fn own(outlet: &str, articles: usize, of: &Estimate) -> Vec<String> {
    let mut row = vec!["profile".to_owned(), word(outlet), String::new()];
    row.extend(measured(&of.measure));
    row.extend(values([of.value, of.low, of.high], of.corrected.as_ref()));
    row.extend([const { String::new() }; 4]);
    row.extend([figure(Some(of.items)), String::new(), of.units.to_string(), String::new()]);
    row.extend([unit(of.unit).to_owned(), String::new(), articles.to_string()]);
    row.push(of.too_few.to_string());
    row
}

fn difference(of: &Difference) -> Vec<String> {
    let against = of.against.as_deref().unwrap_or(REST);
    let mut row = vec!["difference".to_owned(), word(&of.outlet), word(against)];
    row.extend(measured(&of.measure));
    row.extend(values([of.difference, of.low, of.high], of.corrected.as_ref()));
    row.extend([figure(of.p), figure(of.q), of.significant.to_string(), figure(of.detectable)]);
    row.extend(of.items.map(|items| figure(Some(items))));
    row.extend(of.units.map(|units| units.to_string()));
    row.extend([unit(of.unit).to_owned(), of.events.to_string(), String::new()]);
    row.push(of.too_few.to_string());
    row
}

/// A row a telling.
fn claims(comparison: &Comparison) -> String {
    let claims = comparison.claims.iter().enumerate();
    let rows = claims.flat_map(|(at, claim)| {
        claim.tellings.iter().map(move |telling| told(number(at), claim, telling))
    });
    table(&CLAIMS, rows)
}

fn told(number: usize, claim: &Claim, telling: &Telling) -> Vec<String> {
    let marks = |label: SpanLabel| {
        let words = telling.marks.iter().filter(|mark| mark.label == label);
        let words: Vec<_> = words.map(|mark| mark.text.replace(';', ",")).collect();
        word(&words.join(";"))
    };
    let favors = match (&telling.favors, telling.favors_known) {
        (Some(side), _) => word(side.as_str()),
        (None, true) => "none".to_owned(),
        (None, false) => String::new(),
    };
    let source = telling.source.as_ref();
    let side = source.and_then(|source| source.side.as_ref());
    vec![
        number.to_string(),
        word(&claim.event),
        figure(claim.framing),
        claim.outlets().to_string(),
        word(&telling.outlet),
        word(&telling.document),
        (telling.sentence + 1).to_string(),
        label(telling.voice),
        label(telling.certainty),
        label(telling.wording),
        favors,
        source.map(|source| word(&source.name)).unwrap_or_default(),
        side.map(|side| word(side.as_str())).unwrap_or_default(),
        quotation(claim, &telling.outlet),
        marks(SpanLabel::Hedge),
        marks(SpanLabel::Booster),
        marks(SpanLabel::Loaded),
        marks(SpanLabel::Quote),
        marks(SpanLabel::Cue),
        word(&telling.text),
    ]
}

fn label(label: Option<impl Label>) -> String {
    label.map_or_else(String::new, |label| label.name().to_owned())
}

/// What becomes of a quotation with this outlet, where outlets differ in it.
fn quotation(claim: &Claim, outlet: &str) -> String {
    let of = claim.contrasts.iter().find(|contrast| contrast.aspect == Aspect::Quotation);
    let of = of.and_then(|of| of.outlets.iter().find(|value| value.outlet == outlet));
    of.map(|of| of.value.clone()).unwrap_or_default()
}

/// A row a gap (`left_out`), a sentence that only one has (`only`), and an outlet's treatment of a
/// side's claims (`side`).
fn omissions(comparison: &Comparison) -> String {
    let empty = String::new;
    let omissions = &comparison.omissions;
    let left_out = omissions.left_out.iter().map(|of| {
        let mut row = vec!["left_out".to_owned(), word(&of.outlet), number(of.claim).to_string()];
        row.extend([word(&of.told_by.join(";")), of.others.to_string()]);
        row.extend(std::iter::repeat_n(empty(), OMISSIONS.len() - row.len()));
        row
    });
    let only = omissions.only.iter().map(|of| {
        let mut row = vec!["only".to_owned(), word(&of.outlet), empty(), empty(), empty()];
        row.extend([word(&of.document), (of.sentence + 1).to_string()]);
        row.push(of.source_side.as_ref().map(|side| word(side.as_str())).unwrap_or_default());
        row.extend(std::iter::repeat_n(empty(), 7));
        row.push(word(&of.text));
        row
    });
    let sides = omissions.sides.iter().map(|of| {
        let mut row = vec!["side".to_owned(), word(&of.outlet)];
        row.extend(std::iter::repeat_n(empty(), 5));
        row.push(word(of.side.as_str()));
        let counts = [of.told, of.dropped, of.others_told, of.others_dropped];
        row.extend(counts.map(|count| count.to_string()));
        row.extend([figure(of.p), figure(of.q), verdict(of.verdict).to_owned(), empty()]);
        row
    });
    table(&OMISSIONS, left_out.chain(only).chain(sides))
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::DropsMore => "drops_more",
        Verdict::DropsFewer => "drops_fewer",
        Verdict::TooFewToTell => "too_few_to_tell",
    }
}

/// A row a distinctive word, or pair of words.
fn words(comparison: &Comparison) -> String {
    let rows = comparison.framing.words.iter().flat_map(|of| {
        let words =
            of.words.iter().map(|word| (1, word)).chain(of.pairs.iter().map(|pair| (2, pair)));
        words.map(move |(length, of_word)| {
            let side = of_word.side.as_ref().map(|side| word(side.as_str()));
            let mut row = vec![word(&of.outlet), word(&of.through.name()), length.to_string()];
            row.extend([word(&of_word.word), side.unwrap_or_default()]);
            let numbers =
                [of_word.z, of_word.log_odds, of_word.count, of_word.others, of.tokens, of.others];
            row.extend(numbers.map(|number| figure(Some(number))));
            row
        })
    });
    table(&WORDS, rows)
}
