//! What a page says twice: the first occurrence stands, later ones are repeats.
//!
//! Sentences are compared by their sequences of words. All of it is linear: a sequence remembers
//! only the first sentence that had it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::text::Sentence;

/// Words in a sequence.
const SEQUENCE: usize = 5;
/// Shorter sentences ("Yes.") repeat an earlier one only beside another repeat.
const SHORTEST: usize = 5;
/// Share of sequences that a near-repeat has in common with the earlier sentence, of the longer.
const SHARE: f64 = 0.7;

/// Marks every sentence that repeats an earlier one.
pub(super) fn mark(text: &str, sentences: &mut [Sentence]) {
    let mut earlier = Earlier::default();
    let prints: Vec<Print> =
        sentences.iter().map(|sentence| Print::of(sentence.span.of(text))).collect();
    let originals: Vec<Option<usize>> =
        prints.iter().enumerate().map(|(number, print)| earlier.original(number, print)).collect();
    for (number, sentence) in sentences.iter_mut().enumerate() {
        sentence.duplicate = originals[number].is_some() && prints[number].words >= SHORTEST;
    }
    let beside = |at: usize, other: usize| {
        let (original, neighbour) = (originals[at]?, originals[other]?);
        (original.abs_diff(neighbour) <= 1).then_some(())
    };
    for at in 1..sentences.len() {
        if sentences[at - 1].duplicate && beside(at, at - 1).is_some() {
            sentences[at].duplicate = true;
        }
    }
    for at in (1..sentences.len()).rev() {
        if sentences[at].duplicate && beside(at - 1, at).is_some() {
            sentences[at - 1].duplicate = true;
        }
    }
}

/// The hashes that tell one sentence from another.
struct Print {
    words: usize,
    whole: u64,
    sequences: Vec<u64>,
}

impl Print {
    fn of(sentence: &str) -> Self {
        let words: Vec<u64> = sentence
            .split(|char: char| !char.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| hash(&word.to_lowercase()))
            .collect();
        let mut sequences: Vec<u64> = words.windows(SEQUENCE).map(|words| hash(&words)).collect();
        sequences.sort_unstable();
        sequences.dedup();
        Self { words: words.len(), whole: hash(&words), sequences }
    }
}

/// Everything said so far.
#[derive(Default)]
struct Earlier {
    whole: HashMap<u64, usize>,
    sequences: HashMap<u64, usize>,
    /// How many sequences each sentence has.
    sizes: Vec<usize>,
}

impl Earlier {
    /// The earlier sentence that this one repeats; remembers this one.
    fn original(&mut self, number: usize, print: &Print) -> Option<usize> {
        self.sizes.push(print.sequences.len());
        let same = (print.words > 0).then(|| *self.whole.entry(print.whole).or_insert(number))?;
        let original = if same < number { Some(same) } else { self.nearest(print) };
        for &sequence in &print.sequences {
            self.sequences.entry(sequence).or_insert(number);
        }
        original
    }

    fn nearest(&self, print: &Print) -> Option<usize> {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for number in print.sequences.iter().filter_map(|sequence| self.sequences.get(sequence)) {
            *shared.entry(*number).or_default() += 1;
        }
        let (number, shared) = shared
            .into_iter()
            .max_by_key(|&(number, shared)| (shared, std::cmp::Reverse(number)))?;
        let longer = print.sequences.len().max(self.sizes[number]);
        (shared as f64 >= SHARE * longer as f64).then_some(number)
    }
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    // The standard hasher with its fixed keys: the same text is marked the same way every time.
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
