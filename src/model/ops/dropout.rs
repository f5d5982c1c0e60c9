//! Dropout whose mask is a function of a seed, so that the backward pass needs no copy of it.

use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

use super::{values, with_values};

/// Zeroes each value with probability `rate` and scales the rest to keep the mean.
///
/// # Errors
/// Where `x` is not f32.
pub fn dropout(x: &Tensor, rate: f32, seed: u64) -> Result<Tensor> {
    if rate == 0.0 {
        return Ok(x.clone());
    }
    x.contiguous()?.apply_op1(Dropout { rate, seed })
}

struct Dropout {
    rate: f32,
    seed: u64,
}

/// Values a task works on.
const BLOCK: usize = 16 * 1024;

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a counter becomes random bits.
fn mix(counter: u64) -> u64 {
    let x = (counter ^ (counter >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

impl Dropout {
    /// `x` with the mask applied.
    fn masked(&self, x: &[f32]) -> Vec<f32> {
        let mut y = vec![0.0; x.len()];
        let scale = 1.0 / (1.0 - self.rate);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 2³²")]
        let dropped_below = (f64::from(self.rate) * 4_294_967_296.0) as u32;
        y.par_chunks_mut(BLOCK).zip(x.par_chunks(BLOCK)).enumerate().for_each(|(block, (y, x))| {
            for (i, (y, &x)) in y.iter_mut().zip(x).enumerate() {
                let counter = (block * BLOCK + i) as u64;
                let bits = mix(self.seed.wrapping_add(counter.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
                *y = if (bits >> 32) as u32 >= dropped_below { x * scale } else { 0.0 };
            }
        });
        y
    }
}

impl CustomOp1 for Dropout {
    fn name(&self) -> &'static str {
        "dropout"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        Ok((CpuStorage::F32(self.masked(values(x, layout)?)), layout.shape().clone()))
    }

    fn bwd(&self, x: &Tensor, _y: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let dx = with_values(grad, |grad| self.masked(grad))?;
        Ok(Some(Tensor::from_vec(dx, x.shape(), grad.device())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{Device, Var};

    #[test]
    fn the_mean_is_kept_and_the_gradient_has_the_same_mask() -> Result<()> {
        let x = Var::ones((200, 100), candle_core::DType::F32, &Device::Cpu)?;
        let y = dropout(&x, 0.25, 7)?;
        let mean = y.mean_all()?.to_scalar::<f32>()?;
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
        let gradients = y.sum_all()?.backward()?;
        let difference = (gradients.get(&x).expect("x has a gradient") - &y)?.abs()?.max_all()?;
        assert_eq!(difference.to_scalar::<f32>()?, 0.0);
        Ok(())
    }
}
