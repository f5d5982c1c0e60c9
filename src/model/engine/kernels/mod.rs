//! Vector kernels: each written once over [`Simd`](simd::Simd), compiled for every instruction set
//! that has an implementation of it, and chosen at run time.
//!
//! This is the only place of the engine with unsafe code: calls of vector instructions in `avx2.rs`,
//! `avx512.rs` and `neon.rs`, and their results taken as plain numbers. They rest on one invariant: a
//! value of an instruction set's type exists only where its features were found
//! ([`Level::available`]), and every function that needs the features takes such a value.

mod attention;
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "calls of vector instructions")]
mod avx2;
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "calls of vector instructions")]
mod avx512;
mod bf16;
mod int8;
mod level;
mod math;
#[cfg(target_arch = "aarch64")]
#[expect(unsafe_code, reason = "calls of vector instructions")]
mod neon;
mod norm;
mod peak;
mod pool;
mod portable;
mod product;
mod quantise;
mod rows;
mod simd;
#[cfg(test)]
mod tests;
mod tiles;

pub use attention::{Attention, Scratch};
pub use bf16::{Bf16Product, Narrow, Narrowed};
pub use int8::Int8Product;
pub use level::Level;
pub use norm::Norm;
pub use peak::Peak;
pub use pool::{Dots, Softmax, WeightedSum};
pub use product::{Activation, Product};
pub use quantise::{Quantise, Quantised};
pub use rows::{Groups, GroupsMut, Rows, RowsMut};
