//! One table of strings, as a terminal, Markdown or `templates/sheet.html` shows it.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// A table, its head in strings of whatever kind.
pub(super) struct Sheet<H = &'static str> {
    pub title: &'static str,
    /// How to read it; may be empty.
    pub note: String,
    pub head: Vec<H>,
    /// How many columns, from the left, hold words.
    pub words: usize,
    pub lines: Vec<Vec<String>>,
}

impl<H> Sheet<H> {
    /// The table, unless it is empty.
    pub fn filled(self) -> Option<Self> {
        (!self.lines.is_empty()).then_some(self)
    }
}

impl Sheet {
    /// The table under its title and note, for a terminal of this width.
    pub fn text(&self, width: u16) -> String {
        let mut table = Table::new();
        table
            .load_style(presets::UTF8_HORIZONTAL_ONLY)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width)
            .set_header(&self.head)
            .add_rows(self.lines.iter().map(|cells| cells.iter().map(|cell| shown(cell))));
        for column in table.column_iter_mut().skip(self.words) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let note = textwrap::fill(&self.note, usize::from(width));
        let note = if note.is_empty() { note } else { note + "\n" };
        format!("{}\n{note}{table}\n\n", self.title)
    }
}

/// A cell without control characters, which could steer a terminal: names in it are the user's.
fn shown(cell: &str) -> String {
    cell.replace(|c: char| c.is_control() && c != '\n', "\u{fffd}")
}
