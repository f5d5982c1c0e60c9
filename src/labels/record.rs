//! An annotated document as one line of JSON: offsets in Unicode scalars, words echoed.
//!
//! Gold (`gold-format` in `eval/`) is a subset of what the program writes, so a corrected output
//! is a gold file. Reading verifies every offset against the text.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::annotated::{
    Annotated, LabelledSentence, LabelledSpan, Probabilities, Provenance, Source,
};
use super::{Certainty, Frame, Label, Signature, SpanLabel, Stance, Summary, Voice, Wording};
use crate::error::{Error, Result};
use crate::sides::{Mention, MentionKind, Side, SideId};
use crate::text::{Document, Kind, Metadata, ScalarOffsets, Span};

/// One document, one line. Field order is the order in the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Unique within the file.
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outlet: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// The encoding the text was decoded from, where not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    encoding: Option<String>,
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sides: Option<Vec<Side>>,
    /// Third parties: listed, but no side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    others: Vec<Side>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mentions: Option<Vec<MentionRecord>>,
    sentences: Vec<SentenceRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<SpanRecord>>,
    /// The span labels the document is complete for; all of them where `spans` stands alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    span_layers: Option<Vec<SpanLabel>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    licence: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    labels_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weight: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    summary: Option<Summary>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<Signature>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MentionRecord {
    side: SideId,
    start: usize,
    end: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<MentionKind>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SpanRecord {
    start: usize,
    end: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    label: SpanLabel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    p: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SourceRecord {
    start: usize,
    end: usize,
    text: String,
    side: Option<SideId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SentenceRecord {
    start: usize,
    end: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    duplicate: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    voice: Option<Voice>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certainty: Option<Certainty>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wording: Option<Wording>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stance: Option<BTreeMap<SideId, Stance>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    stance_partial: bool,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    favors: Option<Option<SideId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    frames: Option<Vec<Frame>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<SourceRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    source_side: Option<Option<SideId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    p: Option<ProbabilityRecord>,
}

/// Probabilities by label name, rounded to four decimals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ProbabilityRecord {
    voice: BTreeMap<Voice, f64>,
    certainty: BTreeMap<Certainty, f64>,
    wording: BTreeMap<Wording, f64>,
    stance: BTreeMap<SideId, BTreeMap<Stance, f64>>,
    frames: BTreeMap<Frame, f64>,
}

/// A field that is there, even as `null`, is `Some`; serde alone would read `null` as absent.
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

fn rounded(p: f32) -> f64 {
    (f64::from(p) * 1e4).round() / 1e4
}

fn by_name<L: Label + Ord>(p: &[f32]) -> BTreeMap<L, f64> {
    L::ALL.iter().copied().zip(p.iter().map(|&p| rounded(p))).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "probabilities are kept as f32")]
fn in_order<L: Label + Ord, const N: usize>(p: &BTreeMap<L, f64>) -> [f32; N] {
    std::array::from_fn(|i| p.get(&L::ALL[i]).map_or(0.0, |&p| p as f32))
}

impl Annotated {
    /// Reads one line of a JSON Lines file.
    ///
    /// # Errors
    /// The reason as text (the caller knows file and line): broken JSON, an unknown field or
    /// label, an offset that the text does not bear out, overlapping sentences, an undeclared side.
    pub fn from_json(line: &str) -> Result<Self, String> {
        let mut json = serde_json::Deserializer::from_str(line);
        let record: Record =
            serde_path_to_error::deserialize(&mut json).map_err(|e| e.to_string())?;
        json.end().map_err(|e| e.to_string())?;
        Self::try_from(record).map_err(|e| e.to_string())
    }

    /// The document as one line of JSON, without the line break.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(&Record::from(self)).expect("a record has string keys only")
    }
}

impl From<&Annotated> for Record {
    fn from(annotated: &Annotated) -> Self {
        let meta = &annotated.document.meta;
        let write = Writer { offsets: ScalarOffsets::new(annotated.document.text()) };
        let text = annotated.document.text();
        Self {
            id: meta.id.clone(),
            path: meta.path.clone(),
            outlet: meta.outlet.clone(),
            event: meta.event.clone(),
            title: meta.title.clone(),
            date: meta.date.clone(),
            url: meta.url.clone(),
            encoding: meta.encoding.clone(),
            text: text.to_owned(),
            sides: annotated.sides.clone(),
            others: annotated.others.clone(),
            mentions: annotated
                .mentions
                .as_ref()
                .map(|mentions| mentions.iter().map(|m| write.mention(text, m)).collect()),
            sentences: annotated.sentences.iter().map(|s| write.sentence(text, s)).collect(),
            spans: (!annotated.span_layers.is_empty())
                .then(|| annotated.spans.iter().map(|s| write.span(text, s)).collect()),
            span_layers: (!annotated.span_layers.is_empty()).then(|| annotated.span_layers.clone()),
            source: annotated.provenance.source.clone(),
            licence: annotated.provenance.licence.clone(),
            labels_by: annotated.provenance.labels_by.clone(),
            weight: annotated.provenance.weight,
            summary: annotated.summary.clone(),
            signature: annotated.signature.clone(),
        }
    }
}

struct Writer<'t> {
    offsets: ScalarOffsets<'t>,
}

impl Writer<'_> {
    fn mention(&self, text: &str, mention: &Mention) -> MentionRecord {
        let (start, end) = self.offsets.to_scalars(mention.span);
        MentionRecord {
            side: mention.side.clone(),
            start,
            end,
            text: Some(mention.span.of(text).to_owned()),
            kind: mention.kind,
        }
    }

    fn span(&self, text: &str, span: &LabelledSpan) -> SpanRecord {
        let (start, end) = self.offsets.to_scalars(span.span);
        SpanRecord {
            start,
            end,
            text: Some(span.span.of(text).to_owned()),
            label: span.label,
            p: span.p.map(rounded),
        }
    }

    fn sentence(&self, text: &str, sentence: &LabelledSentence) -> SentenceRecord {
        let (start, end) = self.offsets.to_scalars(sentence.span);
        SentenceRecord {
            start,
            end,
            text: Some(sentence.span.of(text).to_owned()),
            kind: sentence.kind,
            duplicate: sentence.duplicate,
            voice: sentence.voice,
            certainty: sentence.certainty,
            wording: sentence.wording,
            stance: sentence.stance.as_ref().map(|stance| stance.iter().cloned().collect()),
            stance_partial: sentence.stance_partial,
            favors: sentence.favors.clone(),
            frames: sentence.frames.clone(),
            source: sentence.source.as_ref().map(|source| self.source(text, source)),
            source_side: sentence.source_side.clone(),
            p: sentence.p.as_ref().map(ProbabilityRecord::from),
        }
    }

    fn source(&self, text: &str, source: &Source) -> SourceRecord {
        let (start, end) = self.offsets.to_scalars(source.span);
        SourceRecord {
            start,
            end,
            text: source.span.of(text).to_owned(),
            side: source.side.clone(),
        }
    }
}

impl From<&Probabilities> for ProbabilityRecord {
    fn from(p: &Probabilities) -> Self {
        Self {
            voice: by_name(&p.voice),
            certainty: by_name(&p.certainty),
            wording: by_name(&p.wording),
            stance: p.stance.iter().map(|(side, p)| (side.clone(), by_name(p))).collect(),
            frames: by_name(&p.frames),
        }
    }
}

impl From<ProbabilityRecord> for Probabilities {
    fn from(p: ProbabilityRecord) -> Self {
        Self {
            voice: in_order(&p.voice),
            certainty: in_order(&p.certainty),
            wording: in_order(&p.wording),
            stance: p.stance.iter().map(|(side, p)| (side.clone(), in_order(p))).collect(),
            frames: in_order(&p.frames),
        }
    }
}

impl TryFrom<Record> for Annotated {
    type Error = Error;

    fn try_from(record: Record) -> Result<Self> {
        let read = Reader {
            id: &record.id,
            offsets: ScalarOffsets::new(&record.text),
            text: &record.text,
            sides: record.sides.as_deref().unwrap_or_default(),
            others: &record.others,
        };
        let mentions = record
            .mentions
            .map(|mentions| mentions.into_iter().map(|m| read.mention(m)).collect())
            .transpose()?;
        let sentences: Vec<_> =
            record.sentences.into_iter().map(|s| read.sentence(s)).collect::<Result<_>>()?;
        read.apart(&sentences)?;
        let span_layers = match (&record.span_layers, &record.spans) {
            (Some(layers), _) => layers.clone(),
            (None, Some(_)) => SpanLabel::ALL.to_vec(),
            (None, None) => Vec::new(),
        };
        let spans = record
            .spans
            .unwrap_or_default()
            .into_iter()
            .map(|s| read.span(s))
            .collect::<Result<_>>()?;
        Ok(Self {
            document: Document::new(
                Metadata {
                    id: record.id,
                    path: record.path,
                    outlet: record.outlet,
                    event: record.event,
                    title: record.title,
                    date: record.date,
                    url: record.url,
                    encoding: record.encoding,
                },
                record.text,
            ),
            sides: record.sides,
            others: record.others,
            mentions,
            sentences,
            spans,
            span_layers,
            summary: record.summary,
            signature: record.signature,
            provenance: Provenance {
                source: record.source,
                licence: record.licence,
                labels_by: record.labels_by,
                weight: record.weight,
            },
        })
    }
}

struct Reader<'r> {
    id: &'r str,
    offsets: ScalarOffsets<'r>,
    text: &'r str,
    sides: &'r [Side],
    others: &'r [Side],
}

impl Reader<'_> {
    fn wrong(&self, reason: String) -> Error {
        Error::Document { document: self.id.to_owned(), reason }
    }

    fn place(&self, what: &str, start: usize, end: usize, echo: Option<&str>) -> Result<Span> {
        let span = self.offsets.to_span(start, end).ok_or_else(|| {
            let length = self.offsets.len();
            self.wrong(format!(
                "{what} {start}..{end} is no range of a text of {length} characters"
            ))
        })?;
        match echo {
            Some(echo) if echo != span.of(self.text) => {
                let found = span.of(self.text);
                Err(self
                    .wrong(format!("{what} {start}..{end} says {echo:?}, the text says {found:?}")))
            }
            _ => Ok(span),
        }
    }

    fn known(&self, what: &str, side: &SideId) -> Result<()> {
        if self.sides.iter().chain(self.others).any(|known| known.id == *side) {
            return Ok(());
        }
        Err(self.wrong(format!("{what} names the side \"{side}\", which `sides` does not list")))
    }

    fn mention(&self, mention: MentionRecord) -> Result<Mention> {
        let span = self.place("mention", mention.start, mention.end, mention.text.as_deref())?;
        self.known("mention", &mention.side)?;
        Ok(Mention { side: mention.side, span, kind: mention.kind })
    }

    #[expect(clippy::cast_possible_truncation, reason = "probabilities are kept as f32")]
    fn span(&self, span: SpanRecord) -> Result<LabelledSpan> {
        let what = format!("{} span", span.label);
        let place = self.place(&what, span.start, span.end, span.text.as_deref())?;
        Ok(LabelledSpan { span: place, label: span.label, p: span.p.map(|p| p as f32) })
    }

    fn sentence(&self, sentence: SentenceRecord) -> Result<LabelledSentence> {
        let span =
            self.place("sentence", sentence.start, sentence.end, sentence.text.as_deref())?;
        let what = format!("sentence {}..{}", sentence.start, sentence.end);
        let stance = sentence.stance.map(|stance| self.stance(&what, &stance)).transpose()?;
        for side in [&sentence.favors, &sentence.source_side].into_iter().flatten().flatten() {
            self.known(&what, side)?;
        }
        Ok(LabelledSentence {
            span,
            kind: sentence.kind,
            duplicate: sentence.duplicate,
            voice: sentence.voice,
            certainty: sentence.certainty,
            wording: sentence.wording,
            stance,
            stance_partial: sentence.stance_partial,
            favors: sentence.favors,
            frames: sentence.frames,
            source: sentence.source.map(|source| self.source(&what, source)).transpose()?,
            source_side: sentence.source_side,
            p: sentence.p.map(Probabilities::from),
        })
    }

    /// Stances in the order of the document's sides.
    fn stance(
        &self,
        what: &str,
        stance: &BTreeMap<SideId, Stance>,
    ) -> Result<Vec<(SideId, Stance)>> {
        stance.keys().try_for_each(|side| self.known(what, side))?;
        let ordered = self.sides.iter().chain(self.others);
        Ok(ordered.filter_map(|side| Some((side.id.clone(), *stance.get(&side.id)?))).collect())
    }

    fn source(&self, what: &str, source: SourceRecord) -> Result<Source> {
        let what = format!("{what}: source");
        let span = self.place(&what, source.start, source.end, Some(&source.text))?;
        source.side.iter().try_for_each(|side| self.known(&what, side))?;
        Ok(Source { span, side: source.side })
    }

    /// Sentences stand in order and do not overlap.
    fn apart(&self, sentences: &[LabelledSentence]) -> Result<()> {
        let Some(pair) =
            sentences.windows(2).find(|pair| pair[0].span.end() > pair[1].span.start())
        else {
            return Ok(());
        };
        let (start, end) = self.offsets.to_scalars(pair[1].span);
        Err(self
            .wrong(format!("sentence {start}..{end} overlaps the one before it, or precedes it")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLD: &str = r#"{"id":"a","text":"Né! The port closed.","sides":[{"id":"port","name":"Port","aliases":[]},{"id":"union","name":"Union","aliases":[]}],"mentions":[{"side":"port","start":8,"end":12}],"sentences":[{"start":4,"end":20,"voice":"author","stance":{"union":"neutral","port":"unfavorable"},"favors":null}],"spans":[{"start":13,"end":19,"label":"loaded"}],"span_layers":["loaded"]}"#;

    fn reason(from: &str, to: &str) -> String {
        Annotated::from_json(&GOLD.replacen(from, to, 1)).unwrap_err()
    }

    #[test]
    fn what_was_written_reads_back_the_same() {
        let gold = Annotated::from_json(GOLD).unwrap();
        assert_eq!(Annotated::from_json(&gold.to_json()).unwrap(), gold);
        assert_eq!(gold.spans[0].span.of(gold.document.text()), "closed");
    }

    #[test]
    fn a_null_is_not_an_absent_field() {
        let gold = Annotated::from_json(GOLD).unwrap();
        assert_eq!(gold.sentences[0].favors, Some(None));
        assert_eq!(gold.sentences[0].source_side, None);
    }

    #[test]
    fn stances_follow_the_order_of_the_sides() {
        let gold = Annotated::from_json(GOLD).unwrap();
        let ids: Vec<_> =
            gold.sentences[0].stance.iter().flatten().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["port", "union"]);
    }

    #[test]
    fn an_offset_past_the_text_names_document_and_span() {
        assert_eq!(
            reason("\"start\":13,\"end\":19", "\"start\":13,\"end\":99"),
            "document a: loaded span 13..99 is no range of a text of 20 characters"
        );
    }

    #[test]
    fn an_echo_that_differs_from_the_text_is_refused() {
        let message = reason("\"end\":19,", "\"end\":19,\"text\":\"opened\",");
        assert_eq!(
            message,
            "document a: loaded span 13..19 says \"opened\", the text says \"closed\""
        );
    }

    #[test]
    fn an_undeclared_side_is_refused() {
        assert!(reason("\"union\":\"neutral\"", "\"city\":\"neutral\"").contains("\"city\""));
    }

    #[test]
    fn an_unknown_field_is_refused_by_name() {
        assert!(reason("\"voice\"", "\"voyce\"").contains("voyce"));
    }
}
