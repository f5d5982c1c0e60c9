//! doccano's JSONL for sequence labelling, with or without relations.
//!
//! Offsets count Unicode scalars. Fields beside text and labels are doccano's metadata; ours go
//! there, the document's `id` as `document_id`, because doccano numbers documents itself.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::flat::{flatten, unflatten};
use super::gather::Gatherer;
use super::offsets::{Offsets, Unit};
use super::sheet::Sheet;
use super::{Fault, Parsed, Piece};
use crate::labels::Annotated;
use crate::text::Span;

const ID: &str = "document_id";

#[derive(Deserialize)]
struct Line {
    /// `data` in exports of doccano 1.5 and later that were not asked for another name.
    #[serde(alias = "data")]
    text: String,
    #[serde(default, alias = "labels")]
    label: Vec<(usize, usize, String)>,
    #[serde(default)]
    entities: Vec<Entity>,
    #[serde(default)]
    relations: Vec<Value>,
    #[serde(flatten)]
    metadata: Map<String, Value>,
}

#[derive(Deserialize)]
struct Entity {
    label: String,
    start_offset: usize,
    end_offset: usize,
}

pub(super) fn parse(pieces: &[Piece]) -> Result<Parsed, Fault> {
    let mut gatherer = Gatherer::default();
    for piece in pieces {
        for (number, line) in super::json::lines(&piece.text) {
            let line: Line = super::json::line(piece, number, line)?;
            gatherer.ignored.add("relations", line.relations.len());
            let sheet = sheet(number, line).map_err(|reason| Fault::new(piece, number, reason))?;
            gatherer.add(sheet).map_err(|error| Fault::new(piece, number, error))?;
        }
    }
    Ok(gatherer.finish())
}

fn sheet(number: usize, line: Line) -> Result<Sheet, String> {
    let mut metadata = line.metadata;
    let own = metadata.remove("id").map_or_else(|| number.to_string(), |id| id.to_string());
    if let Some(id) = metadata.remove(ID) {
        metadata.insert("id".to_owned(), id);
    }
    // Written by doccano whether or not anybody commented.
    if metadata.get("Comments").is_some_and(|comments| *comments == json!([])) {
        metadata.remove("Comments");
    }
    let name = metadata.get("id").and_then(Value::as_str).unwrap_or(&own).to_owned();
    let offsets = Offsets::new(&line.text, Unit::Scalar);
    let entities = line.entities.into_iter().map(|e| (e.start_offset, e.end_offset, e.label));
    let spans: Vec<(Span, String)> = line
        .label
        .into_iter()
        .chain(entities)
        .map(|(start, end, label)| Ok((offsets.place(&label, (start, end), None)?, label)))
        .collect::<Result<_, String>>()
        .map_err(|reason| format!("document {name}: {reason}"))?;
    let places: Vec<Span> = spans.iter().map(|&(span, _)| span).collect();
    let marks = unflatten(spans).map_err(|(at, reason)| {
        let (start, end) = offsets.of(places[at]);
        format!("document {name}: span {start}..{end}: {reason}")
    })?;
    Ok(Sheet { name, text: line.text, metadata, marks })
}

pub(super) fn serialize(documents: &[Annotated]) -> String {
    documents.iter().map(|document| row(Sheet::from(document)).to_string() + "\n").collect()
}

fn row(sheet: Sheet) -> Value {
    let offsets = Offsets::new(&sheet.text, Unit::Scalar);
    let label = |(span, label)| {
        let (start, end) = offsets.of(span);
        json!([start, end, label])
    };
    let labels: Vec<Value> = flatten(&sheet.marks).into_iter().map(label).collect();
    let mut row = Map::new();
    row.insert("text".to_owned(), sheet.text.as_str().into());
    row.insert("label".to_owned(), labels.into());
    for (field, value) in sheet.metadata {
        let field = if field == "id" { ID.to_owned() } else { field };
        row.insert(field, value);
    }
    row.into()
}
