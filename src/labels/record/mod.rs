//! An annotated document as one line of JSON: offsets in Unicode scalars, words echoed.
//!
//! Gold (`eval/GOLD-FORMAT.md`) is a subset of what the program writes, so a corrected output
//! is a gold file. Reading verifies every offset against the text.

pub mod embedding;
mod read;
mod write;

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::annotated::Annotated;
use super::{Certainty, Frame, Signature, SpanLabel, Stance, Summary, Voice, Wording};
use crate::error::Result;
use crate::sides::{MentionKind, Side, SideId};
use crate::text::Kind;

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
    /// Base64 of little-endian half-precision numbers; the length of the vector is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    embedding: Option<String>,
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
    fn an_embedding_reads_back_the_same_and_one_of_another_length_is_refused() {
        let two = GOLD.replace(
            r#"[{"start":4,"end":20,"#,
            r#"[{"start":0,"end":3,"embedding":"ADwAuA=="},{"start":4,"end":20,"embedding":"ADwAuA==","#,
        );
        let gold = Annotated::from_json(&two).unwrap();
        assert_eq!(gold.sentences[1].embedding.as_deref(), Some(&[1.0, -0.5][..]));
        assert_eq!(Annotated::from_json(&gold.to_json()).unwrap(), gold);
        let message = Annotated::from_json(&two.replacen("ADwAuA==", "ADw=", 1)).unwrap_err();
        assert_eq!(
            message,
            "document a: sentence 4..20: its embedding has 2 numbers, one before it has 1"
        );
    }

    #[test]
    fn an_unknown_field_is_refused_by_name() {
        assert!(reason("\"voice\"", "\"voyce\"").contains("voyce"));
    }
}
