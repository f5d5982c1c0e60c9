//! A row a sentence, for spreadsheets and R: RFC 4180, UTF-8, CRLF.
//!
//! The columns are the same for every document, so that rows of different runs can be bound
//! together and documents can be written as they come. Sides differ from document to document;
//! their stances therefore stand in one column as `side=label` pairs, parted by `;`, in the order
//! of the document's sides. In R, `tidyr::separate_longer_delim(stance, ";")` and then
//! `separate_wider_delim(stance, "=", …)` make it long, `pivot_wider` wide.
//!
//! An empty cell is a label that was not given or was withheld; `none` is an empty set (no frame,
//! favours nobody). A cell that a spreadsheet would run as a formula gets an apostrophe in front;
//! the exact text is in the JSON Lines.

use crate::labels::{Annotated, Label, LabelledSentence, Probabilities, Signature, SpanLabel};
use crate::text::ScalarOffsets;

use super::article::Article;
use super::plain;

/// The columns, in order.
const COLUMNS: &str = include_str!("columns.txt");

/// What a set that was judged empty says.
const NONE: &str = "none";

/// The header and a row for every sentence of the documents.
#[must_use]
pub fn csv(documents: &[Annotated]) -> String {
    let rows = documents.iter().map(csv_rows);
    std::iter::once(csv_header()).chain(rows).collect()
}

/// The header line.
#[must_use]
pub fn csv_header() -> String {
    table([COLUMNS.lines().map(str::to_owned).collect()])
}

/// A row for every sentence of one document, without the header.
#[must_use]
pub fn csv_rows(annotated: &Annotated) -> String {
    let article = Article::new(annotated);
    let offsets = ScalarOffsets::new(annotated.document.text());
    let numbered = annotated.sentences.iter().enumerate();
    table(numbered.map(|(number, sentence)| row(&article, &offsets, number + 1, sentence)))
}

/// Rows of words, none of which a spreadsheet runs.
fn table(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let safe = |cells: Vec<String>| -> Vec<String> {
        cells.iter().map(|cell| guarded(cell).into_owned()).collect()
    };
    written(rows.into_iter().map(safe))
}

/// Rows as they are; who calls guards the cells that hold words.
///
/// # Panics
/// Never: writing to memory does not fail, and what is written is UTF-8.
pub(super) fn written(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let terminator = csv::Terminator::CRLF;
    let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).expect("memory does not fail");
    }
    let bytes = writer.into_inner().expect("memory does not fail");
    String::from_utf8(bytes).expect("cells are UTF-8")
}

/// A cell that no spreadsheet takes for a formula.
pub(super) fn guarded(cell: &str) -> std::borrow::Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}").into()
    } else {
        cell.into()
    }
}

fn row(
    article: &Article,
    offsets: &ScalarOffsets,
    number: usize,
    sentence: &LabelledSentence,
) -> Vec<String> {
    let annotated = article.annotated;
    let meta = &annotated.document.meta;
    let text = annotated.document.text();
    let (start, end) = offsets.to_scalars(sentence.span);
    let favors = sentence.favored_of(annotated.sides.as_deref().unwrap_or_default());
    let known = |cell: &Option<String>| cell.clone().unwrap_or_default();
    let mut row = vec![
        meta.id.clone(),
        known(&meta.outlet),
        known(&meta.event),
        number.to_string(),
        start.to_string(),
        end.to_string(),
        sentence.span.of(text).to_owned(),
        sentence.kind.map_or_else(String::new, |kind| plain::kind(kind).to_owned()),
        sentence.duplicate.map_or_else(String::new, |duplicate| duplicate.to_string()),
        name(sentence.voice),
        name(sentence.certainty),
        name(sentence.wording),
        optional(favors.map(|side| side.map(|side| side.to_string()))),
        joined(sentence.stance.as_ref(), |(side, stance)| format!("{side}={stance}")),
        sentence.source.as_ref().map_or_else(String::new, |source| source.span.of(text).to_owned()),
        optional(sentence.source_side.as_ref().map(|side| side.as_ref().map(ToString::to_string))),
        joined(sentence.frames.as_ref(), ToString::to_string),
    ];
    row.extend(chosen(sentence));
    row.extend(SpanLabel::ALL.iter().map(|&label| {
        let words = article.words_of(sentence.span, label).into_iter();
        words.map(|words| words.replace(';', ",")).collect::<Vec<_>>().join(";")
    }));
    row.push(annotated.signature.as_ref().map_or_else(String::new, Signature::line));
    row
}

fn name(label: Option<impl Label>) -> String {
    label.map_or_else(String::new, |label| label.name().to_owned())
}

fn optional(value: Option<Option<String>>) -> String {
    value.map_or_else(String::new, |value| value.unwrap_or_else(|| NONE.to_owned()))
}

fn joined<T>(items: Option<&Vec<T>>, shown: impl Fn(&T) -> String) -> String {
    match items {
        None => String::new(),
        Some(items) if items.is_empty() => NONE.to_owned(),
        Some(items) => items.iter().map(shown).collect::<Vec<_>>().join(";"),
    }
}

/// The probabilities of the labels chosen, in the columns' order.
fn chosen(sentence: &LabelledSentence) -> [String; 5] {
    let Some(p) = &sentence.p else { return Default::default() };
    [
        of(sentence.voice, &p.voice),
        of(sentence.certainty, &p.certainty),
        of(sentence.wording, &p.wording),
        stances(sentence, p),
        frames(sentence, p),
    ]
}

fn of(label: Option<impl Label>, p: &[f32]) -> String {
    label.and_then(|label| p.get(label.index())).map_or_else(String::new, |p| format!("{p:.4}"))
}

fn stances(sentence: &LabelledSentence, p: &Probabilities) -> String {
    let pairs = sentence.stance.iter().flatten().filter_map(|(side, stance)| {
        let (_, p) = p.stance.iter().find(|(known, _)| known == side)?;
        Some(format!("{side}={}", of(Some(*stance), p)))
    });
    pairs.collect::<Vec<_>>().join(";")
}

fn frames(sentence: &LabelledSentence, p: &Probabilities) -> String {
    let frames = sentence.frames.iter().flatten().map(|&frame| of(Some(frame), &p.frames));
    frames.collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_cell_that_would_run_as_a_formula_is_disarmed() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(guarded(cell), format!("'{cell}"));
        }
        assert_eq!(guarded("a=b"), "a=b");
        assert_eq!(guarded(""), "");
    }
}
