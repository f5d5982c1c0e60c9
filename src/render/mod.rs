//! From an annotated document to what people and other programs read.
//!
//! Values in, strings out: nothing here prints or touches a file. The formats share three rooms:
//! [`article`] lays the article out, [`signs`] gives every side its letter and colour, and
//! [`prose`] says the summary in plain English.

mod article;
pub mod comparison;
mod csv;
mod dots;
mod html;
mod plain;
mod plots;
mod prose;
pub mod report;
mod sheet;
mod shell;
mod signs;
mod suites;
mod text;
pub mod throughput;

pub use csv::{csv, csv_header, csv_rows};
pub use html::html;
pub use suites::suites;
pub use text::{Style, text};

use crate::labels::Annotated;

/// The documents as JSON Lines, the file format: one document a line.
#[must_use]
pub fn jsonl(documents: &[Annotated]) -> String {
    documents.iter().map(|document| document.to_json() + "\n").collect()
}

/// The JSON Schema of one line of [`jsonl`], as it stands in `schema/annotated.schema.json`.
///
/// # Panics
/// Never: a schema is a JSON value with string keys.
#[must_use]
pub fn json_schema() -> String {
    schema_text(&schemars::schema_for!(crate::labels::record::Record))
}

/// # Panics
/// Never: a schema is a JSON value with string keys.
fn schema_text(schema: &schemars::Schema) -> String {
    serde_json::to_string_pretty(schema).expect("a schema has string keys only") + "\n"
}
