//! A report as one self-contained page: figures, tables, and every error in its sentence.
//!
//! Nothing is fetched: style and script stand in the page, and its content-security policy allows
//! these two by their hashes and nothing else. The template engine escapes every text.

use askama::Template;

use crate::eval::{Report, Row};

use super::super::dots::Dots;
use super::super::sheet::Sheet;
use super::super::shell::Shell;
use super::errors::{self, Group};
use super::figures::{self, Layer};
use super::matrices::{self, FrameView, MatrixView};
use super::sheets::{self, leads, rows_sheet, scored};
use super::words;

/// The style of all pages, and what reports add to it.
const CSS: &str = concat!(
    include_str!("../../../templates/page.css"),
    include_str!("../../../templates/report.css")
);
const JS: &str = include_str!("../../../templates/report.js");

/// The report as one page of HTML.
///
/// # Panics
/// Never: writing to memory does not fail.
#[must_use]
pub fn html(report: &Report) -> String {
    Page::of(report).render().expect("memory does not fail")
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'r> {
    shell: Shell,
    heading: String,
    lead: Vec<String>,
    /// Leading scores: the figure, and the same as a table.
    dots: Option<Dots>,
    leading: Option<Sheet>,
    /// Every score of a whole layer.
    every: Option<Sheet>,
    published: Option<Sheet>,
    differences: Option<Dots>,
    comparison: Option<Sheet>,
    matrices: Vec<MatrixView<'r>>,
    frames: Vec<FrameView<'r>>,
    layers: Vec<Layer>,
    calibration: Option<Sheet>,
    classes: Option<Sheet>,
    slices: Option<Sheet>,
    agreement: Option<Sheet>,
    /// Which labels carry what annotators do not agree on.
    disagreement: Option<Sheet>,
    side_swap: Option<Sheet>,
    groups: Vec<Group<'r>>,
    errors: usize,
    signature: String,
}

/// Whether the row is a label's share of a disagreement.
fn shares(row: &Row) -> bool {
    row.metric == "disagreement"
}

impl<'r> Page<'r> {
    fn of(report: &'r Report) -> Self {
        let whole: Vec<&Row> = report.rows.iter().filter(|row| row.slice.is_none()).collect();
        let leading: Vec<&Row> = whole.iter().copied().filter(|row| leads(row)).collect();
        let layers: Vec<&Row> = whole.iter().copied().filter(|row| row.class.is_none()).collect();
        let titled = |title, note, rows: &[&Row]| {
            Sheet { title, note, ..rows_sheet(rows, scored(report)) }.filled()
        };
        let heading = words::heading(report);
        Self {
            shell: Shell::new(heading.clone(), CSS, JS),
            heading,
            lead: words::lead(report),
            dots: figures::scores(report),
            leading: titled("Leading scores", words::beside(report), &leading),
            every: titled("Every score of a layer", String::new(), &layers),
            published: sheets::published(report).filled(),
            differences: figures::differences(&report.comparison, report),
            comparison: sheets::comparison(&report.comparison).filled(),
            matrices: matrices::matrices(report),
            frames: matrices::frames(report),
            layers: figures::layers(report),
            calibration: sheets::calibration(&report.calibration).filled(),
            classes: sheets::classes(report).filled(),
            slices: sheets::slices(report).filled(),
            agreement: sheets::agreement(report, |row| !shares(row)).filled(),
            disagreement: Sheet {
                title: "Which labels carry the disagreement",
                note: String::new(),
                ..sheets::agreement(report, shares)
            }
            .filled(),
            side_swap: sheets::side_swap(&report.side_swap).filled(),
            groups: errors::groups(&report.errors),
            errors: report.errors.len(),
            signature: report.signature.line(),
        }
    }
}
