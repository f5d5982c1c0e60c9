//! NEON, which every 64-bit Arm machine has. Products of bytes are one instruction on those with
//! Armv8.2's dot products: Apple's, and others' laptops and servers since about 2018.

use std::arch::aarch64::*;
use std::arch::{asm, is_aarch64_feature_detected};

use super::level::Job;
use super::simd::{ByteProducts, Groups, Simd, in_groups};
use crate::panels::LANES;

/// A machine with these instructions, and with `B`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neon<B> {
    /// Only `detect` makes one, and only where all is there.
    bytes: B,
}

/// Products of bytes in 16 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Widened(());

/// The instruction for products of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DotProduct(());

impl Neon<Widened> {
    pub fn detect() -> Option<Self> {
        is_aarch64_feature_detected!("neon").then_some(Self { bytes: Widened(()) })
    }

    pub(crate) fn run(self, job: impl Job) {
        #[target_feature(enable = "neon")]
        fn with_features(s: Neon<Widened>, job: impl Job) {
            job.run(s);
        }
        // SAFETY: `self` exists, so the features were found.
        unsafe { with_features(self, job) }
    }
}

impl Neon<DotProduct> {
    pub fn detect() -> Option<Self> {
        let found = is_aarch64_feature_detected!("neon") && is_aarch64_feature_detected!("dotprod");
        found.then_some(Self { bytes: DotProduct(()) })
    }

    pub(crate) fn run(self, job: impl Job) {
        #[target_feature(enable = "neon,dotprod")]
        fn with_features(s: Neon<DotProduct>, job: impl Job) {
            job.run(s);
        }
        // SAFETY: `self` exists, so the features were found.
        unsafe { with_features(self, job) }
    }
}

type Four<T> = [T; 4];

/// `f` of each register's number.
#[inline(always)]
fn each<T>(f: impl Fn(usize) -> T) -> Four<T> {
    [f(0), f(1), f(2), f(3)]
}

/// `f` of the two halves of the lanes, then of halves of that, until one is left.
macro_rules! halved {
    ($v:expr, $wide:ident, $narrow:ident, $last:ident) => {{
        let four = $wide($wide($v[0], $v[2]), $wide($v[1], $v[3]));
        $last($narrow(vget_low_f32(four), vget_high_f32(four)))
    }};
}

// SAFETY of every block below: `self` exists, so the features were found; functions without it use
// NEON alone, which is part of every target of this architecture. Loads and stores take no alignment
// and stay within the arrays they are given.
impl<B: ByteProducts<Four<float32x4_t>>> Simd for Neon<B> {
    type F = Four<float32x4_t>;
    type Dots = B::Dots;

    const TILE: (usize, usize) = (6, 1);
    const DOTS_TILE: (usize, usize) = B::TILE;

    #[inline(always)]
    fn splat(self, x: f32) -> Self::F {
        unsafe { [vdupq_n_f32(x); 4] }
    }

    #[inline(always)]
    fn load(self, x: &[f32; LANES]) -> Self::F {
        let fours = x.as_chunks::<4>().0;
        each(|i| unsafe { vld1q_f32(fours[i].as_ptr()) })
    }

    #[inline(always)]
    fn store(self, v: Self::F, out: &mut [f32; LANES]) {
        for (out, v) in out.as_chunks_mut::<4>().0.iter_mut().zip(v) {
            unsafe { vst1q_f32(out.as_mut_ptr(), v) }
        }
    }

    #[inline(always)]
    fn add(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| unsafe { vaddq_f32(a[i], b[i]) })
    }

    #[inline(always)]
    fn sub(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| unsafe { vsubq_f32(a[i], b[i]) })
    }

    #[inline(always)]
    fn mul(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| unsafe { vmulq_f32(a[i], b[i]) })
    }

    #[inline(always)]
    fn div(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| unsafe { vdivq_f32(a[i], b[i]) })
    }

    #[inline(always)]
    fn mul_add(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F {
        each(|i| unsafe { vfmaq_f32(c[i], a[i], b[i]) })
    }

    #[inline(always)]
    fn max(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| unsafe { vmaxq_f32(a[i], b[i]) })
    }

    #[inline(always)]
    fn min(self, a: Self::F, b: Self::F) -> Self::F {
        each(|i| unsafe { vminq_f32(a[i], b[i]) })
    }

    #[inline(always)]
    fn round(self, v: Self::F) -> Self::F {
        each(|i| unsafe { vrndnq_f32(v[i]) })
    }

    #[inline(always)]
    fn pow2(self, n: Self::F) -> Self::F {
        each(|i| unsafe {
            let exponent = vaddq_s32(vcvtq_s32_f32(n[i]), vdupq_n_s32(127));
            vreinterpretq_f32_s32(vshlq_n_s32::<23>(exponent))
        })
    }

    #[inline(always)]
    fn sum(self, v: Self::F) -> f32 {
        unsafe { halved!(v, vaddq_f32, vadd_f32, vaddv_f32) }
    }

    #[inline(always)]
    fn largest(self, v: Self::F) -> f32 {
        unsafe { halved!(v, vmaxq_f32, vmax_f32, vmaxv_f32) }
    }

    #[inline(always)]
    fn smallest(self, v: Self::F) -> f32 {
        unsafe { halved!(v, vminq_f32, vmin_f32, vminv_f32) }
    }

    #[inline(always)]
    fn transposed(self, rows: [Self::F; LANES]) -> [Self::F; LANES] {
        let mut columns = rows;
        for (r, four) in rows.as_chunks::<4>().0.iter().enumerate() {
            for c in 0..4 {
                let square = turned(each(|i| four[i][c]));
                for i in 0..4 {
                    columns[4 * c + i][r] = square[i];
                }
            }
        }
        columns
    }

    /// The instruction for products of bytes takes both with a sign.
    const BYTE_OFFSET: u8 = 128;

    #[inline(always)]
    fn groups_of_bytes(self, rows: [Self::F; 4]) -> Groups {
        let mut bytes = [[0; LANES]; 4];
        for (v, out) in rows.iter().zip(&mut bytes) {
            unsafe {
                let words = each(|i| vqmovun_s32(vcvtnq_s32_f32(v[i])));
                let low = vqmovn_u16(vcombine_u16(words[0], words[1]));
                let high = vqmovn_u16(vcombine_u16(words[2], words[3]));
                let row = veorq_u8(vcombine_u8(low, high), vdupq_n_u8(Self::BYTE_OFFSET));
                vst1q_u8(out.as_mut_ptr(), row);
            }
        }
        in_groups(&bytes)
    }

    #[inline(always)]
    fn no_dots(self) -> Self::Dots {
        self.bytes.no_dots()
    }

    #[inline(always)]
    fn dot4(self, dots: Self::Dots, x: [u8; 4], weights: &[i8; 4 * LANES]) -> Self::Dots {
        self.bytes.dot4(dots, x, weights)
    }

    #[inline(always)]
    fn numbers(self, dots: Self::Dots) -> Self::F {
        self.bytes.numbers(dots)
    }
}

/// Four rows of four become columns.
#[inline(always)]
fn turned(rows: Four<float32x4_t>) -> Four<float32x4_t> {
    unsafe {
        let pairs = |a, b| (vtrn1q_f32(a, b), vtrn2q_f32(a, b));
        let ((even, odd), (next_even, next_odd)) =
            (pairs(rows[0], rows[1]), pairs(rows[2], rows[3]));
        let halves = |a, b| {
            let (a, b) = (vreinterpretq_f64_f32(a), vreinterpretq_f64_f32(b));
            (vreinterpretq_f32_f64(vtrn1q_f64(a, b)), vreinterpretq_f32_f64(vtrn2q_f64(a, b)))
        };
        let ((first, third), (second, fourth)) = (halves(even, next_even), halves(odd, next_odd));
        [first, second, third, fourth]
    }
}

/// Four weights of each of four lanes.
#[inline(always)]
fn quarter(weights: &[i8; 4 * LANES], q: usize) -> int8x16_t {
    unsafe { vld1q_s8(weights.as_chunks::<16>().0[q].as_ptr()) }
}

/// Four bytes for each of four lanes.
#[inline(always)]
fn repeated(x: [u8; 4]) -> int8x16_t {
    unsafe { vreinterpretq_s8_s32(vdupq_n_s32(i32::from_le_bytes(x))) }
}

impl ByteProducts<Four<float32x4_t>> for Widened {
    /// Of each two lanes a register with two sums a lane, which are yet to be added.
    type Dots = Four<(int32x4_t, int32x4_t)>;

    const TILE: (usize, usize) = (2, 1);

    #[inline(always)]
    fn no_dots(self) -> Self::Dots {
        unsafe { [(vdupq_n_s32(0), vdupq_n_s32(0)); 4] }
    }

    #[inline(always)]
    fn dot4(self, dots: Self::Dots, x: [u8; 4], weights: &[i8; 4 * LANES]) -> Self::Dots {
        let x = repeated(x);
        each(|q| unsafe {
            let w = quarter(weights, q);
            let low = vmull_s8(vget_low_s8(x), vget_low_s8(w));
            (vpadalq_s16(dots[q].0, low), vpadalq_s16(dots[q].1, vmull_high_s8(x, w)))
        })
    }

    #[inline(always)]
    fn numbers(self, dots: Self::Dots) -> Four<float32x4_t> {
        each(|q| unsafe { vcvtq_f32_s32(vpaddq_s32(dots[q].0, dots[q].1)) })
    }
}

impl ByteProducts<Four<float32x4_t>> for DotProduct {
    type Dots = Four<int32x4_t>;

    const TILE: (usize, usize) = (6, 1);

    #[inline(always)]
    fn no_dots(self) -> Self::Dots {
        unsafe { [vdupq_n_s32(0); 4] }
    }

    #[inline(always)]
    fn dot4(self, dots: Self::Dots, x: [u8; 4], weights: &[i8; 4 * LANES]) -> Self::Dots {
        let x = repeated(x);
        each(|q| self.sdot(dots[q], x, quarter(weights, q)))
    }

    #[inline(always)]
    fn numbers(self, dots: Self::Dots) -> Four<float32x4_t> {
        each(|q| unsafe { vcvtq_f32_s32(dots[q]) })
    }
}

impl DotProduct {
    /// The instruction of the name, for which the compiler has no stable function yet.
    #[inline(always)]
    fn sdot(self, mut sums: int32x4_t, a: int8x16_t, b: int8x16_t) -> int32x4_t {
        unsafe {
            asm!(
                // Also where this is not inlined into a function that has the feature.
                ".arch_extension dotprod",
                "sdot {sums:v}.4s, {a:v}.16b, {b:v}.16b",
                sums = inout(vreg) sums,
                a = in(vreg) a,
                b = in(vreg) b,
                options(pure, nomem, nostack, preserves_flags),
            );
        }
        sums
    }
}
