//! Counting an annotated document: who has how much room in it, and what is said through whom.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation;

use crate::labels::{
    Annotated, Balance, Certainty, Counts, LabelledSentence, Speaker, Stance, Summary,
    VoiceSummary, Wording,
};
use crate::sides::{Side, SideId};

/// Counts the sentences that are neither boilerplate nor repeats, as a whole and by voice.
///
/// A label that was withheld is in no numerator and in no denominator.
#[must_use]
pub fn summarise(annotated: &Annotated) -> Summary {
    let sides = annotated.sides.as_deref().unwrap_or_default();
    let mut all = Tally::new(sides);
    let mut voices: Vec<_> = speakers(sides).map(|who| (who, Tally::new(sides))).collect();
    let mut frames = BTreeMap::new();
    for sentence in annotated.sentences.iter().filter(|sentence| sentence.counts()) {
        let words = sentence.span.of(annotated.document.text()).unicode_words().count();
        all.add(sentence, words);
        let speaker = sentence.speaker(sides);
        if let Some((_, tally)) = voices.iter_mut().find(|(who, _)| *who == speaker) {
            tally.add(sentence, words);
        }
        for &frame in sentence.frames.iter().flatten() {
            *frames.entry(frame).or_insert(0) += 1;
        }
    }
    let words = all.counts.words;
    Summary {
        left_out: annotated.sentences.len() - all.counts.sentences,
        all: all.counts,
        voices: voices.into_iter().filter_map(|(who, tally)| voice(who, tally, words)).collect(),
        frames,
    }
}

/// The outlet, each side, others, and those that are unclear.
fn speakers(sides: &[Side]) -> impl Iterator<Item = Speaker> {
    let of_sides = sides.iter().map(|side| Speaker::Side(side.id.clone()));
    [Speaker::Outlet].into_iter().chain(of_sides).chain([Speaker::Other, Speaker::Unclear])
}

/// A line of the summary; the unclear have one only where there are any.
#[expect(clippy::cast_precision_loss, reason = "no article has 2^52 words")]
fn voice(speaker: Speaker, tally: Tally, words: usize) -> Option<VoiceSummary> {
    let counts = tally.counts;
    (speaker != Speaker::Unclear || counts.sentences > 0).then(|| VoiceSummary {
        speaker,
        share: (words > 0).then(|| counts.words as f64 / words as f64),
        counts,
    })
}

/// Counts as they grow.
struct Tally<'s> {
    sides: &'s [Side],
    counts: Counts,
}

impl<'s> Tally<'s> {
    fn new(sides: &'s [Side]) -> Self {
        let counts = Counts {
            sentences: 0,
            words: 0,
            certainty_judged: 0,
            hedged: 0,
            wording_judged: 0,
            loaded: 0,
            favors_judged: 0,
            favors_none: 0,
            sides: sides.iter().map(|side| Balance::new(side.id.clone())).collect(),
        };
        Self { sides, counts }
    }

    fn add(&mut self, sentence: &LabelledSentence, words: usize) {
        let counts = &mut self.counts;
        counts.sentences += 1;
        counts.words += words;
        counts.certainty_judged += usize::from(sentence.certainty.is_some());
        counts.hedged += usize::from(sentence.certainty == Some(Certainty::Hedged));
        counts.wording_judged += usize::from(sentence.wording.is_some());
        counts.loaded += usize::from(sentence.wording == Some(Wording::Loaded));
        for (side, stance) in sentence.stance.iter().flatten() {
            if let Some(balance) = self.balance(side) {
                match stance {
                    Stance::Favorable => balance.favorable += 1,
                    Stance::Neutral => balance.neutral += 1,
                    Stance::Unfavorable => balance.unfavorable += 1,
                }
            }
        }
        if let Some(favors) = sentence.favored_of(self.sides) {
            self.counts.favors_judged += 1;
            match favors.and_then(|side| self.balance(&side)) {
                Some(balance) => balance.favored += 1,
                None => self.counts.favors_none += 1,
            }
        }
    }

    fn balance(&mut self, side: &SideId) -> Option<&mut Balance> {
        self.counts.sides.iter_mut().find(|balance| balance.side == *side)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Own words. "A quote." "A third." Unclear. Own words. Menu`, a repeat and a boilerplate line.
    const LINE: &str = r#"{"id":"a","text":"The mill shut. Shut it, they said. Odd, he said. Perhaps. The mill shut. Menu",
        "sides":[{"id":"mill","name":"Mill"},{"id":"weir","name":"Weir"}],
        "others":[{"id":"ford","name":"Ford"}],
        "sentences":[
          {"start":0,"end":14,"voice":"author","certainty":"assertive","wording":"plain","stance":{"mill":"unfavorable"},"frames":["economic"]},
          {"start":15,"end":34,"voice":"quoted","certainty":"assertive","wording":"loaded","stance":{"mill":"neutral","weir":"favorable"},"source_side":"weir","frames":["economic","policy"]},
          {"start":35,"end":47,"voice":"reported","certainty":"hedged","stance":{"mill":"neutral"},"favors":null,"source_side":"ford","frames":[]},
          {"start":48,"end":56},
          {"start":57,"end":71,"voice":"author","wording":"loaded","duplicate":true},
          {"start":72,"end":76,"kind":"boilerplate"}]}"#;

    fn summary() -> Summary {
        summarise(&Annotated::from_json(LINE).unwrap())
    }

    #[test]
    fn repeats_and_boilerplate_are_left_out() {
        let summary = summary();
        assert_eq!((summary.left_out, summary.all.sentences, summary.all.words), (2, 4, 11));
        assert_eq!(summary.all.loaded, 1);
    }

    #[test]
    fn every_sentence_is_in_one_voice() {
        let summary = summary();
        let weir = Speaker::Side("weir".into());
        let words = |who: &Speaker| summary.voice(who).unwrap().counts.words;
        assert_eq!(
            [&Speaker::Outlet, &weir, &Speaker::Other, &Speaker::Unclear].map(words),
            [3, 4, 3, 1]
        );
        let shares: f64 = summary.voices.iter().filter_map(|voice| voice.share).sum();
        assert!((shares - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_label_that_is_not_there_is_in_no_denominator() {
        let Counts { certainty_judged, wording_judged, favors_judged, .. } = summary().all;
        assert_eq!((certainty_judged, wording_judged, favors_judged), (3, 2, 3));
    }

    #[test]
    fn whom_a_voice_favours_is_counted_by_side() {
        let summary = summary();
        let outlet = &summary.voice(&Speaker::Outlet).unwrap().counts;
        assert_eq!((outlet.sides[1].favored, outlet.sides[0].unfavorable), (1, 1));
        assert_eq!((summary.all.sides[1].favored, summary.all.favors_none), (2, 1));
    }

    #[test]
    fn a_document_without_words_has_no_shares() {
        let empty = Annotated::from_json(r#"{"id":"a","text":"","sentences":[]}"#).unwrap();
        assert!(summarise(&empty).voices.iter().all(|voice| voice.share.is_none()));
    }
}
