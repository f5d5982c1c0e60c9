//! From what was named on the command line to documents.
//!
//! One article that cannot be read is one error; the rest goes on. Annotated documents and any
//! other JSON Lines are read line by line, so a file may be larger than memory.

mod decode;
mod front_matter;
mod html;
mod ids;
mod input;
mod jsonl;
mod plain;

use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Document;
use crate::error::{Error, Result};
pub use ids::DistinctIds;
pub use input::{Format, Input, inputs};

/// The documents of one input, in order.
pub struct Documents {
    source: Source,
}

/// What is still to be read of an input.
enum Source {
    /// Nothing yet.
    Unopened(Input),
    /// A document a line.
    Lines(jsonl::Lines<Box<dyn BufRead + Send>>),
    /// Nothing more.
    Done,
}

/// Reads an input: one document, or one a line where the input is JSON Lines.
pub fn documents(input: Input) -> Documents {
    Documents { source: Source::Unopened(input) }
}

impl Iterator for Documents {
    type Item = Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        match std::mem::replace(&mut self.source, Source::Done) {
            Source::Done => None,
            Source::Lines(mut lines) => {
                let document = lines.next();
                if document.is_some() {
                    self.source = Source::Lines(lines);
                }
                document
            }
            Source::Unopened(input) => match open(&input) {
                Err(error) => Some(Err(error)),
                Ok((Format::Jsonl, reader)) => {
                    self.source = Source::Lines(jsonl::Lines::new(input.path().to_owned(), reader));
                    self.next()
                }
                Ok((format, reader)) => Some(whole(input.path(), format, reader)),
            },
        }
    }
}

/// Opens an input and settles its format, by a look at its first bytes for standard input.
fn open(input: &Input) -> Result<(Format, Box<dyn BufRead + Send>)> {
    let failed = |source| Error::Io { path: input.path().to_owned(), source };
    let mut reader: Box<dyn BufRead + Send> = match input {
        Input::File { path, .. } => {
            Box::new(BufReader::new(std::fs::File::open(path).map_err(failed)?))
        }
        Input::Stdin => Box::new(BufReader::new(std::io::stdin())),
        Input::Held(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
    };
    let format = match input {
        Input::File { format, .. } => *format,
        Input::Stdin | Input::Held(_) => Format::of_bytes(reader.fill_buf().map_err(failed)?),
    };
    Ok((format, reader))
}

fn whole(path: &Path, format: Format, mut reader: Box<dyn BufRead + Send>) -> Result<Document> {
    let mut bytes = Vec::new();
    let failed = |source| Error::Io { path: path.to_owned(), source };
    reader.read_to_end(&mut bytes).map_err(failed)?;
    match format {
        Format::Html => html::document(path, bytes),
        Format::Plain | Format::Jsonl => plain::document(path, bytes),
    }
}

/// The name of a file without its extension: the `id` of what it holds.
fn stem(path: &Path) -> String {
    if path == Path::new(input::STDIN) {
        return "stdin".to_owned();
    }
    path.file_stem()
        .map_or_else(|| "article".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// The path as it is kept in a document: none for standard input. The file format is UTF-8, so a
/// path that is not is kept as it is shown.
fn kept(path: &Path) -> Option<PathBuf> {
    (path != Path::new(input::STDIN)).then(|| path.to_string_lossy().into_owned().into())
}

/// An article that cannot be used, and why.
fn refused(path: &Path, reason: impl Into<String>) -> Error {
    Error::Article { path: path.to_owned(), reason: reason.into() }
}

/// Refuses an article without a single word.
fn with_text(path: &Path, document: Document) -> Result<Document> {
    if document.text().trim().is_empty() {
        return Err(refused(
            path,
            "no text: the file is empty or holds only white space; leave it out",
        ));
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            std::fs::File::create(folder.path().join(name)).unwrap().write_all(bytes).unwrap();
        }
        folder
    }

    fn read(files: &[(&str, &[u8])]) -> Vec<Result<Document, String>> {
        let folder = folder(files);
        let read = inputs(&[folder.path().to_owned()]).flat_map(|input| match input {
            Ok(input) => documents(input).collect(),
            Err(error) => vec![Err(error)],
        });
        read.map(|read| read.map_err(|error| error.to_string())).collect()
    }

    fn only(name: &str, bytes: &[u8]) -> Result<Document, String> {
        let mut read = read(&[(name, bytes)]);
        assert_eq!(read.len(), 1);
        read.remove(0)
    }

    #[test]
    fn a_table_that_somebody_names_is_no_article() {
        let folder = folder(&[("out.CSV", b"document,text\r\na,Holm left.\r\n"), ("a", b"Holm.")]);
        let read = |name: &str| {
            documents(Input::file(folder.path().join(name)))
                .next()
                .unwrap()
                .map_err(|e| e.to_string())
        };
        assert!(read("out.CSV").unwrap_err().contains("this is a table, not an article"));
        assert_eq!(read("a").unwrap().text(), "Holm.");
    }

    #[test]
    fn a_folder_is_read_in_the_order_of_its_paths_and_only_its_articles() {
        let read = read(&[
            ("b.txt", b"Holm."),
            ("a.md", b"Lindt."),
            ("c.png", b"x"),
            ("d.jsonl", b"{\"text\":\"T\"}"),
        ]);
        let ids: Vec<_> = read.iter().map(|read| read.as_ref().unwrap().id()).collect();
        assert_eq!(ids, ["a", "b", "d-1"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_path_is_kept_as_utf_8() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"caf\xe9.txt"));
        assert_eq!(kept(path), Some(PathBuf::from("caf\u{fffd}.txt")));
    }

    #[test]
    fn plain_text_is_kept_to_the_byte_but_for_a_byte_order_mark() {
        let document = only("a.txt", "\u{feff} Holm\r\nspoke.\u{a0}\n".as_bytes()).unwrap();
        assert_eq!(document.text(), " Holm\r\nspoke.\u{a0}\n");
        assert_eq!(document.meta.encoding, None);
    }

    #[test]
    fn other_encodings_are_decoded_and_named() {
        let text =
            "Der Hafen von Hölm bleibt für Schiffe geschlossen, sagte Lindt am Dienstag über Funk.";
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let document = only("a.txt", &latin).unwrap();
        assert_eq!(
            (document.text(), document.meta.encoding.as_deref()),
            (text, Some("windows-1252"))
        );
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let document = only("a.txt", &wide).unwrap();
        assert_eq!((document.text(), document.meta.encoding.as_deref()), (text, Some("UTF-16LE")));
    }

    #[test]
    fn what_holds_no_article_is_refused_by_name() {
        let cases: [(&str, &[u8], &str); 5] = [
            ("a.txt", b"", "no text"),
            ("a.txt", b" \n", "no text"),
            ("a.txt", b"\x89PNG\r\n", "an image"),
            ("a.md", b"Holm\0spoke", "binary"),
            ("a.html", b"<html></html>", "no article"),
        ];
        for (name, bytes, reason) in cases {
            let message = only(name, bytes).unwrap_err();
            assert!(message.contains(name) && message.contains(reason), "{message}");
        }
        assert!(only("a.pdf", b"").unwrap_err().contains("no article in this folder"));
    }

    #[test]
    fn a_path_that_is_not_there_is_one_error() {
        let read: Vec<_> = inputs(&["nowhere.txt".into(), "-".into()]).collect();
        assert!(
            read[0].as_ref().is_err_and(|error| error.to_string().starts_with("nowhere.txt: "))
        );
        assert_eq!(read[1].as_ref().ok(), Some(&Input::Stdin));
    }

    #[test]
    fn a_news_page_gives_its_article_and_what_is_known_of_it() {
        let document = only("page.html", include_bytes!("page.test.html")).unwrap();
        let meta = &document.meta;
        assert_eq!(meta.title.as_deref(), Some("Dockers walk out as talks at Holm collapse"));
        assert_eq!(meta.outlet.as_deref(), Some("Harbour Times"));
        assert_eq!(meta.date.as_deref(), Some("2031-05-04T08:00:00Z"));
        assert_eq!(meta.url.as_deref(), Some("https://example.invalid/strike"));
        let blocks: Vec<&str> = document.text().split("\n\n").collect();
        assert_eq!(blocks[0], "Dockers walk out as talks at Holm collapse");
        assert!(blocks.contains(&"A cold night on the quay"), "{blocks:#?}");
        assert!(
            blocks.iter().any(|block| block.starts_with("“We came to talk,” Maria Lindt said")),
            "{blocks:#?}"
        );
        assert!(!document.text().contains("Subscribe"), "{blocks:#?}");
    }
}
