//! JOB: a model's folder and sentences become what its bytes are spread by.

use std::path::Path;

use super::files::text;
use crate::error::{Error, Result};
use crate::files;
use crate::labels::Annotated;
use crate::model::weights::{CALIBRATION, CARD, sha256};
use crate::model::{Card, Model, Precision};
use crate::text::{Document, Kind, segment};

/// Sentences that are read; more change little.
const SENTENCES: usize = 512;

/// Measures how large the inputs of a model's linear maps get and keeps it in the model's folder,
/// for the model to be run in bytes. Of the sentences some are taken, evenly spread. Gives how
/// many.
///
/// # Errors
/// Where there is no sentence, the model cannot be loaded or run, or its folder cannot be written.
pub fn calibrate(folder: &Path, sentences: &[&str]) -> Result<usize> {
    let some = spread(sentences, SENTENCES);
    if some.is_empty() {
        return Err(Error::NothingToCalibrateOn);
    }
    let bytes = Model::load(folder, Some(Precision::F32))?.calibrate(&some)?.to_bytes()?;
    let mut card = Card::parse(&text(&folder.join(CARD))?)?;
    card.files.calibration = Some(sha256(&bytes));
    // The card last: until then its hash says that the other file is not the one it means.
    for (name, content) in [(CALIBRATION, &bytes[..]), (CARD, card.to_toml().as_bytes())] {
        files::write(&folder.join(name), content)?;
    }
    Ok(some.len())
}

/// The sentences of plain documents, boilerplate left out.
#[must_use]
pub fn sentences(documents: &[Document]) -> Vec<&str> {
    let of = |document| {
        let sentences = segment::sentences(Document::text(document)).into_iter();
        let counted = sentences.filter(|sentence| sentence.kind != Kind::Boilerplate);
        counted.map(move |sentence| sentence.span.of(Document::text(document)))
    };
    documents.iter().flat_map(of).collect()
}

/// The sentences of annotated documents.
pub(super) fn annotated_sentences<'a>(
    documents: impl Iterator<Item = &'a Annotated>,
) -> Vec<&'a str> {
    let of = |d: &'a Annotated| d.sentences.iter().map(|s| s.span.of(d.document.text()));
    documents.flat_map(of).collect()
}

/// At most `most` of them, at equal distances.
fn spread<'a>(all: &[&'a str], most: usize) -> Vec<&'a str> {
    let count = all.len().min(most);
    (0..count).map(|i| all[i * all.len() / count]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_sentence_nothing_is_calibrated() {
        let error = calibrate(Path::new("no-such-model"), &[]).unwrap_err();
        assert!(matches!(error, Error::NothingToCalibrateOn), "{error}");
    }

    #[test]
    fn few_sentences_are_all_taken_and_many_evenly() {
        assert_eq!(spread(&["a", "b"], 5), ["a", "b"]);
        assert_eq!(spread(&["a", "b", "c", "d"], 2), ["a", "c"]);
        assert!(spread(&[], 5).is_empty());
    }
}
