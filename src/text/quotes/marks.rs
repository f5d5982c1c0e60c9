//! What one quotation mark can be, from the characters on either side of it.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::lists;

static ELISIONS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/elisions.txt")));

/// Marks that pair with each other, in whatever mixture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Double,
    Single,
    Angle,
    SingleAngle,
    Corner,
}

impl Family {
    /// The family of a mark, or `None` for any other character.
    pub(super) fn of(char: char) -> Option<Self> {
        Some(match char {
            '"' | '“' | '”' | '„' | '‟' => Self::Double,
            '\'' | '‘' | '’' | '‚' | '‛' => Self::Single,
            '«' | '»' => Self::Angle,
            '‹' | '›' => Self::SingleAngle,
            '「' | '」' | '『' | '』' | '《' | '》' => Self::Corner,
            _ => return None,
        })
    }
}

/// Whether a character is a quotation mark (or an apostrophe) of any kind.
pub(in crate::text) fn is_mark(char: char) -> bool {
    Family::of(char).is_some()
}

/// One mark and what stands beside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Its byte in the text.
    pub at: usize,
    /// The mark.
    pub char: char,
    /// Its family.
    pub family: Family,
    /// The character before it in its paragraph.
    pub before: Option<char>,
    /// The character after it in its paragraph.
    pub after: Option<char>,
    /// The last character before it that is no white space.
    pub end_before: Option<char>,
    /// Whether the word after it is short for a longer one: `'em`, `'90s`.
    pub elides: bool,
}

impl Mark {
    /// The mark at `offset` of a paragraph that starts at byte `origin`, if there is one.
    pub(super) fn read(paragraph: &str, origin: usize, offset: usize, char: char) -> Option<Self> {
        let family = Family::of(char)?;
        let rest = &paragraph[offset + char.len_utf8()..];
        Some(Self {
            at: origin + offset,
            char,
            family,
            before: paragraph[..offset].chars().next_back(),
            after: rest.chars().next(),
            end_before: paragraph[..offset]
                .chars()
                .rev()
                .take(3)
                .find(|char| !char.is_whitespace()),
            elides: family == Family::Single && elides(rest),
        })
    }

    /// One past its last byte.
    pub(super) fn end(self) -> usize {
        self.at + self.char.len_utf8()
    }

    /// Whether nothing, or white space, stands before it.
    pub(super) fn starts_word(self) -> bool {
        self.before.is_none_or(char::is_whitespace)
    }

    /// Whether nothing, or white space, stands after it.
    pub(super) fn ends_word(self) -> bool {
        self.after.is_none_or(char::is_whitespace)
    }

    /// Whether it stands alone after a stop or a comma, as tokenizers leave a closing mark.
    pub(super) fn closes_apart(self) -> bool {
        let after_stop = matches!(self.end_before, Some(',' | '.' | '?' | '!'));
        after_stop && self.starts_word() && self.ends_word()
    }

    /// Whether it stands where speech begins: first, or after a colon or a comma.
    pub(super) fn introduces(self) -> bool {
        self.end_before.is_none_or(|before| matches!(before, ':' | ',' | '"' | '“'))
    }

    /// Whether it stands where an opening mark can: at the start of a word, or after a bracket, a
    /// dash or another opening mark.
    pub(super) fn can_open(self) -> bool {
        self.starts_word()
            || self.before.is_some_and(|before| {
                matches!(before, '(' | '[' | '{' | '—' | '–' | '-' | '/' | ':' | '=' | '>')
                    || matches!(before, '"' | '“' | '„' | '‘' | '‚' | '«' | '‹' | '\'')
            })
    }

    /// Whether a single mark stands where speech ends and no possessive does: behind a comma, or
    /// behind a stop that is no abbreviation's (`Bros.’`), since the paragraph ends.
    pub(super) fn ends_speech(self) -> bool {
        match self.before {
            Some(',' | '?' | '!' | '…') => true,
            Some('.') => self.after.is_none(),
            _ => false,
        }
    }

    /// Whether a letter or digit stands after it.
    pub(super) fn precedes_word(self) -> bool {
        self.after.is_some_and(char::is_alphanumeric)
    }

    /// Whether a letter or digit stands before it.
    pub(super) fn follows_word(self) -> bool {
        self.before.is_some_and(char::is_alphanumeric)
    }

    /// Whether it is an apostrophe or a sign for inches and minutes inside a word.
    pub(super) fn is_inside_word(self) -> bool {
        self.follows_word() && self.precedes_word()
    }

    /// Whether it may as well be the apostrophe of a plural possessive: `the dockers' union`.
    pub(super) fn may_be_possessive(self) -> bool {
        matches!(self.before, Some('s' | 'S' | 'z' | 'x'))
            && self.ends_word()
            && self.after.is_some()
    }

    /// Whether a single mark stands where only a closing one can.
    pub(super) fn surely_closes(self) -> bool {
        !self.starts_word() && !self.precedes_word() && !self.may_be_possessive()
    }
}

/// Whether `rest` begins with a decade (`90s`) or a word that lost its first letters.
fn elides(rest: &str) -> bool {
    let end = rest.find(|char: char| !char.is_ascii_alphanumeric()).unwrap_or(rest.len().min(16));
    let Some(word) = rest.get(..end.min(16)) else { return false };
    let decade = word.strip_suffix('s').unwrap_or(word);
    let is_decade = decade.len() == 2 && decade.bytes().all(|byte| byte.is_ascii_digit());
    is_decade || ELISIONS.contains(word.to_ascii_lowercase().as_str())
}
