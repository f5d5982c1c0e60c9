//! Where a score lies, with how much confidence, and by which method.

/// How an interval was made from resampled scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The middle 95 % of the resampled scores.
    Percentile,
    /// Bias-corrected and accelerated (Efron 1987).
    Bca,
}

/// A 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// How it was made.
    pub method: Method,
}
