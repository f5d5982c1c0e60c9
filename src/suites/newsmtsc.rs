//! NewsMTSC: the exchange format of that name.

use super::files::Data;
use crate::error::Result;
use crate::exchange::{Format, Piece};
use crate::labels::Annotated;

pub(super) fn read(data: Data) -> Result<Vec<Annotated>> {
    let file = data.file(0)?;
    let piece = Piece { name: file.stem(), text: file.text.clone() };
    let parsed = Format::NewsMtsc
        .parse(&[piece])
        .map_err(|fault| file.wrong(fault.line.unwrap_or(1), fault.reason))?;
    if parsed.documents.is_empty() {
        return Err(file.wrong(1, "no sentence in it"));
    }
    Ok(parsed.documents)
}
