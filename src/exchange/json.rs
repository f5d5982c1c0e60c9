//! What the JSON formats share: lines, and errors that name file, line and column.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::format::Format;
use super::{Fault, Piece};

/// Content without the byte order mark that some editors put before it.
fn unmarked(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The lines that hold something, with their numbers from 1.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = unmarked(text).lines().enumerate().map(|(at, line)| (at + 1, line));
    lines.filter(|(_, line)| !line.trim().is_empty())
}

/// Line `number` of a JSON Lines file.
pub(super) fn line<T: DeserializeOwned>(
    piece: &Piece,
    number: usize,
    line: &str,
) -> Result<T, Fault> {
    parse(line).map_err(|(field, error)| fault(piece, number, &field, &error))
}

/// A whole JSON file.
pub(super) fn whole<T: DeserializeOwned>(piece: &Piece) -> Result<T, Fault> {
    parse(unmarked(&piece.text)).map_err(|(field, error)| fault(piece, 1, &field, &error))
}

/// Reads JSON; an error comes with the field it is in, `.` where it is in none.
fn parse<T: DeserializeOwned>(text: &str) -> Result<T, (String, serde_json::Error)> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| (error.path().to_string(), error.into_inner()))?;
    json.end().map_err(|error| (".".to_owned(), error))?;
    Ok(value)
}

fn fault(piece: &Piece, first_line: usize, field: &str, error: &serde_json::Error) -> Fault {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    let reason = message.strip_suffix(&place).unwrap_or(&message);
    let line = first_line + error.line().saturating_sub(1);
    let field = if field == "." { String::new() } else { format!("{field}: ") };
    Fault::new(piece, line, format!("column {}: {field}{reason}", error.column()))
}

/// The format of JSON content, by the fields that only one of them has.
pub(super) fn sniff(text: &str) -> Option<Format> {
    let text = unmarked(text).trim_start();
    if text.starts_with('[') {
        return Some(Format::LabelStudio);
    }
    let first = text.lines().next()?;
    let fields: Map<String, Value> = match serde_json::from_str(first) {
        Ok(fields) => fields,
        Err(_) => return text.contains("\"%FEATURE_STRUCTURES\"").then_some(Format::CasJson),
    };
    let has = |names: &[&str]| names.iter().any(|name| fields.contains_key(*name));
    let marks: [(&[&str], Format); 5] = [
        (&["%FEATURE_STRUCTURES"], Format::CasJson),
        (&["sentence_normalized"], Format::NewsMtsc),
        (&["sentences"], Format::Gold),
        (&["label", "labels", "entities"], Format::Doccano),
        (&["spans", "tokens", "answer", "accept", "_view_id", "_input_hash"], Format::Prodigy),
    ];
    marks.into_iter().find_map(|(names, format)| has(names).then_some(format))
}
