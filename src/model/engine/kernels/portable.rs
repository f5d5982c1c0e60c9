//! Plain loops, which compilers turn into what vectors the baseline has.

use super::simd::{Groups, Simd, in_groups};
use crate::panels::{LANES, ROUND};

/// Any machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portable;

#[inline(always)]
fn each(f: impl Fn(usize) -> f32) -> [f32; LANES] {
    let mut out = [0.0; LANES];
    for (i, out) in out.iter_mut().enumerate() {
        *out = f(i);
    }
    out
}

/// Takes `f` of halves until one is left.
#[inline(always)]
fn halved(mut v: [f32; LANES], f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            v[i] = f(v[i], v[i + width]);
        }
        width /= 2;
    }
    v[0]
}

impl Simd for Portable {
    type F = [f32; LANES];
    type Dots = [i32; LANES];

    const TILE: (usize, usize) = (2, 1);
    const DOTS_TILE: (usize, usize) = (2, 1);

    #[inline(always)]
    fn splat(self, x: f32) -> Self::F {
        [x; LANES]
    }

    #[inline(always)]
    fn load(self, x: &[f32; LANES]) -> Self::F {
        *x
    }

    #[inline(always)]
    fn store(self, v: Self::F, out: &mut [f32; LANES]) {
        *out = v;
    }

    #[inline(always)]
    fn add(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| a[i] + b[i])
    }

    #[inline(always)]
    fn sub(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| a[i] - b[i])
    }

    #[inline(always)]
    fn mul(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| a[i] * b[i])
    }

    #[inline(always)]
    fn div(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| a[i] / b[i])
    }

    #[inline(always)]
    fn mul_add(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F {
        // Without the instruction a fused product is a slow call.
        if cfg!(any(target_feature = "fma", target_arch = "aarch64")) {
            each(|i| a[i].mul_add(b[i], c[i]))
        } else {
            each(|i| a[i] * b[i] + c[i])
        }
    }

    #[inline(always)]
    fn max(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| if a[i] > b[i] { a[i] } else { b[i] })
    }

    #[inline(always)]
    fn min(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| if a[i] < b[i] { a[i] } else { b[i] })
    }

    #[inline(always)]
    fn round(self, v: Self::F) -> Self::F {
        each(|i| (v[i] + ROUND) - ROUND)
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "small integers")]
    fn pow2(self, n: Self::F) -> Self::F {
        each(|i| f32::from_bits(((n[i] as i32 + 127) << 23).cast_unsigned()))
    }

    #[inline(always)]
    fn sum(self, v: Self::F) -> f32 {
        halved(v, |a, b| a + b)
    }

    #[inline(always)]
    fn largest(self, v: Self::F) -> f32 {
        halved(v, f32::max)
    }

    #[inline(always)]
    fn smallest(self, v: Self::F) -> f32 {
        halved(v, f32::min)
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
    fn groups_of_bytes(self, rows: [Self::F; 4]) -> Groups {
        in_groups(&rows.map(|row| self.round(row).map(|v| v as u8)))
    }

    #[inline(always)]
    fn no_dots(self) -> Self::Dots {
        [0; LANES]
    }

    #[inline(always)]
    fn dot4(self, mut dots: Self::Dots, x: [u8; 4], weights: &[i8; 4 * LANES]) -> Self::Dots {
        let weights = weights.as_chunks::<4>().0;
        for (dot, w) in dots.iter_mut().zip(weights) {
            for i in 0..4 {
                *dot += i32::from(x[i]) * i32::from(w[i]);
            }
        }
        dots
    }

    #[inline(always)]
    fn numbers(self, dots: Self::Dots) -> Self::F {
        each(|i| dots[i] as f32)
    }
}
