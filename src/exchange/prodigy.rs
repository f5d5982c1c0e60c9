//! Prodigy's JSONL: span tasks, and choice tasks about one sentence.
//!
//! Offsets count Unicode scalars; `token_end` is the last token of a span, not the one behind it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::flat::{flatten, unflatten};
use super::gather::Gatherer;
use super::layout::SENTENCE;
use super::offsets::{Offsets, Unit};
use super::sheet::Sheet;
use super::tokens::pieces;
use super::{Fault, Parsed, Piece};
use crate::labels::Annotated;
use crate::text::Span;

#[derive(Deserialize)]
struct Task {
    text: String,
    #[serde(default)]
    spans: Vec<SpanTask>,
    #[serde(default)]
    tokens: Vec<Token>,
    #[serde(default)]
    meta: Map<String, Value>,
    #[serde(default)]
    relations: Vec<Value>,
    /// The options chosen in a choice task: `voice=quoted`.
    accept: Option<Vec<String>>,
    /// `accept`, `reject` or `ignore`; absent in a task that was not yet shown.
    answer: Option<String>,
}

#[derive(Deserialize)]
struct SpanTask {
    start: usize,
    end: usize,
    label: String,
    text: Option<String>,
    token_start: Option<usize>,
    token_end: Option<usize>,
}

#[derive(Serialize, Deserialize)]
struct Token {
    text: String,
    start: usize,
    end: usize,
    id: usize,
    #[serde(default)]
    ws: bool,
}

pub(super) fn parse(pieces: &[Piece]) -> Result<Parsed, Fault> {
    let mut gatherer = Gatherer::default();
    for piece in pieces {
        for (number, line) in super::json::lines(&piece.text) {
            let task: Task = super::json::line(piece, number, line)?;
            let wrong = |reason: String| Fault::new(piece, number, reason);
            if !answered(&task).map_err(wrong)? {
                gatherer.ignored.add("tasks rejected or ignored", 1);
                continue;
            }
            gatherer.ignored.add("relations", task.relations.len());
            let sheet = sheet(number, task).map_err(wrong)?;
            gatherer.add(sheet).map_err(|error| wrong(error.to_string()))?;
        }
    }
    Ok(gatherer.finish())
}

fn answered(task: &Task) -> Result<bool, String> {
    match task.answer.as_deref() {
        None | Some("accept") => Ok(true),
        Some("reject" | "ignore") => Ok(false),
        Some(other) => Err(format!("answer: {other:?} is none of accept, reject, ignore")),
    }
}

fn sheet(number: usize, task: Task) -> Result<Sheet, String> {
    let name = match task.meta.get("id") {
        Some(Value::String(id)) => id.clone(),
        Some(id) => id.to_string(),
        None => number.to_string(),
    };
    let wrong = |reason: String| format!("document {name}: {reason}");
    let offsets = Offsets::new(&task.text, Unit::Scalar);
    for token in &task.tokens {
        offsets.place("token", (token.start, token.end), Some(&token.text)).map_err(wrong)?;
    }
    let mut spans = Vec::with_capacity(task.spans.len());
    for span in task.spans {
        aligned(&span, &task.tokens).map_err(wrong)?;
        let place = offsets.place(&span.label, (span.start, span.end), span.text.as_deref());
        spans.push((place.map_err(wrong)?, span.label));
    }
    if let Some(chosen) = task.accept {
        let whole = Span::new(0, task.text.len());
        if spans.iter().all(|(span, label)| label != SENTENCE || *span != whole) {
            spans.push((whole, SENTENCE.to_owned()));
        }
        spans.extend(chosen.into_iter().map(|option| (whole, option)));
    }
    let places: Vec<Span> = spans.iter().map(|&(span, _)| span).collect();
    let marks = unflatten(spans).map_err(|(at, reason)| {
        let (start, end) = offsets.of(places[at]);
        wrong(format!("span {start}..{end}: {reason}"))
    })?;
    Ok(Sheet { name, text: task.text, metadata: task.meta, marks })
}

/// Whether a span's tokens are those at its offsets.
fn aligned(span: &SpanTask, tokens: &[Token]) -> Result<(), String> {
    let (Some(first), Some(last)) = (span.token_start, span.token_end) else {
        return Ok(());
    };
    let Some((from, to)) = tokens.get(first).zip(tokens.get(last)) else {
        return if tokens.is_empty() {
            Ok(())
        } else {
            Err(format!("{} {}..{}: no tokens {first} to {last}", span.label, span.start, span.end))
        };
    };
    if (from.start, to.end) == (span.start, span.end) {
        return Ok(());
    }
    Err(format!(
        "{} {}..{}: its tokens {first} to {last} are {}..{}",
        span.label, span.start, span.end, from.start, to.end
    ))
}

pub(super) fn serialize(documents: &[Annotated]) -> String {
    documents.iter().map(|document| task(Sheet::from(document)).to_string() + "\n").collect()
}

fn task(sheet: Sheet) -> Value {
    let spans = flatten(&sheet.marks);
    let offsets = Offsets::new(&sheet.text, Unit::Scalar);
    let tokens = tokens(&sheet.text, &spans, &offsets);
    let spans: Vec<Value> = spans
        .into_iter()
        .map(|(span, label)| {
            let (start, end) = offsets.of(span);
            let mut row = json!({"start": start, "end": end, "label": label});
            let first = tokens.binary_search_by_key(&start, |token| token.start);
            let last = tokens.binary_search_by_key(&end, |token| token.end);
            if let (Ok(first), Ok(last)) = (first, last)
                && first <= last
            {
                row["token_start"] = first.into();
                row["token_end"] = last.into();
            }
            row
        })
        .collect();
    json!({
        "text": sheet.text,
        "spans": spans,
        "tokens": tokens,
        "meta": sheet.metadata,
        "_view_id": "spans_manual",
        "answer": "accept",
    })
}

/// As spaCy cuts them: one space belongs to the token before it, any other white space is a token.
fn tokens(text: &str, spans: &[(Span, String)], offsets: &Offsets<'_>) -> Vec<Token> {
    let starts: HashSet<usize> = spans.iter().map(|(span, _)| span.start()).collect();
    let ends: HashSet<usize> = spans.iter().map(|(span, _)| span.end()).collect();
    let mut tokens: Vec<Token> = Vec::new();
    for piece in pieces(text, starts.iter().chain(&ends).copied()) {
        let (start, end) = offsets.of(piece);
        let labelled = starts.contains(&piece.start()) || ends.contains(&piece.end());
        match tokens.last_mut() {
            Some(before) if piece.of(text) == " " && !before.ws && !labelled => before.ws = true,
            _ => {
                let text = piece.of(text).to_owned();
                tokens.push(Token { text, start, end, id: tokens.len(), ws: false });
            }
        }
    }
    tokens
}
