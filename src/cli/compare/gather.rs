//! The articles to compare, each annotated and with embeddings, whatever the user gave.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use anyhow::{Result, bail};
use rayon::prelude::*;

use super::Arguments;
use super::names::event_of;
use crate::annotate::{self, Judging, Options};
use crate::cli::Status;
use crate::cli::annotate::has_sentences;
use crate::cli::articles::Articles;
use crate::error::Error;
use crate::exchange::{self, Piece};
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

/// Reads what is annotated, annotates what is not, and sees to it that all sentences have
/// embeddings of one model. What cannot be read, or has no sentence, is reported and left out.
pub(super) fn gather(arguments: &Arguments) -> Result<Gathered> {
    let (annotated, plain): (Vec<_>, Vec<_>) =
        inputs(&arguments.articles).map(held).partition(|input| {
            input.as_ref().is_ok_and(|input| holds_annotated(input).unwrap_or_default())
        });
    let mut articles = Articles::of(plain);
    let mut documents = Vec::new();
    for input in annotated.iter().flatten() {
        read_annotated(input, &mut articles, &mut documents);
    }
    let read = articles.rest();
    if read.is_empty() && !documents.is_empty() {
        let given = [
            ("--sides, --side", arguments.sides.are_given()),
            ("--blind", arguments.blind.is_given()),
        ];
        if let Some((flag, _)) = given.iter().find(|(_, given)| *given) {
            bail!(
                "{flag}: the articles are annotated already; leave it out, or annotate them anew"
            );
        }
    }
    if !read.is_empty() || !share_embeddings(&documents) {
        let model = arguments.model.load()?;
        let id = model.card().weights_id();
        documents
            .par_iter_mut()
            .filter(|document| !has_embeddings(document) || weights_of(document) != id)
            .try_for_each(|document| annotate::embed(&model, document))?;
        documents.extend(annotate_all(&model, read, &documents, arguments)?);
    }
    documents.retain(|document| has_sentences(document, articles.report()));
    Ok(Gathered { documents, status: articles.report().status() })
}

/// Standard input is read, for what it holds to be told.
fn held(input: crate::Result<Input>) -> crate::Result<Input> {
    let Ok(Input::Stdin) = input else { return input };
    let mut bytes = Vec::new();
    let path = Input::Stdin.path().to_owned();
    std::io::stdin().read_to_end(&mut bytes).map_err(|source| Error::Io { path, source })?;
    Ok(Input::Held(bytes.into()))
}

fn has_embeddings(document: &Annotated) -> bool {
    document.sentences.iter().any(|sentence| sentence.embedding.is_some())
}

/// The weights that annotated a document; empty where nobody says.
fn weights_of(document: &Annotated) -> &str {
    document.signature.as_ref().map_or("", |made| &made.weights)
}

/// Whether all documents have embeddings, and of one model: others' have nothing to do with them.
fn share_embeddings(documents: &[Annotated]) -> bool {
    documents.iter().all(has_embeddings)
        && documents.windows(2).all(|pair| weights_of(&pair[0]) == weights_of(&pair[1]))
}

/// Lines that are looked at to tell what an input holds: some may be broken.
const LOOKED_AT: usize = 20;

/// Whether an input holds annotated documents: JSON Lines with sentences.
fn holds_annotated(input: &Input) -> std::io::Result<bool> {
    let reader: Box<dyn BufRead + '_> = match input {
        Input::File { path, format: Format::Jsonl } => Box::new(BufReader::new(File::open(path)?)),
        Input::Held(bytes) => Box::new(&bytes[..]),
        Input::File { .. } | Input::Stdin => return Ok(false),
    };
    let annotated = |line: String| {
        let value: Option<serde_json::Value> = serde_json::from_str(&line).ok();
        value.is_some_and(|value| value.get("sentences").is_some())
    };
    Ok(reader.lines().map_while(std::io::Result::ok).take(LOOKED_AT).any(annotated))
}

/// Reads annotated documents, a line each; one that is broken is reported and the rest goes on.
fn read_annotated(input: &Input, articles: &mut Articles, documents: &mut Vec<Annotated>) {
    let path = input.path();
    let read = match input {
        Input::Held(bytes) => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            Ok(exchange::each(path, &[Piece { name: path.display().to_string(), text }]))
        }
        Input::File { .. } | Input::Stdin => exchange::read_each(path),
    };
    for read in read.unwrap_or_else(|error| vec![Err(error)]) {
        match read {
            // What is tested must not hang on the rest of its article.
            Ok(annotated) if annotated.is_in_context() => {
                let id = annotated.document.id();
                articles.report().failed(&format!(
                    "{}: {id} was judged in context, so that differences cannot be tested; \
                     annotate it anew without --context",
                    path.display()
                ));
            }
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
    let mut found: BTreeSet<String> = BTreeSet::new();
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
            casts.entry(event).or_insert_with_key(|event| {
                found.insert(event.clone());
                sides::find_in(members)
            });
        }
    }
    let annotate = |document: &Document| {
        let event = event_of(document, arguments.event);
        let cast = given.as_ref().or_else(|| casts.get(&event)).cloned();
        let found = found.contains(&event);
        let judging = Judging { blind: arguments.blind.is_given(), context: false };
        let options = Options { cast, found, min_confidence: 0.0, embeddings: true, judging };
        annotate::article(model, document, &options)
    };
    Ok(documents.par_iter().map(annotate).collect::<crate::Result<Vec<_>>>()?)
}
