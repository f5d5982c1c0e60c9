//! Annotated articles for tests.

use crate::labels::{Annotated, LabelledSentence};
use crate::sides::Side;
use crate::text::{Document, Metadata, segment};

/// An article with these sides, its sentences labelled by number; no two have the same id.
pub(super) fn article(
    text: &str,
    sides: &[&str],
    mut label: impl FnMut(usize, &mut LabelledSentence),
) -> Annotated {
    let side = |&id: &&str| Side { id: id.into(), name: id.to_owned(), aliases: Vec::new() };
    let labelled = |(at, sentence): (usize, crate::text::Sentence)| {
        let mut labelled = LabelledSentence::new(sentence.span);
        label(at, &mut labelled);
        labelled
    };
    let sentences = segment::sentences(text).into_iter().enumerate().map(labelled).collect();
    let meta = Metadata { id: "a".to_owned(), ..Metadata::default() };
    Annotated {
        sides: Some(sides.iter().map(side).collect()),
        sentences,
        ..Annotated::new(Document::new(meta, text.to_owned()))
    }
}

/// A text of paragraphs of three sentences that no other number gives.
pub(super) fn text(number: usize, paragraphs: usize) -> String {
    let paragraph = |at: usize| {
        format!("Ship {number} came in at dawn. The crew of pier {at} went home. Nobody said why.")
    };
    (0..paragraphs).map(paragraph).collect::<Vec<_>>().join("\n\n")
}
