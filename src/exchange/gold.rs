//! Our own format: one document a line.

use super::{Fault, Parsed, Piece, Tally, json};
use crate::labels::Annotated;

pub(super) fn parse(pieces: &[Piece]) -> Result<Parsed, Fault> {
    Ok(Parsed { documents: each(pieces).collect::<Result<_, _>>()?, ignored: Tally::default() })
}

/// What each line is, whatever the others are.
pub(super) fn each(pieces: &[Piece]) -> impl Iterator<Item = Result<Annotated, Fault>> {
    let numbered = pieces.iter().flat_map(|piece| {
        json::lines(&piece.text).map(move |(number, line)| (piece, number, line))
    });
    numbered.map(|(piece, number, line)| {
        Annotated::from_json(line).map_err(|reason| {
            let reason = if reason.starts_with("missing field `sentences`") {
                "an article without annotations; let `parallax annotate` make them".to_owned()
            } else {
                reason.replace(" at line 1 column ", " at column ")
            };
            Fault::new(piece, number, reason)
        })
    })
}

pub(super) fn serialize(documents: &[Annotated]) -> String {
    documents.iter().map(|document| document.to_json() + "\n").collect()
}
