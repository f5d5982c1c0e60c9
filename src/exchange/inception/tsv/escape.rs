//! The format's escapes: a backslash before what has a meaning in a column or would end a line.

/// Characters with a meaning in columns.
const RESERVED: [char; 7] = ['[', ']', '|', '_', ';', '*', '\\'];

/// A line of text as written behind `#Text=`.
pub(super) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match (letter(character), character) {
            (Some(letter), _) => escaped.extend(['\\', letter]),
            (None, '\\' | '\0'..='\x1f') => escaped.extend(['\\', character]),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// The value of a feature as written in a column.
pub(super) fn value(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    let mut rest = value.chars().peekable();
    while let Some(character) = rest.next() {
        if let Some(letter) = letter(character) {
            escaped.extend(['\\', letter]);
        } else if RESERVED.contains(&character) || (character == '-' && rest.peek() == Some(&'>')) {
            escaped.extend(['\\', character]);
        } else {
            escaped.push(character);
        }
    }
    escaped
}

fn letter(character: char) -> Option<char> {
    Some(match character {
        '\t' => 't',
        '\n' => 'n',
        '\r' => 'r',
        '\x0c' => 'f',
        '\x08' => 'b',
        _ => return None,
    })
}

/// What was escaped, text or value; a backslash at the very end stands for itself.
pub(super) fn undone(escaped: &str) -> String {
    let mut text = String::with_capacity(escaped.len());
    let mut rest = escaped.chars();
    while let Some(character) = rest.next() {
        match (character, rest.clone().next()) {
            ('\\', Some(next)) => {
                rest.next();
                text.push(match next {
                    't' => '\t',
                    'n' => '\n',
                    'r' => '\r',
                    'f' => '\x0c',
                    'b' => '\x08',
                    other => other,
                });
            }
            _ => text.push(character),
        }
    }
    text
}

/// The parts of `line` between unescaped `separator`s.
pub(super) fn split(line: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, character) in line.char_indices() {
        if character == separator && !escaped {
            parts.push(&line[start..at]);
            start = at + character.len_utf8();
        }
        escaped = character == '\\' && !escaped;
    }
    parts.push(&line[start..]);
    parts
}

/// A value and the number that tells its annotation from others: `PER[1]`.
pub(super) fn numbered(part: &str) -> (&str, Option<usize>) {
    let number = || {
        let (value, number) = part.strip_suffix(']')?.rsplit_once('[')?;
        Some((value, number.parse().ok()?))
    };
    number().map_or((part, None), |(value, number)| (value, Some(number)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reserved_characters_are_escaped_in_values() {
        assert_eq!(value("a_b|c->d[1]"), "a\\_b\\|c\\->d\\[1\\]");
        assert_eq!(split("a\\|b|c", '|'), ["a\\|b", "c"]);
        assert_eq!(numbered("PER[12]"), ("PER", Some(12)));
        assert_eq!(numbered("a\\[12\\]"), ("a\\[12\\]", None));
    }

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(plain in "[a-c\\\\\\[\\]|_;*>\\-tn\t\n\r\u{8}\u{c}\u{1}é😀]{0,40}") {
            prop_assert_eq!(undone(&text(&plain)), plain.clone());
            prop_assert_eq!(undone(&value(&plain)), plain.clone());
            prop_assert!(!text(&plain).contains(['\n', '\t', '\r']));
            prop_assert_eq!(split(&value(&plain), '|').len(), 1);
        }
    }
}
