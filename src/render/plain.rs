//! Labels in words that need no codebook, and text made safe to show.

use crate::labels::{Certainty, Frame, SpanLabel, Speaker, Stance, Voice, Wording};
use crate::sides::MentionKind;
use crate::text::Kind;

use super::signs::Signs;

/// What a label or a kind is called before people.
pub(super) trait Plain {
    /// Its name in plain words.
    fn plain(&self) -> &'static str;
}

impl Plain for Voice {
    fn plain(&self) -> &'static str {
        match self {
            Self::Author => "own words",
            Self::Quoted => "quoted",
            Self::Reported => "reported",
        }
    }
}

impl Plain for Certainty {
    fn plain(&self) -> &'static str {
        match self {
            Self::Hedged => "hedged",
            Self::Assertive => "firm",
        }
    }
}

impl Plain for Wording {
    fn plain(&self) -> &'static str {
        match self {
            Self::Loaded => "loaded",
            Self::Plain => "plain",
        }
    }
}

impl Plain for Stance {
    fn plain(&self) -> &'static str {
        match self {
            Self::Favorable => "well",
            Self::Neutral => "neither",
            Self::Unfavorable => "badly",
        }
    }
}

impl Plain for Frame {
    fn plain(&self) -> &'static str {
        match self {
            Self::Economic => "money and jobs",
            Self::Capacity => "capacity and resources",
            Self::Morality => "right and wrong",
            Self::Fairness => "fairness",
            Self::Legality => "the law",
            Self::Policy => "policies and their worth",
            Self::Crime => "crime and punishment",
            Self::Security => "security and defence",
            Self::Health => "health and safety",
            Self::QualityOfLife => "people's lives",
            Self::Culture => "culture and identity",
            Self::PublicOpinion => "public opinion",
            Self::Political => "political advantage",
            Self::External => "relations between states",
        }
    }
}

impl Plain for SpanLabel {
    fn plain(&self) -> &'static str {
        match self {
            Self::Hedge => "hedge",
            Self::Booster => "booster",
            Self::Loaded => "loaded",
            Self::Quote => "quotation",
            Self::Source => "speaker",
            Self::Cue => "said-word",
        }
    }
}

impl Plain for MentionKind {
    fn plain(&self) -> &'static str {
        match self {
            Self::Name => "by name",
            Self::Description => "by description",
            Self::Pronoun => "by pronoun",
        }
    }
}

/// A kind of line, as files name it.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Headline => "headline",
        Kind::Body => "body",
        Kind::Boilerplate => "boilerplate",
    }
}

/// A voice as the label of a row.
pub(super) fn speaker(speaker: &Speaker, signs: &Signs) -> String {
    match speaker {
        Speaker::Outlet => "The outlet's own words".to_owned(),
        Speaker::Side(id) => format!("Speakers for {}", signs.name(id)),
        Speaker::Other => "Other speakers".to_owned(),
        Speaker::Unclear => "Speaker unclear".to_owned(),
    }
}

/// The text with white space run together and control characters, which could steer a
/// terminal, replaced.
pub(super) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            _ if c.is_whitespace() && !is_fixed_space(c) => {
                if !shown.ends_with(' ') {
                    shown.push(' ');
                }
            }
            _ if c.is_control() => shown.push(char::REPLACEMENT_CHARACTER),
            _ => shown.push(c),
        }
    }
    shown
}

/// White space at which no line may break.
pub(super) fn is_fixed_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// A count of things: `1 sentence`, `2 sentences`.
pub(super) fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// `a, b and c`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A share as a whole percentage: `31%`.
#[expect(clippy::cast_precision_loss, reason = "no article has 2^52 sentences")]
pub(super) fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        "–".to_owned()
    } else {
        format!("{:.0}%", 100.0 * part as f64 / whole as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_in_an_article_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[2J\u{9b}b\r\n  c\t"), "a\u{fffd}[2J\u{fffd}b c");
    }

    #[test]
    fn a_list_reads_as_english() {
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(list(&items), "a, b and c");
        assert_eq!(list(&items[..2]), "a and b");
        assert_eq!(list(&[]), "");
    }

    #[test]
    fn a_share_of_nothing_is_no_number() {
        assert_eq!(percent(0, 0), "–");
        assert_eq!(percent(1, 3), "33%");
    }
}
