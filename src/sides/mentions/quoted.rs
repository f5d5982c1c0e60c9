//! Who speaks in each quotation, so that "I" and "we" can be theirs.

use std::ops::Range;

use super::hit::Hit;
use crate::sides::lexicon::Class;
use crate::sides::words::Words;

/// Farthest, in words, that the verb of speech stands from its quotation.
const REACH: usize = 14;
/// Farthest, in words, that a speaker stands from the verb of speech.
const NEAR: usize = 6;

/// For each quotation of the article, the index of the hit that speaks.
///
/// `hits` are in order.
pub(super) fn speakers(words: &Words<'_>, hits: &[Hit]) -> Vec<Option<usize>> {
    let mut speakers = vec![None; words.quotes.len()];
    let mut previous: Option<(usize, usize)> = None;
    for (quote, range) in ranges(words) {
        let attributed = attributed(words, hits, &range);
        let continued = previous.filter(|&(end, _)| words.in_one_paragraph(end, range.start));
        let introduced = || introduced(words, hits, range.start);
        let speaker =
            attributed.or_else(|| continued.map(|(_, speaker)| speaker)).or_else(introduced);
        speakers[quote] = speaker;
        previous = speaker.map(|speaker| (range.end - 1, speaker));
    }
    speakers
}

/// The words of each quotation that has any.
fn ranges(words: &Words<'_>) -> Vec<(usize, Range<usize>)> {
    let mut ranges: Vec<(usize, Range<usize>)> = Vec::new();
    for (i, word) in words.words.iter().enumerate() {
        let Some(quote) = word.quote else { continue };
        match ranges.last_mut() {
            Some((last, range)) if *last == quote => range.end = i + 1,
            _ => ranges.push((quote, i..i + 1)),
        }
    }
    ranges
}

/// The speaker named in the quotation's own sentences, behind it or before it.
fn attributed(words: &Words<'_>, hits: &[Hit], quote: &Range<usize>) -> Option<usize> {
    let (opens, closes) = (words.words[quote.start].sentence, words.words[quote.end - 1].sentence);
    let outside = |i: &usize| words.words[*i].quote.is_none();
    let behind = quote.end..(quote.end + REACH).min(words.len());
    let after = behind.take_while(|&i| words.words[i].sentence == closes).take_while(outside);
    let before = (quote.start.saturating_sub(REACH)..quote.start).rev();
    let before = before.take_while(|&i| words.words[i].sentence == opens).take_while(outside);
    let (after, before): (Vec<_>, Vec<_>) = (after.collect(), before.collect());
    verb(words, &after)
        .and_then(|verb| subject(words, hits, verb))
        .or_else(|| verb(words, &before).and_then(|verb| subject(words, hits, verb)))
        .or_else(|| before.first().and_then(|&last| colon(words, hits, last)))
}

fn verb(words: &Words<'_>, among: &[usize]) -> Option<usize> {
    among.iter().copied().find(|&i| words.has(i, Class::Speech) && !words.words[i].capital)
}

/// The hit nearest to the verb: right before or behind it, else the nearest before.
fn subject(words: &Words<'_>, hits: &[Hit], verb: usize) -> Option<usize> {
    let sentence = words.words[verb].sentence;
    let next = hits.partition_point(|hit| hit.first < verb);
    let fits = |&index: &usize| {
        let word = words.words[hits[index].first];
        word.sentence == sentence && word.quote.is_none()
    };
    let behind = Some(next).filter(|&index| index < hits.len()).filter(fits);
    let ahead = (0..next).rev().take(3).find(fits);
    let near = |index: &usize, reach: usize| {
        let hit = &hits[*index];
        hit.first.saturating_sub(verb) <= reach && verb.saturating_sub(hit.last) <= reach
    };
    ahead
        .filter(|index| near(index, 2))
        .or_else(|| behind.filter(|index| near(index, 1)))
        .or_else(|| ahead.filter(|index| near(index, NEAR)))
        .or_else(|| behind.filter(|index| near(index, NEAR)))
        .or(ahead)
}

/// The hit before a colon that opens the quotation.
fn colon(words: &Words<'_>, hits: &[Hit], last: usize) -> Option<usize> {
    if !words.gap(last).contains(':') {
        return None;
    }
    let sentence = words.words[last].sentence;
    let end = hits.partition_point(|hit| hit.first <= last);
    let start = hits.partition_point(|hit| words.words[hit.first].sentence < sentence);
    (start < end).then_some(start)
}

/// The subject of the sentence before, where that hands over speech.
fn introduced(words: &Words<'_>, hits: &[Hit], start: usize) -> Option<usize> {
    let before = words.words[start].sentence.checked_sub(1)?;
    let range = words.sentences.get(before)?.clone();
    let verb =
        range.clone().find(|&i| words.has(i, Class::Speech) && words.words[i].quote.is_none())?;
    words.in_one_paragraph(range.end - 1, start).then(|| subject(words, hits, verb)).flatten()
}
