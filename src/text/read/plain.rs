//! Plain text and Markdown: the text as it stands, behind its front matter.

use std::path::Path;

use super::decode::decode;
use super::front_matter::{self, FrontMatter};
use super::{kept, stem, with_text};
use crate::error::Result;
use crate::text::{Document, Metadata};

/// The article that a text file holds.
pub(super) fn document(path: &Path, bytes: Vec<u8>) -> Result<Document> {
    let decoded = decode(path, bytes, None)?;
    let (matter, text) = match front_matter::split(&decoded.text) {
        Some((matter, text)) => (matter, text.to_owned()),
        None => (FrontMatter::default(), decoded.text),
    };
    let meta = Metadata {
        id: matter.id.unwrap_or_else(|| stem(path)),
        path: kept(path),
        outlet: matter.outlet,
        event: matter.event,
        title: matter.title,
        date: matter.date,
        url: matter.url,
        encoding: decoded.encoding,
    };
    with_text(path, Document::new(meta, text))
}
