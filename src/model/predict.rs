//! From sentences to probabilities: windows, chunks in parallel, and back together.

use candle_core::Device;
use rayon::prelude::*;

use super::batch::Batch;
use super::card::Thresholds;
use super::close::is_close;
use super::engine::{Calibration, Engine, Level, Numbers, Sequence};
use super::logits::{
    BatchLogits, CERTAINTIES, FRAMES, SPANS, STANCES, SequenceLogits, VOICES, WORDINGS,
};
use super::network::Network;
use super::precision::Precision;
use super::temperatures::Temperatures;
use super::tokens::{Tokenised, Tokens, Window};
use crate::error::{Error, Result};
use crate::text::Span;

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
    /// Whether a span starts here, in the order of [`SpanLabel::ALL`](crate::labels::SpanLabel::ALL).
    pub start: [f32; SPANS],
    /// Whether a span covers it, in the order of [`SpanLabel::ALL`](crate::labels::SpanLabel::ALL).
    pub inside: [f32; SPANS],
}

/// Every probability of one sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// In the order of [`Voice::ALL`](crate::labels::Voice::ALL).
    pub voice: [f32; VOICES],
    /// In the order of [`Certainty::ALL`](crate::labels::Certainty::ALL).
    pub certainty: [f32; CERTAINTIES],
    /// In the order of [`Wording::ALL`](crate::labels::Wording::ALL).
    pub wording: [f32; WORDINGS],
    /// Each frame on its own, in the order of [`Frame::ALL`](crate::labels::Frame::ALL).
    pub frames: [f32; FRAMES],
    /// One for each of the input's targets, in the order of [`Stance::ALL`](crate::labels::Stance::ALL); `None` where none of
    /// its mentions covers a word.
    pub stance: Vec<Option<[f32; STANCES]>>,
    /// Word by word.
    pub words: Vec<Word>,
    /// The sentence embedding, of unit length.
    pub embedding: Vec<f32>,
}

/// What computes logits.
pub(super) enum Runner {
    /// What trains; slow.
    Reference(Box<Network>),
    /// What runs.
    Engine(Box<Engine>),
}

/// What reads sentences first, and what reads those again that the first leaves close to other
/// labels.
pub(super) struct Runners {
    pub first: Runner,
    pub exact: Option<Runner>,
}

impl Runners {
    /// Those of a precision, with engines made at once.
    pub fn of(
        precision: Precision,
        engine: impl Fn(Numbers) -> Result<Engine> + Sync,
    ) -> Result<Self> {
        let make = |numbers| engine(numbers).map(|engine| Runner::Engine(Box::new(engine)));
        let (first, exact) = precision.passes();
        let (first, exact) = rayon::join(|| make(first), || exact.map(make).transpose());
        Ok(Self { first: first?, exact: exact? })
    }

    /// The same on another of this machine's instruction sets.
    pub fn on(self, level: Level) -> Self {
        let on = |runner| match runner {
            Runner::Engine(engine) => Runner::Engine(Box::new(engine.on(level))),
            reference @ Runner::Reference(_) => reference,
        };
        Self { first: on(self.first), exact: self.exact.map(on) }
    }
}

impl Runner {
    /// Word pieces in one pass, of so many in all: what a pass over the weights is worth, and some
    /// passes for the cores to share in one article too. 288 were faster than 192 or 448, by 2 % in
    /// bytes and 5 % in f32. What is in a chunk depends on the sentences alone, never on the number
    /// of threads.
    fn chunk(&self, all: usize) -> usize {
        match self {
            Self::Reference(_) => 1024,
            Self::Engine(_) => (all / 4).clamp(64, 288),
        }
    }

    /// The engine; `None` for the reference.
    pub fn engine(&self) -> Option<&Engine> {
        match self {
            Self::Engine(engine) => Some(engine),
            Self::Reference(_) => None,
        }
    }

    fn forward(&self, sequences: &[&Sequence]) -> Result<Vec<SequenceLogits>> {
        match self {
            Self::Engine(engine) => {
                Ok(BatchLogits::of_outputs(engine.forward(sequences)?).split(sequences))
            }
            Self::Reference(network) => {
                let logits = network.forward(&Batch::new(sequences, &Device::Cpu)?, None)?;
                Ok(BatchLogits::of_tensors(&logits)?.split(sequences))
            }
        }
    }
}

/// Network and tokenizer, ready to read sentences.
pub(super) struct Predictor {
    pub runners: Runners,
    pub tokens: Tokens,
    pub temperatures: Temperatures,
    pub thresholds: Thresholds,
}

impl Predictor {
    /// Reads sentences, in parallel on rayon's current pool.
    pub fn predict(&self, inputs: &[Input]) -> Result<Vec<Prediction>> {
        let tokenised: Vec<Tokenised> = inputs
            .par_iter()
            .with_min_len(8)
            .map(|&input| self.tokens.tokenise(input))
            .collect::<Result<_>>()?;
        let sentences: Vec<Sentence> = tokenised
            .iter()
            .zip(inputs)
            .map(|(tokenised, input)| Sentence { tokenised, targets: input.targets.len() })
            .collect();
        let mut predictions = self.read_by(&self.runners.first, &sentences)?;
        if let Some(exact) = &self.runners.exact {
            let close: Vec<usize> = (0..predictions.len())
                .filter(|&i| is_close(&predictions[i], &self.thresholds))
                .collect();
            let again: Vec<Sentence> = close.iter().map(|&i| sentences[i]).collect();
            for (i, prediction) in close.into_iter().zip(self.read_by(exact, &again)?) {
                predictions[i] = prediction;
            }
        }
        Ok(predictions)
    }

    fn read_by(&self, runner: &Runner, sentences: &[Sentence]) -> Result<Vec<Prediction>> {
        let windows: Vec<&Window> = sentences.iter().flat_map(|s| &s.tokenised.windows).collect();
        let pieces = windows.iter().map(|window| window.sequence.ids.len()).sum();
        let read: Vec<Vec<WindowScores>> = chunks(&windows, runner.chunk(pieces))
            .into_par_iter()
            .map(|chunk| self.read(runner, chunk))
            .collect::<Result<_>>()?;
        let mut read = read.into_iter().flatten();
        Ok(sentences
            .iter()
            .map(|sentence| {
                let windows = sentence.tokenised.windows.len();
                let scores: Vec<_> = read.by_ref().take(windows).collect();
                join(sentence.tokenised, sentence.targets, &scores)
            })
            .collect())
    }

    /// The mean of the hidden states of each text's first window.
    pub fn means(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        let engine = self.engine()?;
        // Tokenised in the chunk that reads it, as a pass over the weights outweighs neither.
        let means = texts.par_chunks(8).map(|texts| {
            let sequences = self.sequences(texts)?;
            Ok(engine.means(&sequences.iter().collect::<Vec<_>>())?)
        });
        Ok(means.collect::<Result<Vec<_>>>()?.concat())
    }

    /// How long the sequence of each text's first window is.
    pub fn word_pieces(&self, texts: &[&str]) -> Result<Vec<usize>> {
        let sequences = self.sequences(texts)?;
        Ok(sequences.iter().map(|sequence| sequence.ids.len()).collect())
    }

    /// How large the inputs of the engine's linear maps get.
    pub fn calibrate(&self, texts: &[&str]) -> Result<Calibration> {
        Ok(self.engine()?.calibrate(&self.sequences(texts)?)?)
    }

    fn engine(&self) -> Result<&Engine> {
        self.runners.first.engine().ok_or(Error::NoEngine)
    }

    /// Each text's first window.
    fn sequences(&self, texts: &[&str]) -> Result<Vec<Sequence>> {
        let first = |&text: &&str| self.tokens.first_window(Input { text, targets: &[] });
        texts.iter().map(|text| Ok(first(text)?.sequence)).collect()
    }

    fn read(&self, runner: &Runner, windows: &[&Window]) -> Result<Vec<WindowScores>> {
        let sequences: Vec<&Sequence> = windows.iter().map(|w| &w.sequence).collect();
        let logits = runner.forward(&sequences)?.into_iter();
        Ok(logits.map(|logits| WindowScores::of(logits, &self.temperatures)).collect())
    }
}

/// A sentence on its way through the network.
#[derive(Clone, Copy)]
struct Sentence<'a> {
    tokenised: &'a Tokenised,
    /// How many there are, those included that no word stands for.
    targets: usize,
}

/// Consecutive windows of at most so many word pieces together, at least one a chunk.
fn chunks<'w, 'a>(windows: &'w [&'a Window], most: usize) -> Vec<&'w [&'a Window]> {
    let mut chunks = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (i, window) in windows.iter().enumerate() {
        let length = window.sequence.ids.len();
        if size + length > most && i > start {
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

/// What one window says: probabilities.
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
    /// Divides logits by the temperature of their layer and normalises them.
    fn of(logits: SequenceLogits, t: &Temperatures) -> Self {
        let pieces = logits.spans.get(1..logits.spans.len().saturating_sub(1)).unwrap_or_default();
        Self {
            voice: softmax(logits.voice, t.voice),
            certainty: softmax(logits.certainty, t.certainty),
            wording: softmax(logits.wording, t.wording),
            frames: each(logits.frames, t.frames),
            stance: logits.stance.into_iter().map(|target| softmax(target, t.stance)).collect(),
            pieces: pieces.iter().map(|&piece| each(piece, t.spans)).collect(),
            embedding: logits.embedding,
        }
    }
}

/// The probabilities of classes that exclude each other: softmax of their logits.
#[expect(clippy::cast_possible_truncation, reason = "probabilities are kept as f32")]
pub(crate) fn softmax<const N: usize>(logits: [f32; N], temperature: f64) -> [f32; N] {
    let highest = logits.into_iter().fold(f32::NEG_INFINITY, f32::max);
    let odds = logits.map(|x| (f64::from(x - highest) / temperature).exp());
    let sum: f64 = odds.iter().sum();
    odds.map(|odds| (odds / sum) as f32)
}

/// The logistic function of each.
#[expect(clippy::cast_possible_truncation, reason = "probabilities are kept as f32")]
fn each<const N: usize>(logits: [f32; N], temperature: f64) -> [f32; N] {
    logits.map(|x| (1.0 / (1.0 + (-f64::from(x) / temperature).exp())) as f32)
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
