//! Temperatures and thresholds, fitted on development data: few numbers, none per corpus.

use super::dev::DevCorpus;
use crate::annotate::{Decisions, Read};
use crate::error::Result;
use crate::labels::{
    Annotated, Certainty, Frame, Label, LabelledSentence, SpanLabel, Voice, Wording,
};
use crate::model::card::Thresholds;
use crate::model::{Prediction, Temperatures};

/// Temperatures that are tried: 0.5 to 3.
fn temperatures() -> impl Iterator<Item = f64> {
    (10..=60).map(|i| f64::from(i) / 20.0)
}

/// Probabilities of classes that exclude each other, and which of them is right.
type Choice<'a> = (&'a [f32], usize);

/// A probability and whether it is right.
type Event = (f32, bool);

/// The temperatures under which development labels are likeliest; as `before` where a layer has no
/// labels. The predictions must have been made with temperatures of 1.
pub(super) fn fit_temperatures(
    corpora: &[DevCorpus],
    read: &[Vec<Read>],
    before: &Temperatures,
) -> Temperatures {
    let pairs: Vec<(&Annotated, &LabelledSentence, &Prediction)> = corpora
        .iter()
        .zip(read)
        .flat_map(|(corpus, read)| corpus.gold.iter().zip(read))
        .flat_map(|(gold, read)| {
            let sentences = gold.sentences.iter().zip(read.predictions());
            sentences.filter_map(move |(sentence, p)| Some((gold, sentence, p?)))
        })
        .collect();
    let choices = |choice: fn(&LabelledSentence, &Prediction) -> Option<usize>,
                   p: fn(&Prediction) -> &[f32],
                   before: f64| {
        let labelled = pairs
            .iter()
            .filter_map(|&(_, s, prediction)| Some((p(prediction), choice(s, prediction)?)));
        best_choice_temperature(&labelled.collect::<Vec<Choice>>()).unwrap_or(before)
    };
    let frames: Vec<Event> = pairs.iter().flat_map(|&(_, s, p)| frame_events(s, p)).collect();
    let spans: Vec<Event> =
        pairs.iter().flat_map(|&(gold, s, p)| span_events(gold, s, p)).collect();
    Temperatures {
        voice: choices(|s, _| s.voice.map(Voice::index), |p| &p.voice, before.voice),
        certainty: choices(
            |s, _| s.certainty.map(Certainty::index),
            |p| &p.certainty,
            before.certainty,
        ),
        wording: choices(|s, _| s.wording.map(Wording::index), |p| &p.wording, before.wording),
        frames: best_event_temperature(&frames).unwrap_or(before.frames),
        stance: best_choice_temperature(&stance_choices(corpora, read)).unwrap_or(before.stance),
        spans: best_event_temperature(&spans).unwrap_or(before.spans),
    }
}

fn stance_choices<'r>(corpora: &[DevCorpus], read: &'r [Vec<Read>]) -> Vec<Choice<'r>> {
    let mut choices = Vec::new();
    for (corpus, read) in corpora.iter().zip(read) {
        for (gold, read) in corpus.gold.iter().zip(read) {
            for (sentence, stances) in gold.sentences.iter().zip(read.stances()) {
                for (side, p) in stances {
                    if let Some(stance) = sentence.stance_of(side) {
                        choices.push((&p[..], stance.index()));
                    }
                }
            }
        }
    }
    choices
}

fn frame_events(sentence: &LabelledSentence, p: &Prediction) -> Vec<Event> {
    let Some(frames) = &sentence.frames else { return Vec::new() };
    Frame::ALL.iter().map(|frame| (p.frames[frame.index()], frames.contains(frame))).collect()
}

fn span_events(gold: &Annotated, sentence: &LabelledSentence, p: &Prediction) -> Vec<Event> {
    let mut events = Vec::new();
    for label in &gold.span_layers {
        let spans: Vec<_> = gold
            .spans
            .iter()
            .filter(|s| s.label == *label && s.span.overlaps(sentence.span))
            .collect();
        for word in &p.words {
            let place = word.span.shifted(sentence.span.start());
            let covered = spans.iter().any(|s| s.span.overlaps(place));
            events.push((word.inside[label.index()], covered));
        }
    }
    events
}

fn best_choice_temperature(choices: &[Choice]) -> Option<f64> {
    likeliest(choices.len(), |t| {
        let loss = |&(p, right): &Choice| {
            let scaled: Vec<f64> =
                p.iter().map(|&p| f64::from(p.max(1e-7)).powf(1.0 / t)).collect();
            -(scaled[right] / scaled.iter().sum::<f64>()).ln()
        };
        choices.iter().map(loss).sum()
    })
}

fn best_event_temperature(events: &[Event]) -> Option<f64> {
    likeliest(events.len(), |t| {
        let loss = |&(p, happened): &Event| {
            let p = f64::from(p).clamp(1e-7, 1.0 - 1e-7);
            let scaled = 1.0 / (1.0 + (-(p / (1.0 - p)).ln() / t).exp());
            -(if happened { scaled } else { 1.0 - scaled }).max(1e-12).ln()
        };
        events.iter().map(loss).sum()
    })
}

/// The temperature with the lowest loss over so many cases; `None` where there are none.
fn likeliest(cases: usize, loss: impl Fn(f64) -> f64) -> Option<f64> {
    let best = temperatures().min_by(|&a, &b| loss(a).total_cmp(&loss(b)));
    best.filter(|_| cases > 0)
}

/// Thresholds that are tried: 0.2 to 0.9.
fn thresholds() -> impl Iterator<Item = f64> {
    (8..=36).map(|i| f64::from(i) / 40.0)
}

/// The thresholds with the highest scores, each the mean over the corpora that label its layer; as
/// `before` where none does.
pub(super) fn fit_thresholds(
    corpora: &[DevCorpus],
    read: &[Vec<Read>],
    before: &Thresholds,
) -> Result<Thresholds> {
    let mut fitted = before.clone();
    let fit = Fit { corpora, read };
    fit.choose(&mut fitted, "frames.micro_f1", thresholds(), |t, p| t.frames = p)?;
    for &label in SpanLabel::ALL {
        let score = format!("spans.{label}.overlap_f1");
        fit.choose(&mut fitted, &score, thresholds(), |t, p| {
            t.spans.insert(label, p);
        })?;
    }
    Ok(fitted)
}

/// Corpora and what the model says of them.
struct Fit<'a, 'd> {
    corpora: &'a [DevCorpus<'a>],
    read: &'a [Vec<Read<'d>>],
}

/// A score, and the corpora that have labels for it.
struct Labelled<'a, 'd> {
    score: String,
    corpora: Vec<(&'a DevCorpus<'a>, &'a [Read<'d>])>,
}

impl<'a, 'd> Fit<'a, 'd> {
    /// Sets one threshold to the candidate with the highest score; leaves it as it is where no
    /// corpus has labels for the score.
    fn choose(
        &self,
        fitted: &mut Thresholds,
        score: &str,
        candidates: impl Iterator<Item = f64>,
        set: impl Fn(&mut Thresholds, f64),
    ) -> Result<()> {
        let labelled = self.labelled(score)?;
        if labelled.corpora.is_empty() {
            return Ok(());
        }
        let best = highest(candidates, |candidate| {
            let mut tried = fitted.clone();
            set(&mut tried, candidate);
            labelled.mean(&tried)
        })?;
        set(fitted, best);
        Ok(())
    }

    fn labelled(&self, score: &str) -> Result<Labelled<'a, 'd>> {
        let mut corpora = Vec::new();
        for (corpus, read) in self.corpora.iter().zip(self.read) {
            let scores = corpus.scores(read, &Decisions::alone(&Thresholds::default()))?;
            if scores.get(score).is_some_and(|s| s.support > 0.0) {
                corpora.push((corpus, read.as_slice()));
            }
        }
        Ok(Labelled { score: score.to_owned(), corpora })
    }
}

impl Labelled<'_, '_> {
    fn mean(&self, thresholds: &Thresholds) -> Result<f64> {
        let mut sum = 0.0;
        for (corpus, read) in &self.corpora {
            let score = corpus.scores(read, &Decisions::alone(thresholds))?.get(&self.score);
            sum += score.and_then(|s| s.value).unwrap_or(0.0);
        }
        Ok(sum / self.corpora.len() as f64)
    }
}

/// The candidate with the highest score; the middle of the plateau where several have it.
fn highest(
    candidates: impl Iterator<Item = f64>,
    score: impl Fn(f64) -> Result<f64>,
) -> Result<f64> {
    let mut best: (f64, Vec<f64>) = (f64::MIN, Vec::new());
    for candidate in candidates {
        let value = score(candidate)?;
        if value > best.0 {
            best = (value, vec![candidate]);
        } else if value == best.0 {
            best.1.push(candidate);
        }
    }
    Ok(best.1.get(best.1.len() / 2).copied().unwrap_or(0.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overconfident_probabilities_want_a_temperature_above_one() {
        // Right in 7 of 10 cases, always 99 % sure.
        let sure = [0.99f32, 0.01];
        let choices: Vec<Choice> = (0..10).map(|i| (&sure[..], usize::from(i >= 7))).collect();
        assert!(best_choice_temperature(&choices) > Some(2.0));
        let events: Vec<Event> = (0..10).map(|i| (0.99, i < 7)).collect();
        assert!(best_event_temperature(&events) > Some(2.0));
        assert_eq!(best_event_temperature(&[]), None);
    }

    #[test]
    fn of_equal_thresholds_the_middle_one_is_taken() {
        let score = |t: f64| Ok(f64::from(u8::from((0.3..=0.5).contains(&t))));
        assert!(
            (highest([0.2, 0.3, 0.4, 0.5, 0.6].into_iter(), score).unwrap() - 0.4).abs() < 1e-9
        );
    }
}
