//! From marks to the lines of a TSV file.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;

use super::super::super::Piece;
use super::super::super::brat::stem;
use super::super::super::layout::SENTENCE;
use super::super::super::offsets::{Offsets, Unit};
use super::super::super::sheet::Sheet;
use super::super::super::tokens::pieces;
use super::super::{DOCUMENT, LAYERS, PREFIX, Row, rows};
use super::{FORMAT, SPAN_LAYER, TEXT, escape};
use crate::files::FileNames;
use crate::labels::Annotated;
use crate::text::Span;

/// The documents, a file each.
pub(in super::super::super) fn serialize(documents: &[Annotated]) -> Vec<Piece> {
    let mut taken = FileNames::default();
    let piece = |document| {
        let sheet = Sheet::from(document);
        Piece { name: format!("{}.tsv", stem(&sheet.name, &mut taken)), text: file(&sheet) }
    };
    documents.iter().map(piece).collect()
}

fn file(sheet: &Sheet) -> String {
    let text = sheet.text.as_str();
    let mut rows = rows(&sheet.marks);
    // Tokens alone have a place: what covers none cannot be written.
    rows.retain(|row| !row.span.is_empty());
    let starts = stretches(sheet);
    let stretches: BTreeSet<usize> = starts.iter().copied().collect();
    let tokens = tokens(text, &rows, &stretches);
    if let Some(&first) = tokens.first() {
        let fields = serde_json::Value::from(sheet.metadata.clone()).to_string();
        rows.insert(0, Row::new(DOCUMENT, first, [("fields", &fields)]));
    }
    let columns = columns(&rows);
    let mut out = format!("{FORMAT}\n");
    for (layer, features) in &columns {
        let features: Vec<&str> = features.iter().map(String::as_str).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{SPAN_LAYER}{PREFIX}{layer}|{}", features.join("|"));
    }
    out.push('\n');
    let cells = cells(&rows, &tokens, &columns);
    let offsets = Offsets::new(text, Unit::Utf16);
    let mut token = tokens.iter().zip(&cells).peekable();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    for (number, (&start, end)) in starts.iter().zip(ends).enumerate() {
        out.push('\n');
        for line in text[start..end].split('\n') {
            let _ = writeln!(out, "{TEXT}{}", escape::text(line));
        }
        let mut place = 1;
        while let Some((span, cells)) = token.next_if(|(span, _)| span.start() < end) {
            let (from, to) = offsets.of(*span);
            let words = escape::text(span.of(text));
            let _ = writeln!(out, "{}-{place}\t{from}-{to}\t{words}\t{cells}", number + 1);
            place += 1;
        }
    }
    out
}

/// Where the structural sentences begin; together they leave no gap.
fn stretches(sheet: &Sheet) -> Vec<usize> {
    if sheet.text.is_empty() {
        return Vec::new();
    }
    let sentences = sheet.marks.iter().filter(|mark| mark.label == SENTENCE);
    let starts = sentences.map(|mark| mark.span.start()).filter(|&at| at < sheet.text.len());
    let starts: BTreeSet<usize> = starts.chain([0]).collect();
    starts.into_iter().collect()
}

fn tokens(text: &str, rows: &[Row], stretches: &BTreeSet<usize>) -> Vec<Span> {
    let starts: HashSet<usize> = rows.iter().map(|row| row.span.start()).collect();
    let ends: HashSet<usize> = rows.iter().map(|row| row.span.end()).collect();
    let cuts = starts.iter().chain(&ends).chain(stretches).copied();
    let mut tokens = pieces(text, cuts);
    tokens.retain(|token| {
        !token.of(text).trim().is_empty()
            || stretches.contains(&token.start())
            || starts.contains(&token.start())
            || ends.contains(&token.end())
    });
    tokens
}

/// The layers in use and, of each, the features in use: a feature that is nowhere set is no column.
fn columns(rows: &[Row]) -> Vec<(&'static str, Vec<String>)> {
    let mut columns = Vec::new();
    for (layer, known) in LAYERS {
        let mut used = rows.iter().filter(|row| row.layer == layer).peekable();
        if used.peek().is_none() {
            continue;
        }
        let names: HashSet<&str> =
            used.flat_map(|row| &row.features).map(|(name, _)| name.as_str()).collect();
        let mut more: Vec<&str> =
            names.iter().copied().filter(|name| !known.contains(name)).collect();
        more.sort_unstable();
        let known = known.iter().copied().filter(|name| names.contains(name));
        columns.push((layer, known.chain(more).map(str::to_owned).collect()));
    }
    columns
}

/// The columns of every token, each closed by a tab as INCEpTION does.
fn cells(rows: &[Row], tokens: &[Span], columns: &[(&'static str, Vec<String>)]) -> Vec<String> {
    let mut covering: Vec<Vec<usize>> = vec![Vec::new(); tokens.len()];
    let mut several = vec![false; rows.len()];
    for (at, row) in rows.iter().enumerate() {
        let from = tokens.partition_point(|token| token.start() < row.span.start());
        let to = tokens.partition_point(|token| token.end() <= row.span.end());
        covering[from..to].iter_mut().for_each(|held| held.push(at));
        several[at] = to - from > 1;
    }
    covering
        .iter()
        .map(|held| {
            let mut line = String::new();
            for (layer, features) in columns {
                let stack: Vec<usize> =
                    held.iter().copied().filter(|&at| rows[at].layer == *layer).collect();
                cell(&mut line, rows, &stack, &several, features);
            }
            line
        })
        .collect()
}

fn cell(line: &mut String, rows: &[Row], stack: &[usize], several: &[bool], features: &[String]) {
    let placeholder = [String::new()];
    for feature in if features.is_empty() { &placeholder } else { features } {
        let part = |&at: &usize| {
            let value = rows[at].feature(feature).map_or_else(|_| "*".to_owned(), escape::value);
            if several[at] || stack.len() > 1 { format!("{value}[{}]", at + 1) } else { value }
        };
        let parts: Vec<String> = stack.iter().map(part).collect();
        line.push_str(if parts.is_empty() { "_" } else { "" });
        line.push_str(&parts.join("|"));
        line.push('\t');
    }
}
