//! Judging in context: a reader takes a sentence as part of its article.
//!
//! What shows a side favourably in one sentence mostly does so in the next, the more so where the
//! same side speaks. Each stance is therefore moved by what the other sentences say, each judged by
//! itself; by how much is fitted and stands in the model's card. Sentences of one article are then no
//! longer judged independently of each other: whoever tests differences between articles needs them
//! judged alone.

use std::collections::BTreeMap;

use super::decode::Decisions;
use crate::labels::{Annotated, Label, LabelledSentence, Probabilities, Stance};
use crate::model::card::Context;
use crate::model::softmax;
use crate::sides::SideId;

/// Less probable than this nothing is taken to be, for context to move it.
const LEAST: f32 = 1e-4;

/// Moves the stances of a document whose sentences were judged by themselves, and decides them anew;
/// does nothing where nothing is to be judged in context.
pub(super) fn judge(document: &mut Annotated, decisions: &Decisions) {
    let Some(weights) = decisions.context else { return };
    let around = around(&document.sentences);
    let sides = document.sides.as_deref().unwrap_or_default();
    for (sentence, around) in document.sentences.iter_mut().zip(around) {
        let Some(p) = &mut sentence.p else { continue };
        for ((_, p), by) in p.stance.iter_mut().zip(&around) {
            *p = leaning(*p, weights.shift(by));
        }
        decisions.judge(sentence, sides);
    }
}

/// The probabilities of stances, with the logit of favourable raised and that of unfavourable
/// lowered.
pub(crate) fn leaning(p: [f32; Stance::ALL.len()], by: f32) -> [f32; Stance::ALL.len()] {
    if by == 0.0 {
        return p;
    }
    let mut logits = p.map(|p| p.max(LEAST).ln());
    logits[Stance::Favorable.index()] += by;
    logits[Stance::Unfavorable.index()] -= by;
    softmax(logits, 1.0)
}

/// What stands around each stance of each sentence, in the order of its probabilities. A repeat says
/// nothing of the others, and around it stands what stands around the words that it repeats.
pub(crate) fn around(sentences: &[LabelledSentence]) -> Vec<Vec<Context>> {
    let mut all = Leanings::default();
    let mut by_speaker: BTreeMap<Option<&SideId>, Leanings> = BTreeMap::new();
    for sentence in sentences.iter().filter(|sentence| sentence.counts()) {
        let Some(p) = &sentence.p else { continue };
        all.add(p);
        by_speaker.entry(speaker(sentence)).or_default().add(p);
    }
    let of = |sentence: &LabelledSentence| {
        let Some(p) = &sentence.p else { return Vec::new() };
        let same = by_speaker.get(&speaker(sentence));
        let around = |side: &SideId| Context {
            article: all.towards(side, p),
            speaker: same.map_or(0.0, |said| said.towards(side, p)),
        };
        p.stance.iter().map(|(side, _)| around(side)).collect()
    };
    sentences.iter().map(of).collect()
}

/// The side that speaks in a sentence; `None` where the outlet or a third party does.
fn speaker(sentence: &LabelledSentence) -> Option<&SideId> {
    sentence.source_side.as_ref()?.as_ref()
}

/// Stances that were added up: favourable less unfavourable probabilities, and of how many.
#[derive(Debug, Clone, Copy, Default)]
struct Lean {
    sum: f64,
    count: f64,
}

impl Lean {
    fn of(p: &[f32; Stance::ALL.len()]) -> Self {
        let sum = p[Stance::Favorable.index()] - p[Stance::Unfavorable.index()];
        Self { sum: f64::from(sum), count: 1.0 }
    }

    fn plus(self, other: Self, times: f64) -> Self {
        Self { sum: self.sum + times * other.sum, count: self.count + times * other.count }
    }

    /// The mean, as if one stance more were neutral: a few tell little.
    fn mean(self) -> f64 {
        // Where nothing is left, neither is what rounding left of the sum.
        if self.count < 0.5 { 0.0 } else { self.sum / (self.count + 1.0) }
    }
}

/// How some sentences lean.
#[derive(Debug, Clone, Default)]
struct Leanings<'a> {
    towards: BTreeMap<&'a SideId, Lean>,
    /// Towards all sides together.
    total: Lean,
}

impl<'a> Leanings<'a> {
    fn add(&mut self, p: &'a Probabilities) {
        for (side, p) in &p.stance {
            let towards = self.towards.entry(side).or_default();
            *towards = towards.plus(Lean::of(p), 1.0);
            self.total = self.total.plus(Lean::of(p), 1.0);
        }
    }

    /// How they lean towards a side and away from all others, one of them left out.
    fn towards(&self, side: &SideId, without: &Probabilities) -> f64 {
        let all = self.towards.get(side).copied().unwrap_or_default();
        let mut towards = all;
        let mut away = self.total.plus(all, -1.0);
        for (other, p) in &without.stance {
            let from = if other == side { &mut towards } else { &mut away };
            *from = from.plus(Lean::of(p), -1.0);
        }
        towards.mean() - away.mean()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Voice;
    use crate::model::card::Thresholds;
    use crate::sides::Side;
    use crate::text::{Document, Kind, Metadata, Span};

    const CONTEXT: Context = Context { article: 3.0, speaker: 1.0 };

    const UNFAVORABLE: [f32; 3] = [0.9, 0.08, 0.02];
    const NEUTRAL: [f32; 3] = [0.25, 0.5, 0.25];
    const FAVORABLE: [f32; 3] = [0.02, 0.08, 0.9];

    fn id(side: &str) -> SideId {
        SideId::from(side)
    }

    /// A sentence that was judged alone: towards whom how.
    fn sentence(stances: &[(&str, [f32; 3])]) -> LabelledSentence {
        let frames = [0.05; 14];
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
        judge(&mut document, &decisions);
        document.sentences
    }

    fn stance(of: &LabelledSentence, side: &str) -> Option<Stance> {
        of.stance_of(&id(side))
    }

    #[test]
    fn a_sentence_without_others_is_judged_as_it_is_alone() {
        let alone = sentence(&[("union", [1e-6, 0.3, 0.699_999]), ("port", UNFAVORABLE)]);
        let said = judged(vec![alone.clone()]).swap_remove(0);
        assert_eq!(said.p, alone.p);
    }

    #[test]
    fn an_article_leans() {
        let doubtful = sentence(&[("union", NEUTRAL), ("port", NEUTRAL)]);
        let clear = sentence(&[("union", FAVORABLE), ("port", UNFAVORABLE)]);
        let said = judged(vec![doubtful.clone(), clear.clone(), clear.clone()]);
        assert_eq!(stance(&said[0], "union"), Some(Stance::Favorable));
        assert_eq!(stance(&said[0], "port"), Some(Stance::Unfavorable));
        assert_eq!(said[0].favors, Some(Some(id("union"))));
        // Said of the other side alone, it tells of this one too.
        let of_port = sentence(&[("port", UNFAVORABLE)]);
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
            ..sentence(&[("port", p)])
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
        let article = |[one, other]: [&str; 2]| {
            let by = |side: &str, stances: [[f32; 3]; 2]| LabelledSentence {
                source_side: Some(Some(id(side))),
                ..sentence(&[(one, stances[0]), (other, stances[1])])
            };
            judged(vec![
                by(one, [NEUTRAL, FAVORABLE]),
                by(other, [UNFAVORABLE, NEUTRAL]),
                by(one, [[0.4, 0.4, 0.2], NEUTRAL]),
            ])
        };
        let stances = |sides| {
            let said = article(sides).into_iter().flat_map(|s| s.p.unwrap().stance);
            said.map(|(_, p)| p).collect::<Vec<_>>()
        };
        assert_eq!(stances(["union", "port"]), stances(["port", "union"]));
        assert_ne!(stances(["union", "port"])[4], [0.4, 0.4, 0.2]);
    }

    #[test]
    fn what_is_withheld_moves_nothing() {
        let doubtful = || sentence(&[("union", NEUTRAL), ("port", NEUTRAL)]);
        let clear = || sentence(&[("union", FAVORABLE), ("port", UNFAVORABLE)]);
        let said = judged(vec![doubtful(), clear(), clear()]);
        let boilerplate = LabelledSentence { p: None, ..doubtful() };
        let apart = judged(vec![doubtful(), boilerplate.clone(), clear(), boilerplate, clear()]);
        assert_eq!(said[0].p, apart[0].p);
        // A repeat comes off as what it repeats.
        let repeat = LabelledSentence { duplicate: Some(true), ..doubtful() };
        let said = judged(vec![doubtful(), clear(), clear(), repeat]);
        assert_eq!(said[0].p.as_ref().unwrap().stance, said[3].p.as_ref().unwrap().stance);
        assert!(judged(Vec::new()).is_empty());
    }
}
