//! Weights in the order in which the kernels need them, in f32, in 16-bit floats or in bytes.

use half::bf16;
use rayon::prelude::*;

use super::aligned::Aligned;
use super::memory::Memory;

/// Numbers that are worked on together. On narrower machines a vector is several registers, so
/// that sums are taken in the same order, and have the same bits, on every machine with a fused
/// multiply-add; products of 16-bit floats are as the machine makes them.
pub const LANES: usize = 16;

/// Columns of the result that a panel makes.
pub const PANEL: usize = 2 * LANES;

/// Vectors in a row of a panel.
pub const VECTORS: usize = PANEL / LANES;

/// The weights of [`PANEL`] outputs for one input.
pub type PanelRow = [f32; PANEL];

/// Inputs that are packed together, so that what is written stays in the nearest cache.
const BLOCK: usize = 16;

/// Bytes that one instruction takes together.
pub const GROUP: usize = 4;

/// 16-bit floats that one instruction takes together.
pub const PAIR: usize = 2;

/// 1.5·2²³: adding it leaves no bit for a fraction, and the lowest bits are those of the integer.
pub const ROUND: f32 = 12_582_912.0;

/// The weights of [`PANEL`] outputs for [`GROUP`] inputs: output by output.
type GroupRow = [i8; PANEL * GROUP];

/// The weights of [`PANEL`] outputs for [`PAIR`] inputs: output by output.
type PairRow = [bf16; PANEL * PAIR];

/// Weights in the order in which they are needed: panel by panel, in each input by input.
#[derive(Debug, Clone)]
pub struct Panels {
    /// The weights.
    pub values: Memory<f32>,
    /// How many inputs there are.
    pub depth: usize,
}

impl Panels {
    /// Packs rows of `depth` weights; outputs are filled up with zeros to whole panels.
    #[must_use]
    pub fn pack(weights: &[f32], depth: usize) -> Self {
        let outputs = weights.len() / depth;
        let mut values = Aligned::zeros(outputs.div_ceil(PANEL) * PANEL * depth);
        let panels = values.par_chunks_mut(PANEL * depth);
        panels.zip(weights.par_chunks(PANEL * depth)).for_each(|(panel, rows)| {
            fill(panel.as_chunks_mut().0, rows, depth);
        });
        Self { values: values.into(), depth }
    }
}

/// Packs at most [`PANEL`] rows.
fn fill(panel: &mut [PanelRow], rows: &[f32], depth: usize) {
    for (i, block) in panel.chunks_mut(BLOCK).enumerate() {
        for (o, row) in rows.chunks_exact(depth).enumerate() {
            let row = &row[i * BLOCK..];
            block.iter_mut().zip(row).for_each(|(to, &from)| to[o] = from);
        }
    }
}

/// Weights as 16-bit floats, in the order in which they are needed: panel by panel, in each two inputs
/// at a time.
#[derive(Debug, Clone)]
pub struct Bf16Panels {
    /// The weights.
    pub values: Memory<bf16>,
    /// How many inputs there are.
    pub depth: usize,
}

impl Bf16Panels {
    /// The nearest 16-bit floats of weights for an even number of inputs.
    #[must_use]
    pub fn narrowed(panels: &Panels) -> Self {
        assert!(panels.depth.is_multiple_of(PAIR));
        let mut values = Aligned::zeros(panels.values.len());
        let (to, _): (&mut [PairRow], _) = values.as_chunks_mut();
        let (from, _): (&[[f32; PANEL * PAIR]], _) = panels.values.as_chunks();
        to.par_iter_mut().zip(from).with_min_len(BLOCK).for_each(|(to, from)| {
            let (first, second) = from.split_at(PANEL);
            for (pair, (&a, &b)) in to.as_chunks_mut().0.iter_mut().zip(first.iter().zip(second)) {
                *pair = [bf16::from_f32(a), bf16::from_f32(b)];
            }
        });
        Self { values: values.into(), depth: panels.depth }
    }
}

/// Weights as bytes, one scale an output, in the order in which they are needed: panel by panel,
/// in each four inputs at a time.
#[derive(Debug, Clone)]
pub struct Int8Panels {
    /// The bytes.
    pub values: Memory<i8>,
    /// What a weight of 1 stands for, by output.
    pub scales: Memory<f32>,
    /// The sum of what the weights stand for, by output: what a zero of 1 in the inputs adds.
    pub sums: Memory<f32>,
    /// How many inputs there are.
    pub depth: usize,
}

impl Int8Panels {
    /// Quantises and packs rows of `depth` weights, a multiple of four; outputs are filled up with
    /// zeros to whole panels.
    #[must_use]
    pub fn pack(weights: &[f32], depth: usize) -> Self {
        assert!(depth.is_multiple_of(GROUP));
        let outputs = (weights.len() / depth).div_ceil(PANEL) * PANEL;
        let mut values = Aligned::zeros(outputs * depth);
        let (mut scales, mut sums) = (Aligned::zeros(outputs), Aligned::zeros(outputs));
        let columns = scales.par_chunks_mut(PANEL).zip(sums.par_chunks_mut(PANEL));
        values
            .par_chunks_mut(PANEL * depth)
            .zip(columns)
            .zip(weights.par_chunks(PANEL * depth))
            .for_each(|((panel, (scales, sums)), rows)| {
                let mut bytes = vec![0; depth];
                for (o, row) in rows.chunks_exact(depth).enumerate() {
                    scales[o] = quantise(row, &mut bytes);
                    let sum: i32 = bytes.iter().map(|&byte| i32::from(byte)).sum();
                    sums[o] = sum as f32 * scales[o];
                    place(&bytes, o, panel.as_chunks_mut().0);
                }
            });
        Self { values: values.into(), scales: scales.into(), sums: sums.into(), depth }
    }

    /// How many outputs there are, zeros included.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.scales.len()
    }
}

/// A row as bytes from −127 to 127, and what a byte of 1 stands for.
#[expect(clippy::cast_possible_truncation, reason = "the lowest bits are the integer")]
fn quantise(row: &[f32], bytes: &mut [i8]) -> f32 {
    let scale = (largest(row) / 127.0).max(f32::MIN_POSITIVE);
    for (to, w) in bytes.iter_mut().zip(row) {
        *to = (w / scale + ROUND).to_bits() as i8;
    }
    scale
}

/// The largest size of a row's weights, in strands, so that none waits for another.
fn largest(row: &[f32]) -> f32 {
    let (chunks, rest) = row.as_chunks::<LANES>();
    let mut most = [0f32; LANES];
    for chunk in chunks {
        most.iter_mut().zip(chunk).for_each(|(most, w)| *most = most.max(w.abs()));
    }
    most.iter().chain(rest).fold(0.0, |most, w| most.max(w.abs()))
}

/// Puts a row's bytes where output `o` of its panel has them.
fn place(bytes: &[i8], o: usize, panel: &mut [GroupRow]) {
    for (group, bytes) in panel.iter_mut().zip(bytes.as_chunks::<GROUP>().0) {
        group[o * GROUP..][..GROUP].copy_from_slice(bytes);
    }
}
