//! What reads the hidden states: sentence labels, stance, spans and the sentence embedding.

use super::super::config::Config;
use super::super::logits::{BatchLogits, SequenceLogits};
use super::super::sequence::Sequence;
use super::chunk::{Chunk, Matrix, Tokens};
use super::kernels::{Activation, Level};
use super::layout::Places;
use super::linear::Linear;
use super::source::Source;
use super::workspace::Workspace;
use crate::error::Result;
use crate::labels::{Certainty, Frame, Label, SpanLabel, Stance, Voice, Wording};

/// A sentence layer: tokens weighted by what the layer looks for, beside the plain mean.
struct SentenceHead {
    /// `[width]`
    attend: Vec<f32>,
    /// From the mean and the weighted sum, side by side.
    out: Linear,
}

/// Stance towards a target: its mentions' tokens, what they attend to, and the sentence.
struct StanceHead {
    /// From the target to what its tokens' scores are products with: the query's map and the
    /// keys' are one, and the scale of the scores is part of it.
    attend: Linear,
    /// From the target, what it attends to, and the sentence's mean, side by side.
    inner: Linear,
    out: Linear,
}

/// All heads.
pub(super) struct Heads {
    voice: SentenceHead,
    certainty: SentenceHead,
    wording: SentenceHead,
    frames: SentenceHead,
    stance: StanceHead,
    spans: Linear,
    embedding: Linear,
    hidden: Places,
}

/// Reads tensors below `heads.`.
struct Parts<'a> {
    source: &'a Source<'a>,
    hidden: &'a Places,
}

impl Parts<'_> {
    fn f32(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        self.source.f32(&format!("heads.{name}"), shape)
    }

    /// A linear map from `parts` rows of hidden states side by side.
    fn linear(&self, name: &str, parts: usize, outputs: usize) -> Result<Linear> {
        let inputs = self.hidden.repeated(parts);
        let shape = [outputs, inputs.count()];
        let places = Places::filled(outputs);
        let weights = self.f32(&format!("{name}.weight"), &shape)?;
        let weights = places.spread_matrix(&inputs, weights);
        let bias = places.spread(&self.f32(&format!("{name}.bias"), &[outputs])?);
        Ok(Linear::f32(&weights, inputs.width(), &bias))
    }

    fn sentence<L: Label>(&self) -> Result<SentenceHead> {
        let attend = self.f32(&format!("{}.attend", L::LAYER), &[1, self.hidden.count()])?;
        Ok(SentenceHead {
            attend: self.hidden.spread(&attend),
            out: self.linear(&format!("{}.out", L::LAYER), 2, L::ALL.len())?,
        })
    }

    fn stance(&self) -> Result<StanceHead> {
        Ok(StanceHead {
            attend: self.stance_attend()?,
            inner: self.linear("stance.inner", 3, self.hidden.count())?,
            out: self.linear("stance.out", 1, Stance::ALL.len())?,
        })
    }

    /// `(Q·t + b)·(K·x) = (Kᵀ·Q·t + Kᵀ·b)·x`, divided by the root of the width.
    fn stance_attend(&self) -> Result<Linear> {
        let n = self.hidden.count();
        let query = self.f32("stance.query.weight", &[n, n])?;
        let bias = self.f32("stance.query.bias", &[n])?;
        let key = self.f32("stance.key", &[n, n])?;
        let scale = 1.0 / (n as f32).sqrt();
        let (mut weights, mut shift) = (vec![0f32; n * n], vec![0f32; n]);
        let rows = query.chunks_exact(n).zip(&bias).zip(key.chunks_exact(n));
        for ((query, &bias), key) in rows {
            for (i, &k) in key.iter().enumerate() {
                let k = k * scale;
                shift[i] += k * bias;
                let row = &mut weights[i * n..][..n];
                row.iter_mut().zip(query).for_each(|(w, q)| *w += k * q);
            }
        }
        let weights = self.hidden.spread_matrix(self.hidden, weights);
        Ok(Linear::f32(&weights, self.hidden.width(), &self.hidden.spread(&shift)))
    }
}

impl Heads {
    pub fn new(source: &Source, config: &Config) -> Result<Self> {
        let hidden = Places::filled(config.hidden);
        let parts = Parts { source, hidden: &hidden };
        Ok(Self {
            voice: parts.sentence::<Voice>()?,
            certainty: parts.sentence::<Certainty>()?,
            wording: parts.sentence::<Wording>()?,
            frames: parts.sentence::<Frame>()?,
            stance: parts.stance()?,
            spans: parts.linear("spans", 1, 2 * SpanLabel::ALL.len())?,
            embedding: parts.linear("embedding", 1, config.hidden)?,
            hidden,
        })
    }

    /// Reads the hidden states that a pass has left.
    pub fn forward(
        &self,
        level: Level,
        sequences: &[&Sequence],
        workspace: &Workspace,
    ) -> Vec<SequenceLogits> {
        let chunk = Chunk::new(level, sequences, &workspace.hidden, self.hidden.width());
        let means: Matrix = chunk.each.iter().map(|t| t.mean(0..t.count())).collect();
        let embeddings = chunk.map(&self.embedding, means.rows(), Activation::None);
        BatchLogits {
            voice: self.voice.forward(&chunk, &means),
            certainty: self.certainty.forward(&chunk, &means),
            wording: self.wording.forward(&chunk, &means),
            frames: self.frames.forward(&chunk, &means),
            stance: self.stance.forward(&chunk, sequences, &means),
            spans: chunk.results(&self.spans, chunk.all),
            embedding: (0..sequences.len())
                .map(|i| self.of_unit_length(embeddings.row(i)))
                .collect(),
        }
        .split(sequences)
    }

    fn of_unit_length(&self, row: &[f32]) -> Vec<f32> {
        let row = &row[..self.hidden.count()];
        let length = (row.iter().map(|x| x * x).sum::<f32>() + 1e-12).sqrt();
        row.iter().map(|x| x / length).collect()
    }
}

impl SentenceHead {
    /// One result a sequence.
    fn forward<const N: usize>(&self, chunk: &Chunk, means: &Matrix) -> Vec<[f32; N]> {
        let join =
            |(i, tokens): (usize, &Tokens)| [means.row(i), &tokens.attended(&self.attend)].concat();
        let joined: Matrix = chunk.each.iter().enumerate().map(join).collect();
        chunk.results(&self.out, joined.rows())
    }
}

impl StanceHead {
    /// One result a target, sequence by sequence.
    fn forward<'s, const N: usize>(
        &self,
        chunk: &Chunk,
        sequences: &[&'s Sequence],
        means: &Matrix,
    ) -> Vec<[f32; N]> {
        let targets = |(i, s): (usize, &&'s Sequence)| s.targets.iter().map(move |t| (i, t));
        let owners: Vec<_> = sequences.iter().enumerate().flat_map(targets).collect();
        if owners.is_empty() {
            return Vec::new();
        }
        let mean =
            |&(i, positions): &(usize, &Vec<usize>)| chunk.each[i].mean(positions.iter().copied());
        let targets: Matrix = owners.iter().map(mean).collect();
        let attend = chunk.map(&self.attend, targets.rows(), Activation::None);
        let join = |(t, &(i, _)): (usize, &(usize, &Vec<usize>))| {
            let context = chunk.each[i].attended(attend.row(t));
            [targets.row(t), &context, means.row(i)].concat()
        };
        let joined: Matrix = owners.iter().enumerate().map(join).collect();
        let inner = chunk.map(&self.inner, joined.rows(), Activation::Gelu);
        chunk.results(&self.out, inner.rows())
    }
}
