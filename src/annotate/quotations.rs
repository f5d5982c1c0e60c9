//! Quotations: their marks say where they are, the model says which of them are speech.

use crate::labels::{Label, LabelledSpan, SpanLabel};
use crate::text::Span;
use crate::text::quotes::{Quotation, is_attributed_after, is_speech, quotations};

use super::reading::Read;

/// A quotation that is somebody's speech.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speech {
    /// The words with their marks.
    pub marked: Span,
    /// The words alone.
    pub words: Span,
    /// Whether a mark closes it.
    pub closed: bool,
    /// How probably it is speech; 1 where the marks decide.
    pub p: f32,
}

impl Speech {
    /// As a span of the document.
    pub fn span(self) -> LabelledSpan {
        LabelledSpan { span: self.words, label: SpanLabel::Quote, p: Some(self.p) }
    }

    /// Whether the main proposition of a sentence stands in it: it opens at the sentence's first
    /// word or earlier, and what it leaves of the sentence attributes it (`…,” Lindt said`) or is
    /// nothing. On 1,700 such sentences of the training data labellers said so of all but four.
    fn holds(self, text: &str, sentence: Span) -> bool {
        let Some(first) = sentence.of(text).find(char::is_alphanumeric) else { return false };
        let first = sentence.start() + first;
        if first < self.marked.start() || self.marked.end() <= first {
            return false;
        }
        let rest = Span::new(self.marked.end().min(sentence.end()), sentence.end()).of(text);
        !rest.contains(char::is_alphanumeric) || is_attributed_after(self.words.of(text), rest)
    }
}

/// The document's quotations that are at least as probably speech as `threshold`, in order. One of
/// a whole sentence, or of several, is speech whatever the model takes it for, which reads each of
/// them alone and can miss a mark at one end.
pub(super) fn speech(read: &Read, threshold: f64) -> Vec<Speech> {
    let text = read.reading.document.text();
    let found = quotations(text).into_iter().filter(|q| is_speech(text, q));
    let mut from = 0;
    found
        .filter_map(|quotation| {
            // Quotations come in order, so the sentences before this one are done with.
            from += read.reading.sentences[from..]
                .iter()
                .take_while(|s| s.span.end() <= quotation.span.start())
                .count();
            let (p, sentences) = probability(read, from, &quotation)?;
            let marked = quotation.with_marks();
            // It has words that were read, so there is a sentence that holds them.
            let whole = read.reading.sentences[from].span.trimmed(text);
            let p = if sentences > 1 || marked.contains(whole) { 1.0 } else { p };
            let closed = quotation.close.is_some();
            let speech = Speech { marked, words: quotation.span, closed, p };
            (f64::from(p) >= threshold).then_some(speech)
        })
        .collect()
}

/// The mean over its words of their probability of lying in a quotation, and how many sentences it
/// runs over; `None` without words that were read. `from` is the first sentence that may hold any
/// of it.
fn probability(read: &Read, from: usize, quotation: &Quotation) -> Option<(f32, usize)> {
    let (mut sum, mut words, mut reached) = (0.0, 0u16, 0);
    let sentences = read.reading.sentences[from..].iter().zip(&read.sentences[from..]);
    for (sentence, said) in sentences.take_while(|(s, _)| s.span.start() < quotation.span.end()) {
        reached += 1;
        for word in said.iter().flat_map(|said| &said.prediction.words) {
            if word.span.shifted(sentence.span.start()).overlaps(quotation.span) {
                sum += word.inside[SpanLabel::Quote.index()];
                words = words.saturating_add(1);
            }
        }
    }
    (words > 0).then(|| (sum / f32::from(words), reached))
}

/// Where somebody's words stand together: quotations, those as one that are left open and go on in
/// the next paragraph behind a mark of their own.
pub(super) fn passages(text: &str, speech: &[Speech]) -> Vec<Span> {
    let mut passages: Vec<Span> = Vec::new();
    let mut left_open = false;
    for s in speech {
        match passages.last_mut() {
            Some(last) if left_open && goes_on(text, *last, s.marked) => {
                *last = Span::new(last.start(), s.marked.end());
            }
            _ => passages.push(s.marked),
        }
        left_open = !s.closed;
    }
    passages
}

/// Whether nothing but the end of a paragraph stands between two quotations.
fn goes_on(text: &str, first: Span, second: Span) -> bool {
    let between = text.get(first.end()..second.start()).unwrap_or_default();
    between.trim().is_empty() && between.contains('\n')
}

/// What the quotations of a document say of who speaks a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// None reaches into it.
    None,
    /// One does.
    Into,
    /// One holds its main proposition.
    Holds,
}

impl Reach {
    /// Of `speech`, in order, into a sentence.
    pub fn of(text: &str, speech: &[Speech], sentence: Span) -> Self {
        let from = speech.partition_point(|s| s.marked.end() <= sentence.start());
        let mut reaching = speech[from..].iter().take_while(|s| s.marked.start() < sentence.end());
        match reaching.next() {
            None => Self::None,
            Some(first) if first.holds(text, sentence) => Self::Holds,
            Some(_) => Self::Into,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_speech(text: &str) -> Vec<Speech> {
        quotations(text)
            .into_iter()
            .filter(|quotation| is_speech(text, quotation))
            .map(|q| Speech {
                marked: q.with_marks(),
                words: q.span,
                closed: q.close.is_some(),
                p: 1.0,
            })
            .collect()
    }

    /// How the quotations of a text reach into the sentence between two bars.
    fn reach(marked: &str) -> Reach {
        let [before, sentence, after] = marked.split('|').collect::<Vec<_>>()[..] else {
            panic!("two bars: {marked}")
        };
        let text = [before, sentence, after].concat();
        let speech = all_speech(&text);
        Reach::of(&text, &speech, Span::new(0, sentence.len()).shifted(before.len()))
    }

    #[test]
    fn a_sentence_that_is_all_quotation_or_attribution_is_held() {
        for text in [
            "|“We will not pay for this harbour.”|",
            "|“We will not pay for this harbour,” Lindt said on Monday.|",
            "|\"We will not pay for this harbour.|",
            "“Holm lied. |We will not pay for this harbour,” Lindt said.|",
            "|“Holm lied.| We will not pay for this harbour.”",
            "“Holm lied. |We will not pay for this harbour.| We never will.”",
            "|We will not pay for this harbour,” Lindt said.|",
            "|“We will not pay for this harbour” she would sigh.|",
            "|– “We will not pay for this harbour,” Lindt said.|",
        ] {
            assert_eq!(reach(text), Reach::Holds, "{text}");
        }
    }

    #[test]
    fn a_sentence_that_says_more_or_says_it_first_is_reached_into() {
        for text in [
            "|Lindt said: “We will not pay for this harbour.”|",
            "|“We will not pay for this harbour” became the song of the strike.|",
            "|“We will not pay for this” was rejected by the court in Oruvia.|",
            "|“We will not pay for this” protesters called on the council to resign.|",
        ] {
            assert_eq!(reach(text), Reach::Into, "{text}");
        }
        assert_eq!(reach("“We will not pay for this,” Lindt said. |It rained.|"), Reach::None);
    }

    #[test]
    fn words_left_open_go_on_in_the_next_paragraph() {
        let of = |text: &str| passages(text, &all_speech(text)).len();
        assert_eq!(of("“We came here.\n\n“We left again,” Lindt said."), 1);
        assert_eq!(of("“We came here,” Holm said.\n\n“We left again,” Lindt said."), 2);
        assert_eq!(of("“We came here.\n\nIt rained.\n\n“We left again,” Lindt said."), 2);
    }
}
