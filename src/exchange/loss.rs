//! What a format could not carry: found by reading back what was written.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use super::Format;
use crate::labels::{Annotated, LabelledSentence};
use crate::text::{Document, Metadata};

/// Something that one side of a conversion has and the other has no place for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The format that lacks the place, or whose content has none with us.
    pub format: Format,
    /// The layer, field or kind of annotation.
    pub layer: String,
    /// How many of it.
    pub count: usize,
}

impl std::fmt::Display for Loss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} × {}", self.format, self.layer, self.count)
    }
}

/// Counts by layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<String, usize>);

impl Tally {
    /// Counts `count` more of `layer`.
    pub(super) fn add(&mut self, layer: &str, count: usize) {
        if count > 0 {
            *self.0.entry(layer.to_owned()).or_default() += count;
        }
    }

    /// Adds another's counts.
    pub(super) fn merge(&mut self, other: Self) {
        other.0.iter().for_each(|(layer, &count)| self.add(layer, count));
    }

    /// The counts as losses of `format`, by layer.
    #[must_use]
    pub fn losses(self, format: Format) -> Vec<Loss> {
        let loss = |(layer, count)| Loss { format, layer, count };
        self.0.into_iter().map(loss).collect()
    }
}

/// What `after` lacks of `before`, document by document.
pub(super) fn between(before: &[Annotated], after: &[Annotated]) -> Tally {
    let mut tally = Tally::default();
    for (before, after) in before.iter().zip(after) {
        compare(before, after, &mut tally);
    }
    tally.add("documents", before.len().saturating_sub(after.len()));
    tally
}

/// What `after`, the same documents divided anew, lacks of `before`: of each layer as many as there
/// are fewer of.
pub(super) fn in_all(before: &[Annotated], after: &[Annotated]) -> Tally {
    let (mut tally, kept) = (Tally::default(), held(after).0);
    for (layer, count) in held(before).0 {
        tally.add(&layer, count.saturating_sub(kept.get(&layer).copied().unwrap_or(0)));
    }
    tally
}

/// How much of each layer documents hold: what their bare texts and sentences lack of it.
fn held(documents: &[Annotated]) -> Tally {
    let mut tally = Tally::default();
    for document in documents {
        let text = document.document.text().to_owned();
        let bare = Annotated {
            mentions: document.mentions.as_ref().map(|_| Vec::new()),
            sentences: document.sentences.iter().map(|s| LabelledSentence::new(s.span)).collect(),
            ..Annotated::new(Document::new(Metadata::default(), text))
        };
        compare(document, &bare, &mut tally);
        tally.add("sentences", document.sentences.len());
    }
    tally
}

fn compare(before: &Annotated, after: &Annotated, tally: &mut Tally) {
    let (meta, read) = (&before.document.meta, &after.document.meta);
    let (origin, kept) = (&before.provenance, &after.provenance);
    let fields = [
        ("text", before.document.text() == after.document.text()),
        ("id", meta.id == read.id),
        ("path", meta.path == read.path),
        ("outlet", meta.outlet == read.outlet),
        ("event", meta.event == read.event),
        ("title", meta.title == read.title),
        ("date", meta.date == read.date),
        ("url", meta.url == read.url),
        ("encoding", meta.encoding == read.encoding),
        ("sides", before.sides == after.sides),
        ("others", before.others == after.others),
        ("mentions", before.mentions.is_some() == after.mentions.is_some()),
        ("span_layers", before.span_layers == after.span_layers),
        ("summary", before.summary == after.summary),
        ("signature", before.signature == after.signature),
        ("source", origin.source == kept.source),
        ("licence", origin.licence == kept.licence),
        ("labels_by", origin.labels_by == kept.labels_by),
        ("weight", origin.weight == kept.weight),
    ];
    tally_unequal(&fields, tally);
    let mentions = |from: &Annotated| {
        let all = from.mentions.iter().flatten();
        count(all.map(|m| (m.span, m.side.clone(), m.kind)))
    };
    tally.add("mentions", missing(mentions(before), mentions(after)));
    let spans = |from: &Annotated| count(from.spans.iter().map(|span| (span.span, span.label)));
    tally.add("spans", missing(spans(before), spans(after)));
    let p = |from: &Annotated| from.spans.iter().filter(|span| span.p.is_some()).count();
    tally.add("p", p(before).saturating_sub(p(after)));
    sentences(&before.sentences, &after.sentences, tally);
}

fn tally_unequal(fields: &[(&str, bool)], tally: &mut Tally) {
    for (field, _) in fields.iter().filter(|(_, equal)| !equal) {
        tally.add(field, 1);
    }
}

fn count<T: Eq + Hash>(items: impl Iterator<Item = T>) -> HashMap<T, usize> {
    let mut counts = HashMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    counts
}

fn missing<T: Eq + Hash>(before: HashMap<T, usize>, after: HashMap<T, usize>) -> usize {
    let kept = |item| after.get(item).copied().unwrap_or(0);
    before.iter().map(|(item, &count)| count.saturating_sub(kept(item))).sum()
}

fn sentences(before: &[LabelledSentence], after: &[LabelledSentence], tally: &mut Tally) {
    let kept: HashMap<_, _> = after.iter().map(|sentence| (sentence.span, sentence)).collect();
    for sentence in before {
        match kept.get(&sentence.span) {
            Some(read) => layers(sentence, read, tally),
            None => tally.add("sentences", 1),
        }
    }
}

fn layers(before: &LabelledSentence, after: &LabelledSentence, tally: &mut Tally) {
    let fields = [
        ("kind", before.kind == after.kind),
        ("duplicate", before.duplicate == after.duplicate),
        ("voice", before.voice == after.voice),
        ("certainty", before.certainty == after.certainty),
        ("wording", before.wording == after.wording),
        ("stance", before.stance == after.stance),
        ("stance_partial", before.stance_partial == after.stance_partial),
        ("favors", before.favors == after.favors),
        ("frames", before.frames == after.frames),
        ("sentence source", before.source == after.source),
        ("source_side", before.source_side == after.source_side),
        ("p", before.p == after.p),
    ];
    tally_unequal(&fields, tally);
}
