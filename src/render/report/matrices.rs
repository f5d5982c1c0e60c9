//! Confusion matrices as tables whose cells are shaded by their share of the row.

use crate::eval::Report;
use crate::labels::confusion::Matrix;

use super::words;

/// Shades of a cell, from none to full.
const SHADES: f64 = 9.0;

/// Layers whose errors are listed under the labels of the matrix.
const LISTED: [&str; 5] = ["voice", "certainty", "wording", "stance", "kind"];

/// A layer with one label an item.
pub(super) struct MatrixView<'r> {
    pub name: &'r str,
    pub layer: &'r str,
    pub classes: &'r [String],
    pub rows: Vec<RowView<'r>>,
    /// Whether any item got no prediction.
    pub missing: bool,
}

/// One gold class.
pub(super) struct RowView<'r> {
    pub class: &'r str,
    pub cells: Vec<Cell<'r>>,
    pub missing: f64,
    pub items: f64,
}

/// What was predicted for a gold class.
pub(super) struct Cell<'r> {
    pub predicted: &'r str,
    pub count: f64,
    pub share: String,
    pub shade: f64,
    pub right: bool,
    /// Whether the errors it counts are in the list.
    pub listed: bool,
}

/// One frame: found, overlooked, or made up.
pub(super) struct FrameView<'r> {
    pub name: &'r str,
    pub both: f64,
    pub gold: f64,
    pub predicted: f64,
    pub neither: f64,
    pub missing: f64,
}

/// The layers with one label an item.
pub(super) fn matrices(report: &Report) -> Vec<MatrixView<'_>> {
    report.confusions.iter().filter(|matrix| matrix.class.is_none()).map(matrix).collect()
}

fn matrix(matrix: &Matrix) -> MatrixView<'_> {
    let rows = (0..matrix.classes.len()).filter_map(|at| row(matrix, at));
    MatrixView {
        name: words::layer(&matrix.layer),
        layer: &matrix.layer,
        classes: &matrix.classes,
        rows: rows.collect(),
        missing: matrix.missing.iter().any(|&count| count > 0.0),
    }
}

/// One gold class, if any item is of it.
fn row(matrix: &Matrix, at: usize) -> Option<RowView<'_>> {
    let (class, counts) = (matrix.classes.get(at)?, matrix.cells.get(at)?);
    let missing = matrix.missing.get(at).copied().unwrap_or(0.0);
    let items = counts.iter().sum::<f64>() + missing;
    let listed = LISTED.contains(&matrix.layer.as_str());
    let cells =
        matrix.classes.iter().zip(counts).enumerate().map(|(place, (predicted, &count))| {
            let share = count / items;
            Cell {
                predicted,
                count,
                share: format!("{:.0} %", share * 100.0),
                shade: (share * SHADES).round(),
                right: place == at,
                listed: listed && place != at && count > 0.0,
            }
        });
    (items > 0.0).then(|| RowView { class, cells: cells.collect(), missing, items })
}

/// The frames, one line each.
pub(super) fn frames(report: &Report) -> Vec<FrameView<'_>> {
    let frames = report.confusions.iter().filter_map(|matrix| {
        let name = matrix.class.as_deref()?;
        let [absent, present] = &matrix.cells[..] else { return None };
        let ([neither, predicted], [gold, both]) = (pair(absent)?, pair(present)?);
        let missing = matrix.missing.iter().sum();
        Some(FrameView { name, both, gold, predicted, neither, missing })
    });
    frames.filter(|frame| frame.both + frame.gold + frame.predicted + frame.missing > 0.0).collect()
}

fn pair(cells: &[f64]) -> Option<[f64; 2]> {
    cells.try_into().ok()
}
