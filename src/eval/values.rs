//! Every score of a tally, by name and in a fixed order.

use super::confusion::{Confusion, mean, ratio};
use super::hits::Hits;
use super::tally::{Frames, SIDE_CLASSES, SpanHits, Tally};
use crate::labels::confusion::Matrix;
use crate::labels::{Certainty, Frame, Label, SpanLabel, Stance, Voice, Wording};

/// One score, without its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// The layer: `voice`.
    pub layer: &'static str,
    /// One label of it: `quoted`.
    pub class: Option<&'static str>,
    /// What is measured: `f1`.
    pub metric: &'static str,
    /// The score, 0 to 1; `None` where it is undefined.
    pub value: Option<f64>,
    /// Gold items it rests on.
    pub support: f64,
}

impl Value {
    /// Its name: `voice.macro_f1`, `voice.quoted.f1`.
    #[must_use]
    pub fn name(&self) -> String {
        let class = self.class.map(|class| format!(".{class}")).unwrap_or_default();
        format!("{}{class}.{}", self.layer, self.metric)
    }
}

impl Tally {
    /// Every score, in an order that does not depend on the counts.
    #[must_use]
    pub fn values(&self) -> Vec<Value> {
        let mut list = List(Vec::with_capacity(256));
        list.confusion("voice", &Voice::names(), &self.voice);
        list.confusion("certainty", &Certainty::names(), &self.certainty);
        list.confusion("wording", &Wording::names(), &self.wording);
        list.confusion("stance", &Stance::names(), &self.stance);
        list.hits("presence", None, &self.presence);
        list.confusion("favors", &SIDE_CLASSES, &self.favors);
        list.confusion("source_side", &SIDE_CLASSES, &self.source_side);
        list.frames(&self.frames);
        list.spans(self);
        list.confusion("kind", &KINDS, &self.kind);
        list.hits("duplicate", None, &self.duplicate);
        list.hits("segmentation", None, &self.boundaries);
        list.hits("mentions", None, &self.mentions);
        list.hits("sides", None, &self.sides);
        list.0
    }

    /// The confusion matrix of every layer that gold carries; the frames have one each.
    #[must_use]
    pub fn confusions(&self) -> Vec<Matrix> {
        let frames = Frame::ALL.iter().zip(&self.frames.each);
        let layers = [
            self.voice.matrix("voice", None, &Voice::names()),
            self.certainty.matrix("certainty", None, &Certainty::names()),
            self.wording.matrix("wording", None, &Wording::names()),
            self.stance.matrix("stance", None, &Stance::names()),
            self.favors.matrix("favors", None, &SIDE_CLASSES),
            self.source_side.matrix("source_side", None, &SIDE_CLASSES),
            self.kind.matrix("kind", None, &KINDS),
        ];
        let matrices = layers.into_iter().chain(
            frames.map(|(frame, counts)| counts.matrix("frames", Some(frame.name()), &PRESENCE)),
        );
        matrices.filter(|matrix| matrix.items() > 0.0).collect()
    }
}

/// The classes of `kind`.
const KINDS: [&str; 3] = ["headline", "body", "boilerplate"];

/// The classes of a frame in a sentence.
const PRESENCE: [&str; 2] = ["no", "yes"];

/// Span metrics: name of the F1, its precision and recall, and the counts they are made of.
type SpanMetric = ([&'static str; 3], fn(&SpanHits) -> &Hits);

const SPAN_METRICS: [SpanMetric; 4] = [
    (["strict_f1", "strict_precision", "strict_recall"], |hits| &hits.exact),
    (["partial_f1", "partial_precision", "partial_recall"], |hits| &hits.partial),
    (["overlap_f1", "overlap_precision", "overlap_recall"], |hits| &hits.overlap),
    (["character_f1", "character_precision", "character_recall"], |hits| &hits.characters),
];

/// The same without regard to the label, where equal bounds are called exact, not strict.
const EXACT: [&str; 3] = ["exact_f1", "exact_precision", "exact_recall"];

const SPAN_MACRO: [&str; 4] =
    ["macro_strict_f1", "macro_partial_f1", "macro_overlap_f1", "macro_character_f1"];

struct List(Vec<Value>);

impl List {
    fn push(
        &mut self,
        layer: &'static str,
        class: Option<&'static str>,
        metric: &'static str,
        value: Option<f64>,
        support: f64,
    ) {
        self.0.push(Value { layer, class, metric, value, support });
    }

    fn confusion<const K: usize>(
        &mut self,
        layer: &'static str,
        classes: &[&'static str],
        counts: &Confusion<K>,
    ) {
        let total = counts.total();
        self.push(layer, None, "accuracy", counts.accuracy(), total);
        self.push(layer, None, "macro_f1", counts.macro_f1(), total);
        self.push(layer, None, "micro_f1", counts.micro_f1(), total);
        for (at, &class) in classes.iter().enumerate() {
            let support = counts.gold(at);
            self.push(layer, Some(class), "precision", counts.precision(at), support);
            self.push(layer, Some(class), "recall", counts.recall(at), support);
            self.push(layer, Some(class), "f1", counts.f1(at), support);
        }
    }

    fn hits(&mut self, layer: &'static str, class: Option<&'static str>, hits: &Hits) {
        self.named(layer, class, ["f1", "precision", "recall"], hits);
    }

    fn named(
        &mut self,
        layer: &'static str,
        class: Option<&'static str>,
        names: [&'static str; 3],
        hits: &Hits,
    ) {
        self.push(layer, class, names[0], hits.f1(), hits.gold);
        self.push(layer, class, names[1], hits.precision(), hits.gold);
        self.push(layer, class, names[2], hits.recall(), hits.gold);
    }

    fn frames(&mut self, frames: &Frames) {
        let each: Vec<Hits> = frames.each.iter().map(Hits::of_presence).collect();
        let mut sum = Hits::default();
        each.iter().for_each(|hits| sum += hits);
        let carried = sum.carried > 0.0;
        let sample = carried.then(|| ratio(frames.sample_f1, frames.sentences)).flatten();
        self.push("frames", None, "micro_f1", sum.f1(), sum.gold);
        self.push("frames", None, "macro_f1", macro_f1(each.iter()), sum.gold);
        self.push("frames", None, "sample_f1", sample, frames.sentences);
        for (frame, hits) in Frame::ALL.iter().zip(&each) {
            self.hits("frames", Some(frame.name()), hits);
        }
    }

    fn spans(&mut self, tally: &Tally) {
        for (name, (_, counts)) in SPAN_MACRO.into_iter().zip(SPAN_METRICS) {
            let value = macro_f1(tally.spans.iter().map(counts));
            let support = tally.spans.iter().map(|hits| counts(hits).gold).sum();
            self.push("spans", None, name, value, support);
        }
        for &label in SpanLabel::ALL {
            for (names, counts) in SPAN_METRICS {
                self.named("spans", Some(label.name()), names, counts(tally.span(label)));
            }
        }
        for (at, (names, counts)) in SPAN_METRICS.into_iter().enumerate() {
            let names = if at == 0 { EXACT } else { names };
            self.named("spans", Some("any"), names, counts(&tally.any_span));
        }
    }
}

/// Mean F1 over what occurs in gold and is carried by the prediction.
fn macro_f1<'h>(hits: impl Iterator<Item = &'h Hits>) -> Option<f64> {
    mean(hits.filter(|hits| hits.gold > 0.0 && hits.carried > 0.0).map(Hits::f1))
}
