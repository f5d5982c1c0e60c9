//! Where what is packed lies: in memory of their own, or in the program itself.

use std::ops::Deref;
use std::sync::Arc;

use super::aligned::Aligned;

/// Values that no longer change. A clone shares them.
#[derive(Debug, Clone)]
pub enum Memory<T: 'static> {
    /// Made at load.
    Made(Arc<Aligned<T>>),
    /// Part of the program, used where they are.
    Program(&'static [T]),
}

impl<T> Deref for Memory<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Made(values) => values,
            Self::Program(values) => values,
        }
    }
}

impl<T> From<Aligned<T>> for Memory<T> {
    fn from(values: Aligned<T>) -> Self {
        Self::Made(Arc::new(values))
    }
}

impl<T: Copy + Default> From<&[T]> for Memory<T> {
    /// A copy.
    fn from(values: &[T]) -> Self {
        let mut copy = Aligned::zeros(values.len());
        copy.copy_from_slice(values);
        copy.into()
    }
}
