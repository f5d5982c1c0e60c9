//! One table of strings, as a terminal, Markdown or `templates/sheet.html` shows it.

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
