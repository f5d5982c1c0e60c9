//! Unnormalised scores of one sequence, whoever computed them.

use candle_core::Tensor;

use super::engine::{Labels, Outputs, Sequence};
use super::heads::Logits;
use crate::labels::{Certainty, Frame, Label, SpanLabel, Stance, Voice, Wording};

/// Labels of voice.
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

/// How many labels each layer has.
pub(super) const LABELS: Labels = Labels {
    voice: VOICES,
    certainty: CERTAINTIES,
    wording: WORDINGS,
    frames: FRAMES,
    stance: STANCES,
    spans: SPANS,
};

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

/// What the network says of several sequences, layer by layer: a row a sequence, but for stance a
/// row a target and for spans a row a token.
pub(super) struct BatchLogits {
    pub voice: Vec<[f32; VOICES]>,
    pub certainty: Vec<[f32; CERTAINTIES]>,
    pub wording: Vec<[f32; WORDINGS]>,
    pub frames: Vec<[f32; FRAMES]>,
    pub stance: Vec<[f32; STANCES]>,
    pub spans: Vec<[f32; 2 * SPANS]>,
    pub embedding: Vec<Vec<f32>>,
}

impl BatchLogits {
    /// From the reference's tensors.
    pub fn of_tensors(batch: &Logits) -> candle_core::Result<Self> {
        Ok(Self {
            voice: rows(&batch.voice)?,
            certainty: rows(&batch.certainty)?,
            wording: rows(&batch.wording)?,
            frames: rows(&batch.frames)?,
            stance: batch.stance.as_ref().map(rows).transpose()?.unwrap_or_default(),
            spans: rows(&batch.spans)?,
            embedding: batch.embedding.to_vec2::<f32>()?,
        })
    }

    /// From the engine's rows.
    pub fn of_outputs(batch: Outputs) -> Self {
        Self {
            voice: batch.voice.arrays(),
            certainty: batch.certainty.arrays(),
            wording: batch.wording.arrays(),
            frames: batch.frames.arrays(),
            stance: batch.stance.arrays(),
            spans: batch.spans.arrays(),
            embedding: batch.embedding,
        }
    }

    /// Those of each sequence.
    pub fn split(self, sequences: &[&Sequence]) -> Vec<SequenceLogits> {
        let (mut stance, mut spans) = (self.stance.into_iter(), self.spans.into_iter());
        let apart = sequences.iter().zip(self.embedding).enumerate();
        apart
            .map(|(i, (sequence, embedding))| SequenceLogits {
                voice: self.voice[i],
                certainty: self.certainty[i],
                wording: self.wording[i],
                frames: self.frames[i],
                stance: stance.by_ref().take(sequence.targets.len()).collect(),
                spans: spans.by_ref().take(sequence.ids.len()).collect(),
                embedding,
            })
            .collect()
    }
}

fn rows<const N: usize>(tensor: &Tensor) -> candle_core::Result<Vec<[f32; N]>> {
    let values = tensor.contiguous()?.flatten_all()?.to_vec1::<f32>()?;
    Ok(values.as_chunks::<N>().0.to_vec())
}
