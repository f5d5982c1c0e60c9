//! What is read: different sentences of natural length, batch by batch.

use std::collections::HashSet;

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::annotate::{Reading, mentions_in};
use crate::model::Input;
use crate::text::{Kind, Span};

/// Different sentences with the mentions of sides in them, so that every head has its work.
#[derive(Debug, Clone, Default)]
pub struct Sentences(Vec<Sentence>);

#[derive(Debug, Clone)]
struct Sentence {
    text: String,
    /// For each side that is present, where it is mentioned.
    targets: Vec<Vec<Span>>,
    words: usize,
}

/// How much there is in some sentences.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Extent {
    /// Sentences.
    pub sentences: usize,
    /// Words.
    pub words: usize,
    /// Word pieces that the encoder takes, special tokens included.
    pub word_pieces: usize,
}

/// Sentences that are read together.
pub(super) struct Batch<'a> {
    pub texts: Vec<&'a str>,
    pub inputs: Vec<Input<'a>>,
    pub extent: Extent,
}

impl Sentences {
    /// Those of articles, boilerplate and repeats left out.
    pub fn of<'a>(readings: impl IntoIterator<Item = Reading<'a>>) -> Self {
        let mut seen = HashSet::new();
        let all = readings.into_iter().flat_map(|reading| {
            let counted = reading.sentences.iter().filter(|s| s.kind != Kind::Boilerplate);
            counted.map(move |sentence| (reading, sentence.span))
        });
        let different = all.filter(|(reading, span)| seen.insert(span.of(reading.document.text())));
        Self(different.map(|(reading, span)| Sentence::of(reading, span)).collect())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn texts(&self) -> Vec<&str> {
        self.0.iter().map(|sentence| sentence.text.as_str()).collect()
    }

    /// How much they are, given the word pieces of each.
    pub(super) fn extent(&self, pieces: &[usize]) -> Extent {
        let mut extent = Extent::default();
        self.0.iter().zip(pieces).for_each(|(sentence, &pieces)| extent.add(sentence, pieces));
        extent
    }

    /// The sentences of one turn: those behind the turn before, and from the first again.
    pub(super) fn batch(&self, turn: usize, size: usize, pieces: &[usize]) -> Batch<'_> {
        let (texts, inputs) = (Vec::with_capacity(size), Vec::with_capacity(size));
        let mut batch = Batch { texts, inputs, extent: Extent::default() };
        let first = turn * size % self.0.len().max(1);
        let behind = self.0.iter().zip(pieces).cycle().skip(first);
        for (sentence, &pieces) in behind.take(size) {
            batch.texts.push(&sentence.text);
            batch.inputs.push(Input { text: &sentence.text, targets: &sentence.targets });
            batch.extent.add(sentence, pieces);
        }
        batch
    }
}

impl Sentence {
    fn of(reading: Reading, span: Span) -> Self {
        let text = span.of(reading.document.text());
        let mentions = |side| mentions_in(reading.mentions, span, side);
        let targets = reading.cast.sides.iter().map(|side| mentions(&side.id));
        Self {
            text: text.to_owned(),
            targets: targets.filter(|mentions| !mentions.is_empty()).collect(),
            words: text.unicode_words().count(),
        }
    }
}

impl Extent {
    fn add(&mut self, sentence: &Sentence, pieces: usize) {
        self.sentences += 1;
        self.words += sentence.words;
        self.word_pieces += pieces;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbered(count: usize) -> Sentences {
        let sentence = |i: usize| Sentence { text: i.to_string(), targets: Vec::new(), words: 1 };
        Sentences((0..count).map(sentence).collect())
    }

    proptest! {
        #[test]
        fn batches_go_round_the_sentences_and_leave_none_out(
            count in 1usize..30,
            size in 1usize..40,
            turns in 1usize..9,
        ) {
            let (sentences, pieces) = (numbered(count), vec![3; count]);
            let batches = (0..turns).map(|turn| sentences.batch(turn, size, &pieces));
            let mut next = 0;
            for batch in batches {
                let extent = Extent { sentences: size, words: size, word_pieces: 3 * size };
                prop_assert_eq!(batch.extent, extent);
                for (text, input) in batch.texts.iter().zip(&batch.inputs) {
                    prop_assert_eq!(*text, (next % count).to_string());
                    prop_assert_eq!(*text, input.text);
                    next += 1;
                }
            }
            prop_assert_eq!(next, turns * size);
        }
    }

    #[test]
    fn of_no_sentence_there_is_no_batch() {
        assert!(numbered(0).batch(3, 5, &[]).texts.is_empty());
    }
}
