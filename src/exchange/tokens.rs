//! Tokens for tools that want them: words by Unicode's rules, cut wherever a label begins or ends.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::Span;

/// Words, marks and white space of `text` in order, without gap; none crosses one of `cuts`.
pub(super) fn pieces(text: &str, cuts: impl IntoIterator<Item = usize>) -> Vec<Span> {
    let words = text.split_word_bound_indices().map(|(at, _)| at);
    let mut bounds: Vec<usize> = words.chain(cuts).chain([0, text.len()]).collect();
    bounds.sort_unstable();
    bounds.dedup();
    bounds.windows(2).map(|pair| Span::new(pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_inside_a_word_cuts_it() {
        let text = "un-armed port.";
        let words: Vec<_> = pieces(text, [1]).iter().map(|piece| piece.of(text)).collect();
        assert_eq!(words, ["u", "n", "-", "armed", " ", "port", "."]);
    }
}
