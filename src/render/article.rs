//! The article laid out: blocks as it reads, and every sentence cut where evidence begins or
//! ends.
//!
//! Spans overlap, nest and run over sentences; cutting the text into pieces that each carry a set
//! of labels lets every format show them without caring.

use crate::labels::{Annotated, Label, SpanLabel};
use crate::sides::Mention;
use crate::text::{Kind, Span};

/// A set of span labels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct LabelSet(u8);

impl LabelSet {
    /// Whether the label is in it.
    pub fn has(self, label: SpanLabel) -> bool {
        self.0 & (1 << label.index()) != 0
    }

    /// Its labels, in the order of the scheme.
    pub fn iter(self) -> impl Iterator<Item = SpanLabel> {
        SpanLabel::ALL.iter().copied().filter(move |&label| self.has(label))
    }
}

/// A stretch of text under the same labels throughout.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    /// Where it stands.
    pub span: Span,
    /// The labels of the spans that cover it.
    pub labels: LabelSet,
    /// The innermost mention that covers it.
    pub mention: Option<&'a Mention>,
}

/// What stands in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// The sentence of this number.
    Sentence(usize),
    /// Text that is in no sentence.
    Loose(Span),
}

/// A paragraph, heading or line, as the article reads.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// The kind of its first sentence.
    pub kind: Option<Kind>,
    /// Its content, and whether white space precedes it.
    pub items: Vec<(Item, bool)>,
}

/// An annotated document, cut up for showing.
pub(super) struct Article<'a> {
    /// The document.
    pub annotated: &'a Annotated,
    /// In order; they tile the text.
    pieces: Vec<Piece<'a>>,
}

impl<'a> Article<'a> {
    /// Cuts the text up, in time linear in it but for sorting the spans.
    pub fn new(annotated: &'a Annotated) -> Self {
        Self { annotated, pieces: pieces(annotated) }
    }

    /// The pieces of a sentence or of loose text.
    pub fn pieces(&self, span: Span) -> impl Iterator<Item = Piece<'a>> {
        let first = self.pieces.partition_point(|piece| piece.span.end() <= span.start());
        self.pieces[first..]
            .iter()
            .take_while(move |piece| piece.span.start() < span.end())
            .filter_map(move |piece| Some(Piece { span: piece.span.intersection(span)?, ..*piece }))
    }

    /// The words of a sentence that carry a label, neighbouring pieces joined.
    pub fn words_of(&self, sentence: Span, label: SpanLabel) -> Vec<&'a str> {
        let mut runs: Vec<Span> = Vec::new();
        for piece in self.pieces(sentence).filter(|piece| piece.labels.has(label)) {
            match runs.last_mut() {
                Some(run) if run.end() == piece.span.start() => {
                    *run = Span::new(run.start(), piece.span.end());
                }
                _ => runs.push(piece.span),
            }
        }
        runs.into_iter().map(|run| run.of(self.annotated.document.text())).collect()
    }

    /// The article in blocks.
    ///
    /// Blank lines part paragraphs. A single line break does too where the text has no blank
    /// line, or where the kind of line changes; otherwise the file is hard-wrapped there.
    pub fn blocks(&self) -> Vec<Block> {
        let text = self.annotated.document.text();
        let mut layout = Layout::new(text);
        let mut end = 0;
        for (number, sentence) in self.annotated.sentences.iter().enumerate() {
            layout.gap(Span::new(end.min(sentence.span.start()), sentence.span.start()));
            layout.push(Item::Sentence(number), sentence.kind);
            end = sentence.span.end();
        }
        layout.gap(Span::new(end, text.len()));
        layout.blocks
    }
}

/// Blocks as they grow.
struct Layout<'t> {
    text: &'t str,
    has_blank_lines: bool,
    blocks: Vec<Block>,
    /// Line breaks since the last item.
    breaks: usize,
    /// White space of any kind since the last item.
    spaced: bool,
}

impl<'t> Layout<'t> {
    fn new(text: &'t str) -> Self {
        let has_blank_lines = text.trim().lines().any(|line| line.trim().is_empty());
        Self { text, has_blank_lines, blocks: Vec::new(), breaks: 0, spaced: false }
    }

    /// What stands between two sentences: white space, perhaps with loose text in it.
    fn gap(&mut self, gap: Span) {
        let mut start = gap.start();
        for line in gap.of(self.text).split_inclusive('\n') {
            let words = Span::new(start, start + line.len()).trimmed(self.text);
            if words.is_empty() {
                self.spaced |= !line.is_empty();
            } else {
                self.spaced |= words.start() > start;
                self.push(Item::Loose(words), None);
                self.spaced = words.end() < start + line.len();
            }
            self.breaks += usize::from(line.ends_with('\n'));
            start += line.len();
        }
    }

    fn push(&mut self, item: Item, kind: Option<Kind>) {
        let spaced = std::mem::take(&mut self.spaced);
        let breaks = std::mem::take(&mut self.breaks);
        let stands_alone = matches!(kind, Some(Kind::Headline | Kind::Boilerplate));
        match self.blocks.last_mut() {
            Some(block)
                if breaks == 0
                    || breaks == 1
                        && self.has_blank_lines
                        && !stands_alone
                        && block.kind == kind =>
            {
                block.items.push((item, spaced));
            }
            _ => self.blocks.push(Block { kind, items: vec![(item, false)] }),
        }
    }
}

/// Where something begins or ends, in the order in which it is to be seen to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    SpanEnds(usize),
    SpanStarts(usize),
    MentionStarts(usize),
}

fn pieces(annotated: &Annotated) -> Vec<Piece<'_>> {
    let mentions = annotated.mentions.as_deref().unwrap_or_default();
    let mut open = [0_usize; SpanLabel::ALL.len()];
    let mut stack: Vec<&Mention> = Vec::new();
    let mut pieces = Vec::new();
    let mut at = 0;
    for (to, event) in events(annotated, mentions) {
        while at < to {
            while stack.last().is_some_and(|mention| mention.span.end() <= at) {
                stack.pop();
            }
            let mention = stack.last().copied();
            let end = mention.map_or(to, |mention| mention.span.end().min(to));
            pieces.push(Piece { span: Span::new(at, end), labels: set(&open), mention });
            at = end;
        }
        match event {
            Some(Event::SpanEnds(label)) => open[label] -= 1,
            Some(Event::SpanStarts(label)) => open[label] += 1,
            Some(Event::MentionStarts(number)) => stack.push(&mentions[number]),
            None => {}
        }
    }
    pieces
}

/// Every start and end, in order, and the end of the text.
fn events(annotated: &Annotated, mentions: &[Mention]) -> Vec<(usize, Option<Event>)> {
    let mut events = Vec::with_capacity(2 * annotated.spans.len() + mentions.len() + 1);
    for span in annotated.spans.iter().filter(|span| !span.span.is_empty()) {
        let label = span.label.index();
        events.push((span.span.start(), Some(Event::SpanStarts(label))));
        events.push((span.span.end(), Some(Event::SpanEnds(label))));
    }
    let starts = mentions.iter().enumerate();
    events.extend(starts.map(|(i, mention)| (mention.span.start(), Some(Event::MentionStarts(i)))));
    events.push((annotated.document.text().len(), None));
    // The shorter of two mentions that start together is the inner one, and comes last.
    events.sort_by_key(|&(at, event)| {
        let length = match event {
            Some(Event::MentionStarts(i)) => mentions[i].span.len(),
            _ => 0,
        };
        (
            at,
            event.is_some_and(|e| matches!(e, Event::MentionStarts(_))),
            std::cmp::Reverse(length),
            event,
        )
    });
    events
}

fn set(open: &[usize]) -> LabelSet {
    let bits = open.iter().enumerate().filter(|&(_, &count)| count > 0);
    LabelSet(bits.fold(0, |set, (label, _)| set | 1 << label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::LabelledSpan;
    use proptest::prelude::*;

    fn document(text: &str, sentences: &[(usize, usize)]) -> Annotated {
        let sentences: Vec<_> = sentences
            .iter()
            .map(|(start, end)| serde_json::json!({"start": start, "end": end, "kind": "body"}))
            .collect();
        let line = serde_json::json!({"id": "a", "text": text, "sentences": sentences,
            "sides": [{"id": "a", "name": "A"}]});
        Annotated::from_json(&line.to_string()).unwrap()
    }

    fn sizes(text: &str, sentences: &[(usize, usize)]) -> Vec<usize> {
        let annotated = document(text, sentences);
        Article::new(&annotated).blocks().iter().map(|block| block.items.len()).collect()
    }

    #[test]
    fn a_hard_wrapped_paragraph_is_one_block() {
        assert_eq!(sizes("One.\nTwo.\n\nThree.", &[(0, 4), (5, 9), (11, 17)]), [2, 1]);
    }

    #[test]
    fn without_blank_lines_every_line_is_a_block() {
        assert_eq!(sizes("One. Two.\nThree.", &[(0, 4), (5, 9), (10, 16)]), [2, 1]);
    }

    #[test]
    fn text_outside_sentences_is_kept_where_it_stands() {
        let annotated = document("Up. loose One.\nDown", &[(10, 14)]);
        let items: Vec<_> =
            Article::new(&annotated).blocks().into_iter().map(|b| b.items).collect();
        let loose = |start, end| Item::Loose(Span::new(start, end));
        assert_eq!(items[0], [(loose(0, 9), false), (Item::Sentence(0), true)]);
        assert_eq!(items[1], [(loose(15, 19), false)]);
    }

    proptest! {
        #[test]
        fn pieces_tile_the_text_and_carry_just_the_labels_that_cover_them(
            spans in prop::collection::vec((0_usize..40, 0_usize..40, 0_usize..6), 0..20),
            named in prop::collection::vec((0_usize..40, 0_usize..40), 0..10),
        ) {
            let span = |a: usize, b: usize| Span::new(a.min(b), a.max(b));
            let mut annotated = document(&"x".repeat(40), &[]);
            annotated.spans = spans
                .iter()
                .map(|&(a, b, label)| LabelledSpan { span: span(a, b), label: SpanLabel::ALL[label], p: None })
                .collect();
            let mention = |&(a, b): &(usize, usize)| Mention { side: "a".into(), span: span(a, b), kind: None };
            annotated.mentions = Some(named.iter().map(mention).collect());
            let mut at = 0;
            for piece in pieces(&annotated) {
                prop_assert_eq!(piece.span.start(), at);
                at = piece.span.end();
                for &label in SpanLabel::ALL {
                    let mut covering = annotated.spans.iter().filter(|s| s.label == label);
                    let covered = covering.any(|s| s.span.contains(piece.span));
                    prop_assert_eq!(piece.labels.has(label), covered);
                }
                let named = annotated.mentions.iter().flatten().any(|m| m.span.contains(piece.span));
                prop_assert_eq!(piece.mention.is_some(), named);
            }
            prop_assert_eq!(at, 40);
        }
    }
}
