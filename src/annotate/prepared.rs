//! What stands before the model reads: sentences, sides and mentions, found or given.

use crate::labels::{Annotated, LabelledSentence};
use crate::sides::{self, Article, Cast, Mention};
use crate::text::{Document, Kind, Sentence, segment};

use super::Reading;

/// A document's sentences, sides and mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    sentences: Vec<Sentence>,
    cast: Cast,
    mentions: Vec<Mention>,
}

/// What gold gives beside its sides, which it always gives: with both, a score speaks of the model
/// alone; with neither, of the whole program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GoldGives {
    /// Its segmentation, kinds and repeats.
    pub sentences: bool,
    /// Its mentions, where it has them.
    pub mentions: bool,
}

impl Prepared {
    /// Finds sentences and mentions, and the sides too where none are given.
    #[must_use]
    pub fn found(document: &Document, cast: Option<&Cast>) -> Self {
        let sentences = segment::sentences(document.text());
        let article = Article { text: document.text(), sentences: &sentences };
        let cast = cast.cloned().unwrap_or_else(|| sides::find(&[article]));
        let mentions = sides::mentions(&article, &cast);
        Self { sentences, cast, mentions }
    }

    /// Takes the sides from gold, and of the rest what `gives` says; finds what is left.
    #[must_use]
    pub fn of_gold(gold: &Annotated, gives: GoldGives) -> Self {
        let text = gold.document.text();
        let cast =
            Cast { sides: gold.sides.clone().unwrap_or_default(), others: gold.others.clone() };
        let sentences = if gives.sentences {
            gold.sentences.iter().map(sentence).collect()
        } else {
            segment::sentences(text)
        };
        let given = gold.mentions.clone().filter(|_| gives.mentions);
        let mut mentions = given
            .unwrap_or_else(|| sides::mentions(&Article { text, sentences: &sentences }, &cast));
        mentions.sort_by_key(|mention| mention.span);
        Self { sentences, cast, mentions }
    }

    /// For the model to read.
    #[must_use]
    pub fn reading<'a>(&'a self, document: &'a Document) -> Reading<'a> {
        Reading { document, sentences: &self.sentences, cast: &self.cast, mentions: &self.mentions }
    }
}

fn sentence(gold: &LabelledSentence) -> Sentence {
    Sentence {
        span: gold.span,
        kind: gold.kind.unwrap_or(Kind::Body),
        duplicate: gold.duplicate.unwrap_or(false),
    }
}
