//! What reads the hidden states: sentence labels, stance, spans and the sentence embedding.

use candle_core::{Result, Tensor};
use candle_nn::VarBuilder;
use candle_nn::ops::softmax;

use super::batch::{Batch, Targets};
use super::encoder::{Dropper, Linear};
use super::engine::Config;
use super::ops;
use crate::labels::{Certainty, Frame, Label, SpanLabel, Stance, Voice, Wording};

/// Unnormalised scores of one batch.
#[derive(Debug)]
pub struct Logits {
    /// `[sequences, 3]`, in the order of [`Voice::ALL`].
    pub voice: Tensor,
    /// `[sequences, 2]`, in the order of [`Certainty::ALL`].
    pub certainty: Tensor,
    /// `[sequences, 2]`, in the order of [`Wording::ALL`].
    pub wording: Tensor,
    /// `[sequences, 14]`, each frame on its own, in the order of [`Frame::ALL`].
    pub frames: Tensor,
    /// `[targets, 3]`, in the order of [`Stance::ALL`]; `None` without targets.
    pub stance: Option<Tensor>,
    /// `[tokens, 12]`: for each of [`SpanLabel::ALL`] whether a span starts here, then for each
    /// whether one covers the token.
    pub spans: Tensor,
    /// `[sequences, hidden]`, of unit length.
    pub embedding: Tensor,
}

/// A sentence layer: tokens weighted by what the layer looks for, beside the plain mean.
struct SentenceHead {
    /// `[1, hidden]`; a bias would change nothing under softmax.
    attend: Tensor,
    out: Linear,
}

impl SentenceHead {
    fn new<L: Label>(config: &Config, vb: &VarBuilder) -> Result<Self> {
        let vb = vb.pp(L::LAYER);
        Ok(Self {
            attend: vb.get((1, config.hidden), "attend")?,
            out: Linear::new(2 * config.hidden, L::ALL.len(), &vb.pp("out"))?,
        })
    }

    fn forward(
        &self,
        tokens: &Tensor,
        mean: &Tensor,
        batch: &Batch,
        drop: &Dropper,
    ) -> Result<Tensor> {
        let scores = self.attend.matmul(&tokens.t()?)?;
        let weights = softmax(&batch.within.broadcast_add(&scores)?, 1)?;
        let attended = weights.matmul(tokens)?;
        self.out.forward(&drop.apply(&Tensor::cat(&[mean, &attended], 1)?)?)
    }
}

/// Stance towards a target: its mentions' tokens, what they attend to, and the sentence.
struct StanceHead {
    query: Linear,
    /// `[hidden, hidden]`; a bias would change nothing under softmax.
    key: Tensor,
    inner: Linear,
    out: Linear,
}

impl StanceHead {
    fn new(config: &Config, vb: &VarBuilder) -> Result<Self> {
        let hidden = config.hidden;
        Ok(Self {
            query: Linear::new(hidden, hidden, &vb.pp("query"))?,
            key: vb.get((hidden, hidden), "key")?,
            inner: Linear::new(3 * hidden, hidden, &vb.pp("inner"))?,
            out: Linear::new(hidden, Stance::ALL.len(), &vb.pp("out"))?,
        })
    }

    fn forward(
        &self,
        tokens: &Tensor,
        mean: &Tensor,
        batch: &Batch,
        targets: &Targets,
        drop: &Dropper,
    ) -> Result<Tensor> {
        let target = targets.mean.matmul(tokens)?;
        let query = self.query.forward(&target)?;
        let key = tokens.matmul(&self.key.t()?)?;
        let scale = 1.0 / (key.dim(1)? as f64).sqrt();
        let scores = (query.matmul(&key.t()?)? * scale)?;
        let within = batch.within.index_select(&targets.sequence, 0)?;
        let context = softmax(&(scores + within)?, 1)?.matmul(tokens)?;
        let sentence = mean.index_select(&targets.sequence, 0)?;
        let joined = drop.apply(&Tensor::cat(&[&target, &context, &sentence], 1)?)?;
        let inner = ops::gelu(&self.inner.forward(&joined)?)?;
        self.out.forward(&drop.apply(&inner)?)
    }
}

/// All heads.
pub struct Heads {
    voice: SentenceHead,
    certainty: SentenceHead,
    wording: SentenceHead,
    frames: SentenceHead,
    stance: StanceHead,
    spans: Linear,
    embedding: Linear,
}

impl Heads {
    /// Takes its parameters from `vb`.
    ///
    /// # Errors
    /// Where a parameter is missing or has another shape.
    pub fn new(config: &Config, vb: &VarBuilder) -> Result<Self> {
        Ok(Self {
            voice: SentenceHead::new::<Voice>(config, vb)?,
            certainty: SentenceHead::new::<Certainty>(config, vb)?,
            wording: SentenceHead::new::<Wording>(config, vb)?,
            frames: SentenceHead::new::<Frame>(config, vb)?,
            stance: StanceHead::new(config, &vb.pp("stance"))?,
            spans: Linear::new(config.hidden, 2 * SpanLabel::ALL.len(), &vb.pp("spans"))?,
            embedding: Linear::new(config.hidden, config.hidden, &vb.pp("embedding"))?,
        })
    }

    /// Reads the hidden states, `[tokens, hidden]`.
    pub(super) fn forward(&self, tokens: &Tensor, batch: &Batch, drop: &Dropper) -> Result<Logits> {
        let mean = batch.mean.matmul(tokens)?;
        let sentence = |head: &SentenceHead| head.forward(tokens, &mean, batch, drop);
        let stance = batch
            .targets
            .as_ref()
            .map(|targets| self.stance.forward(tokens, &mean, batch, targets, drop))
            .transpose()?;
        let embedding = self.embedding.forward(&mean)?;
        let length = (embedding.sqr()?.sum_keepdim(1)? + 1e-12)?.sqrt()?;
        Ok(Logits {
            voice: sentence(&self.voice)?,
            certainty: sentence(&self.certainty)?,
            wording: sentence(&self.wording)?,
            frames: sentence(&self.frames)?,
            stance,
            spans: self.spans.forward(&drop.apply(tokens)?)?,
            embedding: embedding.broadcast_div(&length)?,
        })
    }
}
