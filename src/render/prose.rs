//! The summary in plain English: what a journalist takes away without the codebook.

use std::cmp::Reverse;

use crate::labels::{
    Annotated, Certainty, Counts, Frame, LabelledSentence, SpanLabel, Speaker, Summary, Wording,
};

use super::plain::{Plain, count, list, percent, printable};
use super::signs::Signs;

/// Evidence words quoted as examples of a rate.
const EXAMPLES: usize = 3;

/// Longer evidence than this many characters is no example.
const EXAMPLE_LENGTH: usize = 40;

/// Frames named.
const FRAMES: usize = 3;

/// One thing that the summary says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    /// What it is about.
    pub heading: &'static str,
    /// One or two sentences.
    pub text: String,
}

/// The points of a document's summary; none where it has no summary.
pub(super) fn points(annotated: &Annotated, signs: &Signs) -> Vec<Point> {
    let Some(summary) = &annotated.summary else { return Vec::new() };
    if summary.all.sentences == 0 {
        let text = "There is no sentence here that carries labels.".to_owned();
        return vec![Point { heading: "Nothing to count", text }];
    }
    let point = |heading, text: Option<String>| Some(Point { heading, text: text? });
    let points = [
        point("Favours", favors(summary, signs)),
        point("In context", in_context(annotated)),
        point("How sides come off", comes_off(summary, signs)),
        point("Room", room(summary, signs)),
        point("Hedged", hedged(annotated, summary)),
        point("Loaded", loaded(annotated, summary)),
        point("Talks about", frames(summary)),
        point("Counted", Some(counted(summary, signs))),
    ];
    points.into_iter().flatten().collect()
}

/// What to bear in mind of stances that the rest of the article moved.
fn in_context(annotated: &Annotated) -> Option<String> {
    let caution = "What the article says elsewhere moved how its sentences favour sides: a slant \
                   shows more clearly, and one that is not there too.";
    annotated.is_in_context().then(|| caution.to_owned())
}

fn favors(summary: &Summary, signs: &Signs) -> Option<String> {
    (signs.all().len() > 1).then_some(())?;
    let own = &summary.voice(&Speaker::Outlet)?.counts;
    let own = match own.favors_judged {
        0 => "There are no own words of the outlet to judge.".to_owned(),
        _ => format!("The outlet's own words favour {}.", favored(own, signs)),
    };
    let all = &summary.all;
    Some(match all.favors_judged {
        0 => own,
        _ => {
            format!("{own} With everybody it quotes, the article favours {}.", favored(all, signs))
        }
    })
}

/// `Millham in 7 of 18 sentences, Mere in 2 and no side in 9`.
fn favored(counts: &Counts, signs: &Signs) -> String {
    if counts.favors_none == counts.favors_judged {
        return format!("no side ({})", count(counts.favors_judged, "sentence"));
    }
    let mut sides: Vec<_> = counts.sides.iter().collect();
    sides.sort_by_key(|side| Reverse(side.favored));
    let mut items: Vec<_> = sides
        .into_iter()
        .map(|side| format!("{} in {}", printable(signs.name(&side.side)), number(side.favored)))
        .collect();
    if let Some(first) = items.first_mut() {
        *first += &format!(" of {}", count(counts.favors_judged, "sentence"));
    }
    items.push(format!("no side in {}", number(counts.favors_none)));
    list(&items)
}

fn number(n: usize) -> String {
    if n == 0 { "none".to_owned() } else { n.to_string() }
}

fn comes_off(summary: &Summary, signs: &Signs) -> Option<String> {
    let judged = summary.all.sides.iter().filter(|side| side.judged() > 0);
    let items: Vec<_> = judged
        .map(|side| {
            let name = printable(signs.name(&side.side));
            let all = count(side.judged(), "sentence");
            if side.neutral == side.judged() {
                return format!("{name} comes off neither way in the {all} about it");
            }
            let (well, badly) = (number(side.favorable), number(side.unfavorable));
            format!("{name} comes off well in {well} and badly in {badly} of the {all} about it")
        })
        .collect();
    (!items.is_empty()).then(|| items.join("; ") + ".")
}

fn room(summary: &Summary, signs: &Signs) -> Option<String> {
    let all = summary.all.words;
    (all > 0).then_some(())?;
    let items: Vec<_> = summary
        .voices
        .iter()
        .filter(|voice| voice.counts.words > 0 || voice.speaker == Speaker::Outlet)
        .map(|voice| {
            let share = percent(voice.counts.words, all);
            match &voice.speaker {
                Speaker::Outlet => format!("{share} of the words are the outlet's own"),
                Speaker::Side(id) => {
                    format!("{share} are those of speakers for {}", printable(signs.name(id)))
                }
                Speaker::Other => format!("{share} are those of others"),
                Speaker::Unclear => format!("of {share} it is unclear whose they are"),
            }
        })
        .collect();
    Some(list(&items) + ".")
}

fn hedged(annotated: &Annotated, summary: &Summary) -> Option<String> {
    let Counts { hedged, certainty_judged: all, .. } = summary.all;
    let (one, many) = ("weakens what it says", "weaken what they say");
    rate(hedged, all, one, many).map(|rate| match hedged {
        0 => rate + ".",
        _ => {
            let is_hedged = |s: &LabelledSentence| s.certainty == Some(Certainty::Hedged);
            rate + &examples(annotated, SpanLabel::Hedge, is_hedged) + "."
        }
    })
}

fn loaded(annotated: &Annotated, summary: &Summary) -> Option<String> {
    let Counts { loaded, wording_judged: all, .. } = summary.all;
    let (one, many) = ("uses words that judge or dramatise", "use words that judge or dramatise");
    let own = summary.voice(&Speaker::Outlet).map_or(0, |own| own.counts.loaded);
    rate(loaded, all, one, many).map(|rate| match loaded {
        0 => rate + ".",
        _ => {
            let is_loaded = |s: &LabelledSentence| s.wording == Some(Wording::Loaded);
            let examples = examples(annotated, SpanLabel::Loaded, is_loaded);
            format!("{rate}{examples}; {} of them in the outlet's own words.", number(own))
        }
    })
}

/// `3 of 13 sentences weaken what they say`, where any was judged.
fn rate(part: usize, all: usize, one: &str, many: &str) -> Option<String> {
    let sentences = count(all, "sentence");
    match (all, part) {
        (0, _) => None,
        (_, 0) => Some(format!("None of {sentences} {one}")),
        (_, 1) => Some(format!("1 of {sentences} {one}")),
        _ => Some(format!("{part} of {sentences} {many}")),
    }
}

/// ` (“could”, “may”)`: the most probable words of a label in the sentences that were counted.
fn examples(
    annotated: &Annotated,
    label: SpanLabel,
    counted: impl Fn(&LabelledSentence) -> bool,
) -> String {
    let text = annotated.document.text();
    let sentences = &annotated.sentences;
    let was_counted = |start: usize| {
        let after = sentences.partition_point(|sentence| sentence.span.start() <= start);
        let sentence = after.checked_sub(1).map(|number| &sentences[number]);
        sentence.is_some_and(|sentence| sentence.counts() && counted(sentence))
    };
    let mut found: Vec<_> = annotated
        .spans
        .iter()
        .filter(|span| span.label == label && was_counted(span.span.start()))
        .collect();
    found.sort_by(|a, b| b.p.unwrap_or(0.0).total_cmp(&a.p.unwrap_or(0.0)));
    let mut words: Vec<String> = Vec::new();
    for span in found {
        let example = printable(span.span.of(text)).to_lowercase();
        let fits = !example.is_empty() && example.chars().count() <= EXAMPLE_LENGTH;
        if words.len() < EXAMPLES && fits && !words.contains(&example) {
            words.push(example);
        }
    }
    let words: Vec<_> = words.iter().map(|word| format!("“{word}”")).collect();
    if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) }
}

fn frames(summary: &Summary) -> Option<String> {
    let items: Vec<_> = ranked(summary)
        .into_iter()
        .take(FRAMES)
        .enumerate()
        .map(|(place, (frame, n))| {
            let n = if place == 0 { count(n, "sentence") } else { n.to_string() };
            format!("{} ({n})", frame.plain())
        })
        .collect();
    (!items.is_empty()).then(|| format!("Mostly {}.", list(&items)))
}

/// Frames with their sentences, the commonest first.
pub(super) fn ranked(summary: &Summary) -> Vec<(Frame, usize)> {
    let mut frames: Vec<_> = summary.frames.iter().map(|(&frame, &n)| (frame, n)).collect();
    frames.sort_by_key(|&(frame, n)| (Reverse(n), frame));
    frames
}

fn counted(summary: &Summary, signs: &Signs) -> String {
    let all = &summary.all;
    let mut text =
        format!("{} with {}", count(all.sentences, "sentence"), count(all.words, "word"));
    if summary.left_out > 0 {
        text +=
            &format!("; {} of page furniture or repeats left out", count(summary.left_out, "line"));
    }
    let unclear = all.sentences - all.favors_judged.min(all.sentences);
    if unclear > 0 && signs.all().len() > 1 {
        text += &format!("; whom {} favour is unclear", count(unclear, "sentence"));
    }
    text + "."
}
