//! AVX2 with fused multiply-add: nearly every x86 machine since 2013. Products of bytes are one
//! instruction on those with AVX-VNNI: Alder Lake and later.

use std::arch::x86_64::*;

use super::level::Job;
use super::simd::{ByteProducts, Groups, Simd};
use crate::panels::LANES;

/// A machine with these instructions, and with `B`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avx2<B> {
    /// Only `detect` makes one, and only where all is there.
    bytes: B,
}

/// Products of bytes that were widened to 16 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Widened(());

/// The instruction for products of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vnni(());

impl Avx2<Widened> {
    pub fn detect() -> Option<Self> {
        let found = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        found.then_some(Self { bytes: Widened(()) })
    }

    pub(crate) fn run(self, job: impl Job) {
        #[target_feature(enable = "avx2,fma")]
        fn with_features(s: Avx2<Widened>, job: impl Job) {
            job.run(s);
        }
        // SAFETY: `self` exists, so the features were found.
        unsafe { with_features(self, job) }
    }
}

/// The instruction has two encodings, and machines have one or the other. The unit tests take that
/// of AVX-512, so that these kernels are tested where those of AVX-512 are.
#[cfg(not(test))]
use _mm256_dpbusd_avx_epi32 as dpbusd;
#[cfg(test)]
use _mm256_dpbusd_epi32 as dpbusd;

impl Avx2<Vnni> {
    pub fn detect() -> Option<Self> {
        let found = Avx2::<Widened>::detect().is_some()
            && if cfg!(test) {
                is_x86_feature_detected!("avx512vl") && is_x86_feature_detected!("avx512vnni")
            } else {
                is_x86_feature_detected!("avxvnni")
            };
        found.then_some(Self { bytes: Vnni(()) })
    }

    pub(crate) fn run(self, job: impl Job) {
        #[cfg_attr(not(test), target_feature(enable = "avx2,fma,avxvnni"))]
        #[cfg_attr(test, target_feature(enable = "avx2,fma,avx512vl,avx512vnni"))]
        fn with_features(s: Avx2<Vnni>, job: impl Job) {
            job.run(s);
        }
        // SAFETY: `self` exists, so the features were found.
        unsafe { with_features(self, job) }
    }
}

/// `f` of the two halves of the lanes, then of halves of that, until one is left.
macro_rules! halved {
    ($v:expr, $wide:ident, $narrow:ident) => {{
        let eight = $wide($v[0], $v[1]);
        let four = $narrow(_mm256_castps256_ps128(eight), _mm256_extractf128_ps::<1>(eight));
        let two = $narrow(four, _mm_movehl_ps(four, four));
        _mm_cvtss_f32($narrow(two, _mm_movehdup_ps(two)))
    }};
}

// SAFETY of every block below: `self` exists, so the features were found. Loads and stores take
// no alignment and stay within the arrays they are given.
impl<B: ByteProducts<[__m256; 2]>> Simd for Avx2<B> {
    type F = [__m256; 2];
    type Dots = B::Dots;

    const TILE: (usize, usize) = (6, 1);
    const DOTS_TILE: (usize, usize) = B::TILE;

    #[inline(always)]
    fn splat(self, x: f32) -> Self::F {
        unsafe { [_mm256_set1_ps(x); 2] }
    }

    #[inline(always)]
    fn load(self, x: &[f32; LANES]) -> Self::F {
        let halves = x.as_chunks::<8>().0;
        unsafe { [_mm256_loadu_ps(halves[0].as_ptr()), _mm256_loadu_ps(halves[1].as_ptr())] }
    }

    #[inline(always)]
    fn store(self, v: Self::F, out: &mut [f32; LANES]) {
        let halves = out.as_chunks_mut::<8>().0;
        unsafe {
            _mm256_storeu_ps(halves[0].as_mut_ptr(), v[0]);
            _mm256_storeu_ps(halves[1].as_mut_ptr(), v[1]);
        }
    }

    #[inline(always)]
    fn add(self, a: Self::F, b: Self::F) -> Self::F {
        unsafe { [_mm256_add_ps(a[0], b[0]), _mm256_add_ps(a[1], b[1])] }
    }

    #[inline(always)]
    fn sub(self, a: Self::F, b: Self::F) -> Self::F {
        unsafe { [_mm256_sub_ps(a[0], b[0]), _mm256_sub_ps(a[1], b[1])] }
    }

    #[inline(always)]
    fn mul(self, a: Self::F, b: Self::F) -> Self::F {
        unsafe { [_mm256_mul_ps(a[0], b[0]), _mm256_mul_ps(a[1], b[1])] }
    }

    #[inline(always)]
    fn div(self, a: Self::F, b: Self::F) -> Self::F {
        unsafe { [_mm256_div_ps(a[0], b[0]), _mm256_div_ps(a[1], b[1])] }
    }

    #[inline(always)]
    fn mul_add(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F {
        unsafe { [_mm256_fmadd_ps(a[0], b[0], c[0]), _mm256_fmadd_ps(a[1], b[1], c[1])] }
    }

    #[inline(always)]
    fn max(self, a: Self::F, b: Self::F) -> Self::F {
        unsafe { [_mm256_max_ps(a[0], b[0]), _mm256_max_ps(a[1], b[1])] }
    }

    #[inline(always)]
    fn min(self, a: Self::F, b: Self::F) -> Self::F {
        unsafe { [_mm256_min_ps(a[0], b[0]), _mm256_min_ps(a[1], b[1])] }
    }

    #[inline(always)]
    fn round(self, v: Self::F) -> Self::F {
        const NEAREST: i32 = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
        unsafe { [_mm256_round_ps::<NEAREST>(v[0]), _mm256_round_ps::<NEAREST>(v[1])] }
    }

    #[inline(always)]
    fn pow2(self, n: Self::F) -> Self::F {
        unsafe {
            let bias = _mm256_set1_epi32(127);
            let low = _mm256_add_epi32(_mm256_cvtps_epi32(n[0]), bias);
            let high = _mm256_add_epi32(_mm256_cvtps_epi32(n[1]), bias);
            [
                _mm256_castsi256_ps(_mm256_slli_epi32::<23>(low)),
                _mm256_castsi256_ps(_mm256_slli_epi32::<23>(high)),
            ]
        }
    }

    #[inline(always)]
    fn sum(self, v: Self::F) -> f32 {
        unsafe { halved!(v, _mm256_add_ps, _mm_add_ps) }
    }

    #[inline(always)]
    fn largest(self, v: Self::F) -> f32 {
        unsafe { halved!(v, _mm256_max_ps, _mm_max_ps) }
    }

    #[inline(always)]
    fn smallest(self, v: Self::F) -> f32 {
        unsafe { halved!(v, _mm256_min_ps, _mm_min_ps) }
    }

    #[inline(always)]
    fn groups_of_bytes(self, rows: [Self::F; 4]) -> Groups {
        let [a, b, c, d] = rows;
        // Packing works on halves of a register, and so puts four rows' groups side by side; what
        // is out of a byte's range, but within an i32's, becomes the nearest byte.
        let half = |h: usize| unsafe {
            let first = _mm256_packs_epi32(_mm256_cvtps_epi32(a[h]), _mm256_cvtps_epi32(b[h]));
            let last = _mm256_packs_epi32(_mm256_cvtps_epi32(c[h]), _mm256_cvtps_epi32(d[h]));
            _mm256_packus_epi16(first, last)
        };
        unsafe { std::mem::transmute([half(0), half(1)]) }
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

impl ByteProducts<[__m256; 2]> for Widened {
    /// Of each four lanes a register with two sums a lane, which are yet to be added.
    type Dots = [__m256i; 4];

    const TILE: (usize, usize) = (2, 1);

    #[inline(always)]
    fn no_dots(self) -> Self::Dots {
        unsafe { [_mm256_setzero_si256(); 4] }
    }

    /// In 16-bit integers, whose products and their sums in pairs are exact in 32 bits; AVX2's own
    /// instruction for bytes would saturate.
    #[inline(always)]
    fn dot4(self, mut dots: Self::Dots, x: [u8; 4], weights: &[i8; 4 * LANES]) -> Self::Dots {
        let quarters = weights.as_chunks::<16>().0;
        unsafe {
            let x = _mm_set1_epi32(i32::from_le_bytes(x));
            let x = _mm256_cvtepu8_epi16(x);
            for (dots, quarter) in dots.iter_mut().zip(quarters) {
                let weights = _mm256_cvtepi8_epi16(_mm_loadu_si128(quarter.as_ptr().cast()));
                *dots = _mm256_add_epi32(*dots, _mm256_madd_epi16(x, weights));
            }
        }
        dots
    }

    #[inline(always)]
    fn numbers(self, dots: Self::Dots) -> [__m256; 2] {
        // Pairs are added within halves of a register: quarters 0 and 2 are the first's.
        let joined = |first, second| unsafe {
            let pairs = _mm256_hadd_epi32(first, second);
            _mm256_cvtepi32_ps(_mm256_permute4x64_epi64::<0b11_01_10_00>(pairs))
        };
        [joined(dots[0], dots[1]), joined(dots[2], dots[3])]
    }
}

impl ByteProducts<[__m256; 2]> for Vnni {
    type Dots = [__m256i; 2];

    const TILE: (usize, usize) = (6, 1);

    #[inline(always)]
    fn no_dots(self) -> Self::Dots {
        unsafe { [_mm256_setzero_si256(); 2] }
    }

    #[inline(always)]
    fn dot4(self, mut dots: Self::Dots, x: [u8; 4], weights: &[i8; 4 * LANES]) -> Self::Dots {
        let halves = weights.as_chunks::<32>().0;
        unsafe {
            let x = _mm256_set1_epi32(i32::from_le_bytes(x));
            for (dots, half) in dots.iter_mut().zip(halves) {
                *dots = dpbusd(*dots, x, _mm256_loadu_si256(half.as_ptr().cast()));
            }
        }
        dots
    }

    #[inline(always)]
    fn numbers(self, dots: Self::Dots) -> [__m256; 2] {
        unsafe { [_mm256_cvtepi32_ps(dots[0]), _mm256_cvtepi32_ps(dots[1])] }
    }
}
