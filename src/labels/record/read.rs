//! From a record to an annotated document: everything it says of its text is verified.

use std::collections::BTreeMap;

use super::embedding;
use super::{MentionRecord, ProbabilityRecord, Record, SentenceRecord, SourceRecord, SpanRecord};
use crate::error::{Error, Result};
use crate::labels::annotated::{
    Annotated, LabelledSentence, LabelledSpan, Probabilities, Provenance, Source,
};
use crate::labels::{Label, SpanLabel, Stance};
use crate::sides::{Mention, Side, SideId};
use crate::text::{Document, Metadata, ScalarOffsets, Span};

#[expect(clippy::cast_possible_truncation, reason = "probabilities are kept as f32")]
fn in_order<L: Label + Ord, const N: usize>(p: &BTreeMap<L, f64>) -> [f32; N] {
    std::array::from_fn(|i| p.get(&L::ALL[i]).map_or(0.0, |&p| p as f32))
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
        read.of_one_model(&sentences)?;
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
        let embedding = sentence.embedding.as_deref().map(embedding::decode).transpose();
        let embedding = embedding.map_err(|reason| self.wrong(format!("{what}: {reason}")))?;
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
            embedding,
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

    /// Embeddings of one document have one length.
    fn of_one_model(&self, sentences: &[LabelledSentence]) -> Result<()> {
        let mut lengths =
            sentences.iter().filter_map(|s| Some((s.span, s.embedding.as_ref()?.len())));
        let Some((_, first)) = lengths.next() else { return Ok(()) };
        let Some((span, other)) = lengths.find(|&(_, length)| length != first) else {
            return Ok(());
        };
        let (start, end) = self.offsets.to_scalars(span);
        Err(self.wrong(format!(
            "sentence {start}..{end}: its embedding has {other} numbers, one before it has {first}"
        )))
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
