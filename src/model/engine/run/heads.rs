//! What reads the hidden states: sentence labels, stance, spans and the sentence embedding.

use super::chunk::{Chunk, Matrix, Tokens};
use super::workspace::Workspace;
use crate::heads::{Heads, SentenceHead, StanceHead};
use crate::kernels::{Activation, Level};
use crate::sequence::Sequence;

/// What the heads say of several sequences: a row a sequence, but for stance a row a target and
/// for spans a row a token. Rows may be longer than there are labels.
#[derive(Debug)]
pub struct Outputs {
    /// A number for each voice.
    pub voice: Matrix,
    /// A number for each degree of certainty.
    pub certainty: Matrix,
    /// A number for each kind of wording.
    pub wording: Matrix,
    /// A number for each frame.
    pub frames: Matrix,
    /// A number for each stance.
    pub stance: Matrix,
    /// For each label whether a span starts at the token, then for each whether one covers it.
    pub spans: Matrix,
    /// Of unit length.
    pub embedding: Vec<Vec<f32>>,
}

impl Heads {
    /// Reads the hidden states that a pass has left.
    pub(crate) fn forward(
        &self,
        level: Level,
        sequences: &[&Sequence],
        workspace: &Workspace,
    ) -> Outputs {
        let chunk = Chunk::new(level, sequences, &workspace.hidden, self.hidden.width());
        let means: Matrix = chunk.each.iter().map(|t| t.mean(0..t.count())).collect();
        let embeddings = chunk.map(&self.embedding, means.rows(), Activation::None);
        Outputs {
            voice: self.voice.forward(&chunk, &means),
            certainty: self.certainty.forward(&chunk, &means),
            wording: self.wording.forward(&chunk, &means),
            frames: self.frames.forward(&chunk, &means),
            stance: self.stance.forward(&chunk, sequences, &means),
            spans: chunk.map(&self.spans, chunk.all, Activation::None),
            embedding: (0..sequences.len())
                .map(|i| self.of_unit_length(embeddings.row(i)))
                .collect(),
        }
    }

    fn of_unit_length(&self, row: &[f32]) -> Vec<f32> {
        let row = &row[..self.hidden.count()];
        let length = (row.iter().map(|x| x * x).sum::<f32>() + 1e-12).sqrt();
        row.iter().map(|x| x / length).collect()
    }
}

impl SentenceHead {
    /// One result a sequence.
    fn forward(&self, chunk: &Chunk, means: &Matrix) -> Matrix {
        let join =
            |(i, tokens): (usize, &Tokens)| [means.row(i), &tokens.attended(&self.attend)].concat();
        let joined: Matrix = chunk.each.iter().enumerate().map(join).collect();
        chunk.map(&self.out, joined.rows(), Activation::None)
    }
}

impl StanceHead {
    /// One result a target, sequence by sequence.
    fn forward<'s>(&self, chunk: &Chunk, sequences: &[&'s Sequence], means: &Matrix) -> Matrix {
        let targets = |(i, s): (usize, &&'s Sequence)| s.targets.iter().map(move |t| (i, t));
        let owners: Vec<_> = sequences.iter().enumerate().flat_map(targets).collect();
        if owners.is_empty() {
            return Matrix::empty();
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
        chunk.map(&self.out, inner.rows(), Activation::None)
    }
}
