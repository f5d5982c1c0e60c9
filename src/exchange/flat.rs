//! For tools whose spans have a label and nothing else: an attribute of a sentence is a span of
//! its own over the same words, labelled `voice=quoted`; how a mention points is part of its
//! label, `side:union=pronoun`.

use std::collections::HashMap;

use super::layout::{MENTION_KIND, SENTENCE, side_of};
use super::sheet::Mark;
use crate::text::Span;

/// The spans that stand for `marks`.
pub(super) fn flatten(marks: &[Mark]) -> Vec<(Span, String)> {
    let mut spans = Vec::new();
    for mark in marks {
        match mark.attributes.as_slice() {
            [(_, kind)] if mark.label != SENTENCE => {
                spans.push((mark.span, format!("{}={kind}", mark.label)));
            }
            attributes => {
                let labels = attributes.iter().map(|(key, value)| format!("{key}={value}"));
                let labels = std::iter::once(mark.label.clone()).chain(labels);
                spans.extend(labels.map(|label| (mark.span, label)));
            }
        }
    }
    spans
}

/// The marks that `spans` stand for.
///
/// # Errors
/// The place in `spans` of an attribute whose words are no sentence.
pub(super) fn unflatten(spans: Vec<(Span, String)>) -> Result<Vec<Mark>, (usize, String)> {
    let mut marks = Vec::new();
    let mut attributes = Vec::new();
    for (at, (span, label)) in spans.into_iter().enumerate() {
        match label.split_once('=') {
            None => marks.push(Mark::new(span, label)),
            Some((side, kind)) if side_of(side).is_some() => {
                let mut mark = Mark::new(span, side);
                mark.attributes.push((MENTION_KIND.to_owned(), kind.to_owned()));
                marks.push(mark);
            }
            Some((key, value)) => attributes.push((at, span, key.to_owned(), value.to_owned())),
        }
    }
    attach(&mut marks, attributes)?;
    Ok(marks)
}

fn attach(
    marks: &mut [Mark],
    attributes: Vec<(usize, Span, String, String)>,
) -> Result<(), (usize, String)> {
    let sentences = marks.iter().enumerate().filter(|(_, mark)| mark.label == SENTENCE);
    let sentences: HashMap<Span, usize> = sentences.map(|(at, mark)| (mark.span, at)).collect();
    for (at, span, key, value) in attributes {
        let Some(&sentence) = sentences.get(&span) else {
            return Err((at, format!("{key}={value} covers no words labelled `sentence`")));
        };
        marks[sentence].attributes.push((key, value));
    }
    Ok(())
}
