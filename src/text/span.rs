//! The one offset type: a half-open range of bytes.

use std::cmp::Reverse;

/// A half-open range `start..end` of bytes of some text, with `start <= end`.
///
/// Inside the program every offset is a `Span`. In every file it is a pair of Unicode scalar
/// offsets; [`super::ScalarOffsets`] converts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// The bytes `start..end`.
    ///
    /// # Panics
    /// If `start > end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "a span cannot end ({end}) before it starts ({start})");
        Self { start, end }
    }

    /// The first byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start
    }

    /// One past the last byte.
    #[must_use]
    pub fn end(self) -> usize {
        self.end
    }

    /// How many bytes it covers.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same bytes as a range, for slicing.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }

    /// The words it covers, or `None` where it does not fall on characters of `text`.
    #[must_use]
    pub fn get(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// The words it covers.
    ///
    /// # Panics
    /// If it does not fall on characters of `text`: it was made for another text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Whether every byte of `other` is a byte of this span.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The bytes that both cover, if any.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then(|| Self::new(start, end))
    }

    /// Whether the two share a byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.intersection(other).is_some()
    }

    /// The same bytes, counted from `origin` bytes earlier: a span inside a sentence becomes one
    /// inside the article when moved by the sentence's start.
    #[must_use]
    pub fn shifted(self, origin: usize) -> Self {
        Self::new(self.start + origin, self.end + origin)
    }

    /// The span without white space at either end.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Self {
        let words = self.of(text);
        let start = self.start + (words.len() - words.trim_start().len());
        Self::new(start, start + words.trim().len())
    }
}

/// Places in the order of the text: of those that overlap the first, and of those that start together
/// the longest.
pub fn apart<T: Copy + Ord>(mut places: Vec<(Span, T)>) -> impl Iterator<Item = (Span, T)> {
    places.sort_by_key(|&(span, what)| (span.start(), Reverse(span.end()), what));
    let mut end = 0;
    places.into_iter().filter(move |(span, _)| {
        let apart = span.start() >= end;
        if apart {
            end = span.end();
        }
        apart
    })
}

#[cfg(test)]
mod tests {
    use super::{Span, apart};

    #[test]
    fn of_places_that_overlap_the_first_and_longest_stays() {
        let place = |start, end| (Span::new(start, end), ());
        let places = vec![place(12, 20), place(5, 15), place(0, 4), place(0, 10)];
        let left: Vec<_> = apart(places).collect();
        assert_eq!(left, [place(0, 10), place(12, 20)]);
    }

    #[test]
    fn trimming_leaves_the_words_and_keeps_their_place() {
        let text = "ab \u{a0} cd ";
        let span = Span::new(2, text.len()).trimmed(text);
        assert_eq!(span.of(text), "cd");
    }

    #[test]
    fn trimming_white_space_alone_leaves_an_empty_span() {
        assert!(Span::new(0, 3).trimmed("   ").is_empty());
    }

    #[test]
    fn neighbours_do_not_overlap() {
        assert!(!Span::new(0, 3).overlaps(Span::new(3, 5)));
        assert!(Span::new(0, 4).overlaps(Span::new(3, 5)));
    }
}
