//! Which instruction set this machine has, and how a kernel is run on it.

#[cfg(target_arch = "x86_64")]
use super::avx2::{self, Avx2};
#[cfg(target_arch = "x86_64")]
use super::avx512::{self, Avx512};
#[cfg(target_arch = "aarch64")]
use super::neon::{self, Neon};
use super::portable::Portable;
use super::simd::Simd;

/// A kernel with its arguments.
pub(crate) trait Job {
    /// Does it. Implementations and what they call are `#[inline(always)]`, or they are compiled
    /// for the baseline only.
    fn run<S: Simd>(self, s: S);
}

/// An instruction set that this machine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// What every machine of this architecture has.
    Portable(Portable),
    /// AVX2 with fused multiply-add.
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2<avx2::Widened>),
    /// AVX2 with the integer dot products in its own encoding (AVX-VNNI).
    #[cfg(target_arch = "x86_64")]
    Avx2Vnni(Avx2<avx2::Vnni>),
    /// AVX-512 with the integer dot products (VNNI).
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512<avx512::Widened>),
    /// AVX-512 with the dot products of integers and of 16-bit floats.
    #[cfg(target_arch = "x86_64")]
    Avx512Bf16(Avx512<avx512::Bf16>),
    /// NEON.
    #[cfg(target_arch = "aarch64")]
    Neon(Neon<neon::Widened>),
    /// NEON with the integer dot products.
    #[cfg(target_arch = "aarch64")]
    NeonDotProduct(Neon<neon::DotProduct>),
}

impl Level {
    /// The best that this machine has.
    #[must_use]
    pub fn best() -> Self {
        Self::available().pop().unwrap_or(Self::Portable(Portable))
    }

    /// All that this machine has, the best at the end.
    #[must_use]
    pub fn available() -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        let others = [
            Avx2::<avx2::Widened>::detect().map(Self::Avx2),
            Avx2::<avx2::Vnni>::detect().map(Self::Avx2Vnni),
            Avx512::<avx512::Widened>::detect().map(Self::Avx512),
            Avx512::<avx512::Bf16>::detect().map(Self::Avx512Bf16),
        ];
        #[cfg(target_arch = "aarch64")]
        let others = [
            Neon::<neon::Widened>::detect().map(Self::Neon),
            Neon::<neon::DotProduct>::detect().map(Self::NeonDotProduct),
        ];
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        let others: [Option<Self>; 0] = [];
        [Self::Portable(Portable)].into_iter().chain(others.into_iter().flatten()).collect()
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable(_) => "portable",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2Vnni(_) => "avx2-vnni",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => "avx512-vnni",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512Bf16(_) => "avx512-bf16",
            #[cfg(target_arch = "aarch64")]
            Self::Neon(_) => "neon",
            #[cfg(target_arch = "aarch64")]
            Self::NeonDotProduct(_) => "neon-dotprod",
        }
    }

    /// Whether it has instructions for products of bytes. Without them bytes are no faster than f32,
    /// or far slower.
    #[must_use]
    pub fn has_byte_products(self) -> bool {
        match self {
            Self::Portable(_) => false,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => false,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2Vnni(_) | Self::Avx512(_) | Self::Avx512Bf16(_) => true,
            #[cfg(target_arch = "aarch64")]
            Self::Neon(_) => false,
            #[cfg(target_arch = "aarch64")]
            Self::NeonDotProduct(_) => true,
        }
    }

    /// Runs a kernel. Not public: a generic function would be compiled in the crate that calls it.
    pub(crate) fn run(self, job: impl Job) {
        match self {
            Self::Portable(s) => job.run(s),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(s) => s.run(job),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2Vnni(s) => s.run(job),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(s) => s.run(job),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512Bf16(s) => s.run(job),
            #[cfg(target_arch = "aarch64")]
            Self::Neon(s) => s.run(job),
            #[cfg(target_arch = "aarch64")]
            Self::NeonDotProduct(s) => s.run(job),
        }
    }
}
