//! How far annotators agree, layer by layer, and which labels carry the disagreement.
//!
//! Spans have pairwise overlap F1; gamma (Mathet et al. 2015) is left out, since no kept Rust
//! library computes it.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use super::count::{kind_index, predicted_favors, side_number, translated};
use super::hits::Hits;
use super::matching;
use super::pair::{Pair, sides_of};
use super::places::spans_of_label;
use super::row::Row;
use super::score::Score;
use super::tally::{FRAMES, SIDE_CLASSES, SPAN_LABELS};
use crate::error::{Error, Result};
use crate::labels::{
    Annotated, Certainty, Frame, Label, LabelledSentence, SpanLabel, Stance, Voice, Wording,
};
use crate::sides::SideId;
use crate::stats::{Coincidences, Plan, Scale, intervals};

/// The layers whose units are sentences (of stance and presence: a side in a sentence), in the
/// order of [`Counts::layers`]; the frames follow, one a layer.
const LAYERS: [(&str, Scale); 9] = [
    ("voice", Scale::Nominal),
    ("certainty", Scale::Nominal),
    ("wording", Scale::Nominal),
    ("stance", Scale::Ordinal),
    ("presence", Scale::Nominal),
    ("favors", Scale::Nominal),
    ("source_side", Scale::Nominal),
    ("kind", Scale::Nominal),
    ("duplicate", Scale::Nominal),
];

fn classes(layer: usize) -> Vec<&'static str> {
    match LAYERS[layer].0 {
        "voice" => Voice::names(),
        "certainty" => Certainty::names(),
        "wording" => Wording::names(),
        "stance" => Stance::names(),
        "favors" | "source_side" => SIDE_CLASSES.to_vec(),
        "kind" => vec!["headline", "body", "boilerplate"],
        _ => vec!["no", "yes"],
    }
}

/// What the annotators of one document add to every number.
#[derive(Debug, Clone, PartialEq)]
struct Counts {
    layers: [Coincidences; LAYERS.len()],
    frames: [Coincidences; FRAMES],
    spans: [Hits; SPAN_LABELS],
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            layers: std::array::from_fn(|_| Coincidences::default()),
            frames: std::array::from_fn(|_| Coincidences::default()),
            spans: [Hits::default(); SPAN_LABELS],
        }
    }
}

impl AddAssign<&Self> for Counts {
    fn add_assign(&mut self, other: &Self) {
        self.layers.iter_mut().zip(&other.layers).for_each(|(own, more)| *own += more);
        self.frames.iter_mut().zip(&other.frames).for_each(|(own, more)| *own += more);
        self.spans.iter_mut().zip(&other.spans).for_each(|(own, more)| *own += more);
    }
}

/// The agreement of two or more annotators' files: alpha per layer, overlap F1 per span label
/// over all pairs of annotators, and the share of its layer's disagreement each label carries.
///
/// Units are the sentences of the first annotator of a document; documents that only one
/// annotator has are left out.
///
/// # Errors
/// [`Error::NothingShared`] where no document has two annotators; [`Error::Document`] where
/// annotators have different texts of one document, or one has it twice.
pub fn agree(files: &[Vec<Annotated>], plan: &Plan) -> Result<Vec<Row>> {
    let mut documents: BTreeMap<&str, Vec<&Annotated>> = BTreeMap::new();
    for file in files {
        let mut own = BTreeMap::new();
        for document in file {
            if own.insert(document.document.id(), document).is_some() {
                return Err(Error::Document {
                    document: document.document.id().to_owned(),
                    reason: "one annotator has it twice".to_owned(),
                });
            }
        }
        own.into_iter().for_each(|(id, document)| documents.entry(id).or_default().push(document));
    }
    let shared = documents.values().filter(|readings| readings.len() > 1);
    let counts: Vec<Counts> = shared.map(|readings| count(readings)).collect::<Result<_>>()?;
    if counts.is_empty() {
        return Err(Error::NothingShared);
    }
    Ok(rows(&counts, plan))
}

fn count(readings: &[&Annotated]) -> Result<Counts> {
    let (first, others) = readings.split_first().ok_or(Error::NothingShared)?;
    let pairs: Vec<Pair> = std::iter::once(first)
        .chain(others)
        .map(|other| Pair::new(first, other))
        .collect::<Result<_>>()?;
    let mut counts = Counts::default();
    for at in 0..first.sentences.len() {
        let labelled: Vec<_> =
            pairs.iter().filter_map(|pair| Some((pair, pair.aligned(at)?))).collect();
        sentence(&mut counts, &labelled);
    }
    for (at, one) in readings.iter().enumerate() {
        readings[at + 1..].iter().for_each(|other| spans(&mut counts, one, other));
    }
    Ok(counts)
}

type Reading<'p> = (&'p Pair<'p>, &'p LabelledSentence);

fn sentence(counts: &mut Counts, readings: &[Reading]) {
    let labels = |of: &dyn Fn(&Reading) -> Option<usize>| -> Vec<usize> {
        readings.iter().filter_map(of).collect()
    };
    let [voice, certainty, wording, _, _, favors, source_side, kind, duplicate] =
        &mut counts.layers;
    voice.count(&labels(&|(_, s)| Some(s.voice?.index())));
    certainty.count(&labels(&|(_, s)| Some(s.certainty?.index())));
    wording.count(&labels(&|(_, s)| Some(s.wording?.index())));
    let number = |pair: &Pair, side: Option<&SideId>| {
        side_number(pair, side.map(|id| pair.gold_side(id).unwrap_or(id)))
    };
    favors.count(&labels(&|(pair, s)| {
        let favors = predicted_favors(pair, s).filter(|_| sides_of(pair.gold).len() > 1)?;
        Some(number(pair, favors.as_ref()))
    }));
    source_side.count(&labels(&|(pair, s)| Some(number(pair, s.source_side.as_ref()?.as_ref()))));
    kind.count(&labels(&|(_, s)| Some(kind_index(s.kind?))));
    duplicate.count(&labels(&|(_, s)| Some(usize::from(s.duplicate?))));
    for side in readings.first().map_or(&[][..], |(pair, _)| sides_of(pair.gold)) {
        let stance = |(pair, s): &Reading| -> Option<Option<Stance>> {
            let stance = translated(pair, s.stance.as_ref()?);
            Some(stance.into_iter().find(|(id, _)| *id == side.id).map(|(_, stance)| stance))
        };
        counts.layers[3].count(&labels(&|reading| Some(stance(reading)??.index())));
        // Where sides may be present unjudged, one that is not listed is not said to be absent.
        counts.layers[4].count(&labels(&|reading @ (_, s)| {
            let present = stance(reading)?.is_some();
            (!s.stance_partial).then_some(usize::from(present))
        }));
    }
    for (frame, coincidences) in Frame::ALL.iter().zip(&mut counts.frames) {
        coincidences
            .count(&labels(&|(_, s)| Some(usize::from(s.frames.as_ref()?.contains(frame)))));
    }
}

fn spans(counts: &mut Counts, one: &Annotated, other: &Annotated) {
    let both =
        |label: &&SpanLabel| one.span_layers.contains(label) && other.span_layers.contains(label);
    for label in SpanLabel::ALL.iter().filter(both) {
        let (ours, theirs) = (spans_of_label(one, *label), spans_of_label(other, *label));
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
        let matched = matching::overlapping(&ours, &theirs).len() as f64;
        counts.spans[label.index()] += &Hits::new(matched, ours.len(), theirs.len(), true);
    }
}

/// One number to be: layer, class, metric, value, support.
type Number = (&'static str, Option<&'static str>, &'static str, Option<f64>, f64);

fn numbers(counts: &Counts) -> Vec<Number> {
    let mut list: Vec<Number> = Vec::new();
    for (at, ((layer, scale), of)) in LAYERS.iter().zip(&counts.layers).enumerate() {
        list.push((layer, None, "alpha", of.alpha(*scale), of.total()));
        for (class, name) in classes(at).into_iter().enumerate() {
            list.push((layer, Some(name), "disagreement", of.disagreement(class), of.total()));
        }
    }
    frames(&mut list, counts);
    let apart = |hits: &Hits| hits.gold + hits.predicted - 2.0 * hits.matched;
    let all: f64 = counts.spans.iter().map(apart).sum();
    for (label, hits) in SpanLabel::ALL.iter().zip(&counts.spans) {
        let support = hits.gold + hits.predicted;
        let share = (all > 0.0).then(|| apart(hits) / all);
        list.push(("spans", Some(label.name()), "overlap_f1", hits.f1(), support));
        list.push(("spans", Some(label.name()), "disagreement", share, support));
    }
    list
}

/// Each frame is a yes or no of its own; the layer's alpha is the mean of those that occur.
fn frames(list: &mut Vec<Number>, counts: &Counts) {
    let alphas: Vec<Option<f64>> =
        counts.frames.iter().map(|of| of.alpha(Scale::Nominal)).collect();
    let mean = super::confusion::mean(alphas.iter().filter(|alpha| alpha.is_some()).copied());
    list.push(("frames", None, "alpha", mean, counts.frames[0].total()));
    for ((frame, of), alpha) in Frame::ALL.iter().zip(&counts.frames).zip(alphas) {
        list.push(("frames", Some(frame.name()), "alpha", alpha, of.of(1)));
    }
}

fn rows(counts: &[Counts], plan: &Plan) -> Vec<Row> {
    let mut sum = Counts::default();
    counts.iter().for_each(|more| sum += more);
    let places = intervals(counts, plan, |sum: &Counts| {
        numbers(sum).into_iter().map(|number| number.3).collect()
    });
    let rests = numbers(&sum).into_iter().zip(places).filter(|(number, _)| number.4 > 0.0);
    rests
        .map(|((layer, class, metric, value, support), interval)| {
            Row::new(layer, class, metric, Score { value, interval, support })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sentence about the union, and about the port where `both`.
    fn reading(both: bool, partial: bool) -> Vec<Annotated> {
        let port = if both { r#","port":"neutral""# } else { "" };
        let partial = if partial { r#","stance_partial":true"# } else { "" };
        let line = format!(
            r#"{{"id":"a","text":"Rain.","sides":[{{"id":"union","name":"Union"}},{{"id":"port","name":"Port"}}],
            "sentences":[{{"start":0,"end":5,"stance":{{"union":"favorable"{port}}}{partial}}}]}}"#
        );
        vec![Annotated::from_json(&line.replace('\n', "")).unwrap()]
    }

    fn layers(partial: bool) -> Vec<String> {
        let plan = Plan { resamples: 20, ..Plan::default() };
        let rows = agree(&[reading(true, partial), reading(false, partial)], &plan).unwrap();
        rows.into_iter().filter(|row| row.metric == "alpha").map(|row| row.layer).collect()
    }

    #[test]
    fn a_side_is_absent_only_where_every_side_was_judged() {
        assert_eq!(layers(false), ["stance", "presence", "favors"]);
        assert_eq!(layers(true), ["stance"]);
    }
}
