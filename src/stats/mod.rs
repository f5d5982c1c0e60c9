//! Resampling, intervals, paired tests, agreement and calibration; pure.
//!
//! Units of resampling are documents: anything with a default and a sum. A statistic is a
//! function of the sum of some units, and [`resample`] and [`paired`] take many at once.

pub mod agreement;
pub mod calibration;
pub mod coverage;
pub mod discovery;
pub mod interval;
pub mod paired;
#[cfg(test)]
mod reference;
pub mod resample;

pub use agreement::{Coincidences, Scale};
pub use calibration::{Bin, Calibration, Forecast};
pub use coverage::{Coverage, risk_coverage};
pub use discovery::benjamini_hochberg;
pub use interval::{Interval, Method};
pub use paired::{Difference, compare};
pub use resample::{Plan, intervals};
