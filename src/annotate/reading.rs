//! What the model is given of a document, and what it says.

use super::{Judging, blind};
use crate::error::Result;
use crate::model::{Input, Model, Prediction};
use crate::sides::{Cast, Mention, SideId};
use crate::text::{Document, Kind, Sentence, Span};

/// A document that is ready to be read by the model.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The article.
    pub document: &'a Document,
    /// Its sentences, in order.
    pub sentences: &'a [Sentence],
    /// Those in contention, and third parties.
    pub cast: &'a Cast,
    /// Where they are mentioned, in order.
    pub mentions: &'a [Mention],
}

/// A document and every probability of its sentences.
#[derive(Debug)]
pub struct Read<'a> {
    pub(super) reading: Reading<'a>,
    /// For each sentence; `None` for boilerplate, which carries no label.
    pub(super) sentences: Vec<Option<SentenceRead>>,
}

/// What the model says of one sentence.
#[derive(Debug)]
pub(super) struct SentenceRead {
    /// The sides present, in the order of `prediction.stance`.
    pub sides: Vec<SideId>,
    pub prediction: Prediction,
}

impl Read<'_> {
    /// What the model says of each sentence; `None` for boilerplate.
    pub fn predictions(&self) -> impl Iterator<Item = Option<&Prediction>> {
        self.sentences.iter().map(|s| s.as_ref().map(|s| &s.prediction))
    }

    /// For each sentence, the probabilities of each stance towards each side present.
    pub fn stances(&self) -> impl Iterator<Item = Vec<(&SideId, &[f32; 3])>> {
        self.sentences.iter().map(|sentence| {
            let said = sentence.iter().flat_map(|s| s.sides.iter().zip(&s.prediction.stance));
            said.filter_map(|(side, p)| Some((side, p.as_ref()?))).collect()
        })
    }
}

/// Has the model read a document's sentences.
///
/// # Errors
/// Where the model fails.
pub fn read<'a>(model: &Model, reading: Reading<'a>, judging: Judging) -> Result<Read<'a>> {
    Ok(read_all(model, &[reading], judging)?.swap_remove(0))
}

/// Has the model read many documents together, which serves short ones: a pass over the weights
/// costs the same for one sentence as for thirty.
///
/// # Errors
/// Where the model fails.
pub fn read_all<'a>(
    model: &Model,
    readings: &[Reading<'a>],
    judging: Judging,
) -> Result<Vec<Read<'a>>> {
    let labelled: Vec<(Reading, Span)> = readings
        .iter()
        .flat_map(|&reading| reading.sentences.iter().map(move |sentence| (reading, sentence)))
        .filter(|(_, sentence)| sentence.kind != Kind::Boilerplate)
        .map(|(reading, sentence)| (reading, sentence.span))
        .collect();
    let present: Vec<Present> = labelled.iter().map(|&(r, span)| Present::of(r, span)).collect();
    let inputs: Vec<Input> = labelled
        .iter()
        .zip(&present)
        .map(|((r, span), p)| Input { text: span.of(r.document.text()), targets: &p.mentions })
        .collect();
    let mut predicted = model.predict(&inputs)?;
    if judging.blind {
        blind::judge(model, &inputs, &mut predicted)?;
    }
    let mut predicted = predicted.into_iter().zip(present);
    let mut said = |sentence: &Sentence| {
        let (prediction, present) =
            if sentence.kind == Kind::Boilerplate { None } else { predicted.next() }?;
        Some(SentenceRead { sides: present.sides, prediction })
    };
    Ok(readings
        .iter()
        .map(|&reading| Read {
            reading,
            sentences: reading.sentences.iter().map(&mut said).collect(),
        })
        .collect())
}

/// The sides present in a sentence and where, in bytes of the sentence.
struct Present {
    sides: Vec<SideId>,
    mentions: Vec<Vec<Span>>,
}

impl Present {
    fn of(reading: Reading, sentence: Span) -> Self {
        let (mut sides, mut mentions) = (Vec::new(), Vec::new());
        for side in &reading.cast.sides {
            let spans = mentions_in(reading.mentions, sentence, &side.id);
            if !spans.is_empty() {
                sides.push(side.id.clone());
                mentions.push(spans);
            }
        }
        Self { sides, mentions }
    }
}

/// Mentions of a side that start within a sentence, counted from its start. `mentions` are in
/// order.
pub(crate) fn mentions_in(mentions: &[Mention], sentence: Span, side: &SideId) -> Vec<Span> {
    let from = mentions.partition_point(|m| m.span.start() < sentence.start());
    mentions[from..]
        .iter()
        .take_while(|m| m.span.start() < sentence.end())
        .filter(|m| m.side == *side)
        .filter_map(|m| m.span.intersection(sentence))
        .map(|s| Span::new(s.start() - sentence.start(), s.end() - sentence.start()))
        .collect()
}
