//! Counts one pair of documents into a [`Tally`]: spans, sentence boundaries, mentions, sides.

use std::collections::{BTreeMap, BTreeSet};

use super::hits::Hits;
use super::matching;
use super::pair::{Pair, sides_of};
use super::tally::{SpanHits, Tally};
use crate::labels::{Annotated, Label, LabelledSentence, SpanLabel};
use crate::sides::{Mention, SideId};
use crate::text::Span;

/// The part of a document that is counted: all of it, or what begins in some sentences.
struct Region(Option<Vec<Span>>);

impl Region {
    fn new(gold: &Annotated, keep: Option<&dyn Fn(&LabelledSentence) -> bool>) -> Self {
        let spans = |keep: &dyn Fn(&LabelledSentence) -> bool| {
            gold.sentences.iter().filter(|s| keep(s)).map(|s| s.span).collect()
        };
        Self(keep.map(spans))
    }

    fn holds(&self, span: Span) -> bool {
        let Some(sentences) = &self.0 else { return true };
        let at = sentences.partition_point(|sentence| sentence.end() <= span.start());
        sentences.get(at).is_some_and(|sentence| sentence.start() <= span.start())
    }
}

/// Adds what stands at places of the text.
pub(super) fn count(
    tally: &mut Tally,
    pair: &Pair,
    keep: Option<&dyn Fn(&LabelledSentence) -> bool>,
) {
    let region = Region::new(pair.gold, keep);
    spans(tally, pair, &region);
    mentions(tally, pair, &region);
    if keep.is_none() {
        boundaries(tally, pair);
        sides(tally, pair);
    }
}

fn spans(tally: &mut Tally, pair: &Pair, region: &Region) {
    let (mut all_gold, mut all_predicted, mut any) = (Vec::new(), Vec::new(), false);
    for &label in SpanLabel::ALL {
        if !pair.gold.span_layers.contains(&label) {
            continue;
        }
        let gold = spans_of(pair.gold, label, region);
        let predicted = spans_of(pair.predicted, label, region);
        let carried = pair.predicted.span_layers.contains(&label) || !predicted.is_empty();
        let hits = span_hits(pair.gold.document.text(), &gold, &predicted, carried);
        tally.spans[label.index()] += &hits;
        all_gold.extend(gold);
        all_predicted.extend(predicted);
        any |= carried;
    }
    if !pair.gold.span_layers.is_empty() {
        tally.any_span += &span_hits(pair.gold.document.text(), &all_gold, &all_predicted, any);
    }
}

/// The spans of one label, each once, without empty ones.
pub(super) fn spans_of_label(annotated: &Annotated, label: SpanLabel) -> Vec<Span> {
    let of_label =
        annotated.spans.iter().filter(|span| span.label == label && !span.span.is_empty());
    of_label.map(|span| span.span).collect::<BTreeSet<_>>().into_iter().collect()
}

fn spans_of(annotated: &Annotated, label: SpanLabel, region: &Region) -> Vec<Span> {
    let mut spans = spans_of_label(annotated, label);
    spans.retain(|&span| region.holds(span));
    spans
}

/// Counts under every notion of a match.
pub(super) fn span_hits(text: &str, gold: &[Span], predicted: &[Span], carried: bool) -> SpanHits {
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    let hits = |matched: usize| Hits::new(matched as f64, gold.len(), predicted.len(), carried);
    SpanHits {
        exact: hits(matching::equal(gold, predicted).len()),
        partial: Hits { matched: matching::best_credit(gold, predicted).1, ..hits(0) },
        overlap: hits(matching::overlapping(gold, predicted).len()),
        characters: character_hits(text, gold, predicted, carried),
    }
}

/// Characters need no matching: each is covered or not, and none counts twice.
fn character_hits(text: &str, gold: &[Span], predicted: &[Span], carried: bool) -> Hits {
    let (gold, predicted) = (union(gold), union(predicted));
    let length = |spans: &[Span]| spans.iter().map(|span| span.of(text).chars().count()).sum();
    let (mut g, mut p, mut both) = (0, 0, Vec::new());
    while let (Some(a), Some(b)) = (gold.get(g), predicted.get(p)) {
        both.extend(a.intersection(*b));
        if a.end() < b.end() { g += 1 } else { p += 1 }
    }
    let shared: usize = length(&both);
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    Hits::new(shared as f64, length(&gold), length(&predicted), carried)
}

/// The same characters as spans apart, in order.
fn union(spans: &[Span]) -> Vec<Span> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let mut apart: Vec<Span> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match apart.last_mut() {
            Some(last) if span.start() <= last.end() => {
                *last = Span::new(last.start(), last.end().max(span.end()));
            }
            _ => apart.push(span),
        }
    }
    apart
}

fn mentions(tally: &mut Tally, pair: &Pair, region: &Region) {
    let Some(gold) = &pair.gold.mentions else { return };
    let found = pair.predicted.mentions.as_deref();
    let mut by_side: BTreeMap<&SideId, (Vec<Span>, Vec<Span>)> = BTreeMap::new();
    let held = |mention: &&Mention| region.holds(mention.span) && !mention.span.is_empty();
    for mention in gold.iter().filter(held) {
        by_side.entry(&mention.side).or_default().0.push(mention.span);
    }
    let mut stray = 0;
    for mention in found.unwrap_or_default().iter().filter(held) {
        match pair.gold_party(&mention.side) {
            Some(side) => by_side.entry(side).or_default().1.push(mention.span),
            None => stray += 1,
        }
    }
    for (gold, predicted) in by_side.values() {
        let matched = matching::overlapping(gold, predicted).len();
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
        let hits = Hits::new(matched as f64, gold.len(), predicted.len(), false);
        tally.mentions += &hits;
    }
    tally.mentions += &Hits::new(0.0, 0, stray, found.is_some());
}

/// A boundary is where a sentence ends, white space aside; predicted sentences that touch no
/// gold sentence are not counted, since gold need not tile the text.
fn boundaries(tally: &mut Tally, pair: &Pair) {
    let text = pair.gold.document.text();
    let covered = union(&pair.gold.sentences.iter().map(|s| s.span).collect::<Vec<_>>());
    let touches = |span: Span| {
        let at = covered.partition_point(|gold| gold.end() <= span.start());
        covered.get(at).is_some_and(|gold| gold.overlaps(span))
    };
    let ends = |annotated: &Annotated| -> BTreeSet<usize> {
        let spans = annotated.sentences.iter().map(|s| s.span.trimmed(text));
        spans.filter(|&span| touches(span)).map(Span::end).collect()
    };
    let (gold, predicted) = (ends(pair.gold), ends(pair.predicted));
    let carried = !pair.predicted.sentences.is_empty();
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    let shared = gold.intersection(&predicted).count() as f64;
    tally.boundaries += &Hits::new(shared, gold.len(), predicted.len(), carried);
}

fn sides(tally: &mut Tally, pair: &Pair) {
    if pair.gold.sides.is_none() {
        return;
    }
    let (gold, predicted) = (sides_of(pair.gold).len(), sides_of(pair.predicted).len());
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    let matched = pair.sides_matched() as f64;
    tally.sides += &Hits::new(matched, gold, predicted, pair.predicted.sides.is_some());
}
