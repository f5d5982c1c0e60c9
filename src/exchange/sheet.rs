//! What every tool can show: a text, labelled spans of it with attributes, and metadata.
//!
//! [`Sheet::from`] lays an annotated document out so; [`super::gather`] reads it back.

use serde::Serialize;
use serde_json::{Map, Value};

use super::layout::{
    MENTION_KIND, MENTIONS_LABELLED, NONE, SENTENCE, frame_key, side_label, side_or_none,
    stance_key,
};
use crate::labels::record::Record;
use crate::labels::{Annotated, Label, LabelledSentence};
use crate::sides::Mention;
use crate::text::Span;

/// What describes the document and not its text goes into a tool's metadata, less what a
/// correction of the labels would make wrong.
const NOT_METADATA: [&str; 6] = ["text", "mentions", "sentences", "spans", "summary", "signature"];

/// One document as a tool holds it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sheet {
    /// The document's name where its metadata give no `id`.
    pub(super) name: String,
    /// The text.
    pub(super) text: String,
    /// Fields of the gold format, and those of the tool.
    pub(super) metadata: Map<String, Value>,
    /// The labelled spans.
    pub(super) marks: Vec<Mark>,
}

/// A labelled span with its attributes, each of which occurs once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    /// The words.
    pub(super) span: Span,
    /// `sentence`, `side:ID` or a span label.
    pub(super) label: String,
    /// Name and value.
    pub(super) attributes: Vec<(String, String)>,
}

impl Mark {
    /// A span without attributes.
    pub(super) fn new(span: Span, label: impl Into<String>) -> Self {
        Self { span, label: label.into(), attributes: Vec::new() }
    }
}

impl From<&Annotated> for Sheet {
    fn from(annotated: &Annotated) -> Self {
        let sentences = annotated.sentences.iter().map(sentence);
        let mentions = annotated.mentions.iter().flatten().map(mention);
        let spans = annotated.spans.iter().map(|span| Mark::new(span.span, span.label.name()));
        Self {
            name: annotated.document.id().to_owned(),
            text: annotated.document.text().to_owned(),
            metadata: metadata(annotated),
            marks: sentences.chain(mentions).chain(spans).collect(),
        }
    }
}

fn metadata(annotated: &Annotated) -> Map<String, Value> {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(Record::from(annotated)) else {
        return Map::new();
    };
    fields.retain(|name, _| !NOT_METADATA.contains(&name.as_str()));
    fields.insert(MENTIONS_LABELLED.to_owned(), annotated.mentions.is_some().into());
    fields.entry("span_layers").or_insert_with(|| Value::Array(Vec::new()));
    fields
}

fn mention(mention: &Mention) -> Mark {
    let mut mark = Mark::new(mention.span, side_label(&mention.side));
    mark.attributes.extend(mention.kind.map(|kind| (MENTION_KIND.to_owned(), named(&kind))));
    mark
}

/// The name under which an enum goes into files.
pub(super) fn named(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        other => unreachable!("a closed set serializes to its names, not to {other:?}"),
    }
}

fn sentence(sentence: &LabelledSentence) -> Mark {
    let mut mark = Mark::new(sentence.span, SENTENCE);
    let mut put = |key: &str, value: Option<String>| {
        mark.attributes.extend(value.map(|value| (key.to_owned(), value)));
    };
    put("kind", sentence.kind.map(|kind| named(&kind)));
    put("duplicate", sentence.duplicate.map(|duplicate| duplicate.to_string()));
    put("voice", sentence.voice.map(|label| label.to_string()));
    put("certainty", sentence.certainty.map(|label| label.to_string()));
    put("wording", sentence.wording.map(|label| label.to_string()));
    if let Some(stances) = &sentence.stance {
        put("stance", stances.is_empty().then(|| NONE.to_owned()));
        for (side, stance) in stances {
            put(&stance_key(side), Some(stance.to_string()));
        }
    }
    put("stance_partial", sentence.stance_partial.then(|| true.to_string()));
    put("favors", sentence.favors.as_ref().map(|side| side_or_none(side.as_ref())));
    if let Some(frames) = &sentence.frames {
        put(&frame_key(0), frames.is_empty().then(|| NONE.to_owned()));
        for (place, frame) in frames.iter().enumerate() {
            put(&frame_key(place), Some(frame.to_string()));
        }
    }
    put("source_side", sentence.source_side.as_ref().map(|side| side_or_none(side.as_ref())));
    mark
}
