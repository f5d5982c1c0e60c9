//! brat standoff: a `.txt` and an `.ann` file a document, and `annotation.conf` for all of them.
//!
//! Offsets count Unicode scalars. brat has no place for a document's fields, so they are a note
//! on an annotation `document` over the first word.

mod conf;
pub(super) mod standoff;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::gather::Gatherer;
use super::layout::file_name;
use super::loss::Tally;
use super::offsets::{Offsets, Unit};
use super::sheet::{Mark, Sheet};
use super::{Fault, Parsed, Piece};
use crate::files::FileNames;
use crate::labels::Annotated;
use crate::text::Span;
use standoff::{Entity, Standoff, breaks_line};

/// The type of the annotation whose note holds the document's fields.
const DOCUMENT: &str = "document";
/// File systems allow 255 bytes; the extension and a number must fit as well.
const LONGEST_NAME: usize = 200;

pub(super) fn parse(pieces: &[Piece]) -> Result<Parsed, Fault> {
    let stems = |extension| {
        let stem = move |piece: &Piece| piece.name.strip_suffix(extension).map(str::to_owned);
        pieces.iter().filter_map(move |piece| Some((stem(piece)?, piece)))
    };
    let anns: HashMap<String, &Piece> = stems(".ann").collect();
    let texts: HashSet<String> = stems(".txt").map(|(stem, _)| stem).collect();
    if let Some((_, ann)) = stems(".ann").find(|(stem, _)| !texts.contains(stem)) {
        return Err(Fault::new(ann, None, "the .txt file of the same name is missing"));
    }
    let mut gatherer = Gatherer::default();
    for (name, text) in stems(".txt") {
        let ann = anns
            .get(&name)
            .ok_or_else(|| Fault::new(text, None, "the .ann file of the same name is missing"))?;
        let standoff = Standoff::parse(&ann.text, &text.text).map_err(|(line, reason)| {
            Fault::new(ann, line, format!("document {name}: {reason}"))
        })?;
        let sheet = sheet(name, &text.text, standoff, &mut gatherer.ignored);
        gatherer
            .add(sheet.map_err(|reason| Fault::new(ann, None, reason))?)
            .map_err(|error| Fault::new(ann, None, error))?;
    }
    Ok(gatherer.finish())
}

fn sheet(
    name: String,
    text: &str,
    standoff: Standoff,
    ignored: &mut Tally,
) -> Result<Sheet, String> {
    let mut sheet = Sheet { name, text: text.to_owned(), ..Sheet::default() };
    for (kind, _) in standoff.others {
        ignored.add(kind, 1);
    }
    for entity in standoff.entities {
        if entity.label == DOCUMENT {
            sheet.metadata = fields(&entity)
                .ok_or_else(|| format!("document {}: its note is no JSON object", sheet.name))?;
            continue;
        }
        ignored.add("notes", entity.notes.len());
        ignored.add("fragments", entity.fragments.len() - 1);
        sheet.marks.extend(entity.fragments.iter().map(|&span| Mark {
            span,
            label: entity.label.clone(),
            attributes: entity.attributes.clone(),
        }));
    }
    Ok(sheet)
}

fn fields(document: &Entity) -> Option<Map<String, Value>> {
    document.notes.first().map_or(Some(Map::new()), |note| serde_json::from_str(note).ok())
}

pub(super) fn serialize(documents: &[Annotated]) -> Vec<Piece> {
    let mut taken = FileNames::default();
    let mut pieces = Vec::new();
    let sheets: Vec<Sheet> = documents.iter().map(Sheet::from).collect();
    for sheet in &sheets {
        let name = stem(&sheet.name, &mut taken);
        pieces.push(Piece { name: format!("{name}.txt"), text: sheet.text.clone() });
        pieces.push(Piece { name: format!("{name}.ann"), text: annotations(sheet) });
    }
    pieces.push(Piece { name: "annotation.conf".to_owned(), text: conf::conf(&sheets) });
    pieces
}

/// A file name for a document, different from all others even where case does not count.
pub(super) fn stem(id: &str, taken: &mut FileNames) -> String {
    let mut name = file_name(id);
    if name.len() > LONGEST_NAME || name.starts_with('.') || name.is_empty() {
        name = "document".to_owned();
    }
    taken.distinct(&name)
}

fn annotations(sheet: &Sheet) -> String {
    let offsets = Offsets::new(&sheet.text, Unit::Scalar);
    let mut ann = String::new();
    let mut attributes = 0;
    let document = first_word(&sheet.text).map(|span| Mark::new(span, DOCUMENT));
    let marks = document.iter().chain(&sheet.marks);
    let written =
        marks.filter_map(|mark| Some((mark, fragments(mark.span, &sheet.text, &offsets)?)));
    for (at, (mark, (ranges, words))) in written.enumerate() {
        let id = at + 1;
        // Writing to a string cannot fail.
        let _ = writeln!(ann, "T{id}\t{} {ranges}\t{words}", mark.label);
        for (key, value) in &mark.attributes {
            attributes += 1;
            let _ = writeln!(ann, "A{attributes}\t{key} T{id} {value}");
        }
    }
    if document.is_some() {
        let fields = Value::from(sheet.metadata.clone());
        let _ = writeln!(ann, "#1\tAnnotatorNotes T1\t{fields}");
    }
    ann
}

fn first_word(text: &str) -> Option<Span> {
    let start = text.find(|character: char| !character.is_whitespace())?;
    let length = text[start..].find(char::is_whitespace).unwrap_or(text.len() - start);
    Some(Span::new(start, start + length))
}

/// A span in brat's form: cut at line breaks, which its lines cannot hold. `None` where it covers
/// no words, for which brat has no form.
fn fragments(span: Span, text: &str, offsets: &Offsets<'_>) -> Option<(String, String)> {
    let mut ranges = Vec::new();
    let mut words = Vec::new();
    let mut start = span.start();
    for part in span.of(text).split(breaks_line) {
        let end = start + part.len();
        if !part.is_empty() {
            let (from, to) = offsets.of(Span::new(start, end));
            ranges.push(format!("{from} {to}"));
            words.push(part);
        }
        start = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
    (!ranges.is_empty()).then(|| (ranges.join(";"), words.join(" ")))
}
