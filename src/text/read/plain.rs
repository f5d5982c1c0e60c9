//! Plain text and Markdown: the text as it stands, behind its front matter.

use std::path::Path;

use super::decode::decode;
use super::front_matter::{self, FrontMatter};
use super::{kept, refused, stem, with_text};
use crate::error::Result;
use crate::text::{Document, Metadata};

/// The article that a text file holds.
pub(super) fn document(path: &Path, bytes: Vec<u8>) -> Result<Document> {
    let decoded = decode(path, bytes, None)?;
    let split = front_matter::split(&decoded.text).map_err(|reason| {
        refused(path, format!("its front matter is no YAML: {reason}; quote values with a colon"))
    })?;
    let (matter, text) = match split {
        Some((matter, text)) => (matter, text.to_owned()),
        None => (FrontMatter::default(), decoded.text),
    };
    let id = matter.id.filter(|id| !id.trim().is_empty());
    let meta = Metadata {
        id: id.unwrap_or_else(|| stem(path)),
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
