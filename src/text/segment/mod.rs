//! From a text to its sentences, each with its kind and whether it repeats an earlier one.
//!
//! The layout gives blocks; the Unicode rules for sentence boundaries (`unicode-segmentation`)
//! propose where to cut a block; [`boundary`] mends what those rules cannot know of news.

mod abbreviations;
mod boundary;
mod duplicate;
mod furniture;
mod kind;
mod language;

use std::borrow::Cow;

use super::layout::{Block, blocks};
use super::quotes::Marks;
use super::{Kind, Sentence, Span};

/// The sentences of a text, in order, trimmed and without overlap: every character that is no
/// white space lies in exactly one.
#[must_use]
pub fn sentences(text: &str) -> Vec<Sentence> {
    let blocks = blocks(text);
    let marks = Marks::of_blocks(text, &blocks);
    let cuts: Vec<Vec<Span>> = blocks.iter().map(|block| cut(text, *block, &marks)).collect();
    let kinds = kind::kinds(text, &blocks, &cuts);
    let mut sentences = Vec::new();
    for ((block, spans), kind) in blocks.iter().zip(cuts).zip(kinds) {
        // A headline with a call in it ("Enough! Dockers walk out") is one line all the same.
        let spans = if kind == Kind::Body { spans } else { vec![block.span] };
        sentences.extend(spans.into_iter().map(|span| Sentence { span, kind, duplicate: false }));
        if let (Kind::Body, Some(last)) = (kind, sentences.last_mut()) {
            // "Read also: …" after the last full stop of a paragraph.
            if last.span != block.span && furniture::is_furniture(last.span.of(text)) {
                last.kind = Kind::Boilerplate;
            }
        }
    }
    duplicate::mark(text, &mut sentences);
    sentences
}

/// The sentences of one block.
fn cut(text: &str, block: Block, marks: &Marks) -> Vec<Span> {
    let origin = block.span.start();
    let words = unwrapped(block.span.of(text), block.wrapped);
    let starts = boundary::starts(&words, |at| marks.closes(at + origin));
    let ends = starts.iter().skip(1).copied().chain([words.len()]);
    let spans = starts.iter().zip(ends).map(|(&start, end)| Span::new(start, end).shifted(origin));
    spans.map(|span| span.trimmed(text)).filter(|span| !span.is_empty()).collect()
}

/// The words of a block with its line ends read as spaces, byte for byte.
fn unwrapped(words: &str, wrapped: bool) -> Cow<'_, str> {
    if wrapped { Cow::Owned(words.replace(['\n', '\r'], " ")) } else { Cow::Borrowed(words) }
}
