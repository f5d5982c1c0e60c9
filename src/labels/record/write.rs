//! From an annotated document to its record.

use std::collections::BTreeMap;

use super::embedding;
use super::{MentionRecord, ProbabilityRecord, Record, SentenceRecord, SourceRecord, SpanRecord};
use crate::labels::Label;
use crate::labels::annotated::{Annotated, LabelledSentence, LabelledSpan, Probabilities, Source};
use crate::sides::Mention;
use crate::text::ScalarOffsets;

fn rounded(p: f32) -> f64 {
    (f64::from(p) * 1e4).round() / 1e4
}

fn by_name<L: Label + Ord>(p: &[f32]) -> BTreeMap<L, f64> {
    L::ALL.iter().copied().zip(p.iter().map(|&p| rounded(p))).collect()
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
            embedding: sentence.embedding.as_deref().map(embedding::encode),
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
