//! Matrices over slices.

/// Rows of a matrix, `stride` apart.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a, T = f32> {
    values: &'a [T],
    stride: usize,
    width: usize,
}

/// Rows of a matrix to be written.
#[derive(Debug)]
pub struct RowsMut<'a, T = f32> {
    values: &'a mut [T],
    stride: usize,
    width: usize,
}

impl<'a, T> Rows<'a, T> {
    /// Rows of `width` values each without a gap.
    #[must_use]
    pub fn dense(values: &'a [T], width: usize) -> Self {
        Self { values, stride: width, width }
    }

    /// The columns from `first` on, `width` of them.
    #[must_use]
    pub fn columns(self, first: usize, width: usize) -> Self {
        assert!(first + width <= self.width);
        Self { values: self.values.get(first..).unwrap_or_default(), width, ..self }
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
        (self.values.len() + self.stride - self.width) / self.stride
    }

    /// One row.
    #[must_use]
    #[inline(always)]
    pub fn row(self, i: usize) -> &'a [T] {
        &self.values[i * self.stride..][..self.width]
    }
}

impl<'a, T> RowsMut<'a, T> {
    /// Rows of `width` values each without a gap.
    #[must_use]
    pub fn dense(values: &'a mut [T], width: usize) -> Self {
        Self { values, stride: width, width }
    }

    /// The columns from `first` on, `width` of them.
    #[must_use]
    pub fn columns(&mut self, first: usize, width: usize) -> RowsMut<'_, T> {
        assert!(first + width <= self.width);
        let values = self.values.get_mut(first..).unwrap_or_default();
        RowsMut { values, width, stride: self.stride }
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
    pub fn row(&mut self, i: usize) -> &mut [T] {
        &mut self.values[i * self.stride..][..self.width]
    }
}
