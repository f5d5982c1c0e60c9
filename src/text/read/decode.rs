//! From bytes to text.
//!
//! UTF-8 is taken to the byte, without the byte order mark that some editors put first: it is no
//! character of the text, so offsets count from what follows it.

use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use super::refused;
use crate::error::Result;

/// Signatures of files that are no text, with what to call them.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image or sound"),
    (b"PK\x03\x04", "an archive or office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"%PDF-", "a PDF"),
    (b"\x7fELF", "a program"),
];
/// Well-formed characters beyond ASCII to each malformed one that make a file damaged UTF-8
/// rather than text in another encoding.
const WELL_FORMED: usize = 8;

/// Text, and what it was decoded from where that was not UTF-8.
pub(super) struct Decoded {
    pub text: String,
    pub encoding: Option<String>,
}

/// Decodes a file; `declared` is the encoding that it names itself.
pub(super) fn decode(
    path: &Path,
    bytes: Vec<u8>,
    declared: Option<&'static Encoding>,
) -> Result<Decoded> {
    if let Some((_, what)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Err(refused(
            path,
            format!("this is {what}, not text; save the article as .txt or .html"),
        ));
    }
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        return Ok(decoded(&bytes[length..], encoding));
    }
    if bytes.contains(&0) {
        return Err(refused(
            path,
            "binary data, not text (it holds NUL bytes); save the article as .txt or .html",
        ));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text, encoding: None }),
        Err(error) => Ok(decode_other(error.as_bytes(), declared)),
    }
}

fn decode_other(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    if is_damaged_utf8(bytes) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        return Decoded { text, encoding: Some("UTF-8, damaged".to_owned()) };
    }
    let encoding = declared.filter(|&encoding| encoding != UTF_8).unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        detector.feed(bytes, true);
        detector.guess(None, Utf8Detection::Deny)
    });
    decoded(bytes, encoding)
}

fn decoded(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let name = (encoding != UTF_8).then(|| encoding.name().to_owned());
    Decoded { text: text.into_owned(), encoding: name }
}

fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|char| !char.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad * WELL_FORMED
}
