//! What every page stands in: `templates/base.html`.
//!
//! Nothing is fetched: style and script stand in the page, and its content-security policy allows
//! these two by their hashes and nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// A page's title, style and script.
pub(super) struct Shell {
    pub title: String,
    pub css: &'static str,
    pub js: &'static str,
    pub css_hash: String,
    pub js_hash: String,
}

impl Shell {
    pub fn new(title: String, css: &'static str, js: &'static str) -> Self {
        Self { title, css, js, css_hash: hash(css), js_hash: hash(js) }
    }
}

/// A source's hash as a content-security policy writes it.
fn hash(source: &str) -> String {
    STANDARD.encode(Sha256::digest(source.as_bytes()))
}

/// Whether an address is one that a page may lead to.
pub(super) fn is_followed(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
