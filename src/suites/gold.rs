//! Documents that a reader fills with labels.

use super::card::Card;
use crate::labels::{Annotated, LabelledSentence, Provenance};
use crate::text::{Document, Metadata, Span};

/// A document without a label.
pub(super) fn unlabelled(card: &Card, meta: Metadata, text: String) -> Annotated {
    let provenance = Provenance {
        source: Some(format!("{} ({})", card.name, card.split)),
        licence: Some(card.licence.clone()),
        ..Provenance::default()
    };
    Annotated { provenance, ..Annotated::new(Document::new(meta, text)) }
}

/// A document of one sentence, all of its text, labelled by `label`; the reason where it is blank.
pub(super) fn one_sentence(
    card: &Card,
    meta: Metadata,
    text: String,
    label: impl FnOnce(&mut LabelledSentence),
) -> Result<Annotated, String> {
    let span = Span::new(0, text.len()).trimmed(&text);
    if span.is_empty() {
        return Err("the sentence is blank".to_owned());
    }
    let mut sentence = LabelledSentence::new(span);
    label(&mut sentence);
    let mut gold = unlabelled(card, meta, text);
    gold.sentences.push(sentence);
    Ok(gold)
}

/// A document of these sentences, a space apart, with no label but their places.
pub(super) fn article(card: &Card, id: &str, sentences: &[&str]) -> Annotated {
    let (mut text, mut labelled) = (String::new(), Vec::new());
    for sentence in sentences {
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(sentence.trim());
        labelled.push(LabelledSentence::new(Span::new(start, text.len())));
    }
    let meta = Metadata { id: id.to_owned(), ..Metadata::default() };
    Annotated { sentences: labelled, ..unlabelled(card, meta, text) }
}

/// The `id` of what stands on a line of a benchmark's only file.
pub(super) fn id(card: &Card, line: usize) -> String {
    format!("{}-{line}", card.name)
}
