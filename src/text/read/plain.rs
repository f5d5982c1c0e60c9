//! Plain text and Markdown: the text as it stands, behind its front matter.

use std::path::Path;

use super::decode::decode;
use super::front_matter::{self, FrontMatter};
use super::{kept, refused, stem, with_text};
use crate::error::Result;
use crate::text::{Document, Metadata};

/// Extensions of files that hold data, with what to call them: their lines are no prose.
const DATA: [(&str, &str); 4] =
    [("csv", "a table"), ("tsv", "a table"), ("json", "JSON, not JSON Lines"), ("toml", "TOML")];

/// The article that a text file holds.
pub(super) fn document(path: &Path, bytes: Vec<u8>) -> Result<Document> {
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    let data = DATA.iter().find(|(data, _)| extension.as_ref().is_some_and(|e| e == data));
    if let Some((_, what)) = data {
        let reason =
            format!("this is {what}, not an article; give articles as .txt, .md, .html or .jsonl");
        return Err(refused(path, reason));
    }
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
