//! Which side a source belongs to.

use super::{Article, Mention, MentionKind, SideId};
use crate::text::Span;

/// The side of the source at `source`: of the mention that its words contain or coincide with.
///
/// A name counts before a description, a description before a pronoun; of equals, the one that
/// covers most of the source. `mentions` are in order of place, as [`super::mentions`] gives them.
/// `None` where the words point to nobody, or equally to two ("both sides").
#[must_use]
pub fn speaker(article: &Article<'_>, mentions: &[Mention], source: Span) -> Option<SideId> {
    let source =
        if source.get(article.text).is_some() { source.trimmed(article.text) } else { source };
    let end = mentions.partition_point(|mention| mention.span.start() < source.end());
    let near = mentions[..end]
        .iter()
        .rev()
        .take_while(|mention| mention.span.start() + LONGEST >= source.start());
    let mut best: Option<(Rank, &SideId)> = None;
    let mut tied = false;
    for mention in near.filter(|mention| mention.span.overlaps(source)) {
        let rank = rank(mention, source);
        match best {
            Some((known, side)) if known == rank => tied |= *side != mention.side,
            Some((known, _)) if known > rank => {}
            _ => (best, tied) = (Some((rank, &mention.side)), false),
        }
    }
    best.filter(|_| !tied).map(|(_, side)| side.clone())
}

/// A longer mention, in bytes, is looked at only from its end.
const LONGEST: usize = 400;

/// Contained in the source or containing it; kind; shared bytes.
type Rank = (bool, u8, usize);

fn rank(mention: &Mention, source: Span) -> Rank {
    let shared = mention.span.intersection(source).map_or(0, Span::len);
    let whole = source.contains(mention.span) || mention.span.contains(source);
    let kind = match mention.kind {
        Some(MentionKind::Name) => 3,
        Some(MentionKind::Description) => 2,
        None => 1,
        Some(MentionKind::Pronoun) => 0,
    };
    (whole, kind, shared)
}
