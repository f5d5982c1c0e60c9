//! What a kernel asks of an instruction set.

use half::bf16;

use crate::panels::{GROUP, LANES, PAIR};

/// An instruction set. A value of its type is the proof that this machine has it.
pub trait Simd: Copy {
    /// [`LANES`] numbers.
    type F: Copy;
    /// [`LANES`] sums of an integer product that is under way.
    type Dots: Copy;

    /// Rows and vectors of a tile whose sums fit into the registers beside one row of a panel.
    const TILE: (usize, usize);
    /// The same for integer products.
    const DOTS_TILE: (usize, usize);

    /// The same number everywhere.
    fn splat(self, x: f32) -> Self::F;
    /// Numbers from memory.
    fn load(self, x: &[f32; LANES]) -> Self::F;
    /// Numbers to memory.
    fn store(self, v: Self::F, out: &mut [f32; LANES]);
    /// `a + b`
    fn add(self, a: Self::F, b: Self::F) -> Self::F;
    /// `a − b`
    fn sub(self, a: Self::F, b: Self::F) -> Self::F;
    /// `a · b`
    fn mul(self, a: Self::F, b: Self::F) -> Self::F;
    /// `a / b`
    fn div(self, a: Self::F, b: Self::F) -> Self::F;
    /// `a · b + c`
    fn mul_add(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F;
    /// The larger of two.
    fn max(self, a: Self::F, b: Self::F) -> Self::F;
    /// The smaller of two.
    fn min(self, a: Self::F, b: Self::F) -> Self::F;
    /// The nearest integer, the even one of two; for numbers below 2²².
    fn round(self, v: Self::F) -> Self::F;
    /// `2^n` for integers from −126 to 127.
    fn pow2(self, n: Self::F) -> Self::F;
    /// The sum of all lanes: halves added until one is left.
    fn sum(self, v: Self::F) -> f32;
    /// The largest of all lanes.
    fn largest(self, v: Self::F) -> f32;
    /// The smallest of all lanes.
    fn smallest(self, v: Self::F) -> f32;
    /// Rows become columns.
    #[inline(always)]
    fn transposed(self, rows: [Self::F; LANES]) -> [Self::F; LANES] {
        let mut columns = [[0.0; LANES]; LANES];
        for (r, &row) in rows.iter().enumerate() {
            let mut values = [0.0; LANES];
            self.store(row, &mut values);
            for c in 0..LANES {
                columns[c][r] = values[c];
            }
        }
        let mut out = rows;
        for (to, column) in out.iter_mut().zip(&columns) {
            *to = self.load(column);
        }
        out
    }

    /// What is taken off a number before it becomes a byte: 128 where products of bytes want one
    /// with a sign.
    const BYTE_OFFSET: u8 = 0;
    /// Numbers of four rows as bytes, group by group, in each row after row: the nearest integers,
    /// not below 0 nor above 255, less [`Self::BYTE_OFFSET`].
    fn groups_of_bytes(self, rows: [Self::F; 4]) -> Groups;

    /// Numbers of four rows as 16-bit floats, pair by pair, in each row after row: of normal numbers
    /// the nearest, the even one of two.
    #[inline(always)]
    fn pairs(self, rows: [Self::F; 4]) -> Pairs {
        let mut pairs = [[[bf16::ZERO; PAIR]; 4]; LANES / PAIR];
        for (r, &row) in rows.iter().enumerate() {
            let mut values = [0.0; LANES];
            self.store(row, &mut values);
            for (to, pair) in pairs.iter_mut().zip(values.as_chunks().0) {
                to[r] = pair.map(bf16::from_f32);
            }
        }
        pairs
    }

    /// Adds to each sum the product of `x` with its own two weights.
    #[inline(always)]
    fn dot2(self, sums: Self::F, x: [bf16; 2], weights: &[bf16; 2 * LANES]) -> Self::F {
        let weights = weights.as_chunks::<2>().0;
        let of = |i: usize| self.load(&std::array::from_fn(|lane| wide(weights[lane][i])));
        let sums = self.mul_add(self.splat(wide(x[0])), of(0), sums);
        self.mul_add(self.splat(wide(x[1])), of(1), sums)
    }

    /// Sums that are 0.
    fn no_dots(self) -> Self::Dots;
    /// Has the cache fetch the row of weights, 128 bytes, that a tile reaches some hundred cycles
    /// after this one: a panel is larger than the nearest cache. By default nothing.
    #[inline(always)]
    fn prefetch<T>(self, _row: &T) {}
    /// Adds to each sum the product of `x`, stored bytes, with its own four weights, exactly.
    fn dot4(self, dots: Self::Dots, x: [u8; 4], weights: &[i8; 4 * LANES]) -> Self::Dots;
    /// The sums as numbers.
    fn numbers(self, dots: Self::Dots) -> Self::F;
}

/// Bytes of four rows, group by group, in each row after row.
pub type Groups = [[[u8; GROUP]; 4]; LANES / GROUP];

/// 16-bit floats of four rows, pair by pair, in each row after row.
pub type Pairs = [[[bf16; PAIR]; 4]; LANES / PAIR];

/// The same number in 32 bits: `bf16::to_f32` but for what it says of a NaN.
#[inline(always)]
pub(super) fn wide(x: bf16) -> f32 {
    f32::from_bits(u32::from(x.to_bits()) << 16)
}

/// Rows of bytes as [`Groups`], where no instruction packs them so.
#[inline(always)]
pub fn in_groups(rows: &[[u8; LANES]; 4]) -> Groups {
    let mut groups = [[[0; GROUP]; 4]; LANES / GROUP];
    for (r, row) in rows.iter().enumerate() {
        for (to, group) in groups.iter_mut().zip(row.as_chunks().0) {
            to[r] = *group;
        }
    }
    groups
}

/// How pairs of 16-bit floats are made and multiplied, where machines of one instruction set differ
/// in it: the parts of [`Simd`] of the same names.
pub trait PairProducts<F>: Copy {
    fn pairs(self, rows: [F; 4]) -> Pairs;
    fn dot2(self, sums: F, x: [bf16; 2], weights: &[bf16; 2 * LANES]) -> F;
}

/// How bytes are multiplied, where machines of one instruction set differ in it: the parts of
/// [`Simd`] of the same names.
pub trait ByteProducts<F>: Copy {
    type Dots: Copy;

    const TILE: (usize, usize);

    fn no_dots(self) -> Self::Dots;
    fn dot4(self, dots: Self::Dots, x: [u8; 4], weights: &[i8; 4 * LANES]) -> Self::Dots;
    fn numbers(self, dots: Self::Dots) -> F;
}
