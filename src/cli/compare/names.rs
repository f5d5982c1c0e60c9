//! What each article is grouped by: its outlet, or another field, and its event.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use anyhow::{Result, bail};
use clap::ValueEnum;

use super::Arguments;
use crate::labels::Annotated;
use crate::text::Document;

/// A field by which articles are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Field {
    /// Who published it.
    Outlet,
    /// The event it reports on.
    Event,
    /// Its date, as the input writes it.
    Date,
    /// The folder it lies in.
    Folder,
    /// The file it stands in, without its ending.
    File,
}

/// `--outlet NAME=PATH`: an outlet, and where its articles lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OutletOf {
    name: String,
    path: PathBuf,
}

impl OutletOf {
    /// Of `NAME=PATH`.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, path)) if !name.trim().is_empty() && !path.is_empty() => {
                Ok(Self { name: name.trim().to_owned(), path: PathBuf::from(path) })
            }
            _ => Err("expected NAME=PATH, as in \"Ridge Press=articles/ridge.txt\"".to_owned()),
        }
    }

    /// Whether an article lies there.
    fn is_of(&self, document: &Document) -> bool {
        let path = document.meta.path.as_deref();
        path.is_some_and(|path| bare(path).starts_with(bare(&self.path)))
    }
}

/// What an article is grouped by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub outlet: String,
    pub event: String,
}

/// Every article's group, and what had to be taken from paths.
pub(super) struct Named {
    pub articles: Vec<Name>,
    /// What outlets were taken from, where articles do not say ("folder", "file name", "document
    /// id"), and which.
    taken: BTreeMap<&'static str, BTreeSet<String>>,
}

/// An event as messages call it; articles without one are on one event together.
pub(super) fn spoken(event: &str) -> &str {
    if event.is_empty() { "this event" } else { event }
}

/// What an article is about, by the field that tells events apart; empty where it has none.
pub(super) fn event_of(document: &Document, field: Field) -> String {
    value(document, field).unwrap_or_default()
}

fn value(document: &Document, field: Field) -> Option<String> {
    let meta = &document.meta;
    let found = match field {
        Field::Outlet => meta.outlet.clone(),
        Field::Event => meta.event.clone(),
        Field::Date => meta.date.clone(),
        Field::Folder => meta.path.as_deref().and_then(folder),
        Field::File => Some(meta.path.as_deref().and_then(stem).unwrap_or_else(|| meta.id.clone())),
    };
    found.filter(|value| !value.trim().is_empty())
}

fn folder(path: &Path) -> Option<String> {
    Some(path.parent()?.file_name()?.to_string_lossy().into_owned())
}

fn stem(path: &Path) -> Option<String> {
    Some(path.file_stem()?.to_string_lossy().into_owned())
}

impl Named {
    /// Names every article.
    ///
    /// # Errors
    /// Where the field asked for is missing in an article, events are told apart in some only, or
    /// no article lies where an outlet is said to be.
    pub fn new(documents: &[Annotated], arguments: &Arguments) -> Result<Self> {
        // What tells events apart does not tell outlets apart.
        let paths = match arguments.event {
            Field::Folder => Field::File,
            Field::File => Field::Folder,
            _ => path_field(documents),
        };
        let mut taken: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let mut articles = Vec::new();
        for annotated in documents {
            let document = &annotated.document;
            let outlet = match (given(document, &arguments.outlet), arguments.by) {
                (Some(name), Field::Outlet) => name,
                (_, Field::Outlet) => value(document, Field::Outlet).unwrap_or_else(|| {
                    let (name, from) = by_place(document, paths);
                    taken.entry(from).or_default().insert(name.clone());
                    name
                }),
                (_, by) => match value(document, by) {
                    Some(value) => value,
                    None => bail!("--by {}: {} has none", field_name(by), document.id()),
                },
            };
            let event = event_of(document, arguments.event);
            articles.push(Name { outlet, event });
        }
        check_used(documents, arguments)?;
        let named = Self { articles, taken };
        named.check_events(documents, arguments.event)?;
        Ok(named)
    }

    /// Says what was not in the articles but taken from where they lie.
    pub fn tell(&self) {
        for (from, outlets) in &self.taken {
            let listed = outlets.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            anstream::eprintln!(
                "parallax: outlets named by {from}: {listed}; say otherwise with --outlet NAME=PATH"
            );
        }
    }

    fn check_events(&self, documents: &[Annotated], field: Field) -> Result<()> {
        let without: Vec<&str> = documents
            .iter()
            .zip(&self.articles)
            .filter(|(_, name)| name.event.is_empty())
            .map(|(annotated, _)| annotated.document.id())
            .collect();
        if without.is_empty() || without.len() == documents.len() {
            return Ok(());
        }
        bail!(
            "{} of {} articles name no {of}, {} the first; give it to all of them or to none, or say \
             with --event what tells events apart, such as --event folder",
            without.len(),
            documents.len(),
            without[0],
            of = field_name(field)
        )
    }
}

/// The outlet that `--outlet` gives the place an article lies in; the longest path counts.
fn given(document: &Document, outlets: &[OutletOf]) -> Option<String> {
    let there = outlets.iter().filter(|outlet| outlet.is_of(document));
    there
        .max_by_key(|outlet| bare(&outlet.path).components().count())
        .map(|outlet| outlet.name.clone())
}

/// Refuses an `--outlet` that names nothing that was given: it was misspelt, or goes with another
/// `--by`. What was given and could not be read was said.
fn check_used(documents: &[Annotated], arguments: &Arguments) -> Result<()> {
    let Some(first) = arguments.outlet.first() else { return Ok(()) };
    if arguments.by != Field::Outlet {
        let by = field_name(arguments.by);
        bail!("--outlet {}: articles are compared by {by}; leave out --by or --outlet", first.name);
    }
    let was_given = |outlet: &OutletOf| {
        let (path, there) = (bare(&outlet.path), outlet.path.exists());
        let mut inputs = arguments.articles.iter().map(|input| bare(input));
        inputs.any(|input| input.starts_with(&path) || there && path.starts_with(&input))
    };
    let of_none = |outlet: &&OutletOf| {
        let is_of = |annotated: &Annotated| outlet.is_of(&annotated.document);
        !documents.iter().any(is_of) && !was_given(outlet)
    };
    match arguments.outlet.iter().find(of_none) {
        None => Ok(()),
        Some(OutletOf { name, path }) => {
            bail!(
                "--outlet {name}: none of the articles is {path} or lies in it; write the path as the articles'",
                path = path.display()
            )
        }
    }
}

/// A path without the `.` that stands for where one is.
fn bare(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

/// What an outlet is called that nobody names: after where its article lies, or else its id; and
/// which of these it is.
fn by_place(document: &Document, paths: Field) -> (String, &'static str) {
    match (value(document, paths), &document.meta.path) {
        (Some(name), Some(_)) if paths == Field::Folder => (name, "folder"),
        (Some(name), Some(_)) => (name, "file name"),
        _ => (document.id().to_owned(), "document id"),
    }
}

/// What of a path names outlets: the folder where there are several, unless files of one name lie
/// in several folders, and of another too; else the file.
fn path_field(documents: &[Annotated]) -> Field {
    let mut folders_of_stem: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in documents.iter().filter_map(|annotated| annotated.document.meta.path.as_deref()) {
        if let (Some(stem), Some(folder)) = (stem(path), folder(path)) {
            folders_of_stem.entry(stem).or_default().insert(folder);
        }
    }
    let folders: BTreeSet<&String> = folders_of_stem.values().flatten().collect();
    let repeated = folders_of_stem.values().any(|folders| folders.len() > 1);
    let all_alike = folders_of_stem.len() == 1;
    if folders.len() > 1 && (all_alike || !repeated) { Field::Folder } else { Field::File }
}

fn field_name(field: Field) -> String {
    field.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
