//! Matrices over slices.

use crate::panels::PANEL;

/// Rows of a matrix.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    values: &'a [f32],
    width: usize,
}

/// Rows of a matrix to be written, `stride` apart.
#[derive(Debug)]
pub struct RowsMut<'a> {
    values: &'a mut [f32],
    stride: usize,
    width: usize,
}

/// A matrix whose columns lie in groups: group after group, in each row after row.
#[derive(Debug, Clone, Copy)]
pub struct Groups<'a> {
    values: &'a [f32],
    rows: usize,
    width: usize,
}

/// Such a matrix to be written.
#[derive(Debug)]
pub struct GroupsMut<'a> {
    values: &'a mut [f32],
    rows: usize,
    width: usize,
}

impl<'a> Groups<'a> {
    /// Groups of `rows` rows of `width` values.
    #[must_use]
    pub fn new(values: &'a [f32], rows: usize, width: usize) -> Self {
        Self { values, rows, width }
    }

    /// How many columns a group has.
    #[must_use]
    pub fn width(self) -> usize {
        self.width
    }

    /// One group.
    #[must_use]
    pub fn group(self, i: usize) -> Rows<'a> {
        let size = self.rows * self.width;
        Rows::dense(&self.values[i * size..][..size], self.width)
    }
}

impl<'a> GroupsMut<'a> {
    /// Groups of `rows` rows of `width` values, whole panels.
    #[must_use]
    pub fn new(values: &'a mut [f32], rows: usize, width: usize) -> Self {
        assert!(width.is_multiple_of(PANEL));
        Self { values, rows, width }
    }

    /// All columns in one group.
    #[must_use]
    pub fn one(values: &'a mut [f32], width: usize) -> Self {
        assert!(values.len().is_multiple_of(width));
        let rows = values.len() / width;
        Self::new(values, rows, width)
    }

    /// The columns of one panel.
    #[must_use]
    #[inline(always)]
    pub fn panel(&mut self, i: usize) -> RowsMut<'_> {
        let (group, first) = (i * PANEL / self.width, i * PANEL % self.width);
        let size = self.rows * self.width;
        let group = &mut self.values[group * size..][..size];
        RowsMut::dense(group, self.width).into_columns(first, PANEL)
    }
}

impl<'a> Rows<'a> {
    /// Rows of `width` values each.
    #[must_use]
    pub fn dense(values: &'a [f32], width: usize) -> Self {
        Self { values, width }
    }

    /// The rows from `first` on, `count` of them.
    #[must_use]
    #[inline(always)]
    pub fn rows(self, first: usize, count: usize) -> Self {
        Self { values: &self.values[first * self.width..][..count * self.width], ..self }
    }

    /// All values, row by row.
    #[must_use]
    #[inline(always)]
    pub fn values(self) -> &'a [f32] {
        self.values
    }

    /// How many values a row has.
    #[must_use]
    #[inline(always)]
    pub fn width(self) -> usize {
        self.width
    }

    /// How many rows there are.
    #[must_use]
    #[inline(always)]
    pub fn count(self) -> usize {
        self.values.len() / self.width
    }

    /// One row.
    #[must_use]
    #[inline(always)]
    pub fn row(self, i: usize) -> &'a [f32] {
        &self.values[i * self.width..][..self.width]
    }
}

impl<'a> RowsMut<'a> {
    /// Rows of `width` values each without a gap.
    #[must_use]
    pub fn dense(values: &'a mut [f32], width: usize) -> Self {
        Self { values, stride: width, width }
    }

    /// The columns from `first` on, `width` of them.
    #[must_use]
    #[inline(always)]
    pub fn columns(&mut self, first: usize, width: usize) -> RowsMut<'_> {
        RowsMut { values: self.values, ..*self }.into_columns(first, width)
    }

    /// The same of rows that are not needed any more.
    #[must_use]
    #[inline(always)]
    pub fn into_columns(self, first: usize, width: usize) -> Self {
        assert!(first + width <= self.width);
        // A matrix without rows has no columns either.
        let values = self.values.get_mut(first..).unwrap_or_default();
        Self { values, width, stride: self.stride }
    }

    /// The rows from `first` on, `count` of them, one at least.
    #[must_use]
    #[inline(always)]
    pub fn rows(&mut self, first: usize, count: usize) -> RowsMut<'_> {
        assert!(count > 0);
        let end = (first + count - 1) * self.stride + self.width;
        let values = &mut self.values[first * self.stride..end];
        RowsMut { values, width: self.width, stride: self.stride }
    }

    /// How many rows there are.
    #[must_use]
    #[inline(always)]
    pub fn count(&self) -> usize {
        (self.values.len() + self.stride - self.width) / self.stride
    }

    /// How many values a row has.
    #[must_use]
    #[inline(always)]
    pub fn width(&self) -> usize {
        self.width
    }

    /// One row.
    #[must_use]
    #[inline(always)]
    pub fn row(&mut self, i: usize) -> &mut [f32] {
        &mut self.values[i * self.stride..][..self.width]
    }
}
