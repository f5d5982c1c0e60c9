//! What tells whether two sentences hand over the same.
//!
//! Every feature is the same in both directions: which article comes first does not matter. How far
//! into its article a sentence stands is none: rewritten articles, on which the scorer is trained,
//! keep the order of the original, and outlets do not. That neighbours match counts instead.

use super::event::{Event, Passage, common};
use super::table::{Leads, Table};

/// The features of a pair alone.
pub const FEATURES: [&str; 20] = [
    "cosine",
    "cosine_lead",
    "cosine_lead_weaker",
    "overlap_of_shorter",
    "overlap_of_longer",
    "overlap_lead",
    "overlap_lead_weaker",
    "letters",
    "letters_lead_weaker",
    "names_shared",
    "names_apart",
    "numbers_shared",
    "numbers_apart",
    "number_in_one",
    "quoted_run",
    "quotes_both",
    "quote_in_one",
    "length_ratio",
    "length_of_shorter",
    "neighbours",
];

/// The features of a pair among those around it: how likely the first model thinks them.
pub const CONTEXT: [&str; 7] = [
    "likely",
    "likely_lead",
    "likely_lead_weaker",
    "likely_neighbours",
    "likely_beside",
    "likely_share",
    "likely_share_weaker",
];

/// How many of a kind are counted: a fourth shared name adds nothing.
const MOST: usize = 3;

/// Everything that is computed once for two articles.
pub(super) struct Sheet<'e, 'a> {
    first: &'e [Passage<'a>],
    second: &'e [Passage<'a>],
    /// Row and column of the pairs that are compared in their words too, in order.
    pub pairs: Vec<(usize, usize)>,
    /// Cosine of the embeddings, of all pairs.
    pub cosine: Table,
    /// What words they share, of `pairs` alone.
    shared: Table,
    overlap: Table,
    letters: Table,
    leads: [Leads; 3],
}

impl<'e, 'a> Sheet<'e, 'a> {
    /// Compares all passages of two articles of the event by their embeddings, and the `nearest` of
    /// each passage by their words.
    pub fn new(event: &'e Event<'a>, first: usize, second: usize, nearest: usize) -> Self {
        let (first, second) = (&event.articles[first][..], &event.articles[second][..]);
        let cosine = Table::new(first.len(), second.len(), |row, column| {
            dot(first[row].embedding, second[column].embedding)
        });
        let pairs = cosine.nearest(nearest);
        let table = |value: &dyn Fn(&(usize, usize)) -> f32| {
            cosine.filled(pairs.iter().map(|pair| (*pair, value(pair))))
        };
        let of = |&(row, column): &(usize, usize)| (&first[row], &second[column]);
        let shared = table(&|pair| {
            let (a, b) = of(pair);
            event.shared(a, b)
        });
        let overlap = table(&|pair| {
            let (a, b) = of(pair);
            shared.at(pair.0, pair.1) / (a.weight * b.weight).sqrt().max(f32::MIN_POSITIVE)
        });
        let letters = table(&|pair| {
            let (a, b) = of(pair);
            dice(&a.words.grams, &b.words.grams)
        });
        let leads = [&cosine, &overlap, &letters].map(Table::leads);
        Self { first, second, pairs, cosine, shared, overlap, letters, leads }
    }

    /// The features of one of the pairs, in the order of [`FEATURES`].
    pub fn features(&self, row: usize, column: usize) -> [f32; FEATURES.len()] {
        let (a, b) = (&self.first[row], &self.second[column]);
        let (x, y) = (&a.words, &b.words);
        let lead = |leads: &Leads, of: &Table| {
            let [one, other] = leads.of(of.at(row, column), row, column);
            [one.max(other), one.min(other)]
        };
        let [by_cosine, by_overlap, by_letters] = &self.leads;
        let [cosine_lead, cosine_weaker] = lead(by_cosine, &self.cosine);
        let [overlap_lead, overlap_weaker] = lead(by_overlap, &self.overlap);
        let [_, letters_weaker] = lead(by_letters, &self.letters);
        let share = |of: f32| self.shared.at(row, column) / of.max(f32::MIN_POSITIVE);
        let (names, names_apart) = met(&x.names, &y.names);
        let (numbers, numbers_apart) = met(&x.numbers, &y.numbers);
        let (shorter, longer) = ordered(x.all.len(), y.all.len());
        [
            self.cosine.at(row, column),
            cosine_lead,
            cosine_weaker,
            share(a.weight.min(b.weight)).min(1.0),
            share(a.weight.max(b.weight)),
            overlap_lead,
            overlap_weaker,
            self.letters.at(row, column),
            letters_weaker,
            names,
            names_apart,
            numbers,
            numbers_apart,
            flag(x.numbers.is_empty() != y.numbers.is_empty()),
            quoted_run(a, b),
            flag(!x.quoted.is_empty() && !y.quoted.is_empty()),
            flag(x.quoted.is_empty() != y.quoted.is_empty()),
            (longer / shorter).ln(),
            shorter.ln(),
            neighbours(&self.cosine, row, column),
        ]
    }
}

/// What the first model thinks of all pairs of two articles.
pub(super) struct Outlook {
    likely: Table,
    leads: Leads,
    /// How likely the pairs of each row are together, and those of each column.
    sums: [Vec<f32>; 2],
}

impl Outlook {
    /// Of how likely the pairs are.
    pub fn new(likely: Table) -> Self {
        Self { leads: likely.leads(), sums: likely.sums(), likely }
    }

    /// The features of a pair among others, in the order of [`CONTEXT`].
    pub fn features(&self, row: usize, column: usize) -> [f32; CONTEXT.len()] {
        let likely = self.likely.at(row, column);
        let [one, other] = self.leads.of(likely, row, column);
        let sums = [self.sums[0][row], self.sums[1][column]];
        let [share, share_other] = sums.map(|sum| likely / sum.max(f32::MIN_POSITIVE));
        let beside = [(0, 1), (0, -1), (1, 0), (-1, 0)]
            .into_iter()
            .filter_map(|(down, right)| self.likely.near(row, column, down, right))
            .fold(0.0, f32::max);
        [
            likely,
            one.max(other),
            one.min(other),
            neighbours(&self.likely, row, column),
            beside,
            share.max(share_other),
            share.min(share_other),
        ]
    }
}

/// The best of the pairs that come next or came before in both articles.
fn neighbours(table: &Table, row: usize, column: usize) -> f32 {
    let near = [(1, 1), (-1, -1)];
    near.into_iter().filter_map(|(d, r)| table.near(row, column, d, r)).fold(0.0, f32::max)
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

/// How many two sentences share, and whether both have some but share none.
#[expect(clippy::cast_precision_loss, reason = "three at most")]
fn met(a: &[u32], b: &[u32]) -> (f32, f32) {
    let shared = common(a, b).take(MOST).count();
    (shared as f32, flag(shared == 0 && !a.is_empty() && !b.is_empty()))
}

/// Two lengths, the smaller first, neither 0.
#[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
fn ordered(a: usize, b: usize) -> (f32, f32) {
    (a.min(b) as f32 + 1.0, a.max(b) as f32 + 1.0)
}

/// The share of sequences of letters that two sentences have in common.
#[expect(clippy::cast_precision_loss, reason = "letters of a sentence")]
fn dice(a: &[u32], b: &[u32]) -> f32 {
    let shared = common(a, b).count();
    2.0 * shared as f32 / (a.len() + b.len()).max(1) as f32
}

/// The logarithm of the longest run of words that one sentence quotes and the other has.
#[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
fn quoted_run(a: &Passage, b: &Passage) -> f32 {
    let run =
        longest_run(&a.words.quoted, &b.words.all).max(longest_run(&b.words.quoted, &a.words.all));
    (run as f32).ln_1p()
}

fn longest_run(a: &[u32], b: &[u32]) -> usize {
    if a.is_empty() {
        return 0;
    }
    let mut longest = 0;
    let mut ending = vec![0; b.len() + 1];
    for x in a {
        for (at, y) in b.iter().enumerate().rev() {
            ending[at + 1] = if x == y { ending[at] + 1 } else { 0 };
            longest = longest.max(ending[at + 1]);
        }
    }
    longest
}

/// The dot product, in eight sums that the compiler can keep in one register.
pub(in crate::compare) fn dot(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 8;
    let (heads, tail) = a.as_chunks::<LANES>();
    let (others, rest) = b.as_chunks::<LANES>();
    let mut sums = [0f32; LANES];
    for (x, y) in heads.iter().zip(others) {
        sums.iter_mut().zip(x).zip(y).for_each(|((sum, x), y)| *sum += x * y);
    }
    sums.iter().sum::<f32>() + tail.iter().zip(rest).map(|(x, y)| x * y).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::fixture::{article, view};

    fn of(a: &str, b: &str, feature: &str) -> f32 {
        let (one, other) = (article("a", &[a]), article("b", &[b]));
        let event = Event::new(&[view(&one), view(&other)]);
        let at = FEATURES.iter().position(|&name| name == feature).unwrap();
        Sheet::new(&event, 0, 1, 1).features(0, 0)[at]
    }

    #[test]
    fn names_meet_across_spellings_and_numbers_across_figures_and_words() {
        let (a, b) = ("Yesterday Halvich sent seven tugs.", "Then Halvitch had sent 7 ships.");
        assert_eq!((of(a, b, "names_shared"), of(a, b, "numbers_shared")), (1.0, 1.0));
        assert_eq!(of(a, "Then Marnow had sent 9 ships.", "names_apart"), 1.0);
    }

    #[test]
    fn a_quotation_is_matched_by_its_longest_run_of_words() {
        let run = of(
            "“We will go back,” she said.",
            "They will go back when it is signed, she said.",
            "quoted_run",
        );
        assert!((run - 4f32.ln()).abs() < 1e-6, "{run}");
    }

    #[test]
    fn the_longest_run_is_that_of_both() {
        assert_eq!(longest_run(&[1, 2, 3, 4], &[9, 2, 3, 9, 4]), 2);
        assert_eq!(longest_run(&[], &[1]), 0);
    }

    #[test]
    fn a_dot_product_of_any_length_is_the_sum_of_products() {
        let a: Vec<f32> = (0..11u8).map(f32::from).collect();
        assert_eq!(dot(&a, &a), 385.0);
    }
}
