//! `y = (x − mean) / √(variance + ε) · γ + β`, row by row.

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

use super::linear::column_sums;
use super::vector::{dispatch, dot, sum};
use super::{values, with_values};

/// Normalises each row of `[rows, width]` and scales it by `gamma`, `beta` (`[width]`).
///
/// # Errors
/// Where shapes do not fit.
pub fn layer_norm(x: &Tensor, gamma: &Tensor, beta: &Tensor, epsilon: f32) -> Result<Tensor> {
    x.contiguous()?.apply_op3(gamma, beta, LayerNorm { epsilon })
}

struct LayerNorm {
    epsilon: f32,
}

/// Mean and reciprocal standard deviation.
#[inline(always)]
fn moments(row: &[f32], epsilon: f32) -> (f32, f32) {
    let width = row.len() as f32;
    let mean = sum(row, |x| x) / width;
    let variance = sum(row, |x| (x - mean) * (x - mean)) / width;
    (mean, 1.0 / (variance + epsilon).sqrt())
}

impl CustomOp3 for LayerNorm {
    fn name(&self) -> &'static str {
        "layer-norm"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        gamma: &CpuStorage,
        gamma_layout: &Layout,
        beta: &CpuStorage,
        beta_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (rows, width) = x_layout.shape().dims2()?;
        let (x, gamma, beta) =
            (values(x, x_layout)?, values(gamma, gamma_layout)?, values(beta, beta_layout)?);
        let mut y = vec![0.0; x.len()];
        y.par_chunks_mut(width).zip(x.par_chunks(width)).with_min_len(32).for_each(|(y, x)| {
            dispatch(
                #[inline(always)]
                || {
                    let (mean, scale) = moments(x, self.epsilon);
                    for (((y, &x), &gamma), &beta) in y.iter_mut().zip(x).zip(gamma).zip(beta) {
                        *y = (x - mean) * scale * gamma + beta;
                    }
                },
            );
        });
        Ok((CpuStorage::F32(y), Shape::from((rows, width))))
    }

    fn bwd(
        &self,
        x: &Tensor,
        gamma: &Tensor,
        _beta: &Tensor,
        _y: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let (rows, width) = x.dims2()?;
        let (dx, dgamma, dbeta) = with_values(x, |x| {
            with_values(gamma, |gamma| with_values(grad, |grad| self.gradients(x, gamma, grad)))
        })???;
        let device = grad.device();
        Ok((
            Some(Tensor::from_vec(dx, (rows, width), device)?),
            Some(Tensor::from_vec(dgamma, width, device)?),
            Some(Tensor::from_vec(dbeta, width, device)?),
        ))
    }
}

impl LayerNorm {
    /// Gradients of `x`, `gamma` and `beta`. With `x̂` the normalised row and `g = grad·γ`:
    /// `dx = (g − mean(g) − x̂·mean(g·x̂)) / σ`, `dγ = Σ grad·x̂`, `dβ = Σ grad`.
    fn gradients(&self, x: &[f32], gamma: &[f32], grad: &[f32]) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
        let width = gamma.len();
        let mut dx = vec![0.0; x.len()];
        let mut grad_xhat = vec![0.0; x.len()];
        dx.par_chunks_mut(width)
            .zip(grad_xhat.par_chunks_mut(width))
            .zip(x.par_chunks(width).zip(grad.par_chunks(width)))
            .with_min_len(32)
            .for_each(|((dx, grad_xhat), (x, grad))| {
                dispatch(
                    #[inline(always)]
                    || self.row_gradient(dx, grad_xhat, x, grad, gamma),
                );
            });
        (dx, column_sums(&grad_xhat, width), column_sums(grad, width))
    }

    #[inline(always)]
    fn row_gradient(
        &self,
        dx: &mut [f32],
        grad_xhat: &mut [f32],
        x: &[f32],
        grad: &[f32],
        gamma: &[f32],
    ) {
        let width = x.len() as f32;
        let (mean, scale) = moments(x, self.epsilon);
        for ((out, &x), &grad) in grad_xhat.iter_mut().zip(x).zip(grad) {
            *out = grad * (x - mean) * scale;
        }
        let mean_g = dot(grad, gamma) / width;
        let mean_g_xhat = dot(grad_xhat, gamma) / width;
        for (((dx, &x), &grad), &gamma) in dx.iter_mut().zip(x).zip(grad).zip(gamma) {
            *dx = (grad * gamma - mean_g - (x - mean) * scale * mean_g_xhat) * scale;
        }
    }
}
