//! Where annotated documents go, one after the other.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::annotate::Format;
use super::output::{self, Inputs};
use crate::files::{Beside, FileNames};
use crate::labels::Annotated;
use crate::render::{self, Style};

/// Widest text on something that is no terminal.
const PLAIN_WIDTH: usize = 100;

/// How a document is written; may be used on several at a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Renderer {
    format: Format,
    /// Of text.
    style: Style,
}

/// A document as it will stand in the output.
pub(super) struct Rendered {
    id: String,
    content: String,
}

/// An open output.
pub(super) enum Sink {
    /// All documents in one stream.
    Stream { out: Stream, renderer: Renderer, started: bool },
    /// A page a document.
    Pages(Pages),
}

/// One stream: standard output, or a file that appears when it is whole.
pub(super) enum Stream {
    Standard(io::BufWriter<io::Stdout>),
    File(io::BufWriter<Beside>),
}

/// Pages: a file for one, a folder for several.
pub(super) struct Pages {
    output: Option<PathBuf>,
    /// The first page, held back until it is known whether there are others.
    first: Option<(String, String)>,
    several: bool,
    names: FileNames,
    inputs: Inputs,
}

impl Renderer {
    /// In colour where text goes to a terminal that has it.
    fn of(format: Format, out: &Stream) -> Self {
        let standard = matches!(out, Stream::Standard(_));
        let color =
            standard && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        let terminal = standard && io::stdout().is_terminal();
        let width = if terminal { textwrap::termwidth() } else { PLAIN_WIDTH };
        Self { format, style: Style { color, width } }
    }

    /// Writes out a document.
    pub fn render(self, annotated: &Annotated) -> Rendered {
        let content = match self.format {
            Format::Text => render::text(annotated, self.style),
            Format::Csv => render::csv_rows(annotated),
            Format::Jsonl => annotated.to_json() + "\n",
            Format::Html => render::html(annotated),
        };
        Rendered { id: annotated.document.id().to_owned(), content }
    }
}

impl Sink {
    /// Opens an output; pages in a folder must be none of the inputs.
    pub fn open(format: Format, output: Option<&Path>, inputs: Inputs) -> Result<Self> {
        let output = output::named(output);
        if format == Format::Html {
            let several = output.is_some_and(Path::is_dir);
            let output = output.map(Path::to_owned);
            return Ok(Self::Pages(Pages {
                output,
                first: None,
                several,
                names: FileNames::default(),
                inputs,
            }));
        }
        let out = match output {
            None => Stream::Standard(io::BufWriter::new(io::stdout())),
            Some(path) => Stream::File(io::BufWriter::new(Beside::create(path)?)),
        };
        let renderer = Renderer::of(format, &out);
        Ok(Self::Stream { out, renderer, started: false })
    }

    /// How documents are written here.
    pub fn renderer(&self) -> Renderer {
        match self {
            Self::Stream { renderer, .. } => *renderer,
            Self::Pages(_) => {
                Renderer { format: Format::Html, style: Style { color: false, width: PLAIN_WIDTH } }
            }
        }
    }

    pub fn write(&mut self, rendered: Rendered) -> Result<()> {
        match self {
            Self::Pages(pages) => pages.write(rendered),
            Self::Stream { out, renderer, started } => {
                let before = match renderer.format {
                    Format::Text if *started => "\n".to_owned(),
                    Format::Csv if !*started => render::csv_header(),
                    _ => String::new(),
                };
                *started = true;
                out.write_all(before.as_bytes())?;
                Ok(out.write_all(rendered.content.as_bytes())?)
            }
        }
    }

    /// Writes what was held back and gives files their names.
    pub fn close(self) -> Result<()> {
        match self {
            Self::Pages(pages) => pages.close(),
            Self::Stream { out: Stream::Standard(mut out), .. } => Ok(out.flush()?),
            Self::Stream { out: Stream::File(out), started, .. } => {
                // Where no article could be read, what stands there stays.
                let out = out.into_inner().map_err(io::IntoInnerError::into_error)?;
                if started { Ok(out.keep()?) } else { Ok(()) }
            }
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(out) => out.write(bytes),
            Self::File(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(out) => out.flush(),
            Self::File(out) => out.flush(),
        }
    }
}

impl Pages {
    fn write(&mut self, Rendered { id, content }: Rendered) -> Result<()> {
        let page = (self.names.distinct(&file_name(&id)) + ".html", content);
        if self.several {
            return self.write_one(&page);
        }
        match self.first.take() {
            None => self.first = Some(page),
            Some(first) => {
                let Some(folder) = &self.output else {
                    bail!("several HTML pages need a folder to go to: name one with -o")
                };
                fs::create_dir_all(folder).with_context(|| {
                    format!("{}: several pages need a folder", folder.display())
                })?;
                self.several = true;
                self.write_one(&first)?;
                self.write_one(&page)?;
            }
        }
        Ok(())
    }

    fn write_one(&self, (name, page): &(String, String)) -> Result<()> {
        let folder = self.output.as_deref().unwrap_or(Path::new("."));
        let path = folder.join(name);
        self.inputs.check(Some(&path))?;
        output::write(Some(&path), page)
    }

    fn close(mut self) -> Result<()> {
        match self.first.take() {
            Some((_, page)) => output::write(self.output.as_deref(), &page),
            None => Ok(()),
        }
    }
}

/// What a page is called: the document's id without what a file name cannot hold.
fn file_name(id: &str) -> String {
    let legal = |c: char| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '-' };
    let name: String = id.trim_start_matches('.').chars().map(legal).take(100).collect();
    if name.is_empty() { "article".to_owned() } else { name }
}
