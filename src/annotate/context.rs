//! Judging in context: a reader takes a sentence as part of its article.
//!
//! What shows a side favourably in one sentence mostly does so in the next, the more so where the
//! same side speaks, and an article stays with its subjects. Each stance and frame is therefore
//! moved by what the other sentences say, each judged by itself; by how much is fitted and stands in
//! the model's card. Sentences of one article are then no longer judged independently of each
//! other: whoever tests differences between articles needs them judged alone.

use std::collections::BTreeMap;

use super::decode::Decisions;
use crate::labels::{Annotated, Frame, Label, LabelledSentence, Probabilities, Stance};
use crate::model::card::Context;
use crate::model::softmax;
use crate::sides::SideId;

/// Less probable than this nothing is taken to be, for context to move it.
const LEAST: f32 = 1e-4;

/// What the rest of an article says about one sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Surroundings {
    /// Towards each side present, in the order of its probabilities: how favourable the other
    /// sentences are to it and unfavourable to the other sides, -2 to 2. Of all sentences, and of
    /// those in which the same side speaks, or none.
    pub stance: Vec<[f64; 2]>,
    /// Of each frame how much of it there is in the other sentences, and in those before and behind;
    /// and whether there are others, towards 1 with many.
    pub frames: [[f64; 3]; Frame::ALL.len()],
}

/// Moves the stances and frames of a document whose sentences were judged alone, and decides them
/// anew.
pub(super) fn judge(document: &mut Annotated, context: &Context, decisions: &Decisions) {
    let around = surroundings(&document.sentences);
    let sides = document.sides.as_deref().unwrap_or_default();
    for (sentence, around) in document.sentences.iter_mut().zip(around) {
        let (Some(p), Some(around)) = (&mut sentence.p, around) else { continue };
        for ((_, p), by) in p.stance.iter_mut().zip(&around.stance) {
            *p = leaning(*p, context.stance_shift(*by));
        }
        for (p, by) in p.frames.iter_mut().zip(&around.frames) {
            *p = likelier(*p, context.frame_shift(*by));
        }
        decisions.judge(sentence, sides);
    }
}

/// The probabilities of stances, with the log odds of favourable raised and those of unfavourable
/// lowered.
pub(crate) fn leaning(p: [f32; Stance::ALL.len()], by: f32) -> [f32; Stance::ALL.len()] {
    let mut logits = p.map(|p| p.max(LEAST).ln());
    logits[Stance::Favorable.index()] += by;
    logits[Stance::Unfavorable.index()] -= by;
    softmax(logits, 1.0)
}

/// The probability of an event, with its log odds raised.
pub(crate) fn likelier(p: f32, by: f32) -> f32 {
    let p = p.clamp(LEAST, 1.0 - LEAST);
    softmax([p.ln() + by, (1.0 - p).ln()], 1.0)[0]
}

/// What surrounds each sentence that was judged; repeats say nothing of the others.
pub(crate) fn surroundings(sentences: &[LabelledSentence]) -> Vec<Option<Surroundings>> {
    let telling: Vec<Option<&Probabilities>> =
        sentences.iter().map(|s| s.p.as_ref().filter(|_| s.counts())).collect();
    let mut all = Leanings::default();
    let mut by_speaker: BTreeMap<Option<&SideId>, Leanings> = BTreeMap::new();
    let mut subjects = Subjects::default();
    for (sentence, p) in sentences.iter().zip(&telling) {
        let Some(p) = p else { continue };
        all.add(p);
        by_speaker.entry(speaker(sentence)).or_default().add(p);
        subjects.add(p);
    }
    let of = |(i, sentence): (usize, &LabelledSentence)| {
        let p = sentence.p.as_ref()?;
        let own = telling[i];
        let said = [Some(&all), by_speaker.get(&speaker(sentence))];
        let others = said.map(|said| said.cloned().unwrap_or_default().without(own));
        let elsewhere = subjects.clone().without(own);
        let mut next = Subjects::default();
        let neighbours = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
        neighbours.filter_map(|j| *telling.get(j)?).for_each(|p| next.add(p));
        Some(Surroundings {
            stance: p.stance.iter().map(|(s, _)| others.each_ref().map(|o| o.towards(s))).collect(),
            frames: std::array::from_fn(|f| {
                [elsewhere.share(f), next.share(f), elsewhere.certainty()]
            }),
        })
    };
    sentences.iter().enumerate().map(of).collect()
}

/// The side that speaks in a sentence; `None` where the outlet or a third party does.
fn speaker(sentence: &LabelledSentence) -> Option<&SideId> {
    sentence.source_side.as_ref()?.as_ref()
}

/// How some sentences lean: towards each side the sum of favourable less unfavourable probability,
/// and over how many sentences.
#[derive(Debug, Clone, Default)]
struct Leanings<'a>(BTreeMap<&'a SideId, (f64, f64)>);

impl<'a> Leanings<'a> {
    fn add(&mut self, p: &'a Probabilities) {
        self.count(p, 1.0);
    }

    fn without(mut self, p: Option<&'a Probabilities>) -> Self {
        p.iter().for_each(|p| self.count(p, -1.0));
        self
    }

    fn count(&mut self, p: &'a Probabilities, times: f64) {
        for (side, p) in &p.stance {
            let (sum, count) = self.0.entry(side).or_default();
            *sum +=
                times * f64::from(p[Stance::Favorable.index()] - p[Stance::Unfavorable.index()]);
            *count += times;
        }
    }

    /// The mean towards a side less that towards all others, as if one sentence more were neutral
    /// to each: a few sentences tell little.
    fn towards(&self, side: &SideId) -> f64 {
        let mean = |of: &dyn Fn(&SideId) -> bool| {
            let said = self.0.iter().filter(|(side, _)| of(side));
            let (sum, count) = said.fold((0.0, 0.0), |(a, b), (_, (s, n))| (a + s, b + n));
            sum / (count + 1.0)
        };
        mean(&|other| other == side) - mean(&|other| other != side)
    }
}

/// How much of each frame there is in some sentences, and over how many.
#[derive(Debug, Clone, Default)]
struct Subjects {
    sum: [f64; Frame::ALL.len()],
    count: f64,
}

impl Subjects {
    fn add(&mut self, p: &Probabilities) {
        self.count(p, 1.0);
    }

    fn without(mut self, p: Option<&Probabilities>) -> Self {
        p.iter().for_each(|p| self.count(p, -1.0));
        self
    }

    fn count(&mut self, p: &Probabilities, times: f64) {
        self.sum.iter_mut().zip(p.frames).for_each(|(sum, p)| *sum += times * f64::from(p));
        self.count += times;
    }

    /// The mean probability of a frame, as if one sentence more had none.
    fn share(&self, frame: usize) -> f64 {
        self.sum[frame] / (self.count + 1.0)
    }

    /// How much is known: 0 without a sentence, towards 1 with many.
    fn certainty(&self) -> f64 {
        self.count / (self.count + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Voice;
    use crate::model::card::{FrameContext, StanceContext, Thresholds};
    use crate::sides::Side;
    use crate::text::{Document, Kind, Metadata, Span};

    const CONTEXT: Context = Context {
        stance: StanceContext { article: 3.0, speaker: 1.0 },
        frames: FrameContext { article: 4.0, neighbours: 2.0, others: 1.0 },
    };

    const UNFAVORABLE: [f32; 3] = [0.9, 0.08, 0.02];
    const NEUTRAL: [f32; 3] = [0.25, 0.5, 0.25];
    const FAVORABLE: [f32; 3] = [0.02, 0.08, 0.9];

    fn id(side: &str) -> SideId {
        SideId::from(side)
    }

    /// A sentence that was judged alone: towards whom how, and how probable its first frame is.
    fn sentence(stances: &[(&str, [f32; 3])], frame: f32) -> LabelledSentence {
        let mut frames = [0.05; Frame::ALL.len()];
        frames[0] = frame;
        let stance = stances.iter().map(|&(side, p)| (id(side), p)).collect();
        let (voice, certainty, wording) = ([1.0, 0.0, 0.0], [0.0, 1.0], [0.0, 1.0]);
        LabelledSentence {
            kind: Some(Kind::Body),
            voice: Some(Voice::Author),
            source_side: Some(None),
            p: Some(Probabilities { voice, certainty, wording, stance, frames }),
            ..LabelledSentence::new(Span::new(0, 1))
        }
    }

    fn judged(sentences: Vec<LabelledSentence>) -> Vec<LabelledSentence> {
        let thresholds = Thresholds::default();
        let decisions =
            Decisions { thresholds: &thresholds, context: Some(&CONTEXT), min_confidence: 0.0 };
        let side = |name: &str| Side { id: id(name), name: name.to_owned(), aliases: Vec::new() };
        let sides = Some(["union", "port"].map(side).into());
        let document = Document::new(Metadata::default(), String::new());
        let mut document = Annotated { sides, sentences, ..Annotated::new(document) };
        judge(&mut document, &CONTEXT, &decisions);
        document.sentences
    }

    fn stance(of: &LabelledSentence, side: &str) -> Option<Stance> {
        of.stance_of(&id(side))
    }

    #[test]
    fn a_sentence_without_others_is_judged_as_it_is_alone() {
        let alone = sentence(&[("union", NEUTRAL), ("port", UNFAVORABLE)], 0.6);
        let said = judged(vec![alone.clone()]).swap_remove(0);
        let apart = |a: [f32; 3], b: [f32; 3]| (0..3).any(|i| (a[i] - b[i]).abs() > 1e-6);
        let (said, alone) = (said.p.unwrap(), alone.p.unwrap());
        assert!(said.stance.iter().zip(&alone.stance).all(|(a, b)| !apart(a.1, b.1)), "{said:?}");
        assert!((said.frames[0] - alone.frames[0]).abs() < 1e-6, "{said:?}");
    }

    #[test]
    fn an_article_leans() {
        let doubtful = sentence(&[("union", NEUTRAL), ("port", NEUTRAL)], 0.0);
        let clear = sentence(&[("union", FAVORABLE), ("port", UNFAVORABLE)], 0.0);
        let said = judged(vec![doubtful.clone(), clear.clone(), clear.clone()]);
        assert_eq!(stance(&said[0], "union"), Some(Stance::Favorable));
        assert_eq!(stance(&said[0], "port"), Some(Stance::Unfavorable));
        assert_eq!(said[0].favors, Some(Some(id("union"))));
        // Said of the other side alone, it tells of this one too.
        let of_port = sentence(&[("port", UNFAVORABLE)], 0.0);
        let said = judged(vec![doubtful.clone(), of_port.clone(), of_port]);
        assert_eq!(stance(&said[0], "union"), Some(Stance::Favorable));
        // What is said again says nothing new.
        let repeat = LabelledSentence { duplicate: Some(true), ..clear };
        let said = judged(vec![doubtful, repeat.clone(), repeat]);
        assert_eq!(stance(&said[0], "union"), Some(Stance::Neutral));
    }

    #[test]
    fn who_speaks_is_taken_to_go_on_as_before() {
        let by = |side: Option<&str>, p| LabelledSentence {
            source_side: Some(side.map(id)),
            ..sentence(&[("port", p)], 0.0)
        };
        // The union speaks against the port, the port for itself, as often.
        let others = || [by(Some("union"), UNFAVORABLE), by(Some("port"), FAVORABLE)];
        let lean = |side| {
            let sentences = others().into_iter().chain([by(Some(side), NEUTRAL)]).collect();
            let p = judged(sentences).pop().unwrap().p.unwrap().stance[0].1;
            p[2] - p[0]
        };
        assert!(lean("union") < -0.1 && lean("port") > 0.1);
    }

    #[test]
    fn exchanging_the_sides_exchanges_what_is_said() {
        let turned = |p: [f32; 3]| [p[2], p[1], p[0]];
        let article = |turn: &dyn Fn([f32; 3]) -> [f32; 3]| {
            let stances =
                [(NEUTRAL, FAVORABLE), (UNFAVORABLE, NEUTRAL), ([0.4, 0.4, 0.2], NEUTRAL)];
            let sentences = stances.map(|(union, port)| {
                sentence(&[("union", turn(union)), ("port", turn(port))], 0.0)
            });
            judged(sentences.into()).into_iter().flat_map(|s| s.p.unwrap().stance)
        };
        for (one, other) in article(&|p| p).zip(article(&turned)) {
            for (a, b) in one.1.into_iter().zip(turned(other.1)) {
                assert!((a - b).abs() < 1e-6, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn an_article_stays_with_its_subjects() {
        let frame = |frames: &[f32]| {
            let sentences = frames.iter().map(|&p| sentence(&[], p)).collect();
            judged(sentences)[1].p.as_ref().unwrap().frames[0]
        };
        assert!(frame(&[0.9, 0.4, 0.9, 0.9]) > 0.8);
        assert!(frame(&[0.02, 0.4, 0.02, 0.02]) < 0.3);
        // What stands next counts more than what stands far.
        assert!(frame(&[0.9, 0.4, 0.9, 0.0, 0.0]) > frame(&[0.0, 0.4, 0.0, 0.9, 0.9]));
    }
}
