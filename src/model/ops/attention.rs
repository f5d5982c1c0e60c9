//! Self-attention over packed sentences.

use std::ops::Range;
use std::sync::Arc;

use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

use super::vector::{axpy, dispatch, dot, exp_of_nonpositive, sum};
use super::{values, with_values};

/// `[tokens, 3·width]` (queries, keys, values side by side) → `[tokens, width]`: each token
/// attends to the tokens of its own sentence. `lengths` are the sentences' token counts.
///
/// # Errors
/// Where the lengths do not add up to the tokens, or the heads do not divide the width.
pub fn attention(qkv: &Tensor, lengths: &Arc<[usize]>, heads: usize) -> Result<Tensor> {
    let (tokens, width) = qkv.dims2()?;
    if lengths.iter().sum::<usize>() != tokens || !width.is_multiple_of(3 * heads) {
        candle_core::bail!("attention: {lengths:?} with {heads} heads over {tokens}×{width}")
    }
    qkv.contiguous()?.apply_op1(Attention { lengths: lengths.clone(), heads })
}

struct Attention {
    lengths: Arc<[usize]>,
    heads: usize,
}

/// One head of one sentence: where its queries, keys and values stand in a token's row.
struct Head<'a> {
    qkv: &'a [f32],
    stride: usize,
    query: Range<usize>,
    key: Range<usize>,
    value: Range<usize>,
    /// `1/√(size of a head)`.
    scale: f32,
}

impl Head<'_> {
    #[inline(always)]
    fn row(&self, token: usize, part: &Range<usize>) -> &[f32] {
        &self.qkv[token * self.stride..][part.clone()]
    }

    /// The weights with which token `i` attends to each token of the sentence.
    #[inline(always)]
    fn weights(&self, i: usize, weights: &mut [f32]) {
        let query = self.row(i, &self.query);
        let mut highest = f32::NEG_INFINITY;
        for (j, weight) in weights.iter_mut().enumerate() {
            *weight = dot(query, self.row(j, &self.key)) * self.scale;
            highest = highest.max(*weight);
        }
        weights.iter_mut().for_each(|weight| *weight = exp_of_nonpositive(*weight - highest));
        let norm = 1.0 / sum(weights, |x| x);
        weights.iter_mut().for_each(|weight| *weight *= norm);
    }

    /// Adds this head's part of every token's context to `out`, `[tokens, width]`.
    #[inline(always)]
    fn attend(&self, out: &mut [f32], width: usize, weights: &mut [f32]) {
        for i in 0..weights.len() {
            self.weights(i, weights);
            let context = &mut out[i * width..][self.query.clone()];
            for (j, &weight) in weights.iter().enumerate() {
                axpy(context, weight, self.row(j, &self.value));
            }
        }
    }

    /// Adds the gradients of queries, keys and values to `out`, `[tokens, 3·width]`.
    #[inline(always)]
    fn differentiate(&self, grad: &[f32], width: usize, out: &mut [f32], weights: &mut [f32]) {
        let mut dweights = vec![0f32; weights.len()];
        for i in 0..weights.len() {
            self.weights(i, weights);
            let grad = &grad[i * width..][self.query.clone()];
            for (j, dweight) in dweights.iter_mut().enumerate() {
                *dweight = dot(grad, self.row(j, &self.value));
                axpy(&mut out[j * self.stride..][self.value.clone()], weights[j], grad);
            }
            let mean = dot(weights, &dweights);
            for j in 0..weights.len() {
                let dscore = weights[j] * (dweights[j] - mean) * self.scale;
                axpy(
                    &mut out[i * self.stride..][self.query.clone()],
                    dscore,
                    self.row(j, &self.key),
                );
                axpy(
                    &mut out[j * self.stride..][self.key.clone()],
                    dscore,
                    self.row(i, &self.query),
                );
            }
        }
    }
}

impl Attention {
    fn head<'a>(&self, qkv: &'a [f32], width: usize, head: usize) -> Head<'a> {
        let size = width / self.heads;
        let query = head * size..(head + 1) * size;
        let moved = |by: usize| query.start + by..query.end + by;
        let (key, value) = (moved(width), moved(2 * width));
        let scale = 1.0 / (size as f32).sqrt();
        Head { qkv, stride: 3 * width, query, key, value, scale }
    }

    /// Splits rows of `width` values by sentence.
    fn split_mut<'a>(&self, mut rows: &'a mut [f32], width: usize) -> Vec<&'a mut [f32]> {
        let mut parts = Vec::with_capacity(self.lengths.len());
        for &length in self.lengths.iter() {
            let (part, rest) = rows.split_at_mut(length * width);
            parts.push(part);
            rows = rest;
        }
        parts
    }

    fn split<'a>(&self, mut rows: &'a [f32], width: usize) -> Vec<&'a [f32]> {
        let mut parts = Vec::with_capacity(self.lengths.len());
        for &length in self.lengths.iter() {
            let (part, rest) = rows.split_at(length * width);
            parts.push(part);
            rows = rest;
        }
        parts
    }

    fn gradient(&self, qkv: &[f32], grad: &[f32], width: usize) -> Vec<f32> {
        let mut out = vec![0.0; qkv.len()];
        let inputs = self.split(qkv, 3 * width).into_par_iter().zip(self.split(grad, width));
        let outputs = self.split_mut(&mut out, 3 * width).into_par_iter();
        outputs.zip(inputs).for_each(|(out, (qkv, grad))| {
            let mut weights = vec![0.0; grad.len() / width];
            dispatch(
                #[inline(always)]
                || {
                    for head in 0..self.heads {
                        let head = self.head(qkv, width, head);
                        head.differentiate(grad, width, out, &mut weights);
                    }
                },
            );
        });
        out
    }
}

impl CustomOp1 for Attention {
    fn name(&self) -> &'static str {
        "attention"
    }

    fn cpu_fwd(&self, qkv: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (tokens, width) = layout.shape().dims2()?;
        let width = width / 3;
        let mut out = vec![0.0; tokens * width];
        let inputs = self.split(values(qkv, layout)?, 3 * width).into_par_iter();
        let outputs = self.split_mut(&mut out, width).into_par_iter();
        outputs.zip(inputs).for_each(|(out, qkv)| {
            let mut weights = vec![0.0; out.len() / width];
            dispatch(
                #[inline(always)]
                || {
                    for head in 0..self.heads {
                        self.head(qkv, width, head).attend(out, width, &mut weights);
                    }
                },
            );
        });
        Ok((CpuStorage::F32(out), Shape::from((tokens, width))))
    }

    fn bwd(&self, qkv: &Tensor, _out: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let width = grad.dim(1)?;
        let gradient =
            with_values(qkv, |qkv| with_values(grad, |grad| self.gradient(qkv, grad, width)))??;
        Ok(Some(Tensor::from_vec(gradient, qkv.shape(), grad.device())?))
    }
}
