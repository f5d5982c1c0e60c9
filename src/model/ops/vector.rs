//! Loops over `f32` that the compiler turns into the widest vectors of the machine it runs on.

/// Runs `f` compiled for the vector instructions found at run time.
///
/// `f` and what it calls must be `#[inline(always)]`, or they are compiled for the baseline only.
#[inline]
pub fn dispatch<R>(f: impl FnMut() -> R) -> R {
    static ARCH: std::sync::LazyLock<pulp::Arch> = std::sync::LazyLock::new(pulp::Arch::new);
    ARCH.dispatch(Called(f))
}

/// A closure called as what it is. Called as an `FnOnce`, one that borrows goes through a function
/// of the compiler's that is not inlined, so that its loops are compiled for the baseline only.
struct Called<F>(F);

impl<R, F: FnMut() -> R> pulp::NullaryFnOnce for Called<F> {
    type Output = R;

    #[inline(always)]
    fn call(mut self) -> R {
        (self.0)()
    }
}

/// Lanes that sums are kept in: a fixed number, so that a sum has the same bits on every machine.
const LANES: usize = 16;

/// `Σ f(x)`, in an order that does not depend on the machine.
#[inline(always)]
pub fn sum(x: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0f32; LANES];
    let (blocks, rest) = x.as_chunks::<LANES>();
    for block in blocks {
        for (lane, &x) in lanes.iter_mut().zip(block) {
            *lane += f(x);
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane += f(x);
    }
    lanes.iter().sum()
}

/// `Σ x·y`, in an order that does not depend on the machine.
#[inline(always)]
pub fn dot(x: &[f32], y: &[f32]) -> f32 {
    let mut lanes = [0f32; LANES];
    let ((xs, x_rest), (ys, y_rest)) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
    for (x, y) in xs.iter().zip(ys) {
        for i in 0..LANES {
            lanes[i] += x[i] * y[i];
        }
    }
    for (lane, (x, y)) in lanes.iter_mut().zip(x_rest.iter().zip(y_rest)) {
        *lane += x * y;
    }
    lanes.iter().sum()
}

/// `y += a·x`.
#[inline(always)]
pub fn axpy(y: &mut [f32], a: f32, x: &[f32]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

/// `e^x` within 2 units in the last place for `x ≤ 0`; below −87 it is 0.
///
/// Cephes' `expf`: the power of two is taken out, a polynomial of degree 5 does the rest.
#[inline(always)]
pub fn exp_of_nonpositive(x: f32) -> f32 {
    // ln 2 in two parts, so that the reduction loses no digits.
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    const ROUND: f32 = 12_582_912.0; // 1.5·2²³: adding it leaves the nearest integer in the low bits
    let clamped = if x < -87.0 { -87.0 } else { x };
    let shifted = clamped * std::f32::consts::LOG2_E + ROUND;
    let power = shifted - ROUND;
    let r = clamped - power * LN2_HIGH - power * LN2_LOW;
    let p = 1.987_569_1e-4;
    let p = p * r + 1.398_2e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 0.5;
    let mantissa = p * r * r + r + 1.0;
    let scale = f32::from_bits(shifted.to_bits().wrapping_shl(23).wrapping_add(0x3f80_0000));
    if x < -87.0 { 0.0 } else { mantissa * scale }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_follows_the_standard_one() {
        for i in 0..=8600 {
            let x = -(i as f32) / 100.0;
            let (ours, theirs) = (exp_of_nonpositive(x), x.exp());
            assert!((ours - theirs).abs() <= 4e-7 * theirs, "exp({x}): {ours} for {theirs}");
        }
        assert_eq!(exp_of_nonpositive(-1e9), 0.0);
        assert_eq!(exp_of_nonpositive(f32::NEG_INFINITY), 0.0);
    }

    #[test]
    fn sums_take_every_tail() {
        for n in 0..40 {
            let x: Vec<f32> = (0..n).map(|i| i as f32).collect();
            assert_eq!(sum(&x, |x| x), (0..n).sum::<i32>() as f32);
            assert_eq!(dot(&x, &x), (0..n).map(|i| i * i).sum::<i32>() as f32);
        }
    }
}
