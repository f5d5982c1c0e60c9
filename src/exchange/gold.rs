//! Our own format: one document a line.

use super::{Fault, Parsed, Piece, Tally, json};
use crate::labels::Annotated;

pub(super) fn parse(pieces: &[Piece]) -> Result<Parsed, Fault> {
    let mut documents = Vec::new();
    for piece in pieces {
        for (number, line) in json::lines(&piece.text) {
            documents.push(Annotated::from_json(line).map_err(|reason| {
                let reason = reason.replace(" at line 1 column ", " at column ");
                Fault::new(piece, number, reason)
            })?);
        }
    }
    Ok(Parsed { documents, ignored: Tally::default() })
}

pub(super) fn serialize(documents: &[Annotated]) -> String {
    documents.iter().map(|document| document.to_json() + "\n").collect()
}
