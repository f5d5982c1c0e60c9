//! Every kernel on every instruction set of this machine, against plain loops.
//!
//! Under Miri, which takes a minute or more for each and knows AVX2 where it is told so:
//! `MIRIFLAGS="-Zmiri-tree-borrows -Zmiri-disable-isolation -Zmiri-ignore-leaks"
//! RUSTFLAGS="-Ctarget-feature=+avx2,+fma" cargo +nightly miri test -p parallax-engine --lib NAME`
//! (what rayon is built on needs tree borrows).

use half::bf16;
use proptest::collection::vec;
use proptest::prelude::*;

use super::level::Job;
use super::product::blocks;
use super::simd::Simd;
use super::*;
use crate::panels::{Bf16Panels, GROUP, Int8Panels, LANES, PAIR, PANEL, Panels};

/// Whole numbers, so that sums of products are exact, and halves of them.
fn numbers(count: usize) -> impl Strategy<Value = Vec<f32>> {
    vec((-16i16..=16).prop_map(|x| f32::from(x) / 2.0), count)
}

fn close(a: f32, b: f32, tolerance: f32) -> bool {
    (a - b).abs() <= tolerance * (1.0 + b.abs())
}

/// What an instruction set takes off its bytes, and how many rows a tile of products has: of floats,
/// and of bytes.
#[derive(Default)]
struct Constants {
    offset: u8,
    rows: usize,
    rows_of_bytes: usize,
}

impl Constants {
    fn of(level: Level) -> Self {
        struct Get<'a>(&'a mut Constants);
        impl Job for Get<'_> {
            fn run<S: Simd>(self, _: S) {
                *self.0 = Constants {
                    offset: S::BYTE_OFFSET,
                    rows: S::TILE.0,
                    rows_of_bytes: S::DOTS_TILE.0,
                };
            }
        }
        let mut constants = Self::default();
        level.run(Get(&mut constants));
        constants
    }
}

/// The values of interleaved rows, as wide as this, row by row. A tile has at most `most` rows, and
/// an instruction takes `together` values of each.
fn by_row<T: Copy>(
    values: &[T],
    rows: usize,
    width: usize,
    most: usize,
    together: usize,
) -> Vec<T> {
    let block = |(from, count): (usize, usize)| {
        let block = &values[from * width..][..count * width];
        let row = move |row| block[row * together..].chunks(count * together);
        (0..count).flat_map(row).flat_map(move |values| &values[..together])
    };
    blocks(rows, most).flat_map(block).copied().collect()
}

/// The same bits on every instruction set with a fused multiply-add.
fn assert_same_bits(results: &[(Level, Vec<f32>)]) {
    let bits = |values: &[f32]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    let fused: Vec<_> =
        results.iter().filter(|(level, _)| !matches!(level, Level::Portable(_))).collect();
    for pair in fused.windows(2) {
        assert_eq!(bits(&pair[0].1), bits(&pair[1].1), "{:?} {:?}", pair[0].0, pair[1].0);
    }
}

fn on_each_level(run: impl Fn(Level) -> Vec<f32>) -> Vec<(Level, Vec<f32>)> {
    let results: Vec<_> = Level::available().into_iter().map(|level| (level, run(level))).collect();
    assert_same_bits(&results);
    results
}

/// `x·Wᵀ` of dense matrices.
fn product(x: &[f32], w: &[f32], depth: usize) -> Vec<f32> {
    let dot = |x: &[f32], w: &[f32]| x.iter().zip(w).map(|(x, w)| x * w).sum::<f32>();
    x.chunks(depth).flat_map(|x| w.chunks(depth).map(move |w| dot(x, w))).collect()
}

/// What each level gave, panel after panel, is these products of so many rows and outputs, and the bias.
fn assert_are_products(
    results: &[(Level, Vec<f32>)],
    expected: &[f32],
    (rows, outputs): (usize, usize),
    bias: &[f32],
) {
    for (level, out) in results {
        for (i, o) in (0..rows).flat_map(|i| (0..outputs).map(move |o| (i, o))) {
            let found = out[(o / PANEL * rows + i) * PANEL + o % PANEL];
            assert_eq!(found, expected[i * outputs + o] + bias[o], "{level:?}");
        }
    }
}

prop_compose! {
    /// Rows, outputs and depth, then `x` and weights of these shapes.
    fn matrices(group: usize)
        (rows in 1usize..30, outputs in 1usize..70, groups in 1usize..20)
        (x in numbers(rows * groups * group), w in numbers(outputs * groups * group),
         rows in Just(rows), outputs in Just(outputs), depth in Just(groups * group))
        -> (usize, usize, usize, Vec<f32>, Vec<f32>) {
        (rows, outputs, depth, x, w)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 2 } else { 48 }))]

    #[test]
    fn a_product_is_that_of_plain_loops((rows, outputs, depth, x, w) in matrices(1)) {
        let weights = Panels::pack(&w, depth);
        let width = outputs.div_ceil(PANEL) * PANEL;
        let bias: Vec<f32> = (0..width).map(|i| i as f32).collect();
        let expected = product(&x, &w, depth);
        let results = on_each_level(|level| {
            let mut out = vec![f32::NAN; rows * width];
            level.run(Product {
                x: Rows::dense(&x, depth),
                weights: &weights,
                bias: &bias,
                activation: Activation::None,
                out: GroupsMut::one(&mut out, width),
            });
            out
        });
        for (level, out) in results {
            for (i, row) in out.chunks(width).enumerate() {
                for (o, &found) in row.iter().enumerate() {
                    let sum = if o < outputs { expected[i * outputs + o] } else { 0.0 };
                    prop_assert_eq!(found, sum + bias[o], "{:?} row {} output {}", level, i, o);
                }
            }
        }
    }

    #[test]
    fn columns_go_to_their_groups((rows, outputs, depth, x, w) in matrices(1), panels in 1usize..3) {
        let weights = Panels::pack(&w, depth);
        let width = outputs.div_ceil(panels * PANEL) * panels * PANEL;
        let (bias, group) = (vec![0.0; width], panels * PANEL);
        let expected = product(&x, &w, depth);
        for level in Level::available() {
            let mut out = vec![0.0; rows * width];
            level.run(Product {
                x: Rows::dense(&x, depth),
                weights: &weights,
                bias: &bias,
                activation: Activation::None,
                out: GroupsMut::new(&mut out, rows, group),
            });
            for (i, o) in (0..rows).flat_map(|i| (0..outputs).map(move |o| (i, o))) {
                let found = Groups::new(&out, rows, group).group(o / group).row(i)[o % group];
                prop_assert_eq!(found, expected[i * outputs + o], "{:?}", level);
            }
        }
    }

    #[test]
    fn pairs_are_multiplied_as_by_plain_loops((rows, outputs, depth, x, w) in matrices(16)) {
        // Numbers that 16 bits hold, so that every product and sum is exact.
        let weights = Bf16Panels::narrowed(&Panels::pack(&w, depth));
        let width = outputs.div_ceil(PANEL) * PANEL;
        let bias: Vec<f32> = (0..width).map(|i| i as f32).collect();
        let results = on_each_level(|level| {
            let (mut narrowed, mut out) = (Narrowed::default(), vec![f32::NAN; rows * width]);
            level.run(Narrow { x: Rows::dense(&x, depth), out: &mut narrowed });
            level.run(Bf16Product {
                x: &narrowed,
                weights: &weights,
                bias: &bias,
                activation: Activation::None,
                // Each panel a group of its own.
                out: GroupsMut::new(&mut out, rows, PANEL),
            });
            out
        });
        assert_are_products(&results, &product(&x, &w, depth), (rows, outputs), &bias);
    }

    #[test]
    fn a_number_is_narrowed_to_the_nearest(
        x in (1usize..30).prop_flat_map(|rows| vec(prop::num::f32::NORMAL | prop::num::f32::ZERO, rows * 48)),
    ) {
        let nearest: Vec<bf16> = x.iter().map(|&x| bf16::from_f32(x)).collect();
        for level in Level::available() {
            let (mut out, most) = (Narrowed::default(), Constants::of(level).rows);
            level.run(Narrow { x: Rows::dense(&x, 48), out: &mut out });
            let found = by_row(&out.values, x.len() / 48, 48, most, PAIR);
            prop_assert_eq!(&found, &nearest, "{:?}", level);
        }
    }

    #[test]
    fn bytes_are_multiplied_exactly(
        (rows, outputs, depth, x, w) in matrices(16),
        extremes in any::<bool>(),
        zero in 0u8..,
    ) {
        // Inputs of 256 whole numbers around 0 and weights of −127 to 127, with both ends in every
        // row, so that every scale is 1.
        let with_ends = |values: &[f32], low: f32, high: f32| -> Vec<f32> {
            let span = |x: f32| if extremes {
                if x > 0.0 { high } else { low }
            } else {
                (low + (x + 8.0) / 16.0 * (high - low)).round()
            };
            let mut out: Vec<f32> = values.iter().map(|&x| span(x)).collect();
            for row in out.chunks_mut(depth) {
                (row[0], row[1]) = (low, high);
            }
            out
        };
        let zero = f32::from(zero);
        let (x, w) = (with_ends(&x, -zero, 255.0 - zero), with_ends(&w, -127.0, 127.0));
        let weights = Int8Panels::pack(&w, depth);
        let width = weights.outputs();
        let bias: Vec<f32> = (0..width).map(|i| i as f32).collect();
        let factors = vec![1.0; depth];
        let results = on_each_level(|level| {
            let (mut bytes, mut out) = (Quantised::default(), vec![f32::NAN; rows * width]);
            // Each panel a group of its own.
            let groups = GroupsMut::new(&mut out, rows, PANEL);
            level.run(Quantise { x: Rows::dense(&x, depth), factors: &factors, out: &mut bytes });
            level.run(Int8Product {
                x: &bytes,
                weights: &weights,
                bias: &bias,
                activation: Activation::None,
                out: groups,
            });
            out
        });
        assert_are_products(&results, &product(&x, &w, depth), (rows, outputs), &bias);
    }

    #[test]
    fn a_byte_stands_for_its_number_within_half_a_step(
        x in (1usize..30).prop_flat_map(|rows| vec(-50f32..50.0, rows * 48)),
        factors in vec(0.25f32..4.0, 48),
    ) {
        let mut all = Vec::new();
        for level in Level::available() {
            let (mut out, constants) = (Quantised::default(), Constants::of(level));
            let (offset, most) = (constants.offset, constants.rows_of_bytes);
            level.run(Quantise { x: Rows::dense(&x, 48), factors: &factors, out: &mut out });
            let bytes = by_row(&out.bytes, x.len() / 48, 48, most, GROUP);
            for (i, &x) in x.iter().enumerate() {
                let (scale, zero) = (out.scales[i / 48], out.zeros[i / 48]);
                let byte = bytes[i].wrapping_add(offset);
                let stands_for = (f32::from(byte) - (zero + f32::from(offset))) * scale;
                let exact = x * factors[i % 48];
                prop_assert!((stands_for - exact).abs() <= 0.51 * scale, "{stands_for} {exact}");
            }
            // Without a fused multiply-add a tie may be rounded the other way.
            if !matches!(level, Level::Portable(_)) {
                all.push((bytes, out.zeros, out.scales));
            }
        }
        prop_assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn a_sum_is_normalised(
        (values, x, y) in (1usize..100).prop_flat_map(|values| {
            let rows = || vec(-3f32..3.0, values * 3);
            (Just(values), rows(), rows())
        }),
    ) {
        let width = values.div_ceil(PANEL) * PANEL;
        let spread = |x: &[f32]| -> Vec<f32> {
            let mut out = vec![0.0; x.len() / values * width];
            out.chunks_mut(width).zip(x.chunks(values)).for_each(|(to, from)| to[..values].copy_from_slice(from));
            out
        };
        let gamma = spread(&(0..values).map(|i| 1.0 + i as f32 / 64.0).collect::<Vec<_>>());
        let beta = spread(&(0..values).map(|i| i as f32 / 32.0 - 1.0).collect::<Vec<_>>());
        let epsilon = 1e-3;
        let results = on_each_level(|level| {
            let (mut out, y) = (spread(&x), spread(&y));
            level.run(Norm {
                x: RowsMut::dense(&mut out, width),
                y: Rows::dense(&y, width),
                gamma: &gamma,
                beta: &beta,
                values,
                epsilon,
            });
            out
        });
        for (level, out) in results {
            let rows = out.chunks(width).zip(x.chunks(values).zip(y.chunks(values)));
            for (out, (x, y)) in rows {
                let sum: Vec<f32> = x.iter().zip(y).map(|(x, y)| x + y).collect();
                let mean = sum.iter().sum::<f32>() / values as f32;
                let variance = sum.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / values as f32;
                for i in 0..values {
                    let normal = (sum[i] - mean) / (variance + epsilon).sqrt();
                    prop_assert!(close(out[i], normal * gamma[i] + beta[i], 1e-4), "{level:?}");
                }
                prop_assert!(out[values..].iter().all(|&x| x == 0.0));
            }
        }
    }

    #[test]
    fn attention_is_that_of_plain_loops(
        (lengths, heads, qkv) in (vec(1usize..70, 1..3), 1usize..3, 1usize..3).prop_flat_map(
            |(lengths, heads, panels)| {
                let tokens: usize = lengths.iter().sum();
                let qkv = vec(-2f32..2.0, tokens * 3 * heads * panels * PANEL);
                (Just(lengths), Just(heads), qkv)
            },
        ),
    ) {
        let tokens: usize = lengths.iter().sum();
        let width = qkv.len() / tokens / 3;
        let head = width / heads;
        let results = on_each_level(|level| {
            let (mut out, mut scratch) = (vec![f32::NAN; tokens * width], Scratch::default());
            level.run(Attention {
                qkv: Groups::new(&qkv, tokens, head),
                context: RowsMut::dense(&mut out, width),
                lengths: &lengths,
                scratch: &mut scratch,
            });
            out
        });
        let part = |token: usize, part: usize, h: usize| {
            &qkv[((part * heads + h) * tokens + token) * head..][..head]
        };
        let sentence_of = |token: usize| {
            let mut ends = lengths.iter().scan(0, |end, length| {
                *end += length;
                Some(*end - length..*end)
            });
            ends.find(|tokens| tokens.contains(&token)).unwrap()
        };
        for (level, out) in results {
            for (h, i) in (0..heads).flat_map(|h| (0..tokens).map(move |i| (h, i))) {
                let score = |j: usize| -> f32 {
                    part(i, 0, h).iter().zip(part(j, 1, h)).map(|(q, k)| q * k).sum()
                };
                let others = sentence_of(i);
                let highest = others.clone().map(score).fold(f32::MIN, f32::max);
                let weights: Vec<f32> =
                    others.clone().map(|j| (score(j) - highest).exp()).collect();
                let sum: f32 = weights.iter().sum();
                for d in 0..head {
                    let weighed = weights.iter().zip(others.clone());
                    let gathered: f32 = weighed.map(|(w, j)| w * part(j, 2, h)[d]).sum();
                    let found = out[i * width + h * head + d];
                    prop_assert!(close(found, gathered / sum, 1e-4), "{level:?} {found}");
                }
            }
        }
    }

    #[test]
    fn weighted_sums_and_dots_are_those_of_plain_loops(
        rows in 1usize..40,
        values in numbers(40 * 32),
    ) {
        let x = &values[..rows * 32];
        let vector = &values[values.len() - 32..];
        let dots = on_each_level(|level| {
            let mut out = vec![0.0; rows];
            level.run(Dots { x: Rows::dense(x, 32), vector, out: &mut out });
            out
        });
        let expected = product(x, vector, 32);
        for (level, out) in dots {
            prop_assert_eq!(&out, &expected, "{:?}", level);
        }
        let weights = &values[..rows];
        let sums = on_each_level(|level| {
            let mut out = vec![f32::NAN; 32];
            level.run(WeightedSum { x: Rows::dense(x, 32), weights, out: &mut out });
            out
        });
        for (level, out) in sums {
            for (d, &found) in out.iter().enumerate() {
                let expected: f32 = (0..rows).map(|i| weights[i] * x[i * 32 + d]).sum();
                prop_assert_eq!(found, expected, "{:?}", level);
            }
        }
    }

    #[test]
    fn weights_under_softmax_add_up_to_one(count in 1usize..70, scores in vec(-90f32..90.0, 80)) {
        let results = on_each_level(|level| {
            let mut out = scores.clone();
            level.run(Softmax { scores: &mut out, count });
            out
        });
        for (level, out) in results {
            let highest = scores[..count].iter().copied().fold(f32::MIN, f32::max);
            let sum: f32 = scores[..count].iter().map(|x| (x - highest).exp()).sum();
            for (&found, &score) in out[..count].iter().zip(&scores) {
                prop_assert!(close(found, (score - highest).exp() / sum, 1e-5), "{level:?}");
            }
        }
    }
}

#[test]
fn gelu_follows_the_error_function() {
    // scipy.special.ndtr
    let values = [(0.0, 0.5), (1.0, 0.841_344_7), (2.0, 0.977_249_87)];
    let weights = Panels::pack(&[1.0], 1);
    for level in Level::available() {
        for (x, normal) in values.into_iter().flat_map(|(x, p)| [(x, p), (-x, 1.0 - p)]) {
            let mut out = [0.0; PANEL];
            level.run(Product {
                x: Rows::dense(&[x], 1),
                weights: &weights,
                bias: &[0.0; PANEL],
                activation: Activation::Gelu,
                out: GroupsMut::one(&mut out, PANEL),
            });
            assert!(close(out[0], x * normal, 1e-6), "{level:?}: gelu({x}) = {}", out[0]);
        }
    }
}

#[test]
fn behind_products_of_bytes_gelu_is_within_2e_4() {
    let values: Vec<f32> = (-1200i16..=1200).map(|x| f32::from(x) / 100.0).collect();
    // The only number of its row that is not 0, so that its byte stands for it.
    let x: Vec<f32> = values.iter().flat_map(|&x| [&[x][..], &[0.0; LANES - 1]].concat()).collect();
    let rows = Rows::dense(&x, LANES);
    let weights = [&[1.0][..], &[0.0; LANES - 1]].concat();
    let (exact, weights) = (Panels::pack(&weights, LANES), Int8Panels::pack(&weights, LANES));
    let (bias, activation) = (&[0.0; PANEL][..], Activation::Gelu);
    for level in Level::available() {
        let mut outs = [vec![0.0; values.len() * PANEL], vec![0.0; values.len() * PANEL]];
        let [expected, found] = &mut outs;
        let out = GroupsMut::one(expected, PANEL);
        level.run(Product { x: rows, weights: &exact, bias, activation, out });
        let mut bytes = Quantised::default();
        level.run(Quantise { x: rows, factors: &[1.0; LANES], out: &mut bytes });
        let out = GroupsMut::one(found, PANEL);
        level.run(Int8Product { x: &bytes, weights: &weights, bias, activation, out });
        for (i, x) in values.iter().enumerate() {
            let error = (found[i * PANEL] - expected[i * PANEL]).abs();
            assert!(error < 2e-4, "{level:?}: gelu({x}) is off by {error}");
        }
    }
}
