//! The embedding of each sentence, by which sentences of different articles are lined up.

use crate::error::Result;
use crate::labels::Annotated;
use crate::labels::record::embedding::rounded;
use crate::model::{Input, Model};
use crate::text::Kind;

use super::Read;

/// Keeps the embeddings of what was read, as they will be read back from a file.
pub(super) fn keep(read: &Read, annotated: &mut Annotated) {
    for (sentence, said) in annotated.sentences.iter_mut().zip(read.predictions()) {
        sentence.embedding = said.map(|said| rounded(&said.embedding));
    }
}

/// Computes the embeddings of an annotated document anew and nothing else; boilerplate has none.
///
/// # Errors
/// Where the model fails.
pub fn embed(model: &Model, document: &mut Annotated) -> Result<()> {
    let Annotated { document, sentences, .. } = document;
    let inputs: Vec<Input> = sentences
        .iter()
        .filter(|sentence| sentence.kind != Some(Kind::Boilerplate))
        .map(|sentence| Input { text: sentence.span.of(document.text()), targets: &[] })
        .collect();
    let mut predicted = model.predict(&inputs)?.into_iter();
    for sentence in sentences {
        let read = sentence.kind != Some(Kind::Boilerplate);
        let said = if read { predicted.next() } else { None };
        sentence.embedding = said.map(|said| rounded(&said.embedding));
    }
    Ok(())
}
