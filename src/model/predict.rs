//! From sentences to probabilities: windows, chunks in parallel, and back together.

use candle_core::{Device, Tensor};
use candle_nn::ops::softmax;
use rayon::prelude::*;

use super::batch::{Batch, Sequence};
use super::heads::Logits;
use super::network::Network;
use super::temperatures::Temperatures;
use super::tokens::{Tokenised, Tokens, Window};
use crate::error::Result;
use crate::labels::{Certainty, Frame, Label, SpanLabel, Stance, Voice, Wording};
use crate::text::Span;

/// Word pieces in one forward pass. What is in a chunk depends on the sentences alone, never on
/// the number of threads, so that the same input gives the same bits.
const CHUNK: usize = 1024;

const VOICES: usize = Voice::ALL.len();
const CERTAINTIES: usize = Certainty::ALL.len();
const WORDINGS: usize = Wording::ALL.len();
const FRAMES: usize = Frame::ALL.len();
const STANCES: usize = Stance::ALL.len();
const SPANS: usize = SpanLabel::ALL.len();

/// A sentence to be read.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its words.
    pub text: &'a str,
    /// For each side that is present, where it is mentioned, in bytes of `text`.
    pub targets: &'a [Vec<Span>],
}

/// One word of a sentence and how probably a span of each label starts there or covers it.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// Where it stands, in bytes of the sentence.
    pub span: Span,
    /// Whether a span starts here, in the order of [`SpanLabel::ALL`].
    pub start: [f32; SPANS],
    /// Whether a span covers it, in the order of [`SpanLabel::ALL`].
    pub inside: [f32; SPANS],
}

/// Every probability of one sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// In the order of [`Voice::ALL`].
    pub voice: [f32; VOICES],
    /// In the order of [`Certainty::ALL`].
    pub certainty: [f32; CERTAINTIES],
    /// In the order of [`Wording::ALL`].
    pub wording: [f32; WORDINGS],
    /// Each frame on its own, in the order of [`Frame::ALL`].
    pub frames: [f32; FRAMES],
    /// One for each of the input's targets, in the order of [`Stance::ALL`]; `None` where none of
    /// its mentions covers a word.
    pub stance: Vec<Option<[f32; STANCES]>>,
    /// Word by word.
    pub words: Vec<Word>,
    /// The sentence embedding, of unit length.
    pub embedding: Vec<f32>,
}

/// Network and tokenizer, ready to read sentences.
pub(super) struct Predictor {
    pub network: Network,
    pub tokens: Tokens,
    pub temperatures: Temperatures,
}

impl Predictor {
    /// Reads sentences, in parallel on rayon's current pool.
    pub fn predict(&self, inputs: &[Input]) -> Result<Vec<Prediction>> {
        let tokenised: Vec<Tokenised> = inputs
            .par_iter()
            .with_min_len(8)
            .map(|&input| self.tokens.tokenise(input))
            .collect::<Result<_>>()?;
        let windows: Vec<&Window> = tokenised.iter().flat_map(|t| &t.windows).collect();
        let read: Vec<Vec<WindowScores>> = chunks(&windows)
            .into_par_iter()
            .map(|chunk| self.read(chunk))
            .collect::<Result<_>>()?;
        let mut read = read.into_iter().flatten();
        Ok(tokenised
            .iter()
            .zip(inputs)
            .map(|(sentence, input)| {
                let scores: Vec<_> = read.by_ref().take(sentence.windows.len()).collect();
                join(sentence, input.targets.len(), &scores)
            })
            .collect())
    }

    fn read(&self, windows: &[&Window]) -> Result<Vec<WindowScores>> {
        let sequences: Vec<&Sequence> = windows.iter().map(|w| &w.sequence).collect();
        let logits = self.network.forward(&Batch::new(&sequences, &Device::Cpu)?, None)?;
        Ok(WindowScores::split(windows, &self.temperatures.probabilities(&logits)?)?)
    }
}

/// Consecutive windows of at most [`CHUNK`] word pieces together, at least one a chunk.
fn chunks<'w, 'a>(windows: &'w [&'a Window]) -> Vec<&'w [&'a Window]> {
    let mut chunks = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (i, window) in windows.iter().enumerate() {
        let length = window.sequence.ids.len();
        if size + length > CHUNK && i > start {
            chunks.push(&windows[start..i]);
            (start, size) = (i, 0);
        }
        size += length;
    }
    if start < windows.len() {
        chunks.push(&windows[start..]);
    }
    chunks
}

/// Probabilities of one batch, in the shapes of [`Logits`].
pub(super) struct BatchProbabilities {
    pub voice: Tensor,
    pub certainty: Tensor,
    pub wording: Tensor,
    pub frames: Tensor,
    pub stance: Option<Tensor>,
    pub spans: Tensor,
    pub embedding: Tensor,
}

impl Temperatures {
    /// Divides logits by the temperature of their layer and normalises them.
    pub(super) fn probabilities(&self, logits: &Logits) -> candle_core::Result<BatchProbabilities> {
        let one_of = |logits: &Tensor, t: f64| softmax(&(logits / t)?, 1);
        let each = |logits: &Tensor, t: f64| candle_nn::ops::sigmoid(&(logits / t)?);
        Ok(BatchProbabilities {
            voice: one_of(&logits.voice, self.voice)?,
            certainty: one_of(&logits.certainty, self.certainty)?,
            wording: one_of(&logits.wording, self.wording)?,
            frames: each(&logits.frames, self.frames)?,
            stance: logits.stance.as_ref().map(|s| one_of(s, self.stance)).transpose()?,
            spans: each(&logits.spans, self.spans)?,
            embedding: logits.embedding.clone(),
        })
    }
}

/// What one window says.
struct WindowScores {
    voice: [f32; VOICES],
    certainty: [f32; CERTAINTIES],
    wording: [f32; WORDINGS],
    frames: [f32; FRAMES],
    /// Of the window's own targets.
    stance: Vec<[f32; STANCES]>,
    /// Start and inside of each of the window's word pieces, special tokens left out.
    pieces: Vec<[f32; 2 * SPANS]>,
    embedding: Vec<f32>,
}

impl WindowScores {
    fn split(windows: &[&Window], p: &BatchProbabilities) -> candle_core::Result<Vec<Self>> {
        let (voice, certainty) = (rows::<VOICES>(&p.voice)?, rows::<CERTAINTIES>(&p.certainty)?);
        let (wording, frames) = (rows::<WORDINGS>(&p.wording)?, rows::<FRAMES>(&p.frames)?);
        let stance = p.stance.as_ref().map(rows::<STANCES>).transpose()?.unwrap_or_default();
        let spans = rows::<{ 2 * SPANS }>(&p.spans)?;
        let embedding = p.embedding.to_vec2::<f32>()?;
        let (mut token, mut target) = (0, 0);
        let scores = windows.iter().zip(embedding).enumerate().map(|(i, (window, embedding))| {
            let tokens = window.sequence.ids.len();
            let targets = window.sequence.targets.len();
            let scores = Self {
                voice: voice[i],
                certainty: certainty[i],
                wording: wording[i],
                frames: frames[i],
                stance: stance[target..target + targets].to_vec(),
                pieces: spans[token + 1..token + tokens - 1].to_vec(),
                embedding,
            };
            (token, target) = (token + tokens, target + targets);
            scores
        });
        Ok(scores.collect())
    }
}

fn rows<const N: usize>(tensor: &Tensor) -> candle_core::Result<Vec<[f32; N]>> {
    let values = tensor.contiguous()?.flatten_all()?.to_vec1::<f32>()?;
    Ok(values.as_chunks::<N>().0.to_vec())
}

/// Puts the windows of a sentence together: labels by the mean over windows, weighted by their
/// word pieces; spans from the window in which the piece has the most context.
fn join(sentence: &Tokenised, targets: usize, scores: &[WindowScores]) -> Prediction {
    let weights: Vec<f32> = sentence.windows.iter().map(|w| w.sequence.ids.len() as f32).collect();
    let all = || weights.iter().copied().zip(scores);
    Prediction {
        voice: mean(all().map(|(w, s)| (w, s.voice))),
        certainty: mean(all().map(|(w, s)| (w, s.certainty))),
        wording: mean(all().map(|(w, s)| (w, s.wording))),
        frames: mean(all().map(|(w, s)| (w, s.frames))),
        stance: (0..targets)
            .map(|target| join_stance(sentence, &weights, target, scores))
            .collect(),
        words: join_words(sentence, scores),
        embedding: join_embedding(&weights, scores),
    }
}

fn mean<const N: usize>(parts: impl Iterator<Item = (f32, [f32; N])>) -> [f32; N] {
    let (mut total, mut sum) = (0.0, [0.0; N]);
    for (weight, part) in parts {
        total += weight;
        sum.iter_mut().zip(part).for_each(|(sum, p)| *sum += weight * p);
    }
    sum.map(|p| p / total)
}

fn join_stance(
    sentence: &Tokenised,
    weights: &[f32],
    target: usize,
    scores: &[WindowScores],
) -> Option<[f32; STANCES]> {
    let parts: Vec<_> = sentence
        .windows
        .iter()
        .zip(scores)
        .zip(weights)
        .filter_map(|((window, scores), &weight)| {
            let at = window.targets.iter().position(|&present| present == target)?;
            Some((weight, scores.stance[at]))
        })
        .collect();
    (!parts.is_empty()).then(|| mean(parts.into_iter()))
}

fn join_words(sentence: &Tokenised, scores: &[WindowScores]) -> Vec<Word> {
    let best = |piece: usize| -> [f32; 2 * SPANS] {
        let context = |w: &Window| (piece - w.pieces.start).min(w.pieces.end - 1 - piece);
        let first = sentence.windows.partition_point(|w| w.pieces.end <= piece);
        let (window, scores) = sentence.windows[first..]
            .iter()
            .zip(&scores[first..])
            .take_while(|(w, _)| w.pieces.start <= piece)
            .max_by_key(|(w, _)| context(w))
            .expect("windows cover every piece");
        scores.pieces[piece - window.pieces.start]
    };
    sentence
        .words
        .iter()
        .map(|word| {
            let inside: [f32; 2 * SPANS] = mean(word.clone().map(|piece| (1.0, best(piece))));
            let first = best(word.start);
            let (from, to) = (sentence.pieces[word.start], sentence.pieces[word.end - 1]);
            Word {
                span: Span::new(from.start(), to.end().max(from.start())),
                start: std::array::from_fn(|label| first[label]),
                inside: std::array::from_fn(|label| inside[SPANS + label]),
            }
        })
        .collect()
}

fn join_embedding(weights: &[f32], scores: &[WindowScores]) -> Vec<f32> {
    if let [only] = scores {
        return only.embedding.clone();
    }
    let mut sum = vec![0f32; scores[0].embedding.len()];
    for (&weight, scores) in weights.iter().zip(scores) {
        sum.iter_mut().zip(&scores.embedding).for_each(|(sum, &x)| *sum += weight * x);
    }
    let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    sum.into_iter().map(|x| x / length).collect()
}
