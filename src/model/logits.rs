//! Unnormalised scores of one sequence, whoever computed them.

use candle_core::Tensor;

use super::heads::Logits;
use super::sequence::Sequence;
use crate::labels::{Certainty, Frame, Label, SpanLabel, Stance, Voice, Wording};

/// Labels of each layer.
pub const VOICES: usize = Voice::ALL.len();
/// Labels of certainty.
pub const CERTAINTIES: usize = Certainty::ALL.len();
/// Labels of wording.
pub const WORDINGS: usize = Wording::ALL.len();
/// Frames.
pub const FRAMES: usize = Frame::ALL.len();
/// Labels of stance.
pub const STANCES: usize = Stance::ALL.len();
/// Labels of spans.
pub const SPANS: usize = SpanLabel::ALL.len();

/// What the network says of one sequence.
#[derive(Debug, Clone, PartialEq)]
pub struct SequenceLogits {
    /// In the order of [`Voice::ALL`].
    pub voice: [f32; VOICES],
    /// In the order of [`Certainty::ALL`].
    pub certainty: [f32; CERTAINTIES],
    /// In the order of [`Wording::ALL`].
    pub wording: [f32; WORDINGS],
    /// Each frame on its own, in the order of [`Frame::ALL`].
    pub frames: [f32; FRAMES],
    /// Of each target, in the order of [`Stance::ALL`].
    pub stance: Vec<[f32; STANCES]>,
    /// Of each token: for each of [`SpanLabel::ALL`] whether a span starts here, then for each
    /// whether one covers the token.
    pub spans: Vec<[f32; 2 * SPANS]>,
    /// Of unit length.
    pub embedding: Vec<f32>,
}

impl SequenceLogits {
    /// Those of a batch of the reference, apart.
    pub(super) fn split(sequences: &[&Sequence], batch: &Logits) -> candle_core::Result<Vec<Self>> {
        let (voice, certainty) = (rows(&batch.voice)?, rows(&batch.certainty)?);
        let (wording, frames) = (rows(&batch.wording)?, rows(&batch.frames)?);
        let stance = batch.stance.as_ref().map(rows).transpose()?.unwrap_or_default();
        let (mut stance, mut spans) = (stance.into_iter(), rows(&batch.spans)?.into_iter());
        let embeddings = batch.embedding.to_vec2::<f32>()?;
        let apart =
            sequences.iter().zip(embeddings).enumerate().map(|(i, (sequence, embedding))| Self {
                voice: voice[i],
                certainty: certainty[i],
                wording: wording[i],
                frames: frames[i],
                stance: stance.by_ref().take(sequence.targets.len()).collect(),
                spans: spans.by_ref().take(sequence.ids.len()).collect(),
                embedding,
            });
        Ok(apart.collect())
    }
}

fn rows<const N: usize>(tensor: &Tensor) -> candle_core::Result<Vec<[f32; N]>> {
    let values = tensor.contiguous()?.flatten_all()?.to_vec1::<f32>()?;
    Ok(values.as_chunks::<N>().0.to_vec())
}
