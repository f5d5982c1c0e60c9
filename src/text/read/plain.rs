//! Plain text and Markdown: the text as it stands.

use std::path::Path;

use super::decode::decode;
use super::{kept, stem, with_text};
use crate::error::Result;
use crate::text::{Document, Metadata};

/// The article that a text file holds.
pub(super) fn document(path: &Path, bytes: Vec<u8>) -> Result<Document> {
    let decoded = decode(path, bytes, None)?;
    let meta = Metadata {
        id: stem(path),
        path: kept(path),
        encoding: decoded.encoding,
        ..Metadata::default()
    };
    with_text(path, Document::new(meta, decoded.text))
}
