//! Rows of a benchmark's table, its columns found by their names.

use csv::{ErrorKind, ReaderBuilder};

use super::files::File;
use crate::error::{Error, Result};

/// A row: the cells of the columns asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row<const N: usize> {
    /// The line it starts on, from 1.
    pub line: usize,
    /// In the order of the columns asked for.
    pub cells: [String; N],
}

/// All rows below the header, which names the columns in any order.
pub(super) fn rows<const N: usize>(
    file: &File,
    layout: &ReaderBuilder,
    columns: [&str; N],
) -> Result<Vec<Row<N>>> {
    let mut reader = layout.from_reader(file.text.as_bytes());
    let wrong = |error: &csv::Error| fault(file, error);
    let header = reader.headers().map_err(|error| wrong(&error))?.clone();
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        *place = header.iter().position(|name| name.trim() == column).ok_or_else(|| {
            let found = header.iter().collect::<Vec<_>>().join(", ");
            file.wrong(1, format!("no column `{column}`; there are {found}"))
        })?;
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| wrong(&error))?;
        let cell = |at: usize| record.get(at).unwrap_or_default().to_owned();
        let line = line(record.position());
        rows.push(Row { line, cells: places.map(cell) });
    }
    if rows.is_empty() {
        return Err(file.wrong(1, "no row below the header"));
    }
    Ok(rows)
}

fn line(position: Option<&csv::Position>) -> usize {
    position.map_or(1, |at| usize::try_from(at.line()).unwrap_or(usize::MAX))
}

fn fault(file: &File, error: &csv::Error) -> Error {
    match error.kind() {
        ErrorKind::UnequalLengths { pos, expected_len, len } => {
            file.wrong(line(pos.as_ref()), format!("{len} fields, the header has {expected_len}"))
        }
        _ => file.wrong(line(error.position()), error),
    }
}
