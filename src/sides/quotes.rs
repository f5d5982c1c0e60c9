//! Where quotations stand, as far as finding out who "I" is needs it.

use crate::text::Span;

/// The quotations of `text` from its marks, marks excluded, in order and apart from each other.
///
/// A quotation that is never closed ends with its line. Marks inside a quotation that opened with
/// other marks are part of it.
pub(super) fn quotations(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |&(_, c)| c);
        match open {
            Some((start, closing)) if c == '\n' || closes(c, closing, before, next) => {
                found.push(Span::new(start, at));
                open = None;
            }
            None => open = opens(c, before).map(|closing| (at + c.len_utf8(), closing)),
            Some(_) => {}
        }
        before = c;
    }
    found.extend(open.map(|(start, _)| Span::new(start, text.len())));
    found
}

/// The mark that closes what `c` opens.
fn opens(c: char, before: char) -> Option<char> {
    match c {
        '“' | '„' => Some('”'),
        '«' => Some('»'),
        '‘' => Some('’'),
        '"' if !before.is_alphanumeric() => Some('"'),
        _ => None,
    }
}

/// Whether `c` is the `closing` mark and not an apostrophe.
fn closes(c: char, closing: char, before: char, next: char) -> bool {
    c == closing && !(c == '’' && (before.is_whitespace() || next.is_alphanumeric()))
        || closing == '”' && c == '“' && !before.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::quotations;

    fn inside(text: &str) -> Vec<&str> {
        quotations(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn an_apostrophe_does_not_close_a_quotation_in_single_marks() {
        assert_eq!(inside("‘It isn’t ours,’ he said."), ["It isn’t ours,"]);
    }

    #[test]
    fn an_unclosed_quotation_ends_with_its_line() {
        assert_eq!(inside("“We wait.\nThey left."), ["We wait."]);
    }
}
