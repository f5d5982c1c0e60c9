//! How far the network is from what the labels say; layers a sentence lacks do not count.

use candle_core::{DType, Device, Result, Tensor, Var};
use candle_nn::ops::log_softmax;
use serde::Serialize;

use super::examples::{Example, Judge, Judged, Mark};
use super::recipe::{LossWeights, Training};
use crate::labels::{Certainty, Frame, Label, SpanLabel, Stance, Voice, Wording};
use crate::model::Logits;

/// What the losses need to know of the training data as a whole.
#[derive(Debug)]
pub(super) struct Loss {
    weights: LossWeights,
    span_weight: f32,
    voice: Layer,
    certainty: Layer,
    wording: Layer,
    stance: Layer,
    /// `[1, 3]`: how much likelier a language model gives each stance than a crowd does.
    leaning: Tensor,
    /// Labelled examples in an average example: a loss is divided by what a batch is expected to
    /// hold, so that a batch with few labels of a layer does not overrate them.
    frames: f32,
    spans: f32,
}

/// A layer with one label of several.
#[derive(Debug)]
struct Layer {
    class_weights: Vec<f32>,
    /// Labels in an average example.
    density: f32,
}

impl Layer {
    fn new(
        classes: usize,
        labels: impl Iterator<Item = (usize, f32)>,
        examples: usize,
        power: f64,
    ) -> Self {
        let mut counts = vec![0.0f64; classes];
        labels.for_each(|(label, share)| counts[label] += f64::from(share));
        let total = counts.iter().sum::<f64>().max(1.0);
        let balanced = total / classes as f64;
        #[expect(clippy::cast_possible_truncation, reason = "weights of a loss in f32")]
        let class_weights =
            counts.iter().map(|&n| (balanced / n.max(1.0)).powf(power) as f32).collect();
        #[expect(clippy::cast_possible_truncation, reason = "weights of a loss in f32")]
        Self { class_weights, density: (total / examples as f64) as f32 }
    }

    /// Weighted cross-entropy; `labels` are (row of `logits`, class, weight of the example), of a
    /// row one or several.
    fn loss(
        &self,
        logits: &Tensor,
        labels: &[(usize, usize, f32)],
        batch: usize,
    ) -> Result<Tensor> {
        let (rows, classes) = logits.dims2()?;
        let mut target = vec![0f32; rows * classes];
        for &(row, class, weight) in labels {
            target[row * classes + class] += weight * self.class_weights[class];
        }
        let target = Tensor::from_vec(target, (rows, classes), logits.device())?;
        let likelihood = (log_softmax(logits, 1)? * target)?.sum_all()?;
        likelihood * (-1.0 / f64::from(self.density * batch as f32))
    }
}

/// Each layer's loss and their weighted sum, as tensors that can be differentiated.
pub(super) struct Losses {
    pub total: Tensor,
    layers: Vec<Tensor>,
}

/// The losses of a batch as numbers, for the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(super) struct LayerLosses {
    pub loss: f32,
    pub voice: f32,
    pub certainty: f32,
    pub wording: f32,
    pub frames: f32,
    pub spans: f32,
    pub embedding: f32,
    pub stance: f32,
}

impl LayerLosses {
    /// Adds another part of the batch.
    pub fn add(&mut self, other: &Self) {
        self.loss += other.loss;
        self.voice += other.voice;
        self.certainty += other.certainty;
        self.wording += other.wording;
        self.frames += other.frames;
        self.spans += other.spans;
        self.embedding += other.embedding;
        self.stance += other.stance;
    }
}

impl Losses {
    /// As numbers.
    pub fn layers(&self) -> Result<LayerLosses> {
        let value = |i: usize| self.layers.get(i).map_or(Ok(0.0), Tensor::to_scalar::<f32>);
        Ok(LayerLosses {
            loss: self.total.to_scalar()?,
            voice: value(0)?,
            certainty: value(1)?,
            wording: value(2)?,
            frames: value(3)?,
            spans: value(4)?,
            embedding: value(5)?,
            stance: value(6)?,
        })
    }
}

impl Loss {
    /// `leaning` is learnt with the network and left out of the model, which judges as the crowd
    /// does.
    pub fn new(
        examples: &[&Example],
        training: &Training,
        weights: LossWeights,
        leaning: &Var,
    ) -> Self {
        let n = examples.len();
        let power = training.class_weight;
        let count = |labelled: fn(&Example) -> bool| {
            (examples.iter().filter(|e| labelled(e)).count() as f32 / n as f32).max(1e-3)
        };
        let one_of = |classes, label: fn(&Example) -> Option<usize>| {
            let labels = examples.iter().filter_map(|e| Some((label(e)?, 1.0)));
            Layer::new(classes, labels, n, power)
        };
        let judged = examples.iter().flat_map(|e| &e.stance);
        let believed = judged.flat_map(|judged| judged.belief.into_iter().enumerate());
        #[expect(clippy::cast_possible_truncation, reason = "weights of a loss in f32")]
        Self {
            weights,
            span_weight: training.span_weight as f32,
            voice: one_of(Voice::ALL.len(), |e| e.voice),
            certainty: one_of(Certainty::ALL.len(), |e| e.certainty),
            wording: one_of(Wording::ALL.len(), |e| e.wording),
            stance: Layer::new(Stance::ALL.len(), believed, n, power),
            leaning: leaning.as_tensor().clone(),
            frames: count(|e| e.frames.is_some()),
            spans: count(|e| e.spans.iter().any(Option::is_some)),
        }
    }

    /// Losses of a part of a batch of `batch` examples; `base` are the base model's embeddings of
    /// its sentences. The losses of all parts add up to the batch's.
    pub fn of(
        &self,
        logits: &Logits,
        part: &[&Example],
        base: &Tensor,
        batch: usize,
    ) -> Result<Losses> {
        let one_of = |layer: &Layer, logits: &Tensor, label: fn(&Example) -> Option<usize>| {
            let labels: Vec<_> = part
                .iter()
                .enumerate()
                .filter_map(|(row, e)| Some((row, label(e)?, e.weight)))
                .collect();
            layer.loss(logits, &labels, batch)
        };
        let weights = self.weights;
        let mut layers = vec![
            (weights.voice, one_of(&self.voice, &logits.voice, |e| e.voice)?),
            (weights.certainty, one_of(&self.certainty, &logits.certainty, |e| e.certainty)?),
            (weights.wording, one_of(&self.wording, &logits.wording, |e| e.wording)?),
            (weights.frames, self.frames_loss(&logits.frames, part, batch)?),
            (weights.spans, self.spans_loss(&logits.spans, part, batch)?),
            (weights.embedding, distance(&logits.embedding, base, batch)?),
        ];
        if let Some(stance) = &logits.stance {
            layers.push((weights.stance, self.stance_loss(stance, part, batch)?));
        }
        let mut total = Tensor::zeros((), DType::F32, &Device::Cpu)?;
        for (weight, loss) in &layers {
            total = (total + (loss * *weight)?)?;
        }
        Ok(Losses { total, layers: layers.into_iter().map(|(_, loss)| loss).collect() })
    }

    fn stance_loss(&self, logits: &Tensor, part: &[&Example], batch: usize) -> Result<Tensor> {
        let judged: Vec<_> =
            part.iter().flat_map(|e| e.stance.iter().map(|&judged| (judged, e.weight))).collect();
        let by_model = |judged: &Judged| judged.by == Judge::LanguageModel;
        let by_model: Vec<f32> =
            judged.iter().map(|(judged, _)| f32::from(u8::from(by_model(judged)))).collect();
        let by_model = Tensor::from_vec(by_model, (judged.len(), 1), logits.device())?;
        let labels: Vec<_> = judged
            .iter()
            .enumerate()
            .flat_map(|(row, &(judged, weight))| {
                let beliefs = judged.belief.into_iter().enumerate();
                beliefs.map(move |(stance, belief)| (row, stance, weight * belief))
            })
            .collect();
        self.stance.loss(&(logits + by_model.matmul(&self.leaning)?)?, &labels, batch)
    }

    fn frames_loss(&self, logits: &Tensor, part: &[&Example], batch: usize) -> Result<Tensor> {
        let (mut target, mut weight) = (Vec::new(), Vec::new());
        for example in part {
            let frames = example.frames.unwrap_or_default();
            target.extend(frames.map(f32::from));
            weight.extend(
                [if example.frames.is_some() { example.weight } else { 0.0 }; Frame::ALL.len()],
            );
        }
        let sum = binary(logits, target, weight)?;
        sum * (1.0 / f64::from(self.frames * batch as f32))
    }

    /// Mean over tokens, sum over span labels.
    fn spans_loss(&self, logits: &Tensor, part: &[&Example], batch: usize) -> Result<Tensor> {
        const LABELS: usize = SpanLabel::ALL.len();
        let (mut target, mut weight) = (Vec::new(), Vec::new());
        for example in part {
            let tokens = example.sequence.ids.len();
            let scale = example.weight / tokens as f32;
            for token in 0..tokens {
                let mut row = [(0.0, 0.0); 2 * LABELS];
                for (label, marks) in example.spans.iter().enumerate() {
                    let Some(marks) = marks else { continue };
                    let starts = f32::from(marks[token] == Mark::Start);
                    let covers = f32::from(marks[token] != Mark::Outside);
                    for (at, target) in [(label, starts), (LABELS + label, covers)] {
                        let positive = if target > 0.0 { self.span_weight } else { 1.0 };
                        row[at] = (target, scale * positive);
                    }
                }
                target.extend(row.map(|(target, _)| target));
                weight.extend(row.map(|(_, weight)| weight));
            }
        }
        let sum = binary(logits, target, weight)?;
        sum * (1.0 / f64::from(self.spans * batch as f32))
    }
}

/// Weighted sum of binary cross-entropies, in the form that does not overflow:
/// `max(z, 0) − z·y + ln(1 + e^−|z|)`.
fn binary(logits: &Tensor, target: Vec<f32>, weight: Vec<f32>) -> Result<Tensor> {
    let target = Tensor::from_vec(target, logits.shape(), logits.device())?;
    let weight = Tensor::from_vec(weight, logits.shape(), logits.device())?;
    let soft = (logits.abs()?.neg()?.exp()? + 1.0)?.log()?;
    (((logits.relu()? - (logits * target)?)? + soft)? * weight)?.sum_all()
}

/// 1 − cosine between vectors of unit length: the part's share of the batch's mean.
fn distance(embedding: &Tensor, base: &Tensor, batch: usize) -> Result<Tensor> {
    let cosines = (embedding * base)?.sum_all()?;
    (base.dim(0)? as f64 - cosines)? / batch as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_cross_entropy_stays_finite_at_large_logits() -> Result<()> {
        let logits = Tensor::new(&[120f32, -120.0, 120.0, -120.0], &Device::Cpu)?;
        let loss = binary(&logits, vec![1.0, 0.0, 0.0, 1.0], vec![1.0; 4])?;
        assert_eq!(loss.to_scalar::<f32>()?, 240.0);
        Ok(())
    }

    #[test]
    fn a_rare_class_weighs_more_by_the_power_given() {
        let layer = Layer::new(2, [(0, 8.0), (1, 2.0)].into_iter(), 10, 0.5);
        assert!((layer.class_weights[1] / layer.class_weights[0] - 2.0).abs() < 1e-6);
    }
}
