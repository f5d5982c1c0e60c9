//! Quotations: their marks say where they are, the model says which of them are speech.

use crate::labels::{Label, LabelledSpan, SpanLabel};
use crate::text::Span;
use crate::text::quotes::{Quotation, attributes, is_speech, quotations};

use super::reading::Read;

/// A quotation that is somebody's speech.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speech {
    /// The words with their marks.
    pub marked: Span,
    /// The words alone.
    pub words: Span,
    /// How probably it is speech.
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
        let first = sentence.trimmed(text).start();
        if first < self.marked.start() || self.marked.end() <= first {
            return false;
        }
        let rest = Span::new(self.marked.end().min(sentence.end()), sentence.end()).of(text);
        !rest.contains(char::is_alphanumeric) || attributes(rest)
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
            let speech = Speech { marked: quotation.with_marks(), words: quotation.span, p };
            let whole = read.reading.sentences[from].span.trimmed(text);
            let sure = sentences > 1 || speech.marked.contains(whole);
            (sure || f64::from(p) >= threshold).then_some(speech)
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

    /// How the quotations of a text reach into the sentence between two bars.
    fn reach(marked: &str) -> Reach {
        let [before, sentence, after] = marked.split('|').collect::<Vec<_>>()[..] else {
            panic!("two bars: {marked}")
        };
        let text = [before, sentence, after].concat();
        let speech: Vec<Speech> = quotations(&text)
            .into_iter()
            .filter(|quotation| is_speech(&text, quotation))
            .map(|q| Speech { marked: q.with_marks(), words: q.span, p: 1.0 })
            .collect();
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
        ] {
            assert_eq!(reach(text), Reach::Holds, "{text}");
        }
    }

    #[test]
    fn a_sentence_that_says_more_or_says_it_first_is_reached_into() {
        for text in [
            "|Lindt said: “We will not pay for this harbour.”|",
            "|“We will not pay for this harbour” became the song of the strike.|",
        ] {
            assert_eq!(reach(text), Reach::Into, "{text}");
        }
        assert_eq!(reach("“We will not pay for this,” Lindt said. |It rained.|"), Reach::None);
    }
}
