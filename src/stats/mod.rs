//! Resampling, intervals, paired tests, agreement and calibration; pure.

pub mod interval;

pub use interval::{Interval, Method};
