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
    /// The rest of the sentence before the words.
    pub before: String,
    /// The rest of the sentence after the words.
    pub after: String,
}

/// Every label of a pair that differs, sentences first, then spans.
#[must_use]
pub fn misses(pair: &Pair) -> Vec<Miss> {
    let mut list =
        List { pair, offsets: ScalarOffsets::new(pair.gold.document.text()), misses: vec![] };
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
    misses: Vec<Miss>,
}

impl List<'_> {
    fn differs(&mut self, span: Span, layer: &str, gold: Option<&str>, predicted: Option<&str>) {
        if gold == predicted {
            return;
        }
        let (start, end) = self.offsets.to_scalars(span);
        let document = &self.pair.gold.document;
        let (before, after) = self.around(span);
        self.misses.push(Miss {
            document: document.id().to_owned(),
            outlet: document.meta.outlet.clone(),
            layer: layer.to_owned(),
            gold: gold.map(str::to_owned),
            predicted: predicted.map(str::to_owned),
            start,
            end,
            text: span.of(document.text()).to_owned(),
            before,
            after,
        });
    }

    /// What stands before and after the words in the gold sentences where they begin and end.
    fn around(&self, span: Span) -> (String, String) {
        let (text, sentences) = (self.pair.gold.document.text(), &self.pair.gold.sentences);
        let first = sentences.partition_point(|s| s.span.end() <= span.start());
        let last = sentences.partition_point(|s| s.span.end() < span.end());
        let start = sentences.get(first).map_or(span.start(), |s| s.span.start());
        let end = sentences.get(last).filter(|s| s.span.start() < span.end());
        let end = end.map_or(span.end(), |s| s.span.end());
        let before = Span::new(start.min(span.start()), span.start());
        (before.of(text).to_owned(), Span::new(span.end(), end).of(text).to_owned())
    }

    fn label<L: Label>(&mut self, span: Span, gold: Option<L>, predicted: Option<L>) {
        if let Some(gold) = gold {
            self.differs(span, L::LAYER, Some(gold.name()), predicted.map(Label::name));
        }
    }

    fn sentence(&mut self, gold: &LabelledSentence, predicted: Option<&LabelledSentence>) {
        if let Some(kind) = gold.kind {
            let found = predicted.and_then(|p| p.kind).map(kind_name);
            self.differs(gold.span, "kind", Some(kind_name(kind)), found);
        }
        if !gold.counts() {
            return;
        }
        self.label(gold.span, gold.voice, predicted.and_then(|p| p.voice));
        self.label(gold.span, gold.certainty, predicted.and_then(|p| p.certainty));
        self.label(gold.span, gold.wording, predicted.and_then(|p| p.wording));
        for (side, stance) in gold.stance.iter().flatten() {
            let found = predicted.and_then(|p| self.stance(p, side));
            let layer = format!("stance:{side}");
            self.differs(gold.span, &layer, Some(stance.name()), found.map(Label::name));
        }
        if let Some(side) = &gold.source_side {
            let found = predicted.and_then(|p| p.source_side.as_ref());
            let found = found.map(|id| id.as_ref().map(|id| self.pair.gold_side(id).unwrap_or(id)));
            let name = |id: Option<&SideId>| id.map_or("none", SideId::as_str).to_owned();
            let (gold_name, found) = (name(side.as_ref()), found.map(name));
            self.differs(gold.span, "source_side", Some(&gold_name), found.as_deref());
        }
        if let Some(frames) = &gold.frames {
            let found = predicted.and_then(|p| p.frames.as_ref()).map(|frames| names(frames));
            self.differs(gold.span, "frames", Some(&names(frames)), found.as_deref());
        }
    }

    fn stance(&self, predicted: &LabelledSentence, side: &SideId) -> Option<Stance> {
        let own = |(id, _): &&(SideId, Stance)| self.pair.gold_side(id) == Some(side);
        predicted.stance.as_ref()?.iter().find(own).map(|&(_, stance)| stance)
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
            self.differs(span, &layer, Some(label.name()), None);
        }
        for (_, &span) in predicted.iter().enumerate().filter(|(at, _)| !right.contains(at)) {
            self.differs(span, &layer, None, Some(label.name()));
        }
    }
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

    #[test]
    fn a_span_that_differs_comes_with_the_rest_of_its_sentence() {
        let gold = document(r#"{"start":16,"end":19,"label":"hedge"}"#, "null");
        let predicted = document("", "null");
        let found = misses(&Pair::new(&gold, &predicted).unwrap());
        let [miss] = &found[..] else { panic!("one miss: {found:?}") };
        let words = [miss.before.as_str(), &miss.text, &miss.after];
        assert_eq!(words, ["Holm ", "may", " leave, they say."]);
        assert_eq!((miss.gold.as_deref(), miss.predicted.as_deref()), (Some("hedge"), None));
    }

    #[test]
    fn a_speaker_given_to_the_wrong_side_is_a_difference() {
        let (gold, predicted) = (document("", r#""port""#), document("", "null"));
        let found = misses(&Pair::new(&gold, &predicted).unwrap());
        let [miss] = &found[..] else { panic!("one miss: {found:?}") };
        assert_eq!(miss.layer, "source_side");
        assert_eq!((miss.gold.as_deref(), miss.predicted.as_deref()), (Some("port"), Some("none")));
        assert_eq!((miss.before.as_str(), miss.after.as_str()), ("", ""));
    }
}
