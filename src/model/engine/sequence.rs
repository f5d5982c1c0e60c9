//! One sentence as tokens.

/// One sentence (or one window of a long one) as tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sequence {
    /// Token ids, with the special tokens at both ends.
    pub ids: Vec<u32>,
    /// For each target, the positions in `ids` of its mentions; none of them empty.
    pub targets: Vec<Vec<usize>>,
}
