//! Lists of strings as Python writes them: `['slammed', "won't"]`.

use std::str::Chars;

/// The strings of a list; an empty cell is an empty list.
pub(super) fn list(cell: &str) -> Result<Vec<String>, String> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(Vec::new());
    }
    let inner = cell.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let mut rest = inner.ok_or_else(|| format!("{cell:?} is no list in brackets"))?.trim_start();
    let mut strings = Vec::new();
    while !rest.is_empty() {
        let (string, after) = string(rest)?;
        strings.push(string);
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(after) => rest = after.trim_start(),
            None if rest.is_empty() => {}
            None => return Err(format!("a comma is missing before {rest:?}")),
        }
    }
    Ok(strings)
}

/// The string that `text` begins with, and what follows it.
fn string(text: &str) -> Result<(String, &str), String> {
    let mut characters = text.chars();
    let mark = characters.next().filter(|mark| matches!(mark, '\'' | '"'));
    let mark = mark.ok_or_else(|| format!("a string in quotation marks is missing at {text:?}"))?;
    let mut string = String::new();
    while let Some(character) = characters.next() {
        match character {
            '\\' => string.extend(escape(&mut characters)?),
            end if end == mark => return Ok((string, characters.as_str())),
            other => string.push(other),
        }
    }
    Err(format!("the string {text} does not end"))
}

/// What a backslash stands for with what follows it; nothing before a line break.
fn escape(characters: &mut Chars) -> Result<Option<char>, String> {
    let escaped = characters.next().ok_or("a string ends in a backslash")?;
    Ok(match escaped {
        '\\' | '\'' | '"' => Some(escaped),
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        'x' => Some(code(characters, 2)?),
        'u' => Some(code(characters, 4)?),
        'U' => Some(code(characters, 8)?),
        '\n' => None,
        other => return Err(format!("\\{other} is no escape of Python's")),
    })
}

fn code(characters: &mut Chars, digits: usize) -> Result<char, String> {
    let hex: String = characters.take(digits).collect();
    let code = (hex.len() == digits).then(|| u32::from_str_radix(&hex, 16).ok()).flatten();
    code.and_then(char::from_u32).ok_or_else(|| format!("{hex:?} is no character's code"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_quotation_marks_and_escapes_are_read() {
        let read = list(r#"['regime', "won't", 'a\'b\x41\u00e9\\',]"#).unwrap();
        assert_eq!(read, ["regime", "won't", "a'bAé\\"]);
        assert_eq!(list("[]").unwrap(), Vec::<String>::new());
        assert_eq!(list("").unwrap(), Vec::<String>::new());
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for wrong in ["regime", "['a'", "[a]", "['a' 'b']", "['a", r"['\q']", r"['\xZZ']", "['a]"] {
            assert!(list(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[\\[\\]'\",\\\\xuUn0-9aé😀 ]{0,30}") {
            let _ = list(&text);
        }
    }
}
