//! ABCD-Link's judged pairs: a row two sentences of two articles, and whether each annotator links
//! them.

use std::collections::{BTreeMap, BTreeSet};

use csv::ReaderBuilder;

use super::card::Card;
use super::files::{Data, File};
use super::gold;
use super::table::{Row, rows};
use crate::error::Result;
use crate::eval::links::{Judged, LinkedPair};

const COLUMNS: [&str; 7] = [
    "document_id",
    "source_id",
    "target_id",
    "annotator_1",
    "annotator_2",
    "source_sentence",
    "target_sentence",
];

/// The article pairs as both annotators link them, and as each does.
pub(super) struct Readings {
    /// Links that both see.
    pub both: Vec<LinkedPair>,
    /// Links that each sees.
    pub each: [Vec<LinkedPair>; 2],
}

/// One row: two sentences and whether each annotator links them.
#[derive(Debug)]
struct Judgement {
    line: usize,
    document: String,
    ids: [String; 2],
    linked: [bool; 2],
    sentences: [String; 2],
}

/// Every article pair, of the sentences that the rows name. A row that comes twice must come with
/// the same words and labels.
pub(super) fn read(data: Data) -> Result<Readings> {
    let file = data.file(0)?;
    let mut documents: BTreeMap<String, Vec<Judgement>> = BTreeMap::new();
    for row in rows(&file, &ReaderBuilder::new(), COLUMNS)? {
        let judged = judged(&file, row)?;
        documents.entry(judged.document.clone()).or_default().push(judged);
    }
    let mut readings = Readings { both: Vec::new(), each: [Vec::new(), Vec::new()] };
    for (id, judged) in &documents {
        let pair = unlinked(&file, data.card, id, judged)?;
        let linked = |by: &dyn Fn(&[bool; 2]) -> bool| LinkedPair {
            links: pair.linked.iter().filter(|(_, l)| by(l)).map(|(&places, _)| places).collect(),
            ..pair.pair.clone()
        };
        readings.both.push(linked(&|linked| linked[0] && linked[1]));
        for (at, each) in readings.each.iter_mut().enumerate() {
            each.push(linked(&|linked| linked[at]));
        }
    }
    Ok(readings)
}

fn judged(file: &File, row: Row<7>) -> Result<Judgement> {
    let Row { line, cells } = row;
    let [document, source, target, first, second, source_sentence, target_sentence] = cells;
    let linked = |column: &str, cell: &str| {
        truth(cell).ok_or_else(|| file.wrong(line, format!("{column}: {cell:?} is none of 0, 1")))
    };
    let linked = [linked("annotator_1", &first)?, linked("annotator_2", &second)?];
    for (column, cell) in COLUMNS.iter().zip([&document, &source, &target]) {
        if cell.trim().is_empty() {
            return Err(file.wrong(line, format!("{column}: it is blank")));
        }
    }
    let (ids, sentences) = ([source, target], [source_sentence, target_sentence]);
    Ok(Judgement { line, document, ids, linked, sentences })
}

/// A truth value as tables of numbers and Python write it.
fn truth(cell: &str) -> Option<bool> {
    match cell.trim() {
        "1" | "1.0" | "True" | "true" => Some(true),
        "0" | "0.0" | "False" | "false" => Some(false),
        _ => None,
    }
}

/// An article pair without its links, and what each annotator says of its judged sentences.
struct Unlinked {
    pair: LinkedPair,
    linked: BTreeMap<(usize, usize), [bool; 2]>,
}

fn unlinked(file: &File, card: &Card, id: &str, judged: &[Judgement]) -> Result<Unlinked> {
    let [first, second] = [0, 1].map(|side| sentences(file, judged, side));
    let (first, second) = (first?, second?);
    let place = |of: &[(&str, &str)], id: &str| of.iter().position(|&(known, _)| known == id);
    let mut linked: BTreeMap<(usize, usize), [bool; 2]> = BTreeMap::new();
    for row in judged {
        let places = place(&first, &row.ids[0]).zip(place(&second, &row.ids[1]));
        let Some(places) = places else { continue };
        if *linked.entry(places).or_insert(row.linked) != row.linked {
            let [source, target] = &row.ids;
            let reason = format!("{source} and {target} again with other labels");
            return Err(file.wrong(row.line, reason));
        }
    }
    let article = |name: &str, of: &[(&str, &str)]| {
        let texts: Vec<&str> = of.iter().map(|&(_, text)| text).collect();
        gold::article(card, &format!("{id}-{name}"), &texts)
    };
    let pair = LinkedPair {
        id: id.to_owned(),
        first: article("source", &first),
        second: article("target", &second),
        links: BTreeSet::new(),
        judged: Judged::Only(linked.keys().copied().collect()),
    };
    Ok(Unlinked { pair, linked })
}

/// The sentences of one article with their ids, in the order of the numbers that end these.
fn sentences<'r>(
    file: &File,
    judged: &'r [Judgement],
    side: usize,
) -> Result<Vec<(&'r str, &'r str)>> {
    let mut sentences: BTreeMap<&str, &str> = BTreeMap::new();
    for row in judged {
        let (id, text) = (&row.ids[side][..], &row.sentences[side][..]);
        if *sentences.entry(id).or_insert(text) != text {
            return Err(file.wrong(row.line, format!("{id} again with other words")));
        }
    }
    let mut sentences: Vec<(&str, &str)> = sentences.into_iter().collect();
    sentences.sort_by_key(|&(id, _)| number(id));
    Ok(sentences)
}

/// The number that an id ends with.
fn number(id: &str) -> Option<u64> {
    let digits = id.len() - id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    id[id.len() - digits..].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_stand_in_the_order_of_the_numbers_that_end_their_ids() {
        let mut ids = ["he_10", "he_9", "he"];
        ids.sort_by_key(|id| number(id));
        assert_eq!(ids, ["he", "he_9", "he_10"]);
        assert_eq!(number("é7"), Some(7));
        assert_eq!(number("99999999999999999999999"), None);
    }
}
