//! The NewsMTSC benchmark (Hamborg and Donnay 2021): a sentence with the stance towards targets.
//!
//! A line is a document of one sentence. Each target is a side, named `target-1` and so on: the
//! benchmark does not say which targets of different lines are the same. Offsets count scalars.
//! A document of several sentences is written as a document each.

use serde::{Deserialize, Serialize};

use super::gather::Gatherer;
use super::layout::{SENTENCE, side_label, stance_key};
use super::offsets::{Offsets, Unit};
use super::sheet::{Mark, Sheet};
use super::{Fault, Parsed, Piece, json};
use crate::labels::{Annotated, LabelledSentence, Stance};
use crate::sides::{Mention, Side, SideId};
use crate::text::{Document, Metadata, Span};

#[derive(Serialize, Deserialize)]
struct Line {
    primary_gid: String,
    sentence_normalized: String,
    targets: Vec<Target>,
}

#[derive(Serialize, Deserialize)]
struct Target {
    #[serde(flatten)]
    place: Place,
    /// 2, 4 or 6, in some files with a decimal point.
    polarity: f64,
    further_mentions: Option<Vec<Place>>,
}

#[derive(Serialize, Deserialize)]
struct Place {
    from: usize,
    to: usize,
    mention: String,
}

pub(super) fn parse(pieces: &[Piece]) -> Result<Parsed, Fault> {
    let mut gatherer = Gatherer::default();
    for piece in pieces {
        for (number, line) in json::lines(&piece.text) {
            let sheet = sheet(json::line(piece, number, line)?)
                .map_err(|reason| Fault::new(piece, number, reason))?;
            gatherer.add(sheet).map_err(|error| Fault::new(piece, number, error))?;
        }
    }
    Ok(gatherer.finish())
}

fn sheet(line: Line) -> Result<Sheet, String> {
    let Line { primary_gid: name, sentence_normalized: text, targets } = line;
    let mut sentence = Mark::new(Span::new(0, text.len()), SENTENCE);
    sentence.attributes.push(("stance_partial".to_owned(), true.to_string()));
    let mut sides = Vec::new();
    let mut marks = Vec::new();
    let offsets = Offsets::new(&text, Unit::Scalar);
    for (at, target) in targets.into_iter().enumerate() {
        let id = SideId::from(format!("target-{}", at + 1));
        let wrong = |reason: String| format!("document {name}: {reason}");
        let stance = stance(target.polarity).map_err(wrong)?;
        sentence.attributes.push((stance_key(&id), stance.to_string()));
        for place in std::iter::once(&target.place).chain(target.further_mentions.iter().flatten())
        {
            let span = offsets.place("mention", (place.from, place.to), Some(&place.mention));
            marks.push(Mark::new(span.map_err(wrong)?, side_label(&id)));
        }
        sides.push(Side { id, name: target.place.mention, aliases: Vec::new() });
    }
    marks.push(sentence);
    let mut metadata = serde_json::Map::new();
    metadata.insert("sides".to_owned(), serde_json::json!(sides));
    metadata.insert("span_layers".to_owned(), serde_json::json!([]));
    Ok(Sheet { name, text, metadata, marks })
}

fn stance(polarity: f64) -> Result<Stance, String> {
    [Stance::Unfavorable, Stance::Neutral, Stance::Favorable]
        .into_iter()
        .find(|&stance| self::polarity(stance).total_cmp(&polarity).is_eq())
        .ok_or_else(|| format!("polarity {polarity} is none of 2, 4, 6"))
}

/// A sentence that becomes a line: one that judges a side it mentions.
struct Part<'d> {
    id: String,
    text: &'d str,
    targets: Vec<Judged>,
}

/// The stance towards a side, and the side's mentions as they stand in the sentence's text.
type Judged = (Stance, Vec<Span>);

/// The sentences that become lines. A document of one keeps its id.
fn parts(documents: &[Annotated]) -> impl Iterator<Item = Part<'_>> {
    documents.iter().flat_map(|document| {
        let alone = document.sentences.len() == 1;
        document.sentences.iter().enumerate().filter_map(move |(at, sentence)| {
            let targets = judged(document, sentence);
            let id = document.document.id();
            let id = if alone { id.to_owned() } else { format!("{id}:{at}") };
            let text = sentence.span.of(document.document.text());
            (!targets.is_empty()).then_some(Part { id, text, targets })
        })
    })
}

/// The stance towards each side that the sentence judges and mentions, in the order of the first
/// mention.
fn judged(document: &Annotated, sentence: &LabelledSentence) -> Vec<Judged> {
    let whole = sentence.span;
    let mentions = |side: &SideId| {
        let own = document.mentions.iter().flatten().filter(|mention| mention.side == *side);
        let inside = own.map(|mention| mention.span).filter(|&span| whole.contains(span));
        let words = inside.filter(|span| !span.is_empty());
        let mut spans: Vec<Span> = words
            .map(|span| Span::new(span.start() - whole.start(), span.end() - whole.start()))
            .collect();
        spans.sort_unstable();
        spans
    };
    let stances = sentence.stance.iter().flatten();
    let mut judged: Vec<Judged> = stances.map(|(side, stance)| (*stance, mentions(side))).collect();
    judged.retain(|(_, spans)| !spans.is_empty());
    judged.sort_by_key(|(_, spans)| spans[0]);
    judged
}

/// The documents as the layout has them: one a line, with the sides that are judged there alone,
/// named and numbered in the order of their first mention.
pub(super) fn split(documents: &[Annotated]) -> Vec<Annotated> {
    parts(documents).map(document).collect()
}

fn document(Part { id, text, targets }: Part) -> Annotated {
    let (mut sides, mut mentions, mut stances) = (Vec::new(), Vec::new(), Vec::new());
    for (number, (stance, spans)) in (1..).zip(targets) {
        let side = SideId::from(format!("target-{number}"));
        let name = spans[0].of(text).to_owned();
        mentions.extend(spans.iter().map(|&span| Mention { side: side.clone(), span, kind: None }));
        stances.push((side.clone(), stance));
        sides.push(Side { id: side, name, aliases: Vec::new() });
    }
    let labelled = LabelledSentence {
        stance: Some(stances),
        stance_partial: true,
        ..LabelledSentence::new(Span::new(0, text.len()))
    };
    let meta = Metadata { id, ..Metadata::default() };
    Annotated {
        sides: Some(sides),
        mentions: Some(mentions),
        sentences: vec![labelled],
        ..Annotated::new(Document::new(meta, text.to_owned()))
    }
}

/// The lines of the documents, whether [`split`] or whole.
pub(super) fn serialize(documents: &[Annotated]) -> String {
    let json = |part| serde_json::to_string(&line(part)).expect("text and numbers are JSON");
    parts(documents).map(|part| json(part) + "\n").collect()
}

fn line(Part { id, text, targets }: Part) -> Line {
    let offsets = Offsets::new(text, Unit::Scalar);
    let place = |span: Span| {
        let (from, to) = offsets.of(span);
        Place { from, to, mention: span.of(text).to_owned() }
    };
    let target = |(stance, spans): Judged| {
        let mut places = spans.into_iter().map(place);
        Some(Target {
            place: places.next()?,
            polarity: polarity(stance),
            further_mentions: Some(places.collect()),
        })
    };
    Line {
        primary_gid: id,
        sentence_normalized: text.to_owned(),
        targets: targets.into_iter().filter_map(target).collect(),
    }
}

fn polarity(stance: Stance) -> f64 {
    match stance {
        Stance::Unfavorable => 2.0,
        Stance::Neutral => 4.0,
        Stance::Favorable => 6.0,
    }
}
