//! Where predictions differ from gold, with the words.

use std::collections::BTreeSet;

use serde::Serialize;

use super::matching;
use super::pair::Pair;
use super::places::spans_of_label;
use super::slices::kind_name;
use crate::labels::{Frame, Label, LabelledSentence, SpanLabel, Stance};
use crate::sides::SideId;
use crate::text::{ScalarOffsets, Span};

/// One label that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Miss {
    /// The document's `id`.
    pub document: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// The layer; of stance with the side: `stance:port`.
    pub layer: String,
    /// What gold says; `null` where only the prediction says something.
    pub gold: Option<String>,
    /// What the prediction says; `null` where it says nothing.
    pub predicted: Option<String>,
    /// First character of the words, in Unicode scalars.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub text: String,
    /// The words in their sentence, cut where what speaks for a label begins and ends.
    #[serde(skip)]
    pub context: Vec<Stretch>,
}

/// A stretch of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The words.
    pub text: String,
    /// Whether the label is about them, or hangs on them.
    pub marked: bool,
}

/// What is marked in a sentence beside a label that differs.
#[derive(Clone, Copy)]
enum Marked<'a> {
    /// The words that the label is of.
    Themselves,
    /// Spans of these labels, gold and predicted.
    Spans(&'a [SpanLabel]),
    /// Where the side is meant.
    Side(&'a SideId),
}

/// Spans that tell who speaks.
const SPEECH: [SpanLabel; 3] = [SpanLabel::Quote, SpanLabel::Source, SpanLabel::Cue];

/// Spans that tell how firmly.
const COMMITMENT: [SpanLabel; 2] = [SpanLabel::Hedge, SpanLabel::Booster];

/// Every label of a pair that differs, sentences first, then spans; `favors` follows from stances.
#[must_use]
pub fn misses(pair: &Pair) -> Vec<Miss> {
    let mut list = List::new(pair);
    for (at, gold) in pair.gold.sentences.iter().enumerate() {
        list.sentence(gold, pair.aligned(at));
    }
    for &label in &pair.gold.span_layers {
        list.spans(label);
    }
    list.misses
}

struct List<'p> {
    pair: &'p Pair<'p>,
    offsets: ScalarOffsets<'p>,
    /// Spans of both readings, in order.
    evidence: Vec<(Span, SpanLabel)>,
    /// Mentions of both, in order.
    mentions: Vec<(Span, &'p SideId)>,
    misses: Vec<Miss>,
}

impl<'p> List<'p> {
    fn new(pair: &'p Pair<'p>) -> Self {
        let readings = [pair.gold, pair.predicted];
        let spans = readings.iter().flat_map(|reading| &reading.spans);
        let mut evidence: Vec<_> = spans.map(|span| (span.span, span.label)).collect();
        evidence.sort_unstable();
        let gold = pair.gold.mentions.iter().flatten().map(|m| (m.span, &m.side));
        let found = pair.predicted.mentions.iter().flatten();
        let found = found.filter_map(|m| Some((m.span, pair.gold_side(&m.side)?)));
        let mut mentions: Vec<_> = gold.chain(found).collect();
        mentions.sort_unstable();
        let offsets = ScalarOffsets::new(pair.gold.document.text());
        Self { pair, offsets, evidence, mentions, misses: Vec::new() }
    }

    /// Notes a label if the two readings differ in it.
    fn differs(
        &mut self,
        (span, marked): (Span, Marked),
        layer: &str,
        gold: Option<&str>,
        predicted: Option<&str>,
    ) {
        if gold == predicted {
            return;
        }
        let (start, end) = self.offsets.to_scalars(span);
        let document = &self.pair.gold.document;
        let miss = Miss {
            document: document.id().to_owned(),
            outlet: document.meta.outlet.clone(),
            layer: layer.to_owned(),
            gold: gold.map(str::to_owned),
            predicted: predicted.map(str::to_owned),
            start,
            end,
            text: span.of(document.text()).to_owned(),
            context: self.context(span, marked),
        };
        self.misses.push(miss);
    }

    /// The gold sentences in which the words begin and end, cut at the marks.
    fn context(&self, span: Span, marked: Marked) -> Vec<Stretch> {
        let sentences = &self.pair.gold.sentences;
        let first = sentences.partition_point(|s| s.span.end() <= span.start());
        let last = sentences.partition_point(|s| s.span.end() < span.end());
        let start = sentences.get(first).map_or(span.start(), |s| s.span.start().min(span.start()));
        let end = sentences.get(last).filter(|s| s.span.start() < span.end());
        let whole = Span::new(start, end.map_or(span.end(), |s| s.span.end()));
        let marks = match marked {
            Marked::Themselves => vec![span],
            Marked::Spans(labels) => within(&self.evidence, span, |label| labels.contains(label)),
            Marked::Side(side) => within(&self.mentions, span, |meant| *meant == side),
        };
        stretches(self.pair.gold.document.text(), whole, &marks)
    }

    fn label<L: Label>(
        &mut self,
        (span, marked): (Span, Marked),
        gold: Option<L>,
        predicted: Option<L>,
    ) {
        if let Some(gold) = gold {
            let found = predicted.map(Label::name);
            self.differs((span, marked), L::LAYER, Some(gold.name()), found);
        }
    }

    fn sentence(&mut self, gold: &LabelledSentence, predicted: Option<&LabelledSentence>) {
        let of = |labels: &'static [SpanLabel]| (gold.span, Marked::Spans(labels));
        if let Some(kind) = gold.kind {
            let found = predicted.and_then(|p| p.kind).map(kind_name);
            self.differs(of(&[]), "kind", Some(kind_name(kind)), found);
        }
        if !gold.counts() {
            return;
        }
        self.label(of(&SPEECH), gold.voice, predicted.and_then(|p| p.voice));
        self.label(of(&COMMITMENT), gold.certainty, predicted.and_then(|p| p.certainty));
        self.label(of(&[SpanLabel::Loaded]), gold.wording, predicted.and_then(|p| p.wording));
        for (side, stance) in gold.stance.iter().flatten() {
            let found = predicted.and_then(|p| self.stance(p, side));
            let (layer, place) = (format!("stance:{side}"), (gold.span, Marked::Side(side)));
            self.differs(place, &layer, Some(stance.name()), found.map(Label::name));
        }
        self.source_side(gold, predicted);
        if let Some(frames) = &gold.frames {
            let found = predicted.and_then(|p| p.frames.as_ref()).map(|frames| names(frames));
            self.differs(of(&[]), "frames", Some(&names(frames)), found.as_deref());
        }
    }

    fn stance(&self, predicted: &LabelledSentence, side: &SideId) -> Option<Stance> {
        let own = |(id, _): &&(SideId, Stance)| self.pair.gold_side(id) == Some(side);
        predicted.stance.as_ref()?.iter().find(own).map(|&(_, stance)| stance)
    }

    fn source_side(&mut self, gold: &LabelledSentence, predicted: Option<&LabelledSentence>) {
        let Some(side) = &gold.source_side else { return };
        let found = predicted.and_then(|p| p.source_side.as_ref());
        let found = found.map(|id| id.as_ref().map(|id| self.pair.gold_side(id).unwrap_or(id)));
        let name = |id: Option<&SideId>| id.map_or("none", SideId::as_str).to_owned();
        let (stated, found) = (name(side.as_ref()), found.map(name));
        let place = (gold.span, Marked::Spans(&SPEECH));
        self.differs(place, "source_side", Some(&stated), found.as_deref());
    }

    /// Gold spans that nothing overlaps in the best matching, and predicted ones.
    fn spans(&mut self, label: SpanLabel) {
        let gold = spans_of_label(self.pair.gold, label);
        let predicted = spans_of_label(self.pair.predicted, label);
        let (mut found, mut right) = (BTreeSet::new(), BTreeSet::new());
        for (g, p) in matching::overlapping(&gold, &predicted) {
            found.insert(g);
            right.insert(p);
        }
        let layer = format!("spans:{label}");
        for (_, &span) in gold.iter().enumerate().filter(|(at, _)| !found.contains(at)) {
            self.differs((span, Marked::Themselves), &layer, Some(label.name()), None);
        }
        for (_, &span) in predicted.iter().enumerate().filter(|(at, _)| !right.contains(at)) {
            self.differs((span, Marked::Themselves), &layer, None, Some(label.name()));
        }
    }
}

/// The items, in order, that begin in the sentence and that are wanted.
fn within<T>(items: &[(Span, T)], sentence: Span, wanted: impl Fn(&T) -> bool) -> Vec<Span> {
    let from = items.partition_point(|(span, _)| span.start() < sentence.start());
    let begun = items[from..].iter().take_while(|(span, _)| span.start() < sentence.end());
    begun.filter(|(_, item)| wanted(item)).map(|(span, _)| *span).collect()
}

/// A part of the text cut where marks, which are in order and may overlap, begin and end.
fn stretches(text: &str, whole: Span, marks: &[Span]) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut at = whole.start();
    let mut cut = |from: usize, to: usize, marked: bool| {
        let words = if from < to { Span::new(from, to).of(text) } else { return };
        match stretches.last_mut() {
            Some(last) if last.marked == marked => last.text.push_str(words),
            _ => stretches.push(Stretch { text: words.to_owned(), marked }),
        }
    };
    for mark in marks {
        let (start, end) = (mark.start().max(at), mark.end().min(whole.end()));
        cut(at, start.min(whole.end()), false);
        cut(start, end, true);
        at = at.max(end);
    }
    cut(at, whole.end(), false);
    stretches
}

/// Frames as one word, whatever their order.
fn names(frames: &[Frame]) -> String {
    let names: BTreeSet<&str> = frames.iter().map(|frame| frame.name()).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.into_iter().collect::<Vec<_>>().join("+")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Annotated;

    fn document(spans: &str, side: &str) -> Annotated {
        let line = format!(
            r#"{{"id":"a","text":"It rained. Holm may leave, they say.","sides":[{{"id":"port","name":"Port"}},{{"id":"union","name":"Union"}}],"sentences":[{{"start":0,"end":10}},{{"start":11,"end":36,"source_side":{side}}}],"spans":[{spans}],"span_layers":["hedge"]}}"#
        );
        Annotated::from_json(&line).unwrap()
    }

    /// The sentence with its marks in brackets.
    fn shown(miss: &Miss) -> String {
        let stretch = |s: &Stretch| if s.marked { format!("[{}]", s.text) } else { s.text.clone() };
        miss.context.iter().map(stretch).collect()
    }

    #[test]
    fn marks_that_overlap_or_reach_beyond_the_sentence_lose_no_word() {
        let marks = [Span::new(2, 5), Span::new(3, 4), Span::new(4, 30)];
        let cut = stretches("It rained all day.", Span::new(0, 10), &marks);
        let marked: Vec<_> = cut.iter().map(|s| (s.text.as_str(), s.marked)).collect();
        assert_eq!(marked, [("It", false), (" rained ", true)]);
    }

    #[test]
    fn a_stance_that_differs_marks_where_the_side_is_meant() {
        let with = |stance: &str| {
            let line = format!(
                r#"{{"id":"a","text":"Holm may leave.","sides":[{{"id":"port","name":"Port"}}],"mentions":[{{"side":"port","start":0,"end":4}}],"sentences":[{{"start":0,"end":15,"stance":{{"port":"{stance}"}}}}]}}"#
            );
            Annotated::from_json(&line).unwrap()
        };
        let (gold, predicted) = (with("neutral"), with("favorable"));
        let found = misses(&Pair::new(&gold, &predicted).unwrap());
        assert_eq!(shown(&found[0]), "[Holm] may leave.");
    }

    #[test]
    fn a_span_that_differs_comes_with_the_rest_of_its_sentence() {
        let gold = document(r#"{"start":16,"end":19,"label":"hedge"}"#, "null");
        let predicted = document("", "null");
        let found = misses(&Pair::new(&gold, &predicted).unwrap());
        let [miss] = &found[..] else { panic!("one miss: {found:?}") };
        assert_eq!(miss.text, "may");
        assert_eq!(shown(miss), "Holm [may] leave, they say.");
        assert_eq!((miss.gold.as_deref(), miss.predicted.as_deref()), (Some("hedge"), None));
    }

    #[test]
    fn a_speaker_given_to_the_wrong_side_is_a_difference() {
        let (gold, predicted) = (document("", r#""port""#), document("", "null"));
        let found = misses(&Pair::new(&gold, &predicted).unwrap());
        let [miss] = &found[..] else { panic!("one miss: {found:?}") };
        assert_eq!(miss.layer, "source_side");
        assert_eq!((miss.gold.as_deref(), miss.predicted.as_deref()), (Some("port"), Some("none")));
        assert_eq!(shown(miss), "Holm may leave, they say.");
    }
}
