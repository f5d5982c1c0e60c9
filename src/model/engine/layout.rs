//! Where values stand in rows that are filled up with zeros to whole panels.

use super::config::Config;
use super::panels::PANEL;

/// For each value of a row, its place, and how long the row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    places: Vec<usize>,
    width: usize,
}

/// The rows of a model's hidden states.
#[derive(Debug)]
pub struct Layout {
    /// Hidden states.
    pub hidden: Places,
    /// Queries, keys, values or context: heads that are each filled up.
    pub attention: Places,
    /// Queries, keys and values: all queries' heads, all keys', all values'.
    pub qkv: Places,
    /// Between the linear maps of a feed-forward block.
    pub inner: Places,
    /// Length of a head, filling included.
    pub head: usize,
}

impl Places {
    /// Values in order, zeros behind them.
    pub fn filled(count: usize) -> Self {
        Self { places: (0..count).collect(), width: count.div_ceil(PANEL) * PANEL }
    }

    /// Several such rows side by side.
    pub fn repeated(&self, times: usize) -> Self {
        let shifted = |i: usize| self.places.iter().map(move |place| place + i * self.width);
        Self { places: (0..times).flat_map(shifted).collect(), width: times * self.width }
    }

    /// Length of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Values that are no filling.
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// A row of these values.
    pub fn spread(&self, values: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; self.width];
        self.spread_to(values, &mut out);
        out
    }

    /// Writes these values to a row of zeros.
    pub fn spread_to(&self, values: &[f32], row: &mut [f32]) {
        self.places.iter().zip(values).for_each(|(&place, &value)| row[place] = value);
    }

    /// The values of such a row.
    pub fn gather<'a>(&'a self, row: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
        self.places.iter().map(|&place| row[place])
    }

    /// A matrix with rows at our places and columns at those of `inputs`.
    pub fn spread_matrix(&self, inputs: &Self, values: Vec<f32>) -> Vec<f32> {
        if self.is_dense() && inputs.is_dense() {
            return values;
        }
        let mut out = vec![0.0; self.width * inputs.width];
        for (&place, row) in self.places.iter().zip(values.chunks_exact(inputs.count())) {
            inputs.spread_to(row, &mut out[place * inputs.width..][..inputs.width]);
        }
        out
    }

    fn is_dense(&self) -> bool {
        self.count() == self.width
    }
}

impl Layout {
    /// Of a network of these sizes.
    pub fn new(config: &Config) -> Self {
        let head = Places::filled(config.hidden / config.heads);
        let attention = head.repeated(config.heads);
        Self {
            hidden: Places::filled(config.hidden),
            qkv: attention.repeated(3),
            attention,
            inner: Places::filled(config.intermediate),
            head: head.width(),
        }
    }
}
