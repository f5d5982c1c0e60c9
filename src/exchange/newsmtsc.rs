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

/// The documents as the layout has them: one a sentence that judges a side it mentions, with those
/// sides alone, named and numbered in the order of their first mention.
pub(super) fn split(documents: &[Annotated]) -> Vec<Annotated> {
    documents.iter().flat_map(sentences).collect()
}

fn sentences(document: &Annotated) -> impl Iterator<Item = Annotated> {
    let alone = document.sentences.len() == 1;
    document.sentences.iter().enumerate().filter_map(move |(at, sentence)| {
        let id = document.document.id();
        let id = if alone { id.to_owned() } else { format!("{id}:{at}") };
        one(document, sentence, id)
    })
}

fn one(document: &Annotated, sentence: &LabelledSentence, id: String) -> Option<Annotated> {
    let text = sentence.span.of(document.document.text());
    let labelled = LabelledSentence {
        stance: Some(Vec::new()),
        stance_partial: true,
        ..LabelledSentence::new(Span::new(0, text.len()))
    };
    let meta = Metadata { id, ..Metadata::default() };
    let mut alone = Annotated::new(Document::new(meta, text.to_owned()));
    alone.sentences = vec![labelled];
    for (number, (stance, spans)) in (1..).zip(judged(document, sentence)) {
        let side = SideId::from(format!("target-{number}"));
        let name = spans.first()?.of(text).to_owned();
        let mention = |span| Mention { side: side.clone(), span, kind: None };
        alone.mentions.get_or_insert_default().extend(spans.into_iter().map(mention));
        alone.sentences[0].stance.get_or_insert_default().push((side.clone(), stance));
        alone.sides.get_or_insert_default().push(Side { id: side, name, aliases: Vec::new() });
    }
    alone.sides.is_some().then_some(alone)
}

/// The stance towards each side that the sentence judges and mentions, with its mentions as they
/// stand in the sentence's text, in the order of the first.
fn judged(document: &Annotated, sentence: &LabelledSentence) -> Vec<(Stance, Vec<Span>)> {
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
    let mut judged: Vec<_> = stances.map(|(side, stance)| (*stance, mentions(side))).collect();
    judged.retain(|(_, spans)| !spans.is_empty());
    judged.sort_by_key(|(_, spans)| spans[0]);
    judged
}

/// Documents as [`split`] gives them, a line each.
pub(super) fn serialize(documents: &[Annotated]) -> String {
    let line =
        |document| serde_json::to_string(&line(document)).expect("text and numbers are JSON");
    split(documents).iter().map(|document| line(document) + "\n").collect()
}

fn line(document: &Annotated) -> Line {
    let text = document.document.text();
    let offsets = Offsets::new(text, Unit::Scalar);
    let place = |span: Span| {
        let (from, to) = offsets.of(span);
        Place { from, to, mention: span.of(text).to_owned() }
    };
    let target = |(stance, spans): (Stance, Vec<Span>)| {
        let mut places = spans.into_iter().map(place);
        Some(Target {
            place: places.next()?,
            polarity: polarity(stance),
            further_mentions: Some(places.collect()),
        })
    };
    let targets = document.sentences.iter().flat_map(|sentence| judged(document, sentence));
    Line {
        primary_gid: document.document.id().to_owned(),
        sentence_normalized: text.to_owned(),
        targets: targets.filter_map(target).collect(),
    }
}

fn polarity(stance: Stance) -> f64 {
    match stance {
        Stance::Unfavorable => 2.0,
        Stance::Neutral => 4.0,
        Stance::Favorable => 6.0,
    }
}
