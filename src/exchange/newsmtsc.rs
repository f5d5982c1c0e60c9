//! The NewsMTSC benchmark (Hamborg and Donnay 2021): a sentence with the stance towards targets.
//!
//! A line is a document of one sentence. Each target is a side, named `target-1` and so on: the
//! benchmark does not say which targets of different lines are the same. Offsets count scalars.

use serde::Deserialize;

use super::gather::Gatherer;
use super::layout::{SENTENCE, side_label, stance_key};
use super::offsets::{Offsets, Unit};
use super::sheet::{Mark, Sheet};
use super::{Fault, Parsed, Piece, json};
use crate::labels::Stance;
use crate::sides::{Side, SideId};
use crate::text::Span;

#[derive(Deserialize)]
struct Line {
    primary_gid: String,
    sentence_normalized: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    #[serde(flatten)]
    place: Place,
    /// 2, 4 or 6, in some files with a decimal point.
    polarity: f64,
    further_mentions: Option<Vec<Place>>,
}

#[derive(Deserialize)]
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
    [(2.0_f64, Stance::Unfavorable), (4.0, Stance::Neutral), (6.0, Stance::Favorable)]
        .into_iter()
        .find_map(|(value, stance)| (value.total_cmp(&polarity).is_eq()).then_some(stance))
        .ok_or_else(|| format!("polarity {polarity} is none of 2, 4, 6"))
}
