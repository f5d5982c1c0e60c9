//! Invented articles for the tests of this room.

use super::Article;
use crate::labels::{Annotated, LabelledSentence, SpanLabel};
use crate::text::{Document, Metadata, Span};

const SENTENCES: [&str; 6] = [
    "The dockers of Tarnhope voted on Wednesday to extend their strike by another week.",
    "Culverin Terminals has offered a pay rise of 4.2 percent and 600 marks.",
    "“We will go back the minute there is a contract,” Odalys Prynne told members.",
    "The harbour inspectorate is looking into the death of a crane operator in February.",
    "Forty-one ships are waiting at anchor off the coast for the dispute to end.",
    "A mediator from the capital is expected in the town at the end of the month.",
];

/// Articles of one event, each of its own outlet.
pub(super) struct Articles(Vec<Annotated>);

impl Articles {
    /// As the room takes them.
    pub fn views(&self) -> Vec<Article<'_>> {
        self.0.iter().map(view).collect()
    }

    /// So that only links tell which sentences are alike.
    pub fn without_embeddings(mut self) -> Self {
        let sentences = self.0.iter_mut().flat_map(|article| &mut article.sentences);
        sentences.for_each(|sentence| sentence.embedding = None);
        self
    }
}

/// The article, of an outlet that is called as its document.
pub(super) fn view(annotated: &Annotated) -> Article<'_> {
    Article { outlet: annotated.document.id(), event: "strike", annotated }
}

/// `count` articles of the same six sentences.
pub(super) fn articles(count: usize) -> Articles {
    Articles((0..count).map(|n| article(&format!("outlet-{n}"), &SENTENCES)).collect())
}

/// An article of the given sentences, each with an embedding of its words.
pub(super) fn article(id: &str, sentences: &[&str]) -> Annotated {
    let (mut text, mut labelled) = (String::new(), Vec::new());
    for words in sentences {
        if !text.is_empty() {
            text.push(' ');
        }
        let mut sentence = LabelledSentence::new(Span::new(text.len(), text.len() + words.len()));
        sentence.embedding = Some(embedding(words));
        labelled.push(sentence);
        text.push_str(words);
    }
    let meta = Metadata { id: id.to_owned(), ..Metadata::default() };
    Annotated {
        sentences: labelled,
        span_layers: vec![SpanLabel::Quote],
        ..Annotated::new(Document::new(meta, text))
    }
}

/// A bag of words on sixteen axes, of unit length: sentences that share words lie close.
fn embedding(words: &str) -> Vec<f32> {
    let mut axes = vec![0.01f32; 16];
    for word in words.split_whitespace() {
        let sum = word.bytes().fold(7usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte));
        axes[sum % 16] += 1.0;
    }
    let length = axes.iter().map(|x| x * x).sum::<f32>().sqrt();
    axes.into_iter().map(|x| x / length).collect()
}
