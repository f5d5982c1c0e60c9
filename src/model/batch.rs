//! Sentences packed for one forward pass.

use std::sync::Arc;

use candle_core::{Device, Result, Tensor};

use super::engine::Sequence;

/// A score so low that its weight under softmax is 0.
const NEVER: f32 = -1e9;

/// Sequences side by side, without padding. Pooling is a product with a sparse-in-spirit but
/// dense-in-memory matrix: at a few dozen sequences a batch it costs nothing.
#[derive(Debug)]
pub struct Batch {
    /// `[tokens]` of token ids.
    pub(super) ids: Tensor,
    /// `[tokens]` of positions within each sequence.
    pub(super) positions: Tensor,
    /// Tokens of each sequence.
    pub(super) lengths: Arc<[usize]>,
    /// `[sequences, tokens]`: the mean over a sequence's tokens, as a product.
    pub(super) mean: Tensor,
    /// `[sequences, tokens]`: 0 within the sequence, [`NEVER`] elsewhere.
    pub(super) within: Tensor,
    /// What the stance head needs; `None` where no sequence has a target.
    pub(super) targets: Option<Targets>,
}

/// All targets of a batch, in the order of sequences.
#[derive(Debug)]
pub(super) struct Targets {
    /// `[targets, tokens]`: the mean over a target's mentions, as a product.
    pub(super) mean: Tensor,
    /// `[targets]`: the sequence each belongs to.
    pub(super) sequence: Tensor,
}

impl Batch {
    /// Packs the sequences.
    ///
    /// # Errors
    /// Only what candle reports.
    ///
    /// # Panics
    /// If a target has no position, or one outside its sequence.
    pub fn new(sequences: &[&Sequence], device: &Device) -> Result<Self> {
        let lengths: Arc<[usize]> = sequences.iter().map(|s| s.ids.len()).collect();
        let tokens: usize = lengths.iter().sum();
        let ids: Vec<u32> = sequences.iter().flat_map(|s| s.ids.iter().copied()).collect();
        let positions: Vec<u32> = lengths.iter().flat_map(|&n| (0..n).map(index)).collect();
        let mut mean = vec![0f32; lengths.len() * tokens];
        let mut within = vec![NEVER; lengths.len() * tokens];
        let mut start = 0;
        for (i, &length) in lengths.iter().enumerate() {
            let row = i * tokens + start..i * tokens + start + length;
            mean[row.clone()].fill(1.0 / length as f32);
            within[row].fill(0.0);
            start += length;
        }
        let shape = (lengths.len(), tokens);
        Ok(Self {
            ids: Tensor::from_vec(ids, tokens, device)?,
            positions: Tensor::from_vec(positions, tokens, device)?,
            mean: Tensor::from_vec(mean, shape, device)?,
            within: Tensor::from_vec(within, shape, device)?,
            targets: Targets::new(sequences, tokens, device)?,
            lengths,
        })
    }
}

impl Targets {
    fn new(sequences: &[&Sequence], tokens: usize, device: &Device) -> Result<Option<Self>> {
        let count: usize = sequences.iter().map(|s| s.targets.len()).sum();
        if count == 0 {
            return Ok(None);
        }
        let mut mean = vec![0f32; count * tokens];
        let mut owners = Vec::with_capacity(count);
        let mut start = 0;
        for (i, sequence) in sequences.iter().enumerate() {
            for positions in &sequence.targets {
                assert!(!positions.is_empty() && positions.iter().all(|&p| p < sequence.ids.len()));
                let row = &mut mean[owners.len() * tokens..][..tokens];
                let share = 1.0 / positions.len() as f32;
                positions.iter().for_each(|&p| row[start + p] = share);
                owners.push(index(i));
            }
            start += sequence.ids.len();
        }
        Ok(Some(Self {
            mean: Tensor::from_vec(mean, (count, tokens), device)?,
            sequence: Tensor::from_vec(owners, count, device)?,
        }))
    }
}

fn index(i: usize) -> u32 {
    u32::try_from(i).expect("a batch has fewer than 2³² tokens")
}
