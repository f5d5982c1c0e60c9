//! Article pairs with links between their sentences, as ABCD-Link (Basch et al. 2025) lays them
//! out: `docs.json` (article → sentence number → text) beside one `NAME_links.json`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::files;
use crate::error::{Error, Result};
use crate::eval::links::LinkedPair;
use crate::labels::{Annotated, LabelledSentence};
use crate::text::{Document, Metadata, Span};

const ARTICLES: &str = "docs.json";
const LINKS: &str = "_links.json";

type Articles = BTreeMap<String, BTreeMap<String, String>>;

#[derive(Deserialize)]
struct PairRecord {
    doc1: String,
    doc2: String,
    links: BTreeMap<String, Vec<String>>,
}

/// Reads every article pair of a folder, in the order of their ids; articles carry no label.
///
/// # Errors
/// A file that is missing or broken, an article or sentence that a link names and that is not there.
pub fn read_links(folder: &Path) -> Result<Vec<LinkedPair>> {
    let names = files::names(folder)?;
    let file = names.iter().find(|name| name.ends_with(LINKS)).ok_or_else(|| Error::Exchange {
        path: folder.to_owned(),
        reason: format!("no file *{LINKS} in it, beside {ARTICLES}"),
    })?;
    let articles: Articles = parse(&folder.join(ARTICLES))?;
    let path = folder.join(file);
    let pairs: BTreeMap<String, PairRecord> = parse(&path)?;
    let wrong = |id: &str, reason: String| Error::Exchange {
        path: path.clone(),
        reason: format!("pair {id:?}: {reason}"),
    };
    let read = |(id, record): (String, PairRecord)| {
        pair(&articles, &id, &record).map_err(|reason| wrong(&id, reason))
    };
    pairs.into_iter().map(read).collect()
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let text = files::content(path)?;
    serde_json::from_str(&text)
        .map_err(|e| Error::Exchange { path: path.to_owned(), reason: e.to_string() })
}

fn pair(articles: &Articles, id: &str, record: &PairRecord) -> Result<LinkedPair, String> {
    let (first, numbers) = article(articles, &record.doc1)?;
    let (second, others) = article(articles, &record.doc2)?;
    let place = |numbers: &[usize], name: &str| {
        let number = name.parse::<usize>().ok();
        let at = number.and_then(|number| numbers.iter().position(|&known| known == number));
        at.ok_or_else(|| format!("no sentence {name:?}"))
    };
    let mut links = std::collections::BTreeSet::new();
    for (from, targets) in &record.links {
        for to in targets {
            links.insert((place(&numbers, from)?, place(&others, to)?));
        }
    }
    Ok(LinkedPair { id: id.to_owned(), first, second, links })
}

/// The article, its sentences a space apart, and the number of each.
fn article(articles: &Articles, name: &str) -> Result<(Annotated, Vec<usize>), String> {
    let sentences = articles.get(name).ok_or_else(|| format!("no article {name:?}"))?;
    let mut numbered: Vec<(usize, &str)> = sentences
        .iter()
        .map(|(number, text)| {
            Ok((number.parse::<usize>().map_err(|e| e.to_string())?, text.trim()))
        })
        .collect::<Result<_, String>>()?;
    numbered.sort_unstable();
    let (mut text, mut spans) = (String::new(), Vec::new());
    for (_, sentence) in &numbered {
        if !text.is_empty() {
            text.push(' ');
        }
        spans.push(Span::new(text.len(), text.len() + sentence.len()));
        text.push_str(sentence);
    }
    let meta = Metadata { id: name.to_owned(), ..Metadata::default() };
    let sentences = spans.into_iter().map(LabelledSentence::new).collect();
    let annotated = Annotated { sentences, ..Annotated::new(Document::new(meta, text)) };
    Ok((annotated, numbered.into_iter().map(|(number, _)| number).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const DOCS: &str = r#"{"a": {"10": "Second.", "9": "First. "}, "b": {"0": "Only."}}"#;

    fn folder(links: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(ARTICLES), DOCS).unwrap();
        fs::write(folder.path().join("harbour_links.json"), links).unwrap();
        folder
    }

    #[test]
    fn sentences_stand_in_the_order_of_their_numbers_and_links_name_their_places() {
        let folder = folder(r#"{"p": {"doc1": "a", "doc2": "b", "links": {"10": ["0"]}}}"#);
        let [pair] = read_links(folder.path()).unwrap().try_into().unwrap();
        assert_eq!(pair.first.document.text(), "First. Second.");
        assert_eq!(pair.links.into_iter().collect::<Vec<_>>(), [(1, 0)]);
    }

    #[test]
    fn a_link_to_a_sentence_that_is_not_there_names_the_pair() {
        let folder = folder(r#"{"p": {"doc1": "a", "doc2": "b", "links": {"11": ["0"]}}}"#);
        let message = read_links(folder.path()).unwrap_err().to_string();
        assert!(message.ends_with("pair \"p\": no sentence \"11\""), "{message}");
    }

    #[test]
    fn a_folder_without_links_says_what_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let message = read_links(folder.path()).unwrap_err().to_string();
        assert!(message.contains("no file *_links.json"), "{message}");
    }
}
