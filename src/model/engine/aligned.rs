//! Memory that starts at a cache line, so that no vector of it lies across two.

use std::ops::{Deref, DerefMut};

/// Bytes of a cache line.
pub const LINE: usize = 64;

/// A slice that starts at a cache line. Its length is fixed but by [`Aligned::at_least`].
#[derive(Debug, Default)]
pub struct Aligned<T> {
    memory: Vec<T>,
    start: usize,
    length: usize,
}

impl<T: Copy + Default> Aligned<T> {
    /// As many zeros.
    #[must_use]
    pub fn zeros(length: usize) -> Self {
        let memory = vec![T::default(); length + LINE / size_of::<T>()];
        // Where the line cannot be found, as under Miri, the memory is used as it is.
        let start = match memory.as_ptr().align_offset(LINE) {
            offset if offset <= memory.len() - length => offset,
            _ => 0,
        };
        Self { memory, start, length }
    }

    /// A slice of this length, grown where it is shorter; what it holds is not defined.
    pub fn at_least(&mut self, length: usize) -> &mut [T] {
        if self.length < length {
            *self = Self::zeros(length);
        }
        &mut self[..length]
    }
}

impl<T> Deref for Aligned<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.memory[self.start..self.start + self.length]
    }
}

impl<T> DerefMut for Aligned<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.memory[self.start..self.start + self.length]
    }
}
