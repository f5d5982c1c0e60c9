//! The most operations that an instruction set does: a loop of nothing but the multiply-adds of a
//! product, which no product can outrun where a multiply-add is one instruction.

use std::hint::black_box;

use half::bf16;

use super::bf16::Sums as Pairs;
use super::int8::Sums as Bytes;
use super::level::{Job, Level};
use super::product::with_rows;
use super::simd::Simd;
use super::tiles::Tiles;
use crate::panels::{GROUP, LANES, PAIR};

/// Pairs or groups of a round: few enough to stay in the nearest cache.
const DEPTH: usize = 8;

/// Multiply-adds of one kind, on as many sums as a tile of a product has: so many that none waits
/// for the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peak {
    /// Of 32-bit floats, as in [`Product`](super::Product); all in registers.
    F32,
    /// Of 16-bit floats, as in [`Bf16Product`](super::Bf16Product); what they are widened by is part of
    /// it.
    Bf16,
    /// Of bytes, as in [`Int8Product`](super::Int8Product); what they are widened by is part of it.
    Int8,
}

impl Peak {
    /// So many rounds over all sums, on the calling thread. Gives the number of operations, two a
    /// multiply-add.
    #[must_use]
    pub fn on(self, level: Level, rounds: u64) -> u64 {
        let mut multiply_adds = 0;
        level.run(Rounds { kind: self, rounds, multiply_adds: &mut multiply_adds });
        2 * multiply_adds
    }
}

struct Rounds<'a> {
    kind: Peak,
    rounds: u64,
    multiply_adds: &'a mut u64,
}

impl Job for Rounds<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let rounds = self.rounds;
        let each = match (self.kind, S::TILE, S::DOTS_TILE) {
            (Peak::F32, (rows, 2), _) => with_rows!(rows, [S], 2, floats(s, rounds)),
            (Peak::F32, (rows, _), _) => with_rows!(rows, [S], 1, floats(s, rounds)),
            (Peak::Bf16, (rows, wide), _) => {
                let (x, weights) = ([bf16::ONE; PAIR], [[bf16::ONE; _], [bf16::NEG_ONE; _]]);
                PAIR * match wide {
                    2 => with_rows!(rows, [S, Pairs], 2, products(s, rounds, x, weights)),
                    _ => with_rows!(rows, [S, Pairs], 1, products(s, rounds, x, weights)),
                }
            }
            (Peak::Int8, _, (rows, wide)) => {
                let (x, weights) = ([1; GROUP], [[1; _], [-1; _]]);
                GROUP
                    * match wide {
                        2 => with_rows!(rows, [S, Bytes], 2, products(s, rounds, x, weights)),
                        _ => with_rows!(rows, [S, Bytes], 1, products(s, rounds, x, weights)),
                    }
            }
        };
        *self.multiply_adds = each as u64 * self.rounds;
    }
}

/// Gives the multiply-adds of a round.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "loops of a fixed number, to be unrolled")]
fn floats<S: Simd, const R: usize, const B: usize>(s: S, rounds: u64) -> usize {
    let mut sums = [[s.splat(0.0); B]; R];
    for r in 0..R {
        for b in 0..B {
            // Each its own: equal ones would be computed once.
            sums[r][b] = s.splat((r * B + b) as f32);
        }
    }
    let (factor, term) = (s.splat(black_box(0.5)), s.splat(black_box(1.0)));
    for _ in 0..rounds {
        for r in 0..R {
            for b in 0..B {
                // The sum is a factor: a product of what stays the same would be computed once.
                sums[r][b] = s.mul_add(sums[r][b], factor, term);
            }
        }
    }
    black_box(sums);
    R * B * LANES
}

/// Products as a tile does them, of the same inputs with weights that go by turns up and down, so that
/// no sum runs over. Gives the instructions' lanes of a round.
#[inline(always)]
fn products<S: Simd, T: Tiles<S, Weights: Copy>, const R: usize, const B: usize>(
    s: S,
    rounds: u64,
    x: T::Inputs,
    up_and_down: [T::Weights; 2],
) -> usize {
    let x = [[x; R]; DEPTH];
    let weights: [_; DEPTH] = std::array::from_fn(|k| [up_and_down[k % 2]; B]);
    let mut sums = [[T::none(s); B]; R];
    for _ in 0..rounds {
        // Nothing is known of them in any round, or equal products would be computed once.
        let (x, weights) = black_box((&x, &weights));
        for k in 0..DEPTH {
            for r in 0..R {
                for b in 0..B {
                    sums[r][b] = T::dot(s, sums[r][b], x[k][r], &weights[k][b]);
                }
            }
        }
    }
    black_box(sums);
    DEPTH * R * B * LANES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_every_instruction_set_operations_are_counted_round_by_round() {
        for level in Level::available() {
            for peak in [Peak::F32, Peak::Bf16, Peak::Int8] {
                let one = peak.on(level, 1);
                assert!(one > 0 && one.is_multiple_of(2 * LANES as u64), "{level:?} {peak:?}");
                assert_eq!((peak.on(level, 0), peak.on(level, 7)), (0, 7 * one));
            }
        }
    }
}
