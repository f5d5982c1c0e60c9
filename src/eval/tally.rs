//! What one document adds to every score: counts that sum, so that scores can be taken of any
//! collection of documents.

use std::ops::AddAssign;

use super::confusion::Confusion;
use super::hits::Hits;
use crate::labels::{Label, SpanLabel};

/// How many frames there are.
pub const FRAMES: usize = 14;
/// How many span labels there are.
pub const SPAN_LABELS: usize = 6;
/// The classes of `favors` and `source_side`.
pub const SIDE_CLASSES: [&str; 4] = ["first", "second", "none", "other"];

/// The sufficient statistics of a set of documents; the sum of two is that of both sets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Sentences counted, duplicates and boilerplate included.
    pub sentences: f64,
    /// Documents counted.
    pub documents: f64,
    /// What the line is.
    pub kind: Confusion<3>,
    /// Whether it repeats an earlier block.
    pub duplicate: Hits,
    /// Who speaks.
    pub voice: Confusion<3>,
    /// How firmly.
    pub certainty: Confusion<2>,
    /// In what words.
    pub wording: Confusion<2>,
    /// An item is a side judged in a gold sentence.
    pub stance: Confusion<3>,
    /// An item is a side present in a sentence whose sides are all judged.
    pub presence: Hits,
    /// Which side the sentence favours, in [`SIDE_CLASSES`].
    pub favors: Confusion<4>,
    /// Whose speaker it is, in [`SIDE_CLASSES`].
    pub source_side: Confusion<4>,
    /// What considerations it brings up.
    pub frames: Frames,
    /// Words that show a label, by [`SpanLabel`].
    pub spans: [SpanHits; SPAN_LABELS],
    /// The same whatever the label.
    pub any_span: SpanHits,
    /// Where sentences end.
    pub boundaries: Hits,
    /// Where the text points to a side.
    pub mentions: Hits,
    /// Those in contention.
    pub sides: Hits,
}

/// Counts of a layer with any number of labels a sentence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frames {
    /// By frame: 0 is a sentence without it, 1 one with it.
    pub each: [Confusion<2>; FRAMES],
    /// Sum over sentences of the F1 of the sentence's own labels.
    pub sample_f1: f64,
    /// Sentences labelled in gold.
    pub sentences: f64,
}

/// Counts of one span label under every notion of a match.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SpanHits {
    /// Same start, same end.
    pub exact: Hits,
    /// Equal spans earn 1, overlapping ones one half.
    pub partial: Hits,
    /// They share a character.
    pub overlap: Hits,
    /// Characters covered, however they are cut into spans.
    pub characters: Hits,
}

impl Frames {
    /// Counts one sentence by whether each frame is in gold and in the prediction, if there is
    /// one. Two empty sets agree fully; a sentence without a prediction earns nothing.
    pub fn count(
        &mut self,
        gold: impl Fn(usize) -> bool,
        predicted: Option<impl Fn(usize) -> bool>,
    ) {
        let mut own = Hits::default();
        for (at, counts) in self.each.iter_mut().enumerate() {
            let found = predicted.as_ref().map(|found| found(at));
            counts.count(usize::from(gold(at)), found.map(usize::from));
            own.count(gold(at), found == Some(true));
        }
        own.carried = f64::from(u8::from(predicted.is_some()));
        self.sample_f1 += own.f1().unwrap_or(own.carried);
        self.sentences += 1.0;
    }
}

impl AddAssign<&Self> for Frames {
    fn add_assign(&mut self, other: &Self) {
        self.each.iter_mut().zip(&other.each).for_each(|(counts, more)| *counts += more);
        self.sample_f1 += other.sample_f1;
        self.sentences += other.sentences;
    }
}

impl AddAssign<&Self> for SpanHits {
    fn add_assign(&mut self, other: &Self) {
        self.exact += &other.exact;
        self.partial += &other.partial;
        self.overlap += &other.overlap;
        self.characters += &other.characters;
    }
}

impl AddAssign<&Self> for Tally {
    fn add_assign(&mut self, other: &Self) {
        self.sentences += other.sentences;
        self.documents += other.documents;
        self.kind += &other.kind;
        self.duplicate += &other.duplicate;
        self.voice += &other.voice;
        self.certainty += &other.certainty;
        self.wording += &other.wording;
        self.stance += &other.stance;
        self.presence += &other.presence;
        self.favors += &other.favors;
        self.source_side += &other.source_side;
        self.frames += &other.frames;
        self.spans.iter_mut().zip(&other.spans).for_each(|(hits, more)| *hits += more);
        self.any_span += &other.any_span;
        self.boundaries += &other.boundaries;
        self.mentions += &other.mentions;
        self.sides += &other.sides;
    }
}

impl Tally {
    /// The counts of one span label.
    #[must_use]
    pub fn span(&self, label: SpanLabel) -> &SpanHits {
        &self.spans[label.index()]
    }

    /// The sum over documents.
    #[must_use]
    pub fn sum<'t>(tallies: impl IntoIterator<Item = &'t Self>) -> Self {
        let mut sum = Self::default();
        tallies.into_iter().for_each(|tally| sum += tally);
        sum
    }
}
