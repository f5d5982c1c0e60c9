//! The side-swap audit: does a label follow the words when the sides' names change places?
//!
//! Every name of one side is exchanged for one of the other. What a fair reader said of the
//! first side it now says of the second; where a model does not, the name moved it.

use std::borrow::Borrow;
use std::collections::HashSet;

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::lexicon::Lexicon;
use super::pair::sides_of;
use crate::error::{Error, Result};
use crate::labels::{Annotated, LabelledSentence, Probabilities, Stance};
use crate::sides::{Side, SideId, is_common_word, is_short_acronym};
use crate::text::{Document, Rewritten};

/// What exchanging the names of two sides does to a model's stances.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Swap {
    /// One side.
    pub first: SideId,
    /// The other.
    pub second: SideId,
    /// Stances that were given to a side, and to the other after the exchange, in sentences that it
    /// changed.
    pub judged: usize,
    /// How many of them did not stay the same.
    pub changed: usize,
    /// Stances that only one of the two readings gives.
    pub lost: usize,
    /// Share of judged stances that changed; `null` where none was judged.
    pub failure: Option<f64>,
    /// Mean change of favourable less unfavourable probability, whichever way.
    pub mean_absolute_shift: Option<f64>,
    /// The same with its sign: positive where the second side's name makes the same words sound
    /// more favourable than the first side's does.
    pub shift_to_second: Option<f64>,
    /// The stances that changed.
    pub moved: Vec<Moved>,
}

/// A stance that did not follow the words to the other name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The document's id.
    pub document: String,
    /// The sentence as it is written.
    pub text: String,
    /// The sentence with names exchanged.
    pub exchanged: String,
    /// The side as it is written.
    pub side: SideId,
    /// Its stance there.
    pub stance: Stance,
    /// That of the other side after the exchange.
    pub stance_exchanged: Stance,
}

/// Two sides whose names may be exchanged, and where.
#[derive(Debug, Clone)]
pub struct Exchange<'d> {
    /// One side.
    pub first: &'d SideId,
    /// The other.
    pub second: &'d SideId,
    /// The documents that have both.
    pub documents: Vec<&'d Annotated>,
}

/// Every two sides that stand in one document, in the order in which documents list them.
#[must_use]
pub fn exchanges(documents: &[Annotated]) -> Vec<Exchange<'_>> {
    let mut found: Vec<Exchange> = Vec::new();
    for document in documents {
        let sides = sides_of(document);
        for (at, first) in sides.iter().enumerate() {
            for second in &sides[at + 1..] {
                let (first, second) = (&first.id, &second.id);
                let known = found.iter_mut().find(|known| {
                    [(first, second), (second, first)].contains(&(known.first, known.second))
                });
                match known {
                    Some(known) => known.documents.push(document),
                    None => found.push(Exchange { first, second, documents: vec![document] }),
                }
            }
        }
    }
    found
}

/// The document with every name of `first` exchanged for one of `second` and the other way
/// round, all offsets moved, and all labels that name a side exchanged with them.
///
/// A name is exchanged for one like it: the side's own for the other's own, a person's for a
/// person's. Descriptions stay, and where one side has no name all words
/// do. A span that began or
/// ended inside a name is widened to the whole of it.
///
/// # Errors
/// [`Error::Document`] where it lacks one of the sides.
pub fn exchange_names(of: &Annotated, first: &SideId, second: &SideId) -> Result<Annotated> {
    let side = |id: &SideId| {
        sides_of(of).iter().find(|side| side.id == *id).ok_or_else(|| Error::Document {
            document: of.document.id().to_owned(),
            reason: format!("it has no side \"{id}\" to exchange"),
        })
    };
    let text = of.document.text();
    let moved = exchanged(text, &counterparts(text, side(first)?, side(second)?));
    let other = |id: &SideId| match id {
        id if id == first => second.clone(),
        id if id == second => first.clone(),
        id => id.clone(),
    };
    let mut exchanged = of.clone();
    exchanged.document = Document::new(of.document.meta.clone(), moved.text.clone());
    exchanged.summary = None;
    exchanged.spans.iter_mut().for_each(|span| span.span = moved.span(span.span));
    for mention in exchanged.mentions.iter_mut().flatten() {
        mention.span = moved.span(mention.span);
        mention.side = other(&mention.side);
    }
    for sentence in &mut exchanged.sentences {
        relabel(sentence, &moved, &other);
    }
    Ok(exchanged)
}

fn relabel(sentence: &mut LabelledSentence, moved: &Rewritten, other: &dyn Fn(&SideId) -> SideId) {
    sentence.span = moved.span(sentence.span);
    for (side, _) in sentence.stance.iter_mut().flatten() {
        *side = other(side);
    }
    for (side, _) in sentence.p.iter_mut().flat_map(|p| &mut p.stance) {
        *side = other(side);
    }
    for side in [&mut sentence.favors, &mut sentence.source_side].into_iter().flatten().flatten() {
        *side = other(side);
    }
    if let Some(source) = &mut sentence.source {
        source.span = moved.span(source.span);
        source.side = source.side.as_ref().map(other);
    }
}

/// What a side is called by names alone: descriptions ("the premier", "fat cats") say something of
/// their own, and what they say must not follow the names.
struct Names<'s> {
    /// Those that share a word with the first: "Oruvia", "Oruvian".
    own: Vec<&'s str>,
    /// Those of its people and places.
    others: Vec<&'s str>,
}

impl<'s> Names<'s> {
    /// Of a side; words that are also written small are no names.
    fn of(side: &'s Side, small: &HashSet<&str>) -> Self {
        let mut names = Self { own: Vec::new(), others: Vec::new() };
        for name in side.names().flat_map(|called| names_in(called, small)) {
            let own = names.own.first().is_none_or(|first| are_akin(first, name));
            let list = if own { &mut names.own } else { &mut names.others };
            if !list.contains(&name) {
                list.push(name);
            }
        }
        names
    }

    /// Each name with one of `other` that is like it: its own name, or somebody's, and of as many
    /// words; the other's first name where it has none like it.
    fn exchanged_for(&self, other: &Self) -> Vec<(&'s str, &'s str)> {
        let length = |name: &&str| name.split_whitespace().count();
        let paired = |from: &[&'s str], to: &[&'s str]| -> Vec<(&'s str, &'s str)> {
            let like = |(at, name): (usize, &&'s str)| {
                let before = from[..at].iter().filter(|n| length(n) == length(name)).count();
                let alike: Vec<_> = to.iter().filter(|n| length(n) == length(name)).collect();
                let place = before.min(alike.len().saturating_sub(1));
                let other = alike.get(place).copied().or(to.first()).or(other.own.first())?;
                Some((*name, *other))
            };
            from.iter().enumerate().filter_map(like).collect()
        };
        [paired(&self.own, &other.own), paired(&self.others, &other.others)].concat()
    }
}

/// Whether two names share a word or its beginning: "Oruvia" and "Oruvian".
fn are_akin(one: &str, other: &str) -> bool {
    const BEGINNING: usize = 4;
    let begins = |a: &str, b: &str| {
        a.chars().count().min(b.chars().count()) >= BEGINNING
            && a.chars().zip(b.chars()).take(BEGINNING).all(|(a, b)| a == b)
    };
    one.split_whitespace().any(|a| other.split_whitespace().any(|b| a == b || begins(a, b)))
}

/// The names in what a side is called: words with a capital in a row that are no common words.
fn names_in<'a>(called: &'a str, small: &HashSet<&str>) -> Vec<&'a str> {
    let is_name = |word: &str| {
        word.starts_with(char::is_uppercase)
            && (is_short_acronym(word)
                || !is_common_word(word) && !small.contains(word.to_lowercase().as_str()))
    };
    let (mut names, mut open) = (Vec::new(), None);
    for (start, word) in called.split_word_bound_indices() {
        if is_name(word) {
            let (first, _) = open.unwrap_or((start, 0));
            open = Some((first, start + word.len()));
        } else if !word.chars().all(|c| c == ' ' || c == '-') {
            names.extend(open.take());
        }
    }
    names.extend(open);
    names.into_iter().map(|(start, end)| &called[start..end]).collect()
}

/// The words of a document and of what its two sides are called that are written small.
fn written_small<'a>(text: &'a str, sides: [&'a Side; 2]) -> HashSet<&'a str> {
    let called = sides.into_iter().flat_map(Side::names);
    let words = std::iter::once(text).chain(called).flat_map(str::unicode_words);
    words.filter(|word| word.starts_with(char::is_lowercase)).collect()
}

/// Every name of either side with the name of the other that takes its place; none where one of
/// them has no name.
fn counterparts<'s>(text: &str, first: &'s Side, second: &'s Side) -> Vec<(&'s str, &'s str)> {
    let small = written_small(text, [first, second]);
    let (first, second) = (Names::of(first, &small), Names::of(second, &small));
    if first.own.is_empty() || second.own.is_empty() {
        return Vec::new();
    }
    [first.exchanged_for(&second), second.exchanged_for(&first)].concat()
}

/// The text with every name exchanged.
fn exchanged(text: &str, names: &[(&str, &str)]) -> Rewritten {
    let lexicon = Lexicon::new(names.iter().map(|(from, _)| *from));
    let edits = lexicon.find(text);
    Rewritten::new(text, edits.map(|(span, at)| (span, cased_like(span.of(text), names[at].1))))
}

/// The name with a capital where the one it replaces has one, so that sentences begin well.
fn cased_like(old: &str, name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if old.starts_with(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

/// Compares predictions for documents with those for the same documents after
/// [`exchange_names`], sentence by sentence in order.
///
/// # Errors
/// [`Error::Document`] where the two do not have the same documents or numbers of sentences:
/// predict the exchanged text with the sentences it came with.
pub fn audit<D: Borrow<Annotated>>(
    original: &[D],
    exchanged: &[Annotated],
    first: &SideId,
    second: &SideId,
) -> Result<Swap> {
    let mut sums = Sums::default();
    for (at, before) in original.iter().map(Borrow::<Annotated>::borrow).enumerate() {
        let after = exchanged.get(at).filter(|after| {
            after.document.id() == before.document.id()
                && after.sentences.len() == before.sentences.len()
        });
        let after = after.ok_or_else(|| Error::Document {
            document: before.document.id().to_owned(),
            reason: "its prediction after the exchange is missing or has other sentences; \
                     predict it with the sentences given"
                .to_owned(),
        })?;
        let document = before.document.id();
        let texts = [before.document.text(), after.document.text()];
        for (before, after) in before.sentences.iter().zip(&after.sentences) {
            let read = Reread {
                document,
                texts: [before.span.of(texts[0]), after.span.of(texts[1])],
                before,
                after,
            };
            if read.texts[0] != read.texts[1] {
                sums.add(&read, first, second, 1.0);
                sums.add(&read, second, first, -1.0);
            }
        }
    }
    Ok(sums.swap(first, second))
}

/// A sentence before and after an exchange of names.
struct Reread<'a> {
    document: &'a str,
    texts: [&'a str; 2],
    before: &'a LabelledSentence,
    after: &'a LabelledSentence,
}

#[derive(Default)]
struct Sums {
    judged: usize,
    lost: usize,
    moved: Vec<Moved>,
    shifts: Vec<f64>,
}

impl Sums {
    /// What was said of `side` in the original is said of `other` after the exchange.
    fn add(&mut self, read: &Reread, side: &SideId, other: &SideId, sign: f64) {
        let Reread { document, texts, before, after } = *read;
        match (before.stance_of(side), after.stance_of(other)) {
            (Some(stance), Some(stance_exchanged)) => {
                self.judged += 1;
                if stance != stance_exchanged {
                    self.moved.push(Moved {
                        document: document.to_owned(),
                        text: texts[0].to_owned(),
                        exchanged: texts[1].to_owned(),
                        side: side.clone(),
                        stance,
                        stance_exchanged,
                    });
                }
            }
            (None, None) => {}
            _ => self.lost += 1,
        }
        if let (Some(before), Some(after)) = (lean(&before.p, side), lean(&after.p, other)) {
            self.shifts.push(sign * (after - before));
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    fn swap(self, first: &SideId, second: &SideId) -> Swap {
        let share = |sum: f64, of: usize| (of > 0).then(|| sum / of as f64);
        let absolute = self.shifts.iter().map(|shift| shift.abs()).sum();
        Swap {
            first: first.clone(),
            second: second.clone(),
            judged: self.judged,
            changed: self.moved.len(),
            lost: self.lost,
            failure: share(self.moved.len() as f64, self.judged),
            mean_absolute_shift: share(absolute, self.shifts.len()),
            shift_to_second: share(self.shifts.iter().sum(), self.shifts.len()),
            moved: self.moved,
        }
    }
}

/// Favourable less unfavourable probability.
fn lean(p: &Option<Probabilities>, side: &SideId) -> Option<f64> {
    use crate::labels::Label;
    let (_, p) = p.as_ref()?.stance.iter().find(|(id, _)| id == side)?;
    Some(f64::from(p[Stance::Favorable.index()]) - f64::from(p[Stance::Unfavorable.index()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    const GOLD: &str = r#"{"id":"a","text":"Holm lied, says Lindtberg. Né Holm!","sides":[{"id":"port","name":"the port","aliases":["Holm"]},{"id":"union","name":"the dockers' union","aliases":["Lindtberg"]}],"mentions":[{"side":"port","start":0,"end":4},{"side":"union","start":16,"end":25}],"sentences":[{"start":0,"end":26,"stance":{"port":"unfavorable","union":"neutral"},"source_side":"union"},{"start":27,"end":35,"favors":"port"}],"spans":[{"start":5,"end":9,"label":"loaded"},{"start":16,"end":25,"label":"source"},{"start":2,"end":9,"label":"hedge"}]}"#;

    fn swapped() -> Annotated {
        let gold = Annotated::from_json(GOLD).unwrap();
        exchange_names(&gold, &"port".into(), &"union".into()).unwrap()
    }

    fn side(name: &str, aliases: &[&str]) -> Side {
        let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
        Side { id: name.into(), name: name.to_owned(), aliases }
    }

    #[test]
    fn a_name_is_exchanged_for_one_like_it_and_descriptions_stay() {
        let one = side("Oruvia", &["Oruvian", "President Benicio Tarravalle", "Tarravalle", "foe"]);
        let other = side("Thessmark", &["the Premier", "Henrik Odvall", "Odvall", "Fat cats"]);
        let found = counterparts("The fat cats met a foe.", &one, &other);
        let expected = [
            ("Oruvia", "Thessmark"),
            ("Oruvian", "Thessmark"),
            ("Benicio Tarravalle", "Henrik Odvall"),
            ("Tarravalle", "Odvall"),
            ("Thessmark", "Oruvia"),
            ("Henrik Odvall", "Benicio Tarravalle"),
            ("Odvall", "Tarravalle"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn where_one_side_has_no_name_nothing_is_exchanged() {
        let (union, port) = (side("the union", &["strikers"]), side("Holm", &[]));
        assert_eq!(counterparts("", &union, &port), []);
    }

    #[test]
    fn names_change_places_and_every_offset_follows() {
        let swapped = swapped();
        let text = swapped.document.text();
        assert_eq!(text, "Lindtberg lied, says Holm. Né Lindtberg!");
        let words = |span: Span| span.of(text);
        assert_eq!(words(swapped.sentences[0].span), "Lindtberg lied, says Holm.");
        assert_eq!(words(swapped.sentences[1].span), "Né Lindtberg!");
        let spans: Vec<_> = swapped.spans.iter().map(|span| words(span.span)).collect();
        assert_eq!(spans, ["lied", "Holm", "Lindtberg lied"]);
        let mention = &swapped.mentions.as_ref().unwrap()[0];
        assert_eq!((words(mention.span), mention.side.as_str()), ("Lindtberg", "union"));
    }

    #[test]
    fn labels_follow_the_names() {
        let swapped = swapped();
        let first = &swapped.sentences[0];
        assert_eq!(first.stance_of(&"union".into()), Some(Stance::Unfavorable));
        assert_eq!(first.source_side, Some(Some("port".into())));
        assert_eq!(swapped.sentences[1].favors, Some(Some("union".into())));
    }

    #[test]
    fn a_reader_who_follows_the_words_fails_nowhere() {
        let gold = [Annotated::from_json(GOLD).unwrap()];
        let swap = audit(&gold, &[swapped()], &"port".into(), &"union".into()).unwrap();
        assert_eq!((swap.judged, swap.changed, swap.failure), (2, 0, Some(0.0)));
        let mut stuck = swapped();
        stuck.sentences[0].stance.clone_from(&gold[0].sentences[0].stance);
        let stuck = audit(&gold, &[stuck], &"port".into(), &"union".into()).unwrap();
        assert_eq!((stuck.changed, stuck.failure), (2, Some(1.0)));
        assert_eq!(stuck.shift_to_second, None);
        let moved: Vec<_> = stuck.moved.iter().map(|m| (m.side.as_str(), m.stance)).collect();
        assert_eq!(moved, [("port", Stance::Unfavorable), ("union", Stance::Neutral)]);
        assert_eq!(stuck.moved[0].text, "Holm lied, says Lindtberg.");
        assert_eq!(stuck.moved[0].exchanged, "Lindtberg lied, says Holm.");
        let unread = audit(&gold, &gold, &"port".into(), &"union".into()).unwrap();
        assert_eq!((unread.judged, unread.failure), (0, None));
    }

    #[test]
    fn three_sides_make_three_pairs_whatever_their_order() {
        let document = |sides: &[&str]| {
            let sides: Vec<_> =
                sides.iter().map(|id| serde_json::json!({"id": id, "name": id})).collect();
            let line = serde_json::json!({"id": "a", "text": "x", "sentences": [], "sides": sides});
            Annotated::from_json(&line.to_string()).unwrap()
        };
        let documents = [document(&["port", "union"]), document(&["city", "union", "port"])];
        let found: Vec<_> = exchanges(&documents)
            .into_iter()
            .map(|of| (of.first.as_str(), of.second.as_str(), of.documents.len()))
            .collect();
        assert_eq!(found, [("port", "union", 2), ("city", "union", 1), ("city", "port", 1)]);
    }

    #[test]
    fn a_side_that_the_document_lacks_is_an_error() {
        let gold = Annotated::from_json(GOLD).unwrap();
        let error = exchange_names(&gold, &"port".into(), &"city".into()).unwrap_err();
        assert_eq!(error.to_string(), "document a: it has no side \"city\" to exchange");
    }
}
