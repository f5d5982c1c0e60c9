//! A comparison as findings for a terminal, as JSON, as tables for spreadsheets, and as a page.
//!
//! `findings` says in plain sentences what an editor wants to know first, `phrases` in what two
//! tellings of a claim differ; `names` and `numbers` hold what all forms call things.

mod claims;
mod differences;
mod findings;
mod matrix;
mod measures;
mod names;
mod numbers;
mod overlap;
mod page;
mod phrases;
mod tables;
mod terminal;

pub(crate) use overlap::groups;
pub use page::html;
pub use tables::{cells_csv, csv};
pub use terminal::text;

use crate::compare::Comparison;

/// The whole comparison as JSON: `{"outlets": […], …, "signature": {…}}`.
///
/// # Panics
/// Never: a comparison has string keys only.
#[must_use]
pub fn json(comparison: &Comparison) -> String {
    serde_json::to_string_pretty(comparison).expect("a comparison has string keys only")
}

/// The JSON Schema of [`json`], as it stands in `schema/comparison.schema.json`.
#[must_use]
pub fn json_schema() -> String {
    super::schema_text(&schemars::schema_for!(Comparison))
}
