//! Lines and blocks: which line breaks end a paragraph and which only wrap it.
//!
//! A news text comes with blank lines between paragraphs, with a paragraph on every line, or
//! hard-wrapped at some column. Only in the last do lines belong together.

use super::Span;

/// Wider lines were not wrapped by hand or by a mail program.
const WIDEST_WRAP: usize = 120;
/// Narrower lines are a list or a poem, whatever their ends look like.
const NARROWEST_WRAP: usize = 30;
/// Full lines it takes to believe that a text is wrapped.
const LEAST_FULL_LINES: usize = 3;
/// Marks that begin an item of a list, where a space follows.
const BULLETS: &[char] = &['-', '*', '•', '‣', '▪', '●', '◦', '·', '–', '—', '+'];
/// Marks that end a sentence in the scripts that news is written in.
const STOPS: &[char] = &['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।'];

/// A paragraph, headline, item of a list or other line that stands for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    /// Its words, without white space at either end.
    pub span: Span,
    /// Whether it runs over more than one line.
    pub wrapped: bool,
    /// Whether a blank line, or the edge of the text, stands before it.
    pub apart: bool,
}

/// The paragraphs of a text, in order: they hold every character that is no white space.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<Span> {
    blocks(text).into_iter().map(|block| block.span).collect()
}

/// Whether two places of a text stand in one of its paragraphs.
#[must_use]
pub fn in_one_paragraph(paragraphs: &[Span], first: usize, second: usize) -> bool {
    let number = |place: usize| paragraphs.partition_point(|paragraph| paragraph.end() <= place);
    number(first) == number(second)
}

/// The blocks of a text, in order.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let lines = lines(text);
    let column = wrap_column(text, &lines);
    let mut blocks: Vec<Block> = Vec::new();
    let mut above: Option<Line> = None;
    for line in lines {
        if line.span.is_empty() {
            above = None;
            continue;
        }
        let words = line.span.of(text);
        match (above, blocks.last_mut()) {
            (Some(above), Some(block)) if continues(text, above, line, column) => {
                block.span = Span::new(block.span.start(), line.span.end());
                block.wrapped = true;
            }
            _ => blocks.push(Block { span: line.span, wrapped: false, apart: above.is_none() }),
        }
        above = (!words.is_empty()).then_some(line);
    }
    blocks
}

/// Whether the words begin with the mark of a list item.
pub(super) fn is_item(words: &str) -> bool {
    let rest = words.strip_prefix(BULLETS);
    rest.is_some_and(|rest| rest.starts_with(char::is_whitespace) || words.starts_with('•'))
}

/// Whether the words end as a sentence does, closing quotes and brackets aside.
pub(super) fn is_stopped(words: &str) -> bool {
    words.trim_end_matches(is_closer).ends_with(STOPS)
}

/// Whether a mark ends a sentence.
pub(super) fn is_stop(mark: char) -> bool {
    STOPS.contains(&mark)
}

/// Whether a mark can stand between a stop and the end of its sentence.
pub(super) fn is_closer(mark: char) -> bool {
    super::quotes::is_mark(mark) || matches!(mark, ')' | ']' | '}') || mark.is_whitespace()
}

/// A line without its white space, and how wide it is.
#[derive(Debug, Clone, Copy)]
struct Line {
    span: Span,
    width: usize,
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        if !is_line_end(char) {
            continue;
        }
        lines.push(line(text, start, at));
        let pair = char == '\r' && matches!(chars.peek(), Some((_, '\n')));
        start = at + char.len_utf8() + usize::from(pair);
        if pair {
            chars.next();
        }
    }
    lines.push(line(text, start, text.len()));
    lines
}

fn line(text: &str, start: usize, end: usize) -> Line {
    let span = Span::new(start, end).trimmed(text);
    Line { span, width: span.of(text).chars().count() }
}

fn is_line_end(char: char) -> bool {
    matches!(char, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The column at which the text is wrapped, if it is.
///
/// Wrapping fills lines: a line ends where the next word no longer fits. A text is wrapped when
/// most lines that have a line below are full, and most of those break off in mid-sentence.
fn wrap_column(text: &str, lines: &[Line]) -> Option<usize> {
    let filled = || lines.iter().filter(|line| !line.span.is_empty());
    let column = filled().map(|line| line.width).filter(|&width| width <= WIDEST_WRAP).max()?;
    let wide = filled().filter(|line| line.width > WIDEST_WRAP).count();
    if column < NARROWEST_WRAP || wide * 10 > filled().count() {
        return None;
    }
    let pairs = lines.windows(2).filter(|pair| pair.iter().all(|line| !line.span.is_empty()));
    let (mut all, mut full, mut broken) = (0, 0, 0);
    for pair in pairs {
        all += 1;
        let is_full = is_full(text, pair[0], pair[1], column);
        full += usize::from(is_full);
        broken += usize::from(is_full && !is_stopped(pair[0].span.of(text)));
    }
    let wrapped = full >= LEAST_FULL_LINES && full * 2 > all && broken * 2 > full;
    wrapped.then_some(column)
}

/// Whether the first word below would not have fitted, give or take what a wrapper that evens
/// out its lines leaves free.
fn is_full(text: &str, line: Line, below: Line, column: usize) -> bool {
    let word = below.span.of(text).split_whitespace().next().unwrap_or_default();
    let word = word.chars().take(WIDEST_WRAP).count();
    line.width + 1 + word > column - column / 12
}

fn continues(text: &str, above: Line, line: Line, column: Option<usize>) -> bool {
    let (upper, lower) = (above.span.of(text), line.span.of(text));
    // Any other end of a line was meant, and cannot be read as a space of the same length.
    let between = &text[above.span.end()..line.span.start()];
    if is_item(lower) || between.contains(|char| is_line_end(char) && !matches!(char, '\n' | '\r'))
    {
        return false;
    }
    let in_mid_sentence = !is_stopped(upper)
        && above.width >= NARROWEST_WRAP
        && upper
            .ends_with(|end: char| end.is_alphanumeric() || matches!(end, ',' | '-' | '–' | '—'))
        && lower.trim_start_matches(is_closer).starts_with(char::is_lowercase);
    in_mid_sentence || column.is_some_and(|column| is_full(text, above, line, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn a_paragraph_on_every_line_stays_one() {
        let text = "Dockers walk out\nThe port stood still on Monday.\r\nNobody knew why.\n";
        assert_eq!(words(text).len(), 3);
    }

    #[test]
    fn a_wrapped_paragraph_is_joined_and_its_neighbours_are_not() {
        let text = "Dockers walk out\n\nThe port of Holm stood still on Monday as\n\
                    dockers refused to unload the ships that had\n\
                    waited there since the strike began. A\n\
                    spokesman said that nobody knew when it would\nend.\n\nTalks go on.";
        let found = words(text);
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(found[1].ends_with("would\nend."));
    }

    #[test]
    fn items_of_a_list_are_never_joined() {
        let text = "- the port has been closed since the early morning\n- dockers are out\n- talks";
        assert_eq!(words(text).len(), 3);
    }
}
