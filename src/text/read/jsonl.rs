//! An article a line.

use std::io::BufRead;
use std::path::PathBuf;

use serde::Deserialize;

use super::{kept, stem};
use crate::error::{Error, Result};
use crate::text::{Document, Metadata};

/// What is read of a line; an annotated document is an article too, and its labels are passed over.
#[derive(Deserialize)]
struct Line {
    id: Option<Name>,
    outlet: Option<String>,
    event: Option<Name>,
    title: Option<String>,
    date: Option<Name>,
    url: Option<String>,
    encoding: Option<String>,
    text: Option<String>,
}

/// A name that may be written as a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    Text(String),
    Number(serde_json::Number),
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        match name {
            Name::Text(text) => text,
            Name::Number(number) => number.to_string(),
        }
    }
}

/// The documents of a JSON Lines file, one line in memory at a time.
pub(super) struct Lines<R> {
    path: PathBuf,
    reader: R,
    number: usize,
    buffer: Vec<u8>,
    /// Whether nothing but blank lines has been read.
    blank: bool,
    /// Whether reading has come to its end or failed.
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(path: PathBuf, reader: R) -> Self {
        Self { path, reader, number: 0, buffer: Vec::new(), blank: true, ended: false }
    }

    fn document(&self) -> Result<Document> {
        let line = self.buffer.trim_ascii();
        let parsed = serde_json::from_slice::<Line>(line);
        let line = parsed.map_err(|error| self.refused(reason(&error, line)))?;
        let text =
            line.text.ok_or_else(|| self.refused("`text` is missing: it holds the article"))?;
        if text.trim().is_empty() {
            return Err(self.refused("`text` holds no text; leave the line out"));
        }
        let id = line.id.map(String::from).filter(|id| !id.trim().is_empty());
        let meta = Metadata {
            id: id.unwrap_or_else(|| format!("{}-{}", stem(&self.path), self.number)),
            path: kept(&self.path),
            outlet: line.outlet,
            event: line.event.map(String::from),
            title: line.title,
            date: line.date.map(String::from),
            url: line.url,
            encoding: line.encoding,
        };
        Ok(Document::new(meta, text))
    }

    fn refused(&self, reason: impl Into<String>) -> Error {
        Error::Record { path: self.path.clone(), line: self.number, reason: reason.into() }
    }

    /// Reads the next line that is not blank into the buffer; false at the end.
    fn advance(&mut self) -> std::io::Result<bool> {
        loop {
            self.buffer.clear();
            if self.reader.read_until(b'\n', &mut self.buffer)? == 0 {
                return Ok(false);
            }
            self.number += 1;
            if self.number == 1 && self.buffer.starts_with(b"\xef\xbb\xbf") {
                self.buffer.drain(..3);
            }
            if !self.buffer.trim_ascii().is_empty() {
                return Ok(true);
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let more = self.advance();
        self.ended = !matches!(more, Ok(true));
        match more {
            Ok(true) => {
                self.blank = false;
                Some(self.document())
            }
            Ok(false) if self.blank => {
                Some(Err(super::refused(&self.path, "no text: the file is empty; leave it out")))
            }
            Ok(false) => None,
            Err(source) => Some(Err(Error::Io { path: self.path.clone(), source })),
        }
    }
}

fn reason(error: &serde_json::Error, line: &[u8]) -> String {
    if std::str::from_utf8(line).is_err() {
        return "the line is not UTF-8; save the file as UTF-8".to_owned();
    }
    if !line.starts_with(b"{") {
        return "not a JSON object; every line must be one: {\"text\": \"…\"}".to_owned();
    }
    let column = error.column();
    format!("{error} (column {column}); every line must be one JSON object with a `text`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &'static [u8]) -> Vec<Result<Document, String>> {
        let lines = Lines::new(PathBuf::from("port.jsonl"), bytes);
        lines.map(|read| read.map_err(|error| error.to_string())).collect()
    }

    #[test]
    fn a_bad_line_is_one_error_and_the_rest_goes_on() {
        let read = read(
            b"{\"text\": \"Holm spoke.\"}\n\n{\"text\": \n\
              {\"id\": 7, \"text\": \"Lindt left.\", \"sentences\": []}\n[1]\n{}\n",
        );
        let ids: Vec<_> = read.iter().map(|read| read.as_ref().map(Document::id).ok()).collect();
        assert_eq!(ids, [Some("port-1"), None, Some("7"), None, None]);
        assert!(read[1].as_ref().is_err_and(|message| message.starts_with("port.jsonl:3: ")));
        assert!(read[4].as_ref().is_err_and(|message| message.contains("`text` is missing")));
    }

    #[test]
    fn a_file_without_a_line_is_one_error() {
        assert_eq!(read(b"").len(), 1);
        assert_eq!(read(b"\n \n").len(), 1);
    }
}
