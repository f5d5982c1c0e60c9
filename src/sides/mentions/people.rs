//! People whom the article itself ties to a side: "Rep. Lark, D-Calif.", "Crell of the Front".

use super::hit::Hit;
use crate::sides::MentionKind;
use crate::sides::forms::Nature;
use crate::sides::lexicon::Class;
use crate::sides::words::Words;

/// Longest way, in words, from a name to the body it is tied to: "Crell, a spokesman for".
const REACH: usize = 3;

/// The people and their owners, as the words of their names.
pub(super) fn affiliated(words: &Words<'_>, hits: &[Hit]) -> Vec<(Vec<String>, usize)> {
    let titled = hits.iter().filter_map(|hit| Some((hit.name?, hit.owner?)));
    let tied = hits.windows(2).filter_map(|pair| tie(words, &pair[0], &pair[1]));
    titled.chain(tied).map(|((first, last), owner)| (letters(words, first, last), owner)).collect()
}

fn letters(words: &Words<'_>, first: usize, last: usize) -> Vec<String> {
    (first..=last).map(|i| words.get(i).to_owned()).collect()
}

/// The stranger of two neighbours, where the other is an apposition to it.
fn tie(words: &Words<'_>, a: &Hit, b: &Hit) -> Option<((usize, usize), usize)> {
    match (a.owner, b.owner) {
        (None, Some(owner)) if is_apposition(words, a, b) || is_tied(words, a, b) => {
            Some((a.name?, owner))
        }
        (Some(owner), None) if is_office(words, a) && is_apposition(words, a, b) => {
            Some((b.name?, owner))
        }
        _ => None,
    }
}

/// Whether only a comma parts them, and the second says what the first is.
fn is_apposition(words: &Words<'_>, a: &Hit, b: &Hit) -> bool {
    // An age may stand between: "Kim Roe, 52, the chief executive".
    let age = words.get(a.last + 1);
    let aged = (1..=3).contains(&age.len()) && age.bytes().all(|byte| byte.is_ascii_digit());
    let last = if aged { a.last + 1 } else { a.last };
    last + 1 == b.first
        && words.gap(a.last).trim() == ","
        && words.gap(last).trim() == ","
        && (is_office(words, b) || is_office(words, a) && b.name.is_some() || is_party(words, b))
}

/// Whether it is somebody's office: "Dravia's foreign minister".
fn is_office(words: &Words<'_>, hit: &Hit) -> bool {
    hit.kind == MentionKind::Description && hit.is_person() || words.one_person(hit.last)
}

fn is_party(words: &Words<'_>, hit: &Hit) -> bool {
    crate::sides::countries::party_of(words.get(hit.first)).is_some()
}

/// Whether the stranger is "of" or "for" the body behind.
fn is_tied(words: &Words<'_>, a: &Hit, b: &Hit) -> bool {
    let between = a.last + 1..b.first;
    let near = !between.is_empty() && between.len() <= REACH;
    let link = between.clone().all(|i| {
        matches!(words.get(i), "of" | "for" | "from")
            || words.has(i, Class::Person)
            || words.has(i, Class::Determiner)
            || words.has(i, Class::Modifier)
    });
    let linked = between.clone().any(|i| matches!(words.get(i), "of" | "for"));
    let same = words.words[a.last].sentence == words.words[b.first].sentence;
    near && link && linked && same && matches!(b.nature, Nature::Body | Nature::Unknown)
}

/// Makes one mention of a name and its apposition.
pub(super) fn join(words: &Words<'_>, hits: &mut Vec<Hit>) {
    let mut joined: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits.drain(..) {
        match joined.last_mut() {
            Some(last)
                if last.owner.is_some() && last.owner == hit.owner && joins(words, last, &hit) =>
            {
                last.last = hit.last;
                last.name = last.name.or(hit.name);
                last.kind = MentionKind::Name;
                last.nature = Nature::Person;
            }
            _ => joined.push(hit),
        }
    }
    *hits = joined;
}

fn joins(words: &Words<'_>, a: &Hit, b: &Hit) -> bool {
    let one_name = a.name.is_some() != b.name.is_some();
    a.is_person() && one_name && is_apposition(words, a, b)
}
