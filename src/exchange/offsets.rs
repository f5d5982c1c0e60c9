//! Between the bytes of a [`Span`] and the units in which a tool counts characters.

use crate::text::Span;

/// What a tool counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Unicode scalar values, as Python does.
    Scalar,
    /// UTF-16 code units, as Java and `JavaScript` do: an emoji is two.
    Utf16,
}

impl Unit {
    fn width(self, character: char) -> usize {
        match self {
            Self::Scalar => 1,
            Self::Utf16 => character.len_utf16(),
        }
    }
}

/// Characters between two marks of the index.
const STRIDE: usize = 64;

/// An index over one text that converts offsets either way in logarithmic time.
pub(super) struct Offsets<'t> {
    text: &'t str,
    unit: Unit,
    /// Byte and unit offset of every `STRIDE`-th character, from the first.
    marks: Vec<(usize, usize)>,
    len: usize,
}

impl<'t> Offsets<'t> {
    /// Reads the text once.
    pub(super) fn new(text: &'t str, unit: Unit) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut len = 0;
        for (count, (byte, character)) in text.char_indices().enumerate() {
            if count % STRIDE == 0 {
                marks.push((byte, len));
            }
            len += unit.width(character);
        }
        Self { text, unit, marks, len }
    }

    /// Units before `byte`, which falls on a character.
    fn units(&self, byte: usize) -> usize {
        let mark = self.marks.partition_point(|&(at, _)| at <= byte).checked_sub(1);
        let (from, units) = mark.map_or((0, 0), |mark| self.marks[mark]);
        units + self.text[from..byte].chars().map(|c| self.unit.width(c)).sum::<usize>()
    }

    /// The byte that `units` units precede; `None` past the end or inside a character.
    fn byte(&self, units: usize) -> Option<usize> {
        if units == self.len {
            return Some(self.text.len());
        }
        let mark = self.marks.partition_point(|&(_, at)| at <= units).checked_sub(1)?;
        let (from, mut at) = self.marks[mark];
        for (byte, character) in self.text[from..].char_indices() {
            if at >= units {
                return (at == units).then_some(from + byte);
            }
            at += self.unit.width(character);
        }
        None
    }

    /// A span as `(start, end)` in the tool's units.
    pub(super) fn of(&self, span: Span) -> (usize, usize) {
        (self.units(span.start()), self.units(span.end()))
    }

    /// `start..end` in the tool's units as a span, held against the words the tool says are there.
    pub(super) fn place(
        &self,
        what: &str,
        (start, end): (usize, usize),
        words: Option<&str>,
    ) -> Result<Span, String> {
        let span = self.span(start, end).ok_or_else(|| {
            let length = self.len;
            format!("{what} {start}..{end} is no range of a text of {length} characters")
        })?;
        match (words, span.of(self.text)) {
            (Some(said), found) if said != found => {
                Err(format!("{what} {start}..{end} says {said:?}, the text says {found:?}"))
            }
            _ => Ok(span),
        }
    }

    fn span(&self, start: usize, end: usize) -> Option<Span> {
        (start <= end).then_some(())?;
        Some(Span::new(self.byte(start)?, self.byte(end)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_emoji_is_two_utf16_units_and_one_scalar() {
        let text = "a😀b";
        assert_eq!(Offsets::new(text, Unit::Utf16).of(Span::new(1, 5)), (1, 3));
        assert_eq!(Offsets::new(text, Unit::Scalar).of(Span::new(1, 5)), (1, 2));
    }

    #[test]
    fn an_offset_inside_a_character_is_no_range() {
        let reason = Offsets::new("😀", Unit::Utf16).place("hedge", (0, 1), None).unwrap_err();
        assert_eq!(reason, "hedge 0..1 is no range of a text of 2 characters");
    }

    proptest! {
        #[test]
        fn every_boundary_survives_the_way_there_and_back(text in "[a-cé\u{301}😀\r\n]{0,200}") {
            for unit in [Unit::Scalar, Unit::Utf16] {
                let offsets = Offsets::new(&text, unit);
                for byte in text.char_indices().map(|(byte, _)| byte).chain([text.len()]) {
                    prop_assert_eq!(offsets.byte(offsets.units(byte)), Some(byte));
                }
            }
        }
    }
}
