//! `WebAnno` TSV 3.3: tokens in lines, layers in columns; one document a file.
//!
//! Offsets count UTF-16 code units. The format knows no text between sentences, so what is written
//! is cut into stretches that leave no gap: each begins where a labelled sentence begins. White
//! space is a token only where a label begins or ends in it.

mod escape;
mod reader;
mod writer;

use super::super::gather::Gatherer;
use super::super::layout::SENTENCE;
use super::super::loss::Tally;
use super::super::sheet::{Mark, Sheet};
use super::super::{Fault, Parsed, Piece};
use super::{DOCUMENT, SENTENCES, custom, marks};
use crate::text::Span;
use reader::Table;

pub(in super::super) use writer::serialize;

/// The first line.
const FORMAT: &str = "#FORMAT=WebAnno TSV 3.3";
/// Before the type and the features of a layer of spans.
const SPAN_LAYER: &str = "#T_SP=";
/// Before a line of a sentence's text.
const TEXT: &str = "#Text=";

pub(in super::super) fn parse(pieces: &[Piece]) -> Result<Parsed, Fault> {
    let mut gatherer = Gatherer::default();
    for piece in pieces {
        let table =
            reader::read(&piece.text).map_err(|(line, reason)| Fault::new(piece, line, reason))?;
        let name = piece.name.strip_suffix(".tsv").unwrap_or(&piece.name);
        let sheet = sheet(name, table, &mut gatherer.ignored)
            .map_err(|reason| Fault::new(piece, None, reason))?;
        gatherer.add(sheet).map_err(|error| Fault::new(piece, None, error))?;
    }
    Ok(gatherer.finish())
}

fn sheet(name: &str, table: Table, ignored: &mut Tally) -> Result<Sheet, String> {
    let mut sheet = Sheet { name: name.to_owned(), text: table.text, ..Sheet::default() };
    let labelled = table.layers.iter().any(|layer| custom(layer) == Some(SENTENCES));
    let mut rows = Vec::new();
    for mut row in table.rows {
        match custom(&row.layer) {
            Some(DOCUMENT) => {
                sheet.metadata = serde_json::from_str(row.feature("fields")?)
                    .map_err(|_| format!("document {name}: `fields` is no JSON object"))?;
            }
            Some(layer) => {
                row.layer = layer.to_owned();
                rows.push(row);
            }
            None => ignored.add(&format!("layer {}", row.layer), 1),
        }
    }
    sheet.marks = marks(rows, ignored).map_err(|(span, reason)| {
        format!("document {name}: {:?}: {reason}", span.of(&sheet.text))
    })?;
    if !labelled && sheet.metadata.is_empty() {
        let trimmed = table.sentences.into_iter().map(|span: Span| span.trimmed(&sheet.text));
        sheet.marks.extend(trimmed.map(|span| Mark::new(span, SENTENCE)));
    }
    Ok(sheet)
}
