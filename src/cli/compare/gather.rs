//! The articles to compare, each annotated and with embeddings, whatever the user gave.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::Result;
use rayon::prelude::*;

use super::Arguments;
use super::names::event_of;
use crate::annotate::{self, Options};
use crate::cli::Status;
use crate::cli::articles::Articles;
use crate::exchange;
use crate::labels::Annotated;
use crate::model::Model;
use crate::sides::{self, Cast};
use crate::text::Document;

/// What was gathered, and whether anything failed on the way.
pub(super) struct Gathered {
    pub documents: Vec<Annotated>,
    pub status: Status,
}

/// Reads what is annotated, annotates what is not, and sees to it that sentences have embeddings.
pub(super) fn gather(arguments: &Arguments) -> Result<Gathered> {
    let (annotated, plain): (Vec<PathBuf>, Vec<PathBuf>) =
        arguments.articles.iter().cloned().partition(|path| is_annotated(path));
    let mut documents = Vec::new();
    for path in &annotated {
        documents.extend(exchange::read(path, Some(exchange::Format::Gold))?);
    }
    let mut articles = Articles::open(&plain);
    let read = articles.rest();
    let aligned = |document: &Annotated| {
        document.sentences.iter().any(|sentence| sentence.embedding.is_some())
    };
    if !read.is_empty() || !documents.iter().all(aligned) {
        let model = arguments.model.load()?;
        documents
            .par_iter_mut()
            .filter(|document| !aligned(document))
            .try_for_each(|document| annotate::embed(&model, std::slice::from_mut(document)))?;
        let fresh = annotate_all(&model, read, &documents, arguments)?;
        for document in &fresh {
            if document.sentences.iter().all(|sentence| !sentence.counts()) {
                articles.report().failed(&format!(
                    "{}: no sentence in it; is it an article?",
                    document.document.id()
                ));
            }
        }
        documents.extend(fresh);
    }
    documents.retain(|document| document.sentences.iter().any(|sentence| sentence.counts()));
    Ok(Gathered { documents, status: articles.report().status() })
}

/// Whether a file holds annotated documents: the first line of its JSON Lines has sentences.
fn is_annotated(path: &Path) -> bool {
    let lines = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jsonl"));
    let first = || {
        let lines = BufReader::new(File::open(path).ok()?).lines();
        lines.map_while(std::io::Result::ok).find(|line| !line.trim().is_empty())
    };
    lines
        && first().is_some_and(|line| {
            let value: Option<serde_json::Value> = serde_json::from_str(&line).ok();
            value.is_some_and(|value| value.get("sentences").is_some())
        })
}

/// Annotates the articles of each event with the same sides: those given, those of its articles
/// that are annotated already, or those found in all of them together.
fn annotate_all(
    model: &Model,
    documents: Vec<Document>,
    known: &[Annotated],
    arguments: &Arguments,
) -> Result<Vec<Annotated>> {
    let given = arguments.sides.cast()?;
    let mut casts: BTreeMap<String, Cast> = BTreeMap::new();
    if given.is_none() {
        for annotated in known {
            let Some(sides) = &annotated.sides else { continue };
            let event = event_of(&annotated.document, arguments.event);
            let cast = Cast { sides: sides.clone(), others: annotated.others.clone() };
            casts.entry(event).or_insert(cast);
        }
        let mut events: BTreeMap<String, Vec<&Document>> = BTreeMap::new();
        for document in &documents {
            let event = event_of(document, arguments.event);
            events.entry(event).or_default().push(document);
        }
        for (event, members) in events {
            casts.entry(event).or_insert_with(|| sides::find_in(members));
        }
    }
    let annotate = |document: &Document| {
        let event = event_of(document, arguments.event);
        let cast = given.as_ref().or_else(|| casts.get(&event)).cloned();
        let options = Options { cast, min_confidence: 0.0, embeddings: true };
        annotate::article(model, document, &options)
    };
    Ok(documents.par_iter().map(annotate).collect::<crate::Result<Vec<_>>>()?)
}
