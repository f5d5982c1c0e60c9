//! Between bytes (inside the program) and Unicode scalars (in every file).

use super::Span;

/// Scalars between two marks of the index: small enough to walk, large enough that the index of
/// a 10 MB article takes little over a megabyte.
const STRIDE: usize = 64;

/// An index over one text that converts offsets either way in logarithmic time.
#[derive(Debug, Clone)]
pub struct ScalarOffsets<'t> {
    text: &'t str,
    /// Byte offset of every `STRIDE`-th scalar, from the first.
    marks: Vec<usize>,
    scalars: usize,
}

impl<'t> ScalarOffsets<'t> {
    /// Reads the text once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut scalars = 0;
        for (byte, _) in text.char_indices() {
            if scalars % STRIDE == 0 {
                marks.push(byte);
            }
            scalars += 1;
        }
        Self { text, marks, scalars }
    }

    /// How many Unicode scalars the text has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.scalars
    }

    /// Whether the text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scalars == 0
    }

    /// Scalars before `byte`, which must fall on a character boundary.
    ///
    /// # Panics
    /// If `byte` is no character boundary of the text.
    #[must_use]
    pub fn scalar(&self, byte: usize) -> usize {
        let mark = self.marks.partition_point(|&at| at <= byte).saturating_sub(1);
        let from = self.marks.get(mark).copied().unwrap_or(0);
        mark * STRIDE + self.text[from..byte].chars().count()
    }

    /// The byte at which scalar number `scalar` starts, or `None` past the end.
    #[must_use]
    pub fn byte(&self, scalar: usize) -> Option<usize> {
        if scalar == self.scalars {
            return Some(self.text.len());
        }
        let from = *self.marks.get(scalar / STRIDE)?;
        let (offset, _) = self.text[from..].char_indices().nth(scalar % STRIDE)?;
        Some(from + offset)
    }

    /// A span of bytes as `(start, end)` in scalars.
    #[must_use]
    pub fn to_scalars(&self, span: Span) -> (usize, usize) {
        (self.scalar(span.start()), self.scalar(span.end()))
    }

    /// `start..end` in scalars as a span of bytes, or `None` where that is no range of the text.
    #[must_use]
    pub fn to_span(&self, start: usize, end: usize) -> Option<Span> {
        (start <= end).then_some(())?;
        Some(Span::new(self.byte(start)?, self.byte(end)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_scalar_past_the_end_is_none() {
        let offsets = ScalarOffsets::new("né");
        assert_eq!(offsets.byte(2), Some(3));
        assert_eq!(offsets.byte(3), None);
        assert_eq!(offsets.to_span(1, 0), None);
    }

    proptest! {
        #[test]
        fn every_boundary_survives_the_way_there_and_back(text in "\\PC{0,300}") {
            let offsets = ScalarOffsets::new(&text);
            let boundaries = text.char_indices().map(|(byte, _)| byte).chain([text.len()]);
            for (scalar, byte) in boundaries.enumerate() {
                prop_assert_eq!(offsets.scalar(byte), scalar);
                prop_assert_eq!(offsets.byte(scalar), Some(byte));
            }
        }
    }
}
