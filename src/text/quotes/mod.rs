//! Quotations, found from their marks.
//!
//! Every kind of mark that news uses, mixed, nested, left open or closed without having been
//! opened. No mark reaches past its paragraph, but for a quotation that the next one closes.

mod marks;
mod pair;
mod speech;

use super::Span;
use super::layout::{Block, blocks};

pub(super) use marks::is_mark;
pub use speech::{is_attributed_after, is_attribution, is_speech};

/// What stands between two quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotation {
    /// The words, without the marks, with the punctuation before the closing mark.
    pub span: Span,
    /// The opening mark; `None` where the quotation opened before its paragraph's first word.
    pub open: Option<Span>,
    /// The closing mark; `None` where the paragraph ends, or another quotation opens, first.
    pub close: Option<Span>,
    /// Whether it stands inside another quotation.
    pub nested: bool,
}

impl Quotation {
    /// How many words are quoted.
    #[must_use]
    pub fn words(&self, text: &str) -> usize {
        let is_word = |word: &&str| word.contains(char::is_alphanumeric);
        self.span.of(text).split_whitespace().filter(is_word).count()
    }

    /// The words with the marks around them.
    #[must_use]
    pub fn with_marks(&self) -> Span {
        let start = self.open.map_or(self.span.start(), Span::start);
        let end = self.close.map_or(self.span.end(), Span::end);
        Span::new(start, end)
    }
}

/// The quotations of a text, in the order in which they open.
#[must_use]
pub fn quotations(text: &str) -> Vec<Quotation> {
    Marks::of_blocks(text, &blocks(text)).quotations
}

/// The quotation marks of a text, told apart.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// In the order in which they open.
    quotations: Vec<Quotation>,
    /// Where each closing mark stands, ascending.
    closing: Vec<usize>,
}

impl Marks {
    /// Pairs the marks of every block.
    pub(super) fn of_blocks(text: &str, blocks: &[Block]) -> Self {
        let mut pairs = pair::Pairs::new(text);
        for block in blocks {
            pairs.read(block.span);
        }
        let (mut quotations, mut closing) = pairs.finish();
        closing.sort_unstable();
        flag_nested(&mut quotations);
        Self { quotations, closing }
    }

    /// Whether the character at `byte` is a mark that closes a quotation.
    pub(super) fn closes(&self, byte: usize) -> bool {
        self.closing.binary_search(&byte).is_ok()
    }
}

fn flag_nested(quotations: &mut [Quotation]) {
    quotations.sort_by_key(|quotation| (quotation.span.start(), quotation.open));
    let mut outer_end = 0;
    for quotation in quotations {
        quotation.nested = quotation.span.start() < outer_end;
        outer_end = outer_end.max(quotation.span.end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quoted(text: &str) -> Vec<&str> {
        quotations(text).iter().map(|quotation| quotation.span.of(text)).collect()
    }

    #[test]
    fn a_quotation_that_runs_over_two_sentences_is_one_span() {
        assert_eq!(quoted("“We came. We left,” Lindt said."), ["We came. We left,"]);
    }

    #[test]
    fn every_kind_of_mark_is_read() {
        for text in [
            "«Go», he said.",
            "« Go », he said.",
            "»Go«, he said.",
            "„Go“, he said.",
            "„Go”, he said.",
            "”Go”, he said.",
            "‘Go’, he said.",
            "'Go', he said.",
            "\"Go\", he said.",
            "‹Go›, he said.",
            "“Go\", he said.",
            "\"Go”, he said.",
            "‚Go‘, he said.",
            "「Go」, he said.",
        ] {
            assert_eq!(quoted(text), ["Go"], "{text}");
        }
    }

    #[test]
    fn apostrophes_decades_and_inches_are_no_quotation_marks() {
        for text in [
            "The dockers' union doesn't want the '90s back, nor the dockers’ or the ’90s’ ways.",
            "Lindt‘s boat is 5'10\" long and 12\" wide; rock 'n' roll it wasn’t.",
            "'Tis the season, 'til it ends.",
        ] {
            assert_eq!(quoted(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_possessive_does_not_close_a_single_quotation() {
        assert_eq!(
            quoted("'The dockers' union is ready,' he said."),
            ["The dockers' union is ready,"]
        );
        assert_eq!(
            quoted("‘The dockers’ union is ready,’ he said."),
            ["The dockers’ union is ready,"]
        );
    }

    #[test]
    fn a_single_mark_behind_a_comma_closes_what_opened_unseen() {
        assert_eq!(quoted("We will stay out,’ she said."), ["We will stay out,"]);
        assert_eq!(quoted("We don't want that.'"), ["We don't want that."]);
        for text in [
            "They met at the dockers’. It was the boys' hall.",
            "The port lost. Warner Bros.’ film opened.",
            "It is the U.S.’ largest union (of the ’90s)’ and 5 %’ more.",
        ] {
            assert_eq!(quoted(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_nested_quotation_left_open_ends_with_the_outer_one() {
        let text = "“I said: ‘Come, we will talk,” Holm told them.";
        assert_eq!(quoted(text), ["I said: ‘Come, we will talk,", "Come, we will talk,"]);
        assert!(quotations(text)[1].nested);
    }

    #[test]
    fn a_quotation_left_open_ends_with_its_paragraph_or_the_next_opening() {
        assert_eq!(quoted("“We came.\n\n“We left,” he said."), ["We came.", "We left,"]);
        assert_eq!(quoted("He said “we came. “We left,” he said."), ["we came.", "We left,"]);
        assert_eq!(quoted("“We came.\n\nThey left.\n\nNobody stayed."), ["We came."]);
    }

    #[test]
    fn a_quotation_that_the_next_paragraph_closes_is_one_span() {
        assert_eq!(quoted("‘We came.\nWe left,’ he said."), ["We came.\nWe left,"]);
    }

    #[test]
    fn a_mark_that_only_closes_opens_with_its_paragraph() {
        assert_eq!(quoted("We came. We left,” he said."), ["We came. We left,"]);
    }

    proptest! {
        #[test]
        fn a_quotation_lies_in_the_text_without_its_marks(
            text in "[a-c .,\n\"'“”„‘’«»‹›5]{0,60}"
        ) {
            for quotation in quotations(&text) {
                prop_assert!(!quotation.span.is_empty());
                prop_assert!(quotation.span.get(&text).is_some());
                prop_assert!(quotation.with_marks().contains(quotation.span));
            }
        }
    }
}
