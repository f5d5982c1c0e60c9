//! `x·Φ(x)`, with the exact normal distribution (not the tanh approximation).

use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

use super::vector::{dispatch, exp_of_nonpositive};
use super::{values, with_values};

/// The Gaussian error linear unit of every value.
///
/// # Errors
/// Where `x` is not f32.
pub fn gelu(x: &Tensor) -> Result<Tensor> {
    x.contiguous()?.apply_op1(Gelu)
}

struct Gelu;

/// Values a task works on: enough to outweigh handing it over.
const BLOCK: usize = 16 * 1024;

/// `erf` within 4e-7: the rational approximation of Eigen and XLA on [−4, 4], ±1 beyond.
#[inline(always)]
fn erf(x: f32) -> f32 {
    let x = x.clamp(-4.0, 4.0);
    let x2 = x * x;
    let p = -2.726_142_3e-10 * x2 + 2.770_681_5e-8;
    let p = p * x2 + -2.101_024e-6;
    let p = p * x2 + -5.692_506_5e-5;
    let p = p * x2 + -7.349_906_3e-4;
    let p = p * x2 + -2.954_6e-3;
    let p = p * x2 + -1.609_603_3e-2;
    let q = -1.456_607_2e-5 * x2 + -2.133_740_6e-4;
    let q = q * x2 + -1.682_827e-3;
    let q = q * x2 + -7.373_329e-3;
    let q = q * x2 + -1.426_473_9e-2;
    x * p / q
}

/// `Φ(x)`, the standard normal distribution.
#[inline(always)]
fn normal(x: f32) -> f32 {
    0.5 * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2))
}

/// `Φ(x) + x·φ(x)`, the derivative of `x·Φ(x)`.
#[inline(always)]
fn derivative(x: f32) -> f32 {
    const ONE_OVER_SQRT_2PI: f32 = 0.398_942_3;
    normal(x) + x * ONE_OVER_SQRT_2PI * exp_of_nonpositive(-0.5 * x * x)
}

impl CustomOp1 for Gelu {
    fn name(&self) -> &'static str {
        "gelu"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let x = values(x, layout)?;
        let mut y = vec![0.0; x.len()];
        y.par_chunks_mut(BLOCK).zip(x.par_chunks(BLOCK)).for_each(|(y, x)| {
            dispatch(
                #[inline(always)]
                || y.iter_mut().zip(x).for_each(|(y, &x)| *y = x * normal(x)),
            );
        });
        Ok((CpuStorage::F32(y), layout.shape().clone()))
    }

    fn bwd(&self, x: &Tensor, _y: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let dx = with_values(x, |x| {
            with_values(grad, |grad| {
                let mut dx = vec![0.0; x.len()];
                let arguments = x.par_chunks(BLOCK).zip(grad.par_chunks(BLOCK));
                dx.par_chunks_mut(BLOCK).zip(arguments).for_each(|(dx, (x, grad))| {
                    dispatch(
                        #[inline(always)]
                        || {
                            for ((dx, &x), &grad) in dx.iter_mut().zip(x).zip(grad) {
                                *dx = grad * derivative(x);
                            }
                        },
                    );
                });
                dx
            })
        })??;
        Ok(Some(Tensor::from_vec(dx, x.shape(), grad.device())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_follow_the_error_function() {
        // scipy.special.erf
        for (x, expected) in [
            (0.0, 0.0),
            (0.1, 0.112_462_92),
            (0.5, 0.520_499_9),
            (1.0, 0.842_700_8),
            (2.0, 0.995_322_3),
            (3.0, 0.999_977_9),
            (9.0, 1.0),
        ] {
            assert!((erf(x) - expected).abs() < 4e-7, "erf({x}) = {}", erf(x));
            assert!((erf(-x) + expected).abs() < 4e-7);
        }
    }
}
