//! Kinds of bodies: which nouns, offices and members go with a company, which with a union.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::sides::lexicon::lines;

/// A row of the table of kinds.
pub(super) type Kind = usize;

/// The columns of the table after the name of the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Column {
    /// What a body is called: "company".
    Noun,
    /// Who acts for it: "executive".
    Office,
    /// Who it is made of: "nurses".
    Members,
}

const COLUMNS: [Column; 3] = [Column::Noun, Column::Office, Column::Members];

/// The kind of body that `word`, in lower case, goes with in a column.
pub(super) fn kind(word: &str, column: Column) -> Option<Kind> {
    static TABLE: LazyLock<HashMap<(&str, Column), Kind>> = LazyLock::new(read);
    TABLE.get(&(word, column)).copied()
}

fn read() -> HashMap<(&'static str, Column), Kind> {
    let mut table = HashMap::new();
    for (kind, line) in lines(include_str!("../data/body_kinds.tsv")).enumerate() {
        for (cell, column) in line.split('\t').skip(1).zip(COLUMNS) {
            for word in cell.split('|').filter(|word| !word.is_empty()) {
                table.entry((word, column)).or_insert(kind);
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_and_a_noun_of_one_kind_agree() {
        assert_eq!(kind("executive", Column::Office), kind("company", Column::Noun));
        assert_ne!(kind("union", Column::Noun), kind("company", Column::Noun));
        assert_eq!(kind("harbour", Column::Noun), None);
    }
}
