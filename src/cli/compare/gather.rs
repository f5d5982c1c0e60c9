//! The articles to compare, each annotated and with embeddings, whatever the user gave.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Result;
use rayon::prelude::*;

use super::Arguments;
use super::names::event_of;
use crate::annotate::{self, Options};
use crate::cli::Status;
use crate::cli::annotate::has_sentences;
use crate::cli::articles::Articles;
use crate::exchange;
use crate::labels::Annotated;
use crate::model::Model;
use crate::sides::{self, Cast};
use crate::text::Document;
use crate::text::read::{Format, Input, inputs};

/// What was gathered, and whether anything failed on the way.
pub(super) struct Gathered {
    pub documents: Vec<Annotated>,
    pub status: Status,
}

/// Reads what is annotated, annotates what is not, and sees to it that sentences have embeddings.
/// What cannot be read, or has no sentence, is reported and left out.
pub(super) fn gather(arguments: &Arguments) -> Result<Gathered> {
    let (annotated, plain): (Vec<_>, Vec<_>) =
        inputs(&arguments.articles).partition(|input| annotated_file(input).is_some());
    let mut articles = Articles::of(plain);
    let mut documents = Vec::new();
    for path in annotated.iter().filter_map(annotated_file) {
        read_annotated(path, &mut articles, &mut documents);
    }
    let read = articles.rest();
    let aligned = |document: &Annotated| {
        document.sentences.iter().any(|sentence| sentence.embedding.is_some())
    };
    if !read.is_empty() || !documents.iter().all(aligned) {
        let model = arguments.model.load()?;
        documents
            .par_iter_mut()
            .filter(|document| !aligned(document))
            .try_for_each(|document| annotate::embed(&model, document))?;
        documents.extend(annotate_all(&model, read, &documents, arguments)?);
    }
    documents.retain(|document| has_sentences(document, articles.report()));
    Ok(Gathered { documents, status: articles.report().status() })
}

/// Lines of a file that are looked at to tell what it holds: some may be broken.
const LOOKED_AT: usize = 20;

/// The path of an input that holds annotated documents: JSON Lines with sentences.
fn annotated_file(input: &crate::Result<Input>) -> Option<&Path> {
    let Ok(Input::File { path, format: Format::Jsonl }) = input else { return None };
    let lines = BufReader::new(File::open(path).ok()?).lines().map_while(std::io::Result::ok);
    let annotated = |line: String| {
        let value: Option<serde_json::Value> = serde_json::from_str(&line).ok();
        value.is_some_and(|value| value.get("sentences").is_some())
    };
    lines.take(LOOKED_AT).any(annotated).then_some(path.as_path())
}

/// Reads annotated documents, a line each; one that is broken is reported and the rest goes on.
fn read_annotated(path: &Path, articles: &mut Articles, documents: &mut Vec<Annotated>) {
    for read in exchange::read_each(path).unwrap_or_else(|error| vec![Err(error)]) {
        match read {
            Ok(mut annotated) => {
                articles.admit(&mut annotated.document);
                documents.push(annotated);
            }
            Err(error) => articles.report().failed(&error.to_string()),
        }
    }
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
