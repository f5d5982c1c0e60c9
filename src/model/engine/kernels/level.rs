//! Which instruction set this machine has, and how a kernel is run on it.

#[cfg(target_arch = "x86_64")]
use super::avx2::Avx2;
#[cfg(target_arch = "x86_64")]
use super::avx512::Avx512;
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
    Avx2(Avx2),
    /// AVX-512 with the integer dot products (VNNI).
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

impl Level {
    /// The best that this machine has.
    #[must_use]
    pub fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if let Some(s) = Avx512::detect() {
                return Self::Avx512(s);
            }
            if let Some(s) = Avx2::detect() {
                return Self::Avx2(s);
            }
        }
        Self::Portable(Portable)
    }

    /// All that this machine has.
    #[must_use]
    pub fn available() -> Vec<Self> {
        #[cfg_attr(not(target_arch = "x86_64"), expect(unused_mut, reason = "others may follow"))]
        let mut levels = vec![Self::Portable(Portable)];
        #[cfg(target_arch = "x86_64")]
        {
            levels.extend(Avx2::detect().map(Self::Avx2));
            levels.extend(Avx512::detect().map(Self::Avx512));
        }
        levels
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable(_) => "portable",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => "avx512-vnni",
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
            Self::Avx512(_) => true,
        }
    }

    /// Runs a kernel. Not public: a generic function would be compiled in the crate that calls it.
    pub(crate) fn run(self, job: impl Job) {
        match self {
            Self::Portable(s) => job.run(s),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(s) => s.run(job),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(s) => s.run(job),
        }
    }
}
