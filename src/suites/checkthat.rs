//! CheckThat! task 1: a sentence a line, apart by tabs, quotation marks being text.

use csv::ReaderBuilder;

use super::files::{Data, File};
use super::gold;
use super::table::{Row, rows};
use crate::error::Result;
use crate::labels::{Annotated, Wording};
use crate::text::Metadata;

const COLUMNS: [&str; 3] = ["sentence_id", "sentence", "label"];

pub(super) fn read(data: Data) -> Result<Vec<Annotated>> {
    let file = data.file(0)?;
    let rows = rows(&file, ReaderBuilder::new().delimiter(b'\t').quoting(false), COLUMNS)?;
    rows.into_iter().map(|row| document(data, &file, row)).collect()
}

fn document(data: Data, file: &File, row: Row<3>) -> Result<Annotated> {
    let Row { line, cells: [id, text, label] } = row;
    let wording = match label.trim() {
        "SUBJ" => Wording::Loaded,
        "OBJ" => Wording::Plain,
        other => {
            return Err(file.wrong(line, format!("label: {other:?} is none of SUBJ, OBJ")));
        }
    };
    let meta = Metadata { id, ..Metadata::default() };
    gold::one_sentence(data.card, meta, text, |sentence| sentence.wording = Some(wording))
        .map_err(|reason| file.wrong(line, format!("sentence: {reason}")))
}
