//! AVX-512 with VNNI: Cascade Lake, Ice Lake, Zen 4 and later. Products of 16-bit floats are one
//! instruction on some of them.

use std::arch::x86_64::*;

use half::bf16;

use super::level::Job;
use super::simd::{Groups, PairProducts, Pairs, Simd, wide};
use crate::panels::LANES;

/// Bytes that a processor fetches at once.
const CACHE_LINE: usize = 64;

/// How far ahead weights are fetched, in bytes: 384 to 2,048 are equally fast.
const AHEAD: usize = 1024;

/// A machine with these instructions, and with `P`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avx512<P> {
    /// Only `detect` makes one, and only where all is there.
    pairs: P,
}

/// Pairs of 16-bit floats that are widened to 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Widened(());

/// The instructions for pairs of 16-bit floats: Zen 4, Cooper Lake, Sapphire Rapids and later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bf16(());

impl Avx512<Widened> {
    pub fn detect() -> Option<Self> {
        let found = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vnni")
            && is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma");
        found.then_some(Self { pairs: Widened(()) })
    }

    pub(crate) fn run(self, job: impl Job) {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma")]
        fn with_features(s: Avx512<Widened>, job: impl Job) {
            job.run(s);
        }
        // SAFETY: `self` exists, so the features were found.
        unsafe { with_features(self, job) }
    }
}

impl Avx512<Bf16> {
    pub fn detect() -> Option<Self> {
        let found = Avx512::<Widened>::detect().is_some() && is_x86_feature_detected!("avx512bf16");
        found.then_some(Self { pairs: Bf16(()) })
    }

    pub(crate) fn run(self, job: impl Job) {
        #[target_feature(
            enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx512bf16,avx2,fma"
        )]
        fn with_features(s: Avx512<Bf16>, job: impl Job) {
            job.run(s);
        }
        // SAFETY: `self` exists, so the features were found.
        unsafe { with_features(self, job) }
    }
}

// SAFETY of every block below: `self` exists, so the features were found. Loads and stores take
// no alignment and stay within the arrays they are given; what is transmuted is plain numbers of the
// same size.
impl<P: PairProducts<__m512>> Simd for Avx512<P> {
    type F = __m512;
    type Dots = __m512i;

    const TILE: (usize, usize) = (12, 2);
    const DOTS_TILE: (usize, usize) = (12, 2);

    #[inline(always)]
    fn splat(self, x: f32) -> __m512 {
        unsafe { _mm512_set1_ps(x) }
    }

    #[inline(always)]
    fn load(self, x: &[f32; LANES]) -> __m512 {
        unsafe { _mm512_loadu_ps(x.as_ptr()) }
    }

    #[inline(always)]
    fn store(self, v: __m512, out: &mut [f32; LANES]) {
        unsafe { _mm512_storeu_ps(out.as_mut_ptr(), v) }
    }

    #[inline(always)]
    fn add(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_add_ps(a, b) }
    }

    #[inline(always)]
    fn sub(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_sub_ps(a, b) }
    }

    #[inline(always)]
    fn mul(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_mul_ps(a, b) }
    }

    #[inline(always)]
    fn div(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_div_ps(a, b) }
    }

    #[inline(always)]
    fn mul_add(self, a: __m512, b: __m512, c: __m512) -> __m512 {
        unsafe { _mm512_fmadd_ps(a, b, c) }
    }

    #[inline(always)]
    fn max(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_max_ps(a, b) }
    }

    #[inline(always)]
    fn min(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_min_ps(a, b) }
    }

    #[inline(always)]
    fn round(self, v: __m512) -> __m512 {
        unsafe { _mm512_roundscale_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(v) }
    }

    #[inline(always)]
    fn pow2(self, n: __m512) -> __m512 {
        unsafe { _mm512_scalef_ps(_mm512_set1_ps(1.0), n) }
    }

    #[inline(always)]
    fn sum(self, v: __m512) -> f32 {
        unsafe { _mm512_reduce_add_ps(v) }
    }

    #[inline(always)]
    fn largest(self, v: __m512) -> f32 {
        unsafe { _mm512_reduce_max_ps(v) }
    }

    #[inline(always)]
    fn smallest(self, v: __m512) -> f32 {
        unsafe { _mm512_reduce_min_ps(v) }
    }

    #[inline(always)]
    fn transposed(self, rows: [__m512; LANES]) -> [__m512; LANES] {
        unsafe {
            let mut columns = rows;
            // In fours: lane `l` of vector `c` becomes column `4·l + c` of four rows.
            for four in columns.as_chunks_mut::<4>().0 {
                let [a, b, c, d] = *four;
                let low = _mm512_castps_pd(_mm512_unpacklo_ps(a, b));
                let high = _mm512_castps_pd(_mm512_unpackhi_ps(a, b));
                let next_low = _mm512_castps_pd(_mm512_unpacklo_ps(c, d));
                let next_high = _mm512_castps_pd(_mm512_unpackhi_ps(c, d));
                *four = [
                    _mm512_castpd_ps(_mm512_unpacklo_pd(low, next_low)),
                    _mm512_castpd_ps(_mm512_unpackhi_pd(low, next_low)),
                    _mm512_castpd_ps(_mm512_unpacklo_pd(high, next_high)),
                    _mm512_castpd_ps(_mm512_unpackhi_pd(high, next_high)),
                ];
            }
            // Then lanes change places with fours.
            for c in 0..4 {
                let (a, b) = (columns[c], columns[4 + c]);
                let (next_a, next_b) = (columns[8 + c], columns[12 + c]);
                let low = _mm512_shuffle_f32x4::<0b01_00_01_00>(a, b);
                let high = _mm512_shuffle_f32x4::<0b11_10_11_10>(a, b);
                let next_low = _mm512_shuffle_f32x4::<0b01_00_01_00>(next_a, next_b);
                let next_high = _mm512_shuffle_f32x4::<0b11_10_11_10>(next_a, next_b);
                columns[c] = _mm512_shuffle_f32x4::<0b10_00_10_00>(low, next_low);
                columns[4 + c] = _mm512_shuffle_f32x4::<0b11_01_11_01>(low, next_low);
                columns[8 + c] = _mm512_shuffle_f32x4::<0b10_00_10_00>(high, next_high);
                columns[12 + c] = _mm512_shuffle_f32x4::<0b11_01_11_01>(high, next_high);
            }
            columns
        }
    }

    #[inline(always)]
    fn groups_of_bytes(self, rows: [__m512; 4]) -> Groups {
        unsafe {
            let [a, b, c, d] = rows;
            // Packing works on quarters of a register, and so puts four rows' groups side by side;
            // what is out of a byte's range, but within an i32's, becomes the nearest byte.
            let first = _mm512_packs_epi32(_mm512_cvtps_epi32(a), _mm512_cvtps_epi32(b));
            let last = _mm512_packs_epi32(_mm512_cvtps_epi32(c), _mm512_cvtps_epi32(d));
            std::mem::transmute(_mm512_packus_epi16(first, last))
        }
    }

    #[inline(always)]
    fn pairs(self, rows: [__m512; 4]) -> Pairs {
        self.pairs.pairs(rows)
    }

    #[inline(always)]
    fn dot2(self, sums: __m512, x: [bf16; 2], weights: &[bf16; 2 * LANES]) -> __m512 {
        self.pairs.dot2(sums, x, weights)
    }

    #[inline(always)]
    fn no_dots(self) -> __m512i {
        unsafe { _mm512_setzero_si512() }
    }

    #[inline(always)]
    fn prefetch<T>(self, row: &T) {
        const { assert!(size_of::<T>() == 2 * CACHE_LINE) }
        let ahead = std::ptr::from_ref(row).cast::<i8>().wrapping_add(AHEAD);
        // SAFETY: nothing is read, and an address that does not exist is ignored.
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(ahead);
            _mm_prefetch::<_MM_HINT_T0>(ahead.wrapping_add(CACHE_LINE));
        }
    }

    #[inline(always)]
    fn dot4(self, dots: __m512i, x: [u8; 4], weights: &[i8; 4 * LANES]) -> __m512i {
        unsafe {
            let weights = _mm512_loadu_si512(weights.as_ptr().cast());
            _mm512_dpbusd_epi32(dots, _mm512_set1_epi32(i32::from_le_bytes(x)), weights)
        }
    }

    #[inline(always)]
    fn numbers(self, dots: __m512i) -> __m512 {
        unsafe { _mm512_cvtepi32_ps(dots) }
    }
}

/// Four rows of eight pairs, pair by pair, in each row after row. Only a machine with the
/// instructions has a `P`.
#[inline(always)]
fn side_by_side<P: PairProducts<__m512>>(_found: P, rows: [__m256i; 4]) -> Pairs {
    unsafe {
        // In each half of a register two pairs of two rows, then one of four.
        let [a, b, c, d] = rows;
        let (low, high) = (_mm256_unpacklo_epi32(a, b), _mm256_unpackhi_epi32(a, b));
        let (next_low, next_high) = (_mm256_unpacklo_epi32(c, d), _mm256_unpackhi_epi32(c, d));
        let fours = [
            _mm256_unpacklo_epi64(low, next_low),
            _mm256_unpackhi_epi64(low, next_low),
            _mm256_unpacklo_epi64(high, next_high),
            _mm256_unpackhi_epi64(high, next_high),
        ];
        let first = fours.map(|four| _mm256_castsi256_si128(four));
        let second = fours.map(|four| _mm256_extracti128_si256::<1>(four));
        std::mem::transmute([first, second])
    }
}

impl PairProducts<__m512> for Widened {
    #[inline(always)]
    fn pairs(self, rows: [__m512; 4]) -> Pairs {
        // To the nearest, to the even one of two: by what carries into the upper half.
        let narrowed = |row: __m512| unsafe {
            let bits = _mm512_castps_si512(row);
            let odd = _mm512_and_si512(_mm512_srli_epi32::<16>(bits), _mm512_set1_epi32(1));
            let half = _mm512_add_epi32(odd, _mm512_set1_epi32(0x7FFF));
            _mm512_cvtepi32_epi16(_mm512_srli_epi32::<16>(_mm512_add_epi32(bits, half)))
        };
        side_by_side(self, rows.map(narrowed))
    }

    #[inline(always)]
    fn dot2(self, sums: __m512, x: [bf16; 2], weights: &[bf16; 2 * LANES]) -> __m512 {
        let x = x.map(wide);
        unsafe {
            let pairs = _mm512_loadu_si512(weights.as_ptr().cast());
            let first = _mm512_castsi512_ps(_mm512_slli_epi32::<16>(pairs));
            let upper = _mm512_set1_epi32(0xFFFF_0000u32.cast_signed());
            let second = _mm512_castsi512_ps(_mm512_and_si512(pairs, upper));
            let sums = _mm512_fmadd_ps(_mm512_set1_ps(x[0]), first, sums);
            _mm512_fmadd_ps(_mm512_set1_ps(x[1]), second, sums)
        }
    }
}

impl PairProducts<__m512> for Bf16 {
    #[inline(always)]
    fn pairs(self, rows: [__m512; 4]) -> Pairs {
        let narrowed = |row: __m512| unsafe { std::mem::transmute(_mm512_cvtneps_pbh(row)) };
        side_by_side(self, rows.map(narrowed))
    }

    #[inline(always)]
    fn dot2(self, sums: __m512, x: [bf16; 2], weights: &[bf16; 2 * LANES]) -> __m512 {
        let of_bits = |bits| unsafe { std::mem::transmute::<__m512i, __m512bh>(bits) };
        unsafe {
            let x = of_bits(_mm512_set1_epi32(std::mem::transmute::<[bf16; 2], i32>(x)));
            _mm512_dpbf16_ps(sums, x, of_bits(_mm512_loadu_si512(weights.as_ptr().cast())))
        }
    }
}
