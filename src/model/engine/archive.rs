//! Packed weights as bytes: part after part, each from the start of a cache line on, in the byte
//! order of the machine. How long a part is follows from the network, and is not written.

use bytemuck::{AnyBitPattern, NoUninit};

use super::aligned::LINE;
use super::error::{Error, Result};
use super::memory::Memory;

/// Bytes that start at a cache line.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct Lines<T: ?Sized>(pub T);

/// Packed weights that are part of the program, used where they are.
#[derive(Debug)]
pub struct Archive {
    rest: &'static [u8],
}

impl Archive {
    /// All parts, of bytes that start at a cache line.
    #[must_use]
    pub fn new(bytes: &'static [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next part, of so many values.
    pub(crate) fn take<T: AnyBitPattern>(&mut self, count: usize) -> Result<Memory<T>> {
        let size = count.checked_mul(size_of::<T>());
        let end = size.and_then(|size| size.checked_next_multiple_of(LINE));
        let part = end.and_then(|end| self.rest.split_at_checked(end));
        let (Some(size), Some((part, rest))) = (size, part) else {
            return Err(Error::new("the packed weights end too early"));
        };
        self.rest = rest;
        let values = bytemuck::try_cast_slice(&part[..size]);
        Ok(Memory::Program(values.map_err(|e| Error::new(format!("the packed weights: {e}")))?))
    }

    /// Makes sure that there are no more.
    ///
    /// # Errors
    /// Where there are.
    pub fn end(self) -> Result<()> {
        match self.rest.len() {
            0 => Ok(()),
            more => Err(Error::new(format!("the packed weights are {more} bytes too long"))),
        }
    }
}

/// Puts a part behind the others.
pub(crate) fn put<T: NoUninit>(archive: &mut Vec<u8>, values: &[T]) {
    archive.extend_from_slice(bytemuck::cast_slice(values));
    archive.resize(archive.len().next_multiple_of(LINE), 0);
}
