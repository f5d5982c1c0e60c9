//! The sentences of one event's articles, made ready to be lined up.

use super::words::{Vocabulary, Words};
use crate::compare::Article;
use crate::labels::LabelledSentence;
use crate::text::{Span, quotes};

/// A sentence that can be lined up: no boilerplate, no repeat, and with an embedding.
#[derive(Debug)]
pub(super) struct Passage<'a> {
    /// Its place among the document's sentences.
    pub sentence: usize,
    /// Of unit length.
    pub embedding: &'a [f32],
    /// Its words.
    pub words: Words,
    /// How rare its stems are, added up.
    pub weight: f32,
}

/// One event.
#[derive(Debug)]
pub(super) struct Event<'a> {
    /// The passages of each article, in order.
    pub articles: Vec<Vec<Passage<'a>>>,
    /// How rare each stem is: the logarithm of the sentences for one that has it.
    pub rarity: Vec<f32>,
}

impl<'a> Event<'a> {
    /// Reads the articles of an event.
    pub fn new(articles: &[Article<'a>]) -> Self {
        let mut vocabulary = Vocabulary::default();
        let mut articles: Vec<Vec<Passage>> =
            articles.iter().map(|article| passages(article, &mut vocabulary)).collect();
        let rarity = rarity(&articles, vocabulary.len());
        for passage in articles.iter_mut().flatten() {
            passage.weight = passage.words.stems.iter().map(|&stem| rarity[stem as usize]).sum();
        }
        Self { articles, rarity }
    }

    /// The weight of the stems that two passages share.
    pub fn shared(&self, a: &Passage, b: &Passage) -> f32 {
        common(&a.words.stems, &b.words.stems).map(|stem| self.rarity[stem as usize]).sum()
    }
}

fn passages<'a>(article: &Article<'a>, vocabulary: &mut Vocabulary) -> Vec<Passage<'a>> {
    let text = article.annotated.document.text();
    let quoted: Vec<Span> =
        quotes::quotations(text).into_iter().filter(|q| !q.nested).map(|q| q.span).collect();
    let sentences = &article.annotated.sentences;
    let ready = |(_, sentence): &(usize, &LabelledSentence)| sentence.counts();
    let read = |(at, sentence): (usize, &'a LabelledSentence)| {
        let embedding = sentence.embedding.as_deref()?;
        let words = words(sentence.span, text, &quoted, vocabulary);
        Some(Passage { sentence: at, embedding, words, weight: 0.0 })
    };
    sentences.iter().enumerate().filter(ready).filter_map(read).collect()
}

fn words(sentence: Span, text: &str, quoted: &[Span], vocabulary: &mut Vocabulary) -> Words {
    let from = quoted.partition_point(|quote| quote.end() <= sentence.start());
    let inside = |at: usize| {
        let at = sentence.start() + at;
        let mut near = quoted[from..].iter().take_while(|quote| quote.start() <= at);
        near.any(|quote| at < quote.end())
    };
    vocabulary.read(sentence.of(text), inside)
}

#[expect(clippy::cast_precision_loss, reason = "counts of sentences")]
fn rarity(articles: &[Vec<Passage>], words: usize) -> Vec<f32> {
    let mut having = vec![0u32; words];
    let mut sentences = 0u32;
    for passage in articles.iter().flatten() {
        sentences += 1;
        passage.words.stems.iter().for_each(|&stem| having[stem as usize] += 1);
    }
    having.iter().map(|&n| (1.0 + sentences as f32 / n.max(1) as f32).ln()).collect()
}

/// The numbers that stand in both of two sorted lists.
pub(super) fn common(a: &[u32], b: &[u32]) -> impl Iterator<Item = u32> {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        while let (Some(&x), Some(&y)) = (a.get(i), b.get(j)) {
            i += usize::from(x <= y);
            j += usize::from(y <= x);
            if x == y {
                return Some(x);
            }
        }
        None
    })
}
