//! Functions of vectors, and of all the numbers of a row.

use super::simd::Simd;
use crate::panels::LANES;

/// `e^x` within 3e-7 of its size for `x ≤ 0`; below −87 it is as small as at −87.
#[inline(always)]
pub fn exp_of_nonpositive<S: Simd>(s: S, x: S::F) -> S::F {
    // Taylor's coefficients of 2^x, fitted to ±½.
    const POLYNOMIAL: [f32; 5] =
        [9.618_129e-3, 5.550_411e-2, 0.240_226_49, std::f32::consts::LN_2, 1.0];
    let x = s.max(x, s.splat(-87.0));
    let t = s.mul(x, s.splat(std::f32::consts::LOG2_E));
    let n = s.round(t);
    let rest = s.sub(t, n);
    let mut p = s.splat(1.333_355_8e-3);
    for coefficient in POLYNOMIAL {
        p = s.mul_add(p, rest, s.splat(coefficient));
    }
    s.mul(p, s.pow2(n))
}

/// `x·Φ(x)`, with the error function of `model::ops::gelu`.
#[inline(always)]
pub fn gelu<S: Simd>(s: S, v: S::F) -> S::F {
    const P: [f32; 6] = [
        2.770_681_5e-8,
        -2.101_024e-6,
        -5.692_506_5e-5,
        -7.349_906_3e-4,
        -2.954_6e-3,
        -1.609_603_3e-2,
    ];
    const Q: [f32; 4] = [-2.133_740_6e-4, -1.682_827e-3, -7.373_329e-3, -1.426_473_9e-2];
    let x = s.mul(v, s.splat(std::f32::consts::FRAC_1_SQRT_2));
    let x = s.min(s.max(x, s.splat(-4.0)), s.splat(4.0));
    let x2 = s.mul(x, x);
    let mut p = s.splat(-2.726_142_3e-10);
    for coefficient in P {
        p = s.mul_add(p, x2, s.splat(coefficient));
    }
    let mut q = s.splat(-1.456_607_2e-5);
    for coefficient in Q {
        q = s.mul_add(q, x2, s.splat(coefficient));
    }
    let erf = s.div(s.mul(x, p), q);
    let half = s.mul(v, s.splat(0.5));
    s.mul_add(half, erf, half)
}

/// [`gelu`] within 2e-4: near enough for what becomes bytes next, whose steps are some fifty times
/// as wide.
#[inline(always)]
pub fn coarse_gelu<S: Simd>(s: S, v: S::F) -> S::F {
    // `Φ(x) − ½ ≈ x·P(x²)` up to ±4, where it is ½: fitted to the least error of `x·Φ(x)`.
    const P: [f32; 6] =
        [-1.588_830_9e-6, 4.776_395_5e-5, -8.121_881e-4, 8.763_693e-3, -6.455_442e-2, 0.397_870_27];
    let x = s.min(s.max(v, s.splat(-4.0)), s.splat(4.0));
    let x2 = s.mul(x, x);
    let mut p = s.splat(2.258_828_3e-8);
    for coefficient in P {
        p = s.mul_add(p, x2, s.splat(coefficient));
    }
    s.mul(v, s.mul_add(x, p, s.splat(0.5)))
}

/// Folds a row of whole vectors into one vector, in four strands, so that none waits for another.
#[inline(always)]
pub fn fold<S: Simd>(
    s: S,
    row: &[f32],
    start: S::F,
    step: impl Fn(S::F, S::F) -> S::F,
    join: impl Fn(S::F, S::F) -> S::F,
) -> S::F {
    let (vectors, _) = row.as_chunks::<LANES>();
    let (fours, rest) = vectors.as_chunks::<4>();
    let mut strands = [start; 4];
    for four in fours {
        for i in 0..4 {
            strands[i] = step(strands[i], s.load(&four[i]));
        }
    }
    for (i, vector) in rest.iter().enumerate() {
        strands[i] = step(strands[i], s.load(vector));
    }
    join(join(strands[0], strands[1]), join(strands[2], strands[3]))
}

/// Turns scores into weights that add up to 1 when multiplied by the number returned. `scores`
/// are whole vectors, of which the first `count` values are meant; the others become next to 0.
#[inline(always)]
pub fn softmax<S: Simd>(s: S, scores: &mut [f32], count: usize) -> f32 {
    scores[count..].fill(f32::NEG_INFINITY);
    let never = s.splat(f32::NEG_INFINITY);
    let highest = fold(s, scores, never, |a, v| s.max(a, v), |a, b| s.max(a, b));
    let highest = s.splat(s.largest(highest));
    let mut sum = s.splat(0.0);
    for vector in scores.as_chunks_mut::<LANES>().0 {
        let weight = exp_of_nonpositive(s, s.sub(s.load(vector), highest));
        s.store(weight, vector);
        sum = s.add(sum, weight);
    }
    1.0 / s.sum(sum)
}
