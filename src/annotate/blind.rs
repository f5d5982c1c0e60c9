//! Judging blind: stances are read again with the sides' names hidden, so that they follow the words
//! and not who a side is.

use crate::error::Result;
use crate::model::{Input, Model, Prediction};
use crate::sides::{is_common_word, is_function_word, is_short_acronym, is_title};
use crate::text::span::apart;
use crate::text::{Rewritten, Span};

/// What sides are called instead, in the order in which a sentence names them; further ones keep
/// their names. The words mean nothing. Of 18 such lists this one had the highest stance and favors on
/// the development data, where they differ by .03 at most (favors, corpus).
const NAMES: [&str; 6] = ["Karvel", "Lorin", "Mordan", "Nelvik", "Orsen", "Pelmar"];

/// Possessive endings, which stay.
const POSSESSIVE: [&str; 6] = ["'s", "’s", "'S", "’S", "'", "’"];

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
        let mut order: Vec<usize> = Vec::new();
        let mut edits = Vec::new();
        for (span, side) in apart(places) {
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

/// What names a side in a mention: its words with a capital from the first to the last, but for a
/// title before them ("President"), with an article before it where the name is all there is ("the
/// Harbour Board's", but "Oruvian" of "the Oruvian leader").
fn name(sentence: &str, mention: Span) -> Option<Span> {
    let words = mention.get(sentence)?;
    let place = |word: &str| {
        let start = word.as_ptr() as usize - words.as_ptr() as usize;
        Span::new(start, start + word.len())
    };
    let capitalised: Vec<&str> =
        words.split_whitespace().filter(|word| has_capital(word)).collect();
    // Where a capital tells nothing only a word that is no other is a name.
    let shouted = !sentence.contains(char::is_lowercase);
    let begins = |word: &str| capitalised.len() == 1 && mention.start() + place(word).start() == 0;
    let is_name = |word: &str, is_other: fn(&str) -> bool| {
        let bare = without_ending(word);
        let tells = !shouted && !begins(word);
        !is_common_word(bare) || tells && (is_short_acronym(bare) || !is_other(bare))
    };
    let first = |is_other| capitalised.iter().find(|word| is_name(word, is_other));
    let first = place(first(is_title).or_else(|| first(is_function_word))?);
    let last = place(capitalised.last()?);
    let named = without_ending(last.of(words));
    let end = last.start() + named.len();
    let before = words[..first.start()].trim();
    let is_all = words[last.end()..].trim().is_empty() || named.len() < last.len();
    let start = if is_all && is_function_word(before) { 0 } else { first.start() };
    (start < end).then(|| Span::new(start, end).shifted(mention.start()))
}

/// Whether a word has a capital, or letters of a script without: "eBay", "3M".
fn has_capital(word: &str) -> bool {
    word.chars().any(|c| c.is_alphabetic() && !c.is_lowercase())
}

/// A word without what makes it possessive, and without punctuation behind it.
fn without_ending(word: &str) -> &str {
    let word = word.trim_end_matches([',', ';', ':', '!', '?']);
    let ending = POSSESSIVE.iter().find_map(|ending| word.strip_suffix(ending));
    ending.unwrap_or(word)
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
        let expected = "Lorin".to_owned();
        for sides in [[union, port], [port, union]] {
            let (blind, targets) = hidden(text, &sides).expect("names");
            assert_eq!(blind, "Karvel's lawyers told Lorin to end its strike.");
            assert!(targets.contains(&vec![expected.clone(), "its".to_owned()]), "{targets:?}");
            assert!(targets.contains(&vec!["Karvel's".to_owned()]), "{targets:?}");
        }
    }

    #[test]
    fn of_a_description_the_name_alone_is_hidden() {
        let (blind, _) =
            hidden("Said the Oruvian leader: no.", &[&["the Oruvian leader"]]).unwrap();
        assert_eq!(blind, "Said the Karvel leader: no.");
        let text = "Henrik Odvall of the Bank of Tarn resigned.";
        let (blind, _) = hidden(text, &[&["Henrik Odvall of the Bank of Tarn"]]).unwrap();
        assert_eq!(blind, "Karvel resigned.");
    }

    #[test]
    fn pronouns_and_common_nouns_hide_nothing() {
        assert_eq!(hidden("He said the union would wait.", &[&["He"], &["the union"]]), None);
        assert_eq!(hidden("Strikers walked out.", &[&["Strikers"]]), None);
        assert_eq!(hidden("THE STRIKERS WALKED OUT", &[&["THE STRIKERS"]]), None);
        assert_eq!(hidden("Nobody is named here.", &[]), None);
    }

    #[test]
    fn whatever_a_side_is_called_the_sentence_reads_the_same() {
        let read = |name: &str| hidden(&format!("On Monday {name} blamed it."), &[&[name]]);
        let names = ["Tarn", "US", "Theresa May", "eBay", "3M", "al-Qaeda", "中国", "March"];
        for name in names {
            assert_eq!(read(name), read("the Harbour Board"), "{name}");
        }
        let read = |name: &str| hidden(&format!("All {name} army did."), &[&[name]]);
        for name in ["Tarn’s", "US's", "the Tories'", "the Harbour Board's"] {
            let (blind, _) = read(name).unwrap();
            let ending = name.rfind(['\'', '’']).unwrap();
            assert_eq!(blind, format!("All {}{} army did.", NAMES[0], &name[ending..]));
        }
        assert_eq!(
            hidden("ODVALL STORMS OUT", &[&["ODVALL"]]).unwrap().0,
            format!("{} STORMS OUT", NAMES[0])
        );
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
        assert_eq!(blind, "Karvel, Lorin, Mordan, Nelvik, Orsen, Pelmar and Ha met Tarn Bank.");
        let (blind, targets) = hidden("Tarn Bank rose.", &[&["Tarn Bank"], &["Tarn"]]).unwrap();
        assert_eq!((blind.as_str(), targets[1][0].as_str()), ("Karvel rose.", "Karvel"));
    }
}
