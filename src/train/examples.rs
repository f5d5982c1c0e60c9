//! Gold documents as training examples: token ids and what each layer should say of them.

use std::collections::HashMap;

use super::recipe::{Corpus, Stances};
use crate::annotate::mentions_in;
use crate::error::Result;
use crate::eval::side_swap::{exchange_names, exchanges};
use crate::labels::{Annotated, Frame, Label, LabelledSentence, SpanLabel, Stance};
use crate::model::{Input, Sequence, Tokens};
use crate::text::Span;

/// Sentences to learn from, each in one reading or several, of which an epoch draws one.
#[derive(Debug, Default)]
pub(super) struct Examples {
    /// Every reading.
    pub readings: Vec<Example>,
    /// Of every sentence, the places of its readings: first as it is written, then with the names
    /// of two sides exchanged.
    pub sentences: Vec<Vec<usize>>,
}

/// One sentence to learn from. A layer that is `None` is not trained on.
#[derive(Debug, Clone, Default)]
pub(super) struct Example {
    pub sequence: Sequence,
    pub voice: Option<usize>,
    pub certainty: Option<usize>,
    pub wording: Option<usize>,
    pub frames: Option<[bool; Frame::ALL.len()]>,
    /// Of each of the sequence's targets.
    pub stance: Vec<Judged>,
    /// For each of [`SpanLabel::ALL`], if it was labelled: what every token should say.
    pub spans: [Option<Vec<Mark>>; SpanLabel::ALL.len()],
    /// Weight of the whole example.
    pub weight: f32,
}

/// The stance that somebody saw towards a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Judged {
    /// What was said.
    pub stance: usize,
    /// How much each stance is to be believed: the one that was seen, until it is weighed.
    pub belief: [f32; Stance::ALL.len()],
    pub by: Judge,
}

/// Who judged a stance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judge {
    /// People, whose measure the model keeps to.
    Crowd,
    /// A language model by the codebook, which calls neutral what a crowd does not.
    LanguageModel,
    /// A language model whose word is evidence: `belief` is what a crowd would say, once weighed.
    Weighed,
}

impl Judged {
    pub fn new(stance: Stance, by: Judge) -> Self {
        let mut belief = [0.0; Stance::ALL.len()];
        belief[stance.index()] = 1.0;
        Self { stance: stance.index(), belief, by }
    }
}

/// What a token is to a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Outside,
    Start,
    Inside,
}

impl Examples {
    /// The sentences of all documents. Those that stand in two corpora become one, so that one
    /// forward pass serves the labels of both: as it is written; what the second says is not
    /// learnt with names exchanged.
    pub fn new<'a>(
        documents: impl Iterator<Item = (&'a Annotated, &'a Corpus)>,
        tokens: &Tokens,
    ) -> Result<Self> {
        let mut examples = Self::default();
        let mut known: HashMap<Vec<u32>, usize> = HashMap::new();
        for (document, corpus) in documents {
            let exchanged = if corpus.exchange { exchanged(document)? } else { Vec::new() };
            let counted = document.sentences.iter().enumerate().filter(|(_, s)| s.counts());
            for (at, sentence) in counted {
                let written = example(document, sentence, corpus, tokens)?;
                if let Some(&place) = known.get(&written.sequence.ids) {
                    examples.readings[place].merge(written);
                } else {
                    known.insert(written.sequence.ids.clone(), examples.readings.len());
                    let read = |of: &Annotated| example(of, &of.sentences[at], corpus, tokens);
                    examples.add(written, exchanged.iter().map(read).collect::<Result<_>>()?);
                }
            }
        }
        Ok(examples)
    }

    /// A sentence as it is written, and those of its other readings that differ from that.
    fn add(&mut self, written: Example, mut others: Vec<Example>) {
        let first = self.readings.len();
        others.retain(|other| other.sequence.ids != written.sequence.ids);
        self.readings.push(written);
        self.readings.extend(others);
        self.sentences.push((first..self.readings.len()).collect());
    }

    /// Every sentence as it is written.
    pub fn written(&self) -> Vec<&Example> {
        self.sentences.iter().map(|readings| &self.readings[readings[0]]).collect()
    }
}

/// The document with the names of every two of its sides exchanged.
fn exchanged(document: &Annotated) -> Result<Vec<Annotated>> {
    exchanges(std::slice::from_ref(document))
        .into_iter()
        .map(|of| exchange_names(document, of.first, of.second))
        .collect()
}

impl Example {
    /// Takes over the layers that only `other` has, and its targets; of one that both judge, the
    /// crowd's stance.
    fn merge(&mut self, other: Self) {
        self.voice = self.voice.or(other.voice);
        self.certainty = self.certainty.or(other.certainty);
        self.wording = self.wording.or(other.wording);
        self.frames = self.frames.or(other.frames);
        for (target, stance) in other.sequence.targets.into_iter().zip(other.stance) {
            match self.sequence.targets.iter().position(|mine| *mine == target) {
                None => {
                    self.sequence.targets.push(target);
                    self.stance.push(stance);
                }
                Some(at) if stance.by == Judge::Crowd && self.stance[at].by != Judge::Crowd => {
                    self.stance[at] = stance;
                }
                Some(_) => {}
            }
        }
        for (mine, theirs) in self.spans.iter_mut().zip(other.spans) {
            if mine.is_none() {
                *mine = theirs;
            }
        }
    }
}

fn example(
    document: &Annotated,
    sentence: &LabelledSentence,
    corpus: &Corpus,
    tokens: &Tokens,
) -> Result<Example> {
    let text = sentence.span.of(document.document.text());
    let learnt = corpus.stance != Stances::Ignored;
    let judged: Vec<_> = sentence.stance.iter().flatten().filter(|_| learnt).collect();
    let mentions = document.mentions.as_deref().unwrap_or_default();
    let targets: Vec<Vec<Span>> =
        judged.iter().map(|(side, _)| mentions_in(mentions, sentence.span, side)).collect();
    let tokenised = tokens.first_window(Input { text, targets: &targets })?;
    let by = match (corpus.stance, document.provenance.labels_by.as_deref()) {
        (Stances::Weighed, _) => Judge::Weighed,
        (_, Some("model")) => Judge::LanguageModel,
        _ => Judge::Crowd,
    };
    let continued = continues_a_quotation(document, sentence.span);
    #[expect(clippy::cast_possible_truncation, reason = "a weight needs no more")]
    let weight = (corpus.weight * document.provenance.weight.unwrap_or(1.0)) as f32;
    Ok(Example {
        // Where the opening mark stands before the sentence, it does not show who speaks: a rule tells.
        voice: sentence.voice.filter(|_| !continued).map(Label::index),
        certainty: sentence.certainty.map(Label::index),
        wording: sentence.wording.map(Label::index),
        frames: sentence
            .frames
            .as_ref()
            .map(|frames| std::array::from_fn(|i| frames.contains(&Frame::ALL[i]))),
        stance: tokenised.targets.iter().map(|&at| Judged::new(judged[at].1, by)).collect(),
        spans: std::array::from_fn(|i| {
            let label = SpanLabel::ALL[i];
            document
                .span_layers
                .contains(&label)
                .then(|| marks(document, sentence.span, label, &tokenised.pieces))
        }),
        sequence: tokenised.sequence,
        weight,
    })
}

/// Whether a quotation that opened before the sentence reaches into it.
fn continues_a_quotation(document: &Annotated, sentence: Span) -> bool {
    document.spans.iter().any(|s| {
        s.label == SpanLabel::Quote
            && s.span.start() < sentence.start()
            && s.span.end() > sentence.start()
    })
}

/// What every token of a sequence (special tokens included) is to the spans of a label.
fn marks(document: &Annotated, sentence: Span, label: SpanLabel, pieces: &[Span]) -> Vec<Mark> {
    let mut marks = vec![Mark::Outside; pieces.len() + 2];
    for span in document.spans.iter().filter(|s| s.label == label) {
        let Some(span) = span.span.intersection(sentence) else { continue };
        let mut mark = Mark::Start;
        for (piece, place) in pieces.iter().enumerate() {
            if place.shifted(sentence.start()).overlaps(span) {
                marks[piece + 1] = mark;
                mark = Mark::Inside;
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENIZER: &[u8] = include_bytes!("../../models/parallax-minilm/tokenizer.json");

    const GOLD: &str = r#"{"id":"a","text":"Holm lied to Lindt. It rained.","labels_by":"model",
        "sides":[{"id":"port","name":"Holm"},{"id":"union","name":"Lindt"}],
        "mentions":[{"side":"port","start":0,"end":4},{"side":"union","start":13,"end":18}],
        "sentences":[
            {"start":0,"end":19,"wording":"loaded","stance":{"port":"unfavorable","union":"neutral"}},
            {"start":20,"end":30,"wording":"plain"}]}"#;

    fn corpus(settings: &str) -> Corpus {
        let corpus = format!(
            "name = 'a'\nrole = 'train'\nfile = 'a'\nsha256 = ''\nsource = ''\nlicence = ''\n\
             labels_by = 'model'\n{settings}"
        );
        toml::from_str(&corpus).unwrap()
    }

    fn of(settings: &str) -> Examples {
        let document = Annotated::from_json(GOLD).unwrap();
        let tokens = Tokens::from_bytes(TOKENIZER).unwrap();
        Examples::new([(&document, &corpus(settings))].into_iter(), &tokens).unwrap()
    }

    #[test]
    fn of_a_target_that_two_judge_the_crowds_stance_is_kept_in_either_order() {
        let model = Annotated::from_json(GOLD).unwrap();
        let crowd = GOLD.replace("\"model\"", "\"crowd\"").replace("unfavorable", "favorable");
        let crowd = Annotated::from_json(&crowd).unwrap();
        let tokens = Tokens::from_bytes(TOKENIZER).unwrap();
        let (labelled, weighed) = (corpus(""), corpus("stance = 'weighed'"));
        let (crowd, model) = ((&crowd, &labelled), (&model, &weighed));
        for both in [[crowd, model], [model, crowd]] {
            let examples = Examples::new(both.into_iter(), &tokens).unwrap();
            let of_holm = examples.readings[0].stance[0];
            assert_eq!((of_holm.stance, of_holm.by), (Stance::Favorable.index(), Judge::Crowd));
        }
    }

    #[test]
    fn what_is_said_of_a_name_is_said_of_the_one_in_its_place() {
        let examples = of("exchange = true");
        assert_eq!(examples.sentences, [vec![0, 1], vec![2]]);
        let [written, exchanged, _] = &examples.readings[..] else { panic!("three readings") };
        let (first, last) = (written.sequence.ids[1], exchanged.sequence.ids[1]);
        assert_ne!(first, last);
        // Holm is the first name that is written and the second once exchanged.
        for reading in [written, exchanged] {
            let at_start = reading.sequence.targets.iter().position(|at| at[0] == 1).unwrap();
            assert_eq!(reading.stance[at_start].stance, Stance::Unfavorable.index());
            assert_eq!(reading.wording, written.wording);
        }
        assert_eq!(examples.written().len(), 2);
    }

    #[test]
    fn a_corpus_whose_stances_are_not_learnt_teaches_its_other_layers() {
        let examples = of("stance = 'ignored'");
        assert_eq!(examples.sentences, [vec![0], vec![1]]);
        assert!(examples.readings[0].stance.is_empty());
        assert!(examples.readings[0].sequence.targets.is_empty());
        assert!(examples.readings[0].wording.is_some());
    }
}
