//! Finding the entries of a word list in a text.

use aho_corasick::AhoCorasick;

use crate::sides::is_short_acronym;
use crate::text::Span;
use crate::text::span::apart;

/// Words and phrases, found whole and whatever their case, but for short acronyms: "us" is not
/// "US".
#[derive(Debug, Clone)]
pub struct Lexicon {
    entries: Option<AhoCorasick>,
    /// Which entries are short acronyms.
    acronyms: Vec<bool>,
}

impl Lexicon {
    /// Of these entries; empty ones are left out.
    pub fn new<'e>(entries: impl IntoIterator<Item = &'e str>) -> Self {
        let entries: Vec<&str> = entries.into_iter().filter(|entry| !entry.is_empty()).collect();
        let acronyms = entries.iter().map(|entry| is_short_acronym(entry)).collect();
        let built = AhoCorasick::builder().ascii_case_insensitive(true).build(entries);
        Self { entries: built.ok(), acronyms }
    }

    /// Of a list with an entry a line and comments after `#`.
    #[must_use]
    pub fn parse(list: &str) -> Self {
        Self::new(lines(list))
    }

    /// Every place of an entry, and its number, in the order of the text; of those that overlap the
    /// first, and of those that start together the longest.
    pub fn find(&self, text: &str) -> impl Iterator<Item = (Span, usize)> + use<> {
        let found = self.entries.iter().flat_map(|entries| entries.find_overlapping_iter(text));
        let place = found.map(|found| (Span::new(found.start(), found.end()), found.pattern()));
        let places = place
            .map(|(span, entry)| (span, entry.as_usize()))
            .filter(|&(span, entry)| {
                whole(text, span) && (!self.acronyms[entry] || is_short_acronym(span.of(text)))
            })
            .collect();
        apart(places)
    }
}

/// The entries of a list.
pub(super) fn lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether no letter or digit touches the span.
fn whole(text: &str, span: Span) -> bool {
    let before = text[..span.start()].chars().next_back();
    let after = text[span.end()..].chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acronym_is_no_pronoun() {
        let lexicon = Lexicon::new(["US", "Holm"]);
        let found: Vec<_> = lexicon.find("HOLM told us what the US wants").collect();
        assert_eq!(
            found.iter().map(|(s, e)| (s.start(), *e)).collect::<Vec<_>>(),
            [(0, 1), (22, 0)]
        );
    }

    #[test]
    fn an_entry_inside_a_longer_word_is_not_found() {
        let lexicon = Lexicon::parse("# list\nmay\nin fact");
        let found: Vec<_> =
            lexicon.find("Mayor may, In fact").map(|(s, e)| (s.start(), e)).collect();
        assert_eq!(found, [(6, 0), (11, 1)]);
    }

    #[test]
    fn a_longer_entry_that_is_no_whole_word_hides_none() {
        let lexicon = Lexicon::new(["Dock", "Dock Worker", "Dock Street"]);
        let found: Vec<_> = lexicon
            .find("The Dock Workers left Dock Street")
            .map(|(s, e)| (s.start(), s.end(), e))
            .collect();
        assert_eq!(found, [(4, 8, 0), (22, 33, 2)]);
    }
}
