//! A text with some of its words replaced, and where everything went.

use super::Span;

/// A text with words replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// What it has become.
    pub text: String,
    /// Old and new place of what was replaced, in order.
    places: Vec<(Span, Span)>,
}

impl Rewritten {
    /// Puts words in the place of others, which are in order and do not overlap.
    pub fn new(text: &str, edits: impl IntoIterator<Item = (Span, impl AsRef<str>)>) -> Self {
        let mut new = Self { text: String::with_capacity(text.len()), places: Vec::new() };
        let mut copied = 0;
        for (span, words) in edits {
            new.text.push_str(&text[copied..span.start()]);
            let start = new.text.len();
            new.text.push_str(words.as_ref());
            new.places.push((span, Span::new(start, new.text.len())));
            copied = span.end();
        }
        new.text.push_str(&text[copied..]);
        new
    }

    /// Where a span of the old text went; one that begins or ends within what was replaced is
    /// widened to the whole of it.
    #[must_use]
    pub fn span(&self, span: Span) -> Span {
        let start = self.place(span.start(), Span::start);
        let end = self.place(span.end(), Span::end);
        Span::new(start, end.max(start))
    }

    /// Where an offset went; one inside what was replaced goes to the end of it that `snap` takes.
    fn place(&self, at: usize, snap: fn(Span) -> usize) -> usize {
        let next = self.places.partition_point(|(old, _)| old.end() <= at);
        match self.places.get(next) {
            Some((old, new)) if old.start() < at => snap(*new),
            _ => match next.checked_sub(1).map(|last| self.places[last]) {
                Some((old, new)) => new.end() + (at - old.end()),
                None => at,
            },
        }
    }
}
