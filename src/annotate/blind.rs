//! Judging blind: stances are read again with the sides' names hidden, so that who a side is
//! cannot move them.

use crate::error::Result;
use crate::model::{Input, Model, Prediction};
use crate::sides::is_function_word;
use crate::text::{Rewritten, Span};

/// What sides are called instead, in the order in which a sentence names them: invented names, in
/// whose company no model has read anything.
const NAMES: [&str; 6] = ["Halden", "Marrow", "Tolland", "Brevik", "Sallow", "Quill"];

/// Possessive endings, which stay.
const POSSESSIVE: [&str; 2] = ["'s", "’s"];

/// A sentence with the names of its sides hidden.
struct Hidden {
    sentence: Rewritten,
    targets: Vec<Vec<Span>>,
}

/// Has the model judge stances blind, in the sentences that name a side.
///
/// # Errors
/// Where the model fails.
pub(super) fn judge(model: &Model, inputs: &[Input], said: &mut [Prediction]) -> Result<()> {
    let hidden: Vec<(usize, Hidden)> =
        inputs.iter().enumerate().filter_map(|(i, input)| Some((i, Hidden::of(input)?))).collect();
    let again: Vec<Input> = hidden.iter().map(|(_, hidden)| hidden.input()).collect();
    for ((i, _), blind) in hidden.iter().zip(model.predict(&again)?) {
        said[*i].stance = blind.stance;
    }
    Ok(())
}

impl Hidden {
    /// `None` where a sentence names no side.
    fn of(input: &Input) -> Option<Self> {
        let mut places: Vec<(Span, usize)> = Vec::new();
        for (side, mentions) in input.targets.iter().enumerate() {
            let names = mentions.iter().filter_map(|&mention| name(input.text, mention));
            places.extend(names.map(|span| (span, side)));
        }
        places.sort_by_key(|&(span, _)| (span.start(), std::cmp::Reverse(span.end())));
        let mut end = 0;
        places.retain(|(span, _)| {
            let apart = span.start() >= end;
            end = end.max(span.end());
            apart
        });
        let mut order: Vec<usize> = Vec::new();
        let mut edits = Vec::new();
        for (span, side) in places {
            let place = order.iter().position(|&named| named == side).unwrap_or_else(|| {
                order.push(side);
                order.len() - 1
            });
            // More sides than there are names: they keep theirs.
            edits.extend(NAMES.get(place).map(|name| (span, name)));
        }
        if edits.is_empty() {
            return None;
        }
        let sentence = Rewritten::new(input.text, edits);
        let moved = |spans: &Vec<Span>| spans.iter().map(|&span| sentence.span(span)).collect();
        let targets = input.targets.iter().map(moved).collect();
        Some(Self { sentence, targets })
    }

    fn input(&self) -> Input<'_> {
        Input { text: &self.sentence.text, targets: &self.targets }
    }
}

/// What names a side in a mention: from its first capitalised word to its last, with an article
/// before it where nothing follows ("the Harbour Board", but "Oruvian" of "the Oruvian leader").
fn name(sentence: &str, mention: Span) -> Option<Span> {
    let words = mention.get(sentence)?;
    let place = |word: &str| {
        let start = word.as_ptr() as usize - words.as_ptr() as usize;
        Span::new(start, start + word.len())
    };
    let capitalised = |word: &&str| {
        word.starts_with(char::is_uppercase) && !is_function_word(word.trim_end_matches('.'))
    };
    let first = place(words.split_whitespace().find(capitalised)?);
    let last = place(words.split_whitespace().rfind(capitalised)?);
    let ending = POSSESSIVE.iter().find(|ending| last.of(words).ends_with(*ending));
    let end = last.end() - ending.map_or(0, |ending| ending.len());
    let rest = words[last.end()..].trim();
    let before = words[..first.start()].trim();
    let start = if rest.is_empty() && is_function_word(before) { 0 } else { first.start() };
    (start < end).then(|| Span::new(start, end).shifted(mention.start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sentence with its names hidden; the mentions of a side are given by their words.
    fn hidden(text: &str, sides: &[&[&str]]) -> Option<(String, Vec<Vec<String>>)> {
        let place = |words: &&str| {
            let start = text.find(words).expect("the words stand there");
            Span::new(start, start + words.len())
        };
        let targets: Vec<Vec<Span>> =
            sides.iter().map(|words| words.iter().map(place).collect()).collect();
        let hidden = Hidden::of(&Input { text, targets: &targets })?;
        let words = |span: &Span| span.of(&hidden.sentence.text).to_owned();
        let targets = hidden.targets.iter().map(|of| of.iter().map(words).collect()).collect();
        Some((hidden.sentence.text, targets))
    }

    #[test]
    fn who_is_named_first_is_called_by_the_first_name() {
        let union: &[&str] = &["the Longshore Brotherhood", "its"];
        let port: &[&str] = &["Culverin's"];
        let text = "Culverin's lawyers told the Longshore Brotherhood to end its strike.";
        let expected = "Marrow".to_owned();
        for sides in [[union, port], [port, union]] {
            let (blind, targets) = hidden(text, &sides).expect("names");
            assert_eq!(blind, "Halden's lawyers told Marrow to end its strike.");
            assert!(targets.contains(&vec![expected.clone(), "its".to_owned()]), "{targets:?}");
            assert!(targets.contains(&vec!["Halden's".to_owned()]), "{targets:?}");
        }
    }

    #[test]
    fn of_a_description_the_name_alone_is_hidden() {
        let (blind, _) =
            hidden("Said the Oruvian leader: no.", &[&["the Oruvian leader"]]).unwrap();
        assert_eq!(blind, "Said the Halden leader: no.");
        let text = "Henrik Odvall of the Bank of Tarn resigned.";
        let (blind, _) = hidden(text, &[&["Henrik Odvall of the Bank of Tarn"]]).unwrap();
        assert_eq!(blind, "Halden resigned.");
    }

    #[test]
    fn pronouns_and_common_nouns_hide_nothing() {
        assert_eq!(hidden("He said the union would wait.", &[&["He"], &["the union"]]), None);
        assert_eq!(hidden("Nobody is named here.", &[]), None);
    }

    #[test]
    fn exchanged_names_read_the_same() {
        let one = hidden("Tarn blamed Oruvia.", &[&["Tarn"], &["Oruvia"]]).unwrap();
        let other = hidden("Oruvia blamed Tarn.", &[&["Oruvia"], &["Tarn"]]).unwrap();
        assert_eq!(one, other);
    }

    #[test]
    fn nested_and_too_many_names_are_taken_as_they_come() {
        let text = "Ad, Bo, Ce, De, Ef, Ge and Ha met Tarn Bank.";
        let sides: Vec<&[&str]> = vec![
            &["Ad"],
            &["Bo"],
            &["Ce"],
            &["De"],
            &["Ef"],
            &["Ge"],
            &["Ha"],
            &["Tarn Bank", "Tarn"],
        ];
        let (blind, _) = hidden(text, &sides).unwrap();
        assert_eq!(blind, "Halden, Marrow, Tolland, Brevik, Sallow, Quill and Ha met Tarn Bank.");
        let (blind, targets) = hidden("Tarn Bank rose.", &[&["Tarn Bank"], &["Tarn"]]).unwrap();
        assert_eq!((blind.as_str(), targets[1][0].as_str()), ("Halden rose.", "Halden"));
    }
}
