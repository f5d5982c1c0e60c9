//! ABCD-Link's article pairs: `docs.json` (article → sentence number → text) beside the links of
//! each pair (sentence of the first article → sentences of the second).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::card::Card;
use super::files::{Data, File};
use super::gold;
use crate::error::Result;
use crate::eval::links::{Judged, LinkedPair, held_out};
use crate::labels::Annotated;

type Articles = BTreeMap<String, BTreeMap<String, String>>;

#[derive(Deserialize)]
struct PairRecord {
    doc1: String,
    doc2: String,
    links: BTreeMap<String, Vec<String>>,
}

/// Every article pair, in the order of their ids, or the third of them that the card holds out.
pub(super) fn read(data: Data) -> Result<Vec<LinkedPair>> {
    let articles: Articles = parse(&data.file(0)?)?;
    let file = data.file(1)?;
    let records: BTreeMap<String, PairRecord> = parse(&file)?;
    let wanted = |id: &str| !data.card.held_out || held_out(id);
    let records = records.into_iter().filter(|(id, _)| wanted(id));
    let read = |(id, record): (String, PairRecord)| {
        pair(data.card, &articles, &id, &record)
            .map_err(|reason| file.wrong(1, format!("pair {id:?}: {reason}")))
    };
    records.map(read).collect()
}

fn parse<T: DeserializeOwned>(file: &File) -> Result<T> {
    serde_json::from_str(&file.text).map_err(|error| file.wrong(error.line(), error))
}

fn pair(
    card: &Card,
    articles: &Articles,
    id: &str,
    record: &PairRecord,
) -> Result<LinkedPair, String> {
    let (first, numbers) = article(card, articles, &record.doc1)?;
    let (second, others) = article(card, articles, &record.doc2)?;
    let place = |numbers: &[usize], name: &str| {
        let number = name.parse::<usize>().ok();
        let at = number.and_then(|number| numbers.iter().position(|&known| known == number));
        at.ok_or_else(|| format!("no sentence {name:?}"))
    };
    let judged = if card.some_links { Judged::Links } else { Judged::All };
    let mut links = BTreeSet::new();
    for (from, targets) in &record.links {
        for to in targets {
            links.insert((place(&numbers, from)?, place(&others, to)?));
        }
    }
    Ok(LinkedPair { id: id.to_owned(), first, second, links, judged })
}

/// The article and the number of each of its sentences.
fn article(
    card: &Card,
    articles: &Articles,
    name: &str,
) -> Result<(Annotated, Vec<usize>), String> {
    let sentences = articles.get(name).ok_or_else(|| format!("no article {name:?}"))?;
    let numbered = sentences.iter().map(|(number, text)| {
        let number = number.parse::<usize>();
        Ok((number.map_err(|error| format!("sentence {error} of article {name:?}"))?, &text[..]))
    });
    let mut numbered = numbered.collect::<Result<Vec<(usize, &str)>, String>>()?;
    numbered.sort_unstable();
    let (numbers, texts): (Vec<usize>, Vec<&str>) = numbered.into_iter().unzip();
    Ok((gold::article(card, name, &texts), numbers))
}
