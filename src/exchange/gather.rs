//! From what tools hold back to annotated documents: every name is checked, nothing is guessed.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Parsed;
use super::layout::{
    MENTION_KIND, MENTIONS_LABELLED, NONE, SENTENCE, frame_place, read_side_or_none, side_of,
    stance_side, unknown, unknown_label,
};
use super::loss::Tally;
use super::offsets::{Offsets, Unit};
use super::sheet::{Mark, Sheet};
use crate::error::{Error, Result};
use crate::labels::{Annotated, Frame, Label, LabelledSentence, LabelledSpan, SpanLabel, Stance};
use crate::sides::{Mention, Side, SideId};
use crate::text::{Document, Kind};

/// The fields of the gold format that go into a tool's metadata.
const METADATA: [&str; 15] = [
    "id",
    "path",
    "outlet",
    "event",
    "title",
    "date",
    "url",
    "encoding",
    "sides",
    "others",
    "span_layers",
    "source",
    "licence",
    "labels_by",
    "weight",
];

/// The attributes of a sentence, for the message about one that is none of them.
const ATTRIBUTES: &str = "kind, duplicate, voice, certainty, wording, stance, stance:ID, \
     stance_partial, favors, frames, frames_2, source_side";

/// Collects the documents of a file.
#[derive(Default)]
pub(super) struct Gatherer {
    documents: Vec<Annotated>,
    /// Which of them do not say what span labels they are complete for.
    open: Vec<usize>,
    /// What was read and has no place in an annotated document.
    pub(super) ignored: Tally,
}

impl Gatherer {
    /// Adds a document.
    pub(super) fn add(&mut self, sheet: Sheet) -> Result<()> {
        if !sheet.metadata.contains_key("span_layers") {
            self.open.push(self.documents.len());
        }
        self.documents.push(gather(sheet, &mut self.ignored)?);
        Ok(())
    }

    /// All documents. One that does not say what span labels it is complete for is taken to be
    /// complete for those that its file uses.
    pub(super) fn finish(mut self) -> Parsed {
        let documents = self.open.iter().map(|&at| &self.documents[at]);
        let mut used: Vec<SpanLabel> =
            documents.flat_map(|document| &document.spans).map(|span| span.label).collect();
        used.sort_unstable();
        used.dedup();
        for at in self.open {
            self.documents[at].span_layers.clone_from(&used);
        }
        Parsed { documents: self.documents, ignored: self.ignored }
    }
}

fn gather(sheet: Sheet, ignored: &mut Tally) -> Result<Annotated> {
    let Sheet { name, text, metadata, marks } = sheet;
    let mentions_labelled = metadata.get(MENTIONS_LABELLED).and_then(Value::as_bool);
    let mut annotated = shell(name, text, metadata, ignored)?;
    if annotated.sides.is_none() {
        annotated.sides = named_sides(&marks, &annotated.others);
    }
    let text = annotated.document.text().to_owned();
    let gathering = Gathering::new(&annotated, &text);
    let mut mentions = Vec::new();
    for mark in marks {
        if mark.label == SENTENCE {
            annotated.sentences.push(gathering.sentence(&mark)?);
        } else if let Some(side) = side_of(&mark.label) {
            mentions.push(gathering.mention(&mark, side)?);
        } else {
            annotated.spans.push(gathering.span(&mark)?);
        }
    }
    let labelled = mentions_labelled.unwrap_or(!mentions.is_empty());
    annotated.mentions = (labelled || !mentions.is_empty()).then_some(mentions);
    annotated.sentences.sort_by_key(|sentence| sentence.span);
    gathering.apart(&annotated.sentences)?;
    Ok(annotated)
}

/// The document without labels, from its metadata.
fn shell(
    name: String,
    text: String,
    metadata: Map<String, Value>,
    ignored: &mut Tally,
) -> Result<Annotated> {
    let mut fields = Map::new();
    for (field, value) in metadata {
        if METADATA.contains(&field.as_str()) {
            fields.insert(field, value);
        } else if field != MENTIONS_LABELLED {
            ignored.add(&field, 1);
        }
    }
    let id = match fields.get("id") {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => name,
    };
    fields.insert("id".to_owned(), id.clone().into());
    fields.insert("text".to_owned(), "".into());
    fields.insert("sentences".to_owned(), Value::Array(Vec::new()));
    let shell = Annotated::from_json(&Value::Object(fields).to_string()).map_err(|reason| {
        Error::Document { document: id, reason: format!("metadata: {reason}") }
    })?;
    let document = Document::new(shell.document.meta, text);
    Ok(Annotated { document, ..shell })
}

/// The sides that labels and attributes name, in the order of their first use.
fn named_sides(marks: &[Mark], others: &[Side]) -> Option<Vec<Side>> {
    let mut seen: HashSet<SideId> = others.iter().map(|other| other.id.clone()).collect();
    let mut sides = Vec::new();
    for mark in marks {
        let keys = mark.attributes.iter().filter_map(|(key, _)| stance_side(key));
        let values = mark.attributes.iter().filter_map(|(_, value)| side_of(value));
        for id in side_of(&mark.label).into_iter().chain(keys).chain(values) {
            if seen.insert(id.clone()) {
                sides.push(Side { name: id.to_string(), id, aliases: Vec::new() });
            }
        }
    }
    (!sides.is_empty()).then_some(sides)
}

/// One document being read.
struct Gathering<'t> {
    id: String,
    offsets: Offsets<'t>,
    /// The place of every side, third parties last.
    sides: HashMap<SideId, usize>,
}

impl<'t> Gathering<'t> {
    fn new(annotated: &Annotated, text: &'t str) -> Self {
        let sides = annotated.sides.iter().flatten().chain(&annotated.others).enumerate();
        Self {
            id: annotated.document.id().to_owned(),
            offsets: Offsets::new(text, Unit::Scalar),
            sides: sides.map(|(place, side)| (side.id.clone(), place)).collect(),
        }
    }

    fn declared(&self, side: &SideId) -> Result<()> {
        if self.sides.contains_key(side) {
            return Ok(());
        }
        let mut known: Vec<_> = self.sides.iter().collect();
        known.sort_by_key(|&(_, place)| place);
        let known: Vec<_> = known.into_iter().map(|(side, _)| side.as_str()).collect();
        Err(unknown("side", side.as_str(), known.join(", ")))
    }

    /// Names the document and the span in what went wrong.
    fn at(&self, mark: &Mark, error: &Error) -> Error {
        let (start, end) = self.offsets.of(mark.span);
        let reason = format!("{} {start}..{end}: {error}", mark.label);
        Error::Document { document: self.id.clone(), reason }
    }

    fn span(&self, mark: &Mark) -> Result<LabelledSpan> {
        let label = SpanLabel::from_name(&mark.label)
            .map_err(|_| self.at(mark, &unknown_label(&mark.label)))?;
        if let Some((key, _)) = mark.attributes.first() {
            return Err(self.at(mark, &misplaced(key)));
        }
        Ok(LabelledSpan { span: mark.span, label, p: None })
    }

    fn mention(&self, mark: &Mark, side: SideId) -> Result<Mention> {
        self.declared(&side).map_err(|error| self.at(mark, &error))?;
        let mut kind = None;
        for (key, value) in &mark.attributes {
            if key != MENTION_KIND {
                return Err(self.at(mark, &misplaced(key)));
            }
            kind = Some(enumerated(MENTION_KIND, value).map_err(|error| self.at(mark, &error))?);
        }
        Ok(Mention { side, span: mark.span, kind })
    }

    fn sentence(&self, mark: &Mark) -> Result<LabelledSentence> {
        let mut seen = HashSet::new();
        if let Some((key, _)) = mark.attributes.iter().find(|(key, _)| !seen.insert(key)) {
            let (start, end) = self.offsets.of(mark.span);
            let reason = format!("sentence {start}..{end} has two values of `{key}`");
            return Err(Error::Document { document: self.id.clone(), reason });
        }
        self.labels(mark).map_err(|error| self.at(mark, &error))
    }

    fn labels(&self, mark: &Mark) -> Result<LabelledSentence> {
        let mut sentence = LabelledSentence::new(mark.span);
        let mut stances = BTreeMap::new();
        let mut frames = BTreeMap::new();
        for (key, value) in &mark.attributes {
            attribute(&mut sentence, &mut stances, &mut frames, key, value)?;
        }
        let named = stances.keys().chain(sentence.favors.iter().flatten());
        for side in named.chain(sentence.source_side.iter().flatten()) {
            self.declared(side)?;
        }
        if !stances.is_empty() {
            let mut judged: Vec<_> = stances.into_iter().collect();
            judged.sort_by_key(|(side, _)| self.sides.get(side));
            sentence.stance = Some(judged);
        }
        if !frames.is_empty() {
            sentence.frames = Some(frames.into_values().collect());
        }
        Ok(sentence)
    }

    fn apart(&self, sentences: &[LabelledSentence]) -> Result<()> {
        let overlaps = |pair: &&[LabelledSentence]| pair[0].span.end() > pair[1].span.start();
        sentences.windows(2).find(overlaps).map_or(Ok(()), |pair| {
            let (start, end) = self.offsets.of(pair[1].span);
            let reason = format!("sentence {start}..{end} overlaps the one before it");
            Err(Error::Document { document: self.id.clone(), reason })
        })
    }
}

/// Reads one attribute of a sentence.
fn attribute(
    sentence: &mut LabelledSentence,
    stances: &mut BTreeMap<SideId, Stance>,
    frames: &mut BTreeMap<usize, Frame>,
    key: &str,
    value: &str,
) -> Result<()> {
    match key {
        "kind" => sentence.kind = Some(enumerated::<Kind>("kind", value)?),
        "duplicate" => sentence.duplicate = Some(truth("duplicate", value)?),
        "voice" => sentence.voice = Some(Label::from_name(value)?),
        "certainty" => sentence.certainty = Some(Label::from_name(value)?),
        "wording" => sentence.wording = Some(Label::from_name(value)?),
        "stance" if value == NONE => sentence.stance = Some(Vec::new()),
        "stance_partial" => sentence.stance_partial = truth("stance_partial", value)?,
        "favors" => sentence.favors = Some(read_side_or_none("favors", value)?),
        "source_side" => sentence.source_side = Some(read_side_or_none("source_side", value)?),
        "frames" if value == NONE => sentence.frames = Some(Vec::new()),
        _ => match (frame_place(key), stance_side(key)) {
            (Some(place), _) => drop(frames.insert(place, Frame::from_name(value)?)),
            (_, Some(side)) => drop(stances.insert(side, Stance::from_name(value)?)),
            _ => return Err(unknown("attribute", key, ATTRIBUTES.to_owned())),
        },
    }
    Ok(())
}

/// The error for an attribute of a sentence on something else.
fn misplaced(key: &str) -> Error {
    unknown("attribute", key, format!("{MENTION_KIND} of a side; others are of sentences"))
}

fn truth(layer: &'static str, value: &str) -> Result<bool> {
    // brat writes nothing, Python-based tools write `True`.
    match value.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(unknown(layer, value, "true, false".to_owned())),
    }
}

/// One of a closed set that is no [`Label`]; the set's own error lists its names.
fn enumerated<T: DeserializeOwned>(layer: &'static str, value: &str) -> Result<T> {
    serde_json::from_value(Value::String(value.to_owned())).map_err(|error| {
        let message = error.to_string();
        let expected = message.split_once("expected ").map_or(message.as_str(), |(_, names)| names);
        unknown(layer, value, expected.trim_start_matches("one of ").replace('`', ""))
    })
}
