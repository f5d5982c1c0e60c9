//! What the model runs on.

use serde::Serialize;

use crate::model::engine::Level;

/// A processor and what the kernels use of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// The processor's name, where the system tells it.
    pub processor: Option<String>,
    /// Cores that this process may use; `None` where the system does not say.
    pub cores: Option<usize>,
    /// The instruction set that the kernels run on.
    pub kernels: &'static str,
    /// Instructions that were found, of those that matter to kernels of this kind.
    pub features: Vec<&'static str>,
}

impl Machine {
    /// This machine with the kernels of a level.
    pub(super) fn running(level: Level) -> Self {
        Self {
            processor: processor(),
            cores: std::thread::available_parallelism().ok().map(usize::from),
            kernels: level.name(),
            features: features(),
        }
    }
}

/// As Linux names it.
fn processor() -> Option<String> {
    let all = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let (_, name) = all.lines().find(|line| line.starts_with("model name"))?.split_once(':')?;
    Some(name.trim().to_owned())
}

/// Names of features, each with whether it was found; names have to be literals.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
macro_rules! detected {
    ($is_detected:ident: $($feature:tt)+) => {
        [$(($feature, std::arch::$is_detected!($feature))),+]
    };
}

#[cfg(target_arch = "x86_64")]
fn features() -> Vec<&'static str> {
    found(&detected!(is_x86_feature_detected:
        "avx" "avx2" "fma" "avxvnni" "avx512f" "avx512bw" "avx512dq" "avx512vl" "avx512vnni"
        "avx512bf16" "avx512fp16"))
}

#[cfg(target_arch = "aarch64")]
fn features() -> Vec<&'static str> {
    found(&detected!(is_aarch64_feature_detected: "neon" "dotprod" "i8mm" "bf16" "fp16" "sve"))
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn features() -> Vec<&'static str> {
    Vec::new()
}

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn found(features: &[(&'static str, bool)]) -> Vec<&'static str> {
    features.iter().filter(|(_, found)| *found).map(|&(name, _)| name).collect()
}
