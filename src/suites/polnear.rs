//! PolNeAR: texts in one folder, brat standoff in another, a file for each annotator of a text.

use std::collections::BTreeMap;

use super::files::{Data, File};
use super::gold;
use crate::error::Result;
use crate::exchange::Standoff;
use crate::labels::{Annotated, LabelledSentence, LabelledSpan, SpanLabel, Voice};
use crate::text::{Metadata, Span, segment};

/// What an annotation on the text is; notes of the annotators to themselves are nothing.
const LABELS: [(&str, Meaning); 5] = [
    ("Source", Meaning::Span(SpanLabel::Source)),
    ("Cue", Meaning::Span(SpanLabel::Cue)),
    ("Content", Meaning::Content),
    ("Discard", Meaning::Nothing),
    ("Discuss", Meaning::Nothing),
];

#[derive(Debug, Clone, Copy)]
enum Meaning {
    Span(SpanLabel),
    Content,
    Nothing,
}

/// What each annotator made of each text: the first annotators by name, the second, and so on.
pub(super) fn read(data: Data) -> Result<Vec<Vec<Annotated>>> {
    let texts = data.folder(0, "txt")?;
    let annotations = data.folder(1, "ann")?;
    let by_text = by_text(&texts, &annotations)?;
    let mut readings: Vec<Vec<Annotated>> = Vec::new();
    for (text, annotators) in texts.iter().zip(by_text) {
        if annotators.is_empty() {
            return Err(text.wrong(1, "no annotator's .ann file begins with its name"));
        }
        for (place, ann) in annotators.into_values().enumerate() {
            if place == readings.len() {
                readings.push(Vec::new());
            }
            readings[place].push(document(data, text, ann)?);
        }
    }
    Ok(readings)
}

/// For each text its annotators' files, by the name of the annotator.
fn by_text<'a>(texts: &[File], annotations: &'a [File]) -> Result<Vec<BTreeMap<String, &'a File>>> {
    let stems: Vec<String> = texts.iter().map(File::stem).collect();
    let mut by_text = vec![BTreeMap::new(); texts.len()];
    for ann in annotations {
        let name = ann.stem();
        let annotator = |stem: &String| name.strip_prefix(stem.as_str())?.strip_prefix('_');
        let of = stems.iter().enumerate().filter_map(|(at, stem)| Some((at, annotator(stem)?)));
        // Of two texts, one's name beginning the other's, the longer one is meant.
        let (at, annotator) = of
            .min_by_key(|(_, annotator)| annotator.len())
            .ok_or_else(|| ann.wrong(1, "no text has a name that its own begins with"))?;
        by_text[at].insert(annotator.to_owned(), ann);
    }
    Ok(by_text)
}

fn document(data: Data, text: &File, ann: &File) -> Result<Annotated> {
    let standoff =
        Standoff::parse(&ann.text, &text.text).map_err(|(line, reason)| ann.wrong(line, reason))?;
    let (mut spans, mut contents) = (Vec::new(), Vec::new());
    for entity in standoff.entities {
        match meaning(ann, &entity.id, &entity.label)? {
            Meaning::Span(label) => {
                spans.extend(entity.fragments.into_iter().map(|span| LabelledSpan {
                    span,
                    label,
                    p: None,
                }))
            }
            Meaning::Content => contents.extend(entity.fragments),
            Meaning::Nothing => {}
        }
    }
    spans.sort_by_key(|span| (span.span, span.label));
    let mut document = gold::unlabelled(data.card, meta(text), text.text.clone());
    document.sentences = sentences(&text.text, &contents);
    document.spans = spans;
    document.span_layers = vec![SpanLabel::Source, SpanLabel::Cue];
    Ok(document)
}

fn meaning(ann: &File, id: &str, label: &str) -> Result<Meaning> {
    let known = LABELS.iter().find(|(name, _)| *name == label);
    known.map(|&(_, meaning)| meaning).ok_or_else(|| {
        let starts = |line: &str| line.strip_prefix(id).is_some_and(|rest| rest.starts_with('\t'));
        let line = ann.text.lines().position(starts).unwrap_or(0) + 1;
        let known = LABELS.map(|(name, _)| name).join(", ");
        ann.wrong(line, format!("{id}: type {label:?} is none of {known}"))
    })
}

/// `<outlet>_<date>_<slug>`.
fn meta(text: &File) -> Metadata {
    let id = text.stem();
    let mut parts = id.split('_').map(str::to_owned);
    let (outlet, date) = (parts.next(), parts.next());
    Metadata { id, outlet, date, ..Metadata::default() }
}

/// The sentences of a text; those that a content reaches into are not in the author's voice.
fn sentences(text: &str, contents: &[Span]) -> Vec<LabelledSentence> {
    let labelled = segment::sentences(text).into_iter().map(|sentence| {
        let attributed = contents.iter().any(|content| content.overlaps(sentence.span));
        let voice = if attributed { Voice::Reported } else { Voice::Author };
        LabelledSentence { voice: Some(voice), ..LabelledSentence::new(sentence.span) }
    });
    labelled.collect()
}
