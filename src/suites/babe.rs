//! BABE: `;`-separated, a sentence a row, its biased words as a Python list.

use csv::ReaderBuilder;

use super::files::{Data, File};
use super::table::{Row, rows};
use super::{gold, python};
use crate::error::{Error, Result};
use crate::eval::lexicon::Lexicon;
use crate::labels::{Annotated, LabelledSpan, SpanLabel, Wording};
use crate::text::{Metadata, Span};

const COLUMNS: [&str; 6] = ["text", "label_bias", "biased_words", "outlet", "topic", "news_link"];

pub(super) fn read(data: Data) -> Result<Vec<Annotated>> {
    let file = data.file(0)?;
    let rows = rows(&file, ReaderBuilder::new().delimiter(b';'), COLUMNS)?;
    let read = rows.into_iter().filter_map(|row| document(data, &file, row).transpose());
    read.collect()
}

/// The sentence of a row; `None` where the annotators did not agree on a label.
fn document(data: Data, file: &File, row: Row<6>) -> Result<Option<Annotated>> {
    let Row { line, cells: [text, label, words, outlet, topic, link] } = row;
    let wrong =
        |column: &str, reason: String| -> Error { file.wrong(line, format!("{column}: {reason}")) };
    let wording = match label.trim() {
        "Biased" => Wording::Loaded,
        "Non-biased" => Wording::Plain,
        "No agreement" => return Ok(None),
        other => {
            let reason = format!("{other:?} is none of Biased, Non-biased, No agreement");
            return Err(wrong("label_bias", reason));
        }
    };
    let words = python::list(&words).map_err(|reason| wrong("biased_words", reason))?;
    let filled = |cell: String| (!cell.trim().is_empty()).then_some(cell);
    let meta = Metadata {
        id: gold::id(data.card, line),
        outlet: filled(outlet),
        event: filled(topic),
        url: filled(link),
        ..Metadata::default()
    };
    let mut document = gold::one_sentence(data.card, meta, text, |s| s.wording = Some(wording))
        .map_err(|reason| wrong("text", reason))?;
    let places: Option<Vec<Span>> =
        words.iter().map(|word| only_place(document.document.text(), word.trim())).collect();
    let explained = wording == Wording::Plain || !words.is_empty();
    if explained && let Some(mut places) = places {
        places.sort_unstable();
        let loaded = |span| LabelledSpan { span, label: SpanLabel::Loaded, p: None };
        document.spans = places.into_iter().map(loaded).collect();
        document.span_layers.push(SpanLabel::Loaded);
    }
    Ok(Some(document))
}

/// Where a word stands, whatever its case, if it does so exactly once.
fn only_place(text: &str, word: &str) -> Option<Span> {
    let lexicon = Lexicon::new([word]);
    let mut found = lexicon.find(text);
    let (span, _) = found.next()?;
    found.next().is_none().then_some(span)
}
