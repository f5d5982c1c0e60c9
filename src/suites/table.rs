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
    let mut lines = Lines::of(&file.text);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| wrong(&error))?;
        let cell = |at: usize| record.get(at).unwrap_or_default().to_owned();
        rows.push(Row { line: lines.at(record.position()), cells: places.map(cell) });
    }
    if rows.is_empty() {
        return Err(file.wrong(1, "no row below the header"));
    }
    Ok(rows)
}

fn fault(file: &File, error: &csv::Error) -> Error {
    let line = |position| Lines::of(&file.text).at(position);
    match error.kind() {
        ErrorKind::UnequalLengths { pos, expected_len, len } => {
            file.wrong(line(pos.as_ref()), format!("{len} fields, the header has {expected_len}"))
        }
        _ => file.wrong(line(error.position()), error),
    }
}

/// Numbers of lines, counted from where the last one was: the reader's own are one short where
/// lines end in a carriage return and a line feed.
struct Lines<'t> {
    text: &'t [u8],
    counted: usize,
    line: usize,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        Self { text: text.as_bytes(), counted: 0, line: 1 }
    }

    /// The line that a record starts on, from 1; records are asked for in order.
    fn at(&mut self, position: Option<&csv::Position>) -> usize {
        let byte = position.map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
        let mut left = self.text.get(self.counted..).unwrap_or_default().iter();
        while let Some(&next) =
            left.next().filter(|next| self.counted < byte || matches!(next, b'\r' | b'\n'))
        {
            self.counted += 1;
            self.line += usize::from(next == b'\n');
        }
        self.line
    }
}
