//! From the lines of a TSV file to its text and its annotations.

use std::collections::HashMap;

use super::super::super::offsets::{Offsets, Unit};
use super::super::Row;
use super::{SPAN_LAYER, TEXT, escape};
use crate::text::Span;

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) text: String,
    /// The structural sentences.
    pub(super) sentences: Vec<Span>,
    /// The annotations of span layers, in the order of their first token; layers with prefix.
    pub(super) rows: Vec<Row>,
    /// The span layers that the header declares.
    pub(super) layers: Vec<String>,
}

/// The line, from 1, and what is wrong with it.
type Fault = (usize, String);

/// A column; none of a span layer where `layer` is `None`.
struct Column {
    layer: Option<usize>,
    feature: String,
}

/// A token or part of one.
struct Unitary<'l> {
    line: usize,
    place: (usize, usize),
    words: &'l str,
    cells: Vec<&'l str>,
}

pub(super) fn read(content: &str) -> Result<Table, Fault> {
    let mut lines = content.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let mut numbered = lines.by_ref().enumerate().map(|(at, line)| (at + 1, line)).peekable();
    let first = numbered.next().map_or("", |(_, line)| line);
    if !first.starts_with("#FORMAT=WebAnno TSV 3.") {
        return Err((1, format!("expected `{}`, found {first:?}", super::FORMAT)));
    }
    let mut table = Table::default();
    let mut columns = Vec::new();
    while let Some((_, line)) = numbered.next_if(|(_, line)| line.starts_with("#T_")) {
        declare(line, &mut table.layers, &mut columns);
    }
    let mut body = Body::default();
    for (number, line) in numbered {
        body.take(number, line, columns.len())?;
    }
    body.close();
    table.text = body.text;
    let offsets = Offsets::new(&table.text, Unit::Utf16);
    for (line, start, end) in body.sentences {
        let place =
            offsets.place("sentence", (start, end), None).map_err(|reason| (line, reason))?;
        table.sentences.push(place);
    }
    table.rows = annotations(&body.units, &columns, &table.layers, &offsets)?;
    Ok(table)
}

/// Reads a layer's declaration: the type, then a column a feature, or one for none.
fn declare(line: &str, layers: &mut Vec<String>, columns: &mut Vec<Column>) {
    let (kind, declaration) = line.split_once('=').unwrap_or((line, ""));
    let mut fields = declaration.split('|').filter(|field| !field.is_empty());
    let layer = (format!("{kind}=") == SPAN_LAYER).then(|| {
        layers.push(fields.next().unwrap_or_default().to_owned());
        layers.len() - 1
    });
    if layer.is_none() {
        fields.next();
    }
    let before = columns.len();
    columns.extend(fields.map(|feature| Column { layer, feature: feature.to_owned() }));
    if columns.len() == before {
        columns.push(Column { layer, feature: String::new() });
    }
}

/// The sentences and tokens as they come.
#[derive(Default)]
struct Body<'l> {
    text: String,
    /// `text` in UTF-16 units.
    length: usize,
    /// Lines of the sentence being read, before its first token.
    pending: Option<String>,
    /// Line, start and end in UTF-16 units.
    sentences: Vec<(usize, usize, usize)>,
    units: Vec<Unitary<'l>>,
}

impl<'l> Body<'l> {
    fn take(&mut self, number: usize, line: &'l str, columns: usize) -> Result<(), Fault> {
        if let Some(text) = line.strip_prefix(TEXT) {
            let pending = self.pending.get_or_insert_default();
            pending.push_str(&escape::undone(text));
            pending.push('\n');
            return Ok(());
        }
        // `#Sentence.id=` and whatever else a later version adds.
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        let unit = unit(number, line, columns)?;
        if let Some(sentence) = self.pending.take() {
            self.open(number, &sentence, unit.place.0)?;
        }
        self.units.push(unit);
        Ok(())
    }

    /// Puts a sentence's text where its first token begins. The line break behind the sentence
    /// before it is part of the text only where there is room for it; wider gaps are spaces.
    fn open(&mut self, number: usize, sentence: &str, start: usize) -> Result<(), Fault> {
        if self.length > start {
            self.close();
        }
        if self.length > start {
            let reason = format!("sentence at {start} begins inside the one before it");
            return Err((number, reason));
        }
        // A gap is bounded by what was read, or a bad offset would ask for any amount of memory.
        let gap = start - self.length;
        if gap > self.text.len() + sentence.len() + 1024 {
            return Err((number, format!("sentence at {start} leaves a gap of {gap} characters")));
        }
        self.text.extend(std::iter::repeat_n(' ', gap));
        self.text.push_str(sentence);
        let units = sentence.encode_utf16().count();
        self.length = start + units;
        self.sentences.push((number, start, self.length - 1));
        Ok(())
    }

    /// Takes back the line break behind the last sentence.
    fn close(&mut self) {
        if self.text.ends_with('\n') {
            self.text.pop();
            self.length -= 1;
        }
    }
}

fn unit(number: usize, line: &str, columns: usize) -> Result<Unitary<'_>, Fault> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [_, place, words, cells @ ..] = fields.as_slice() else {
        return Err((number, format!("a token has an id, offsets and words: {line:?}")));
    };
    if cells.len() < columns {
        let found = cells.len();
        return Err((number, format!("{columns} columns are declared, {found} are here")));
    }
    let place = place
        .split_once('-')
        .and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
    let place =
        place.ok_or_else(|| (number, "the second column is no pair of offsets".to_owned()))?;
    Ok(Unitary { line: number, place, words, cells: cells[..columns].to_vec() })
}

/// An annotation being put together from the tokens it covers.
struct Open {
    layer: usize,
    span: Span,
    features: Vec<(String, String)>,
}

fn annotations(
    units: &[Unitary<'_>],
    columns: &[Column],
    layers: &[String],
    offsets: &Offsets<'_>,
) -> Result<Vec<Row>, Fault> {
    let mut all: Vec<Open> = Vec::new();
    let mut by_number: HashMap<usize, usize> = HashMap::new();
    for unit in units {
        let span = token(unit, offsets)?;
        // Annotations of this token by layer and place in the stack, so that the columns of one
        // layer are the features of one annotation.
        let mut here: HashMap<(usize, usize), usize> = HashMap::new();
        let before = all.len();
        for (column, cell) in columns.iter().zip(&unit.cells) {
            let Some(layer) = column.layer else { continue };
            if *cell == "_" {
                continue;
            }
            for (place, part) in escape::split(cell, '|').into_iter().enumerate() {
                let (value, number) = escape::numbered(part);
                let known = number.and_then(|number| by_number.get(&number).copied());
                let at = *here.entry((layer, place)).or_insert_with(|| {
                    known.unwrap_or_else(|| {
                        all.push(Open { layer, span, features: Vec::new() });
                        all.len() - 1
                    })
                });
                by_number.extend(number.map(|number| (number, at)));
                let open = &mut all[at];
                if open.layer != layer {
                    return Err((unit.line, format!("[{}] is of two layers", number.unwrap_or(0))));
                }
                open.span =
                    Span::new(open.span.start().min(span.start()), open.span.end().max(span.end()));
                // Later tokens of an annotation repeat its values.
                if at >= before && value != "*" {
                    open.features.push((column.feature.clone(), escape::undone(value)));
                }
            }
        }
    }
    let row = |open: Open| Row {
        layer: layers[open.layer].clone(),
        span: open.span,
        features: open.features,
    };
    Ok(all.into_iter().map(row).collect())
}

/// The token's place, held against its words, which some writers escape and INCEpTION does not.
fn token(unit: &Unitary<'_>, offsets: &Offsets<'_>) -> Result<Span, Fault> {
    let plain = offsets.place("token", unit.place, Some(unit.words));
    let escaped = || offsets.place("token", unit.place, Some(&escape::undone(unit.words)));
    plain.or_else(|reason| escaped().map_err(|_| (unit.line, reason)))
}
