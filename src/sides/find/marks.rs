//! What stands around a mention: whether it speaks, acts, holds an office, or only says where.

use crate::sides::lexicon::Class;
use crate::sides::mentions::Hit;
use crate::sides::words::Words;

/// How many words behind a comma an apposition is looked for.
const APPOSITION: usize = 4;

/// Whether the name only says where: "in Dravia".
pub(super) fn is_place(words: &Words<'_>, hit: &Hit) -> bool {
    hit.name.is_none() && hit.first > 0 && words.has(hit.first - 1, Class::PlacePreposition)
}

/// Whether a verb that hands over speech stands beside the name.
pub(super) fn speaks(words: &Words<'_>, hit: &Hit) -> bool {
    let before = hit.first.checked_sub(1);
    words.has(hit.last + 1, Class::Speech) || before.is_some_and(|i| words.has(i, Class::Speech))
}

/// Whether a verb of doing stands behind the name.
pub(super) fn acts(words: &Words<'_>, hit: &Hit) -> bool {
    let next = hit.last + 1;
    let verb = [Class::Speech, Class::Acts, Class::Opposition, Class::Office];
    verb.iter().any(|&class| words.has(next, class))
        || words.glued(next) && words.get(next).ends_with("ed")
}

/// Whether a title stands in the mention or behind a comma.
pub(super) fn holds_office(words: &Words<'_>, hit: &Hit) -> bool {
    let office = |i: usize| words.one_person(i);
    (hit.first..=hit.last).any(office) || apposition(words, hit).any(office)
}

/// Whether the mention is of one who acts for a state: "minister".
pub(super) fn governs(words: &Words<'_>, hit: &Hit) -> bool {
    (hit.first..=hit.last).any(|i| words.has(i, Class::Government))
}

/// Whether the mention, or what stands beside it, names one who judges or comments.
pub(super) fn is_arbiter(words: &Words<'_>, hit: &Hit) -> bool {
    let own = hit.first.saturating_sub(1)..=hit.last;
    own.chain(apposition(words, hit)).any(|i| words.has(i, Class::Arbiter))
}

/// The words behind a comma that follows the mention.
fn apposition(words: &Words<'_>, hit: &Hit) -> std::ops::Range<usize> {
    let first = hit.last + 1;
    let last = if words.gap(hit.last).trim() == "," { first + APPOSITION } else { first };
    first..last.min(words.len())
}
