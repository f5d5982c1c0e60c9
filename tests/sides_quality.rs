//! How well sides and their mentions are found, against hand-labelled articles.
//!
//! The articles are read from the folder that `PARALLAX_DATA` names, and the stories from this
//! repository: `PARALLAX_DATA=… cargo test --test sides_quality -- --ignored --nocapture`.
//! `PARALLAX_FILES` names others, by commas; `PARALLAX_SHOW=1` shows every failure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use parallax::sides::{Article, Cast, Mention, MentionKind, Side, mentions};
use parallax::text::{Kind, ScalarOffsets, Sentence, Span};
use serde::Deserialize;

#[derive(Deserialize)]
struct Gold {
    id: String,
    #[serde(default)]
    event: String,
    text: String,
    sides: Vec<Side>,
    mentions: Vec<GoldMention>,
    sentences: Vec<GoldSentence>,
}

#[derive(Deserialize)]
struct GoldMention {
    side: String,
    start: usize,
    end: usize,
}

#[derive(Deserialize)]
struct GoldSentence {
    start: usize,
    end: usize,
    kind: Option<Kind>,
}

/// Matched, predicted and gold mentions.
#[derive(Default, Clone, Copy)]
struct Counts {
    matched: usize,
    predicted: usize,
    gold: usize,
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        let (p, r) = (share(self.matched, self.predicted), share(self.matched, self.gold));
        let f1 = share(2 * self.matched, self.predicted + self.gold);
        write!(f, "P {p:.3}  R {r:.3}  F1 {f1:.3}  ({} found, {} gold)", self.predicted, self.gold)
    }
}

impl Gold {
    fn sentences(&self) -> Vec<Sentence> {
        let offsets = ScalarOffsets::new(&self.text);
        let sentence = |gold: &GoldSentence| {
            let span = offsets.to_span(gold.start, gold.end)?;
            Some(Sentence { span, kind: gold.kind.unwrap_or(Kind::Body), duplicate: false })
        };
        self.sentences.iter().filter_map(sentence).collect()
    }

    fn mentions(&self) -> Vec<(String, Span)> {
        let offsets = ScalarOffsets::new(&self.text);
        let mention =
            |gold: &GoldMention| Some((gold.side.clone(), offsets.to_span(gold.start, gold.end)?));
        self.mentions.iter().filter_map(mention).collect()
    }
}

fn read(name: &str) -> Vec<Gold> {
    let folder =
        PathBuf::from(std::env::var("PARALLAX_DATA").expect("PARALLAX_DATA names the data folder"));
    let text = std::fs::read_to_string(folder.join(name)).expect("the articles");
    text.lines().map(|line| serde_json::from_str(line).expect("a gold document")).collect()
}

/// Gold mentions matched one to one with found ones of the same side that share a byte, in order.
fn matches(
    gold: &[(String, Span)],
    found: &[(String, Span, Option<MentionKind>)],
) -> (Vec<bool>, Vec<bool>) {
    let (mut hit, mut used) = (vec![false; gold.len()], vec![false; found.len()]);
    for (g, (side, span)) in gold.iter().enumerate() {
        let free = found.iter().enumerate().filter(|&(f, (other, _, _))| !used[f] && other == side);
        let best =
            free.max_by_key(|(_, (_, other, _))| span.intersection(*other).map_or(0, Span::len));
        if let Some((f, _)) = best.filter(|(_, (_, other, _))| span.overlaps(*other)) {
            (hit[g], used[f]) = (true, true);
        }
    }
    (hit, used)
}

const PRONOUNS: [&str; 21] = [
    "i", "me", "my", "we", "us", "our", "ours", "he", "him", "his", "himself", "she", "her",
    "hers", "it", "its", "they", "them", "their", "itself", "who",
];

fn is_pronoun(text: &str) -> bool {
    PRONOUNS.contains(&text.to_lowercase().as_str())
}

#[test]
#[ignore = "needs PARALLAX_DATA"]
fn mentions_of_given_sides_are_found() {
    for file in files() {
        let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
        for document in read(&file) {
            let sentences = document.sentences();
            let cast = Cast { sides: document.sides.clone(), others: Vec::new() };
            let article = Article { text: &document.text, sentences: &sentences };
            let found = plain(mentions(&article, &cast));
            count(&document, &found, &mut counts);
        }
        for (kind, counts) in &counts {
            println!("{file}  given sides  {kind:<12} {counts}");
        }
    }
}

fn files() -> Vec<String> {
    let stories = concat!(env!("CARGO_MANIFEST_DIR"), "/models/data/stories.train.jsonl");
    let names = std::env::var("PARALLAX_FILES")
        .unwrap_or_else(|_| format!("articles.train.jsonl,{stories}"));
    names.split(',').map(str::to_owned).collect()
}

fn plain(mentions: Vec<Mention>) -> Vec<(String, Span, Option<MentionKind>)> {
    mentions.into_iter().map(|m| (m.side.to_string(), m.span, m.kind)).collect()
}

fn count(
    document: &Gold,
    found: &[(String, Span, Option<MentionKind>)],
    counts: &mut BTreeMap<String, Counts>,
) {
    let gold = document.mentions();
    let (hit, used) = matches(&gold, found);
    let show = std::env::var("PARALLAX_SHOW").ok();
    for (g, (side, span)) in gold.iter().enumerate() {
        let words = span.of(&document.text);
        let kind = if is_pronoun(words) { "pronoun" } else { "other" };
        for kind in [kind, "all", &format!("gold {}", words.to_lowercase())] {
            let counts = counts.entry(kind.to_owned()).or_default();
            counts.gold += 1;
            counts.matched += usize::from(hit[g]);
        }
        if !hit[g] && show.is_some() {
            println!("MISS {} {side} {:?}", document.id, words);
        }
    }
    for (f, (side, span, kind)) in found.iter().enumerate() {
        let words = span.of(&document.text);
        let class = if is_pronoun(words) { "pronoun" } else { "other" };
        let detail = format!("gold {}", words.to_lowercase());
        for name in [class, "all", &format!("found {kind:?}"), &detail] {
            counts.entry(name.to_owned()).or_default().predicted += 1;
        }
        counts.entry(format!("found {kind:?}")).or_default().matched += usize::from(used[f]);
        if !used[f] && show.is_some() {
            let end = (span.end()..).find(|&at| {
                document.text.is_char_boundary(at) && at >= span.end() + 40
                    || at >= document.text.len()
            });
            let end = end.unwrap_or(0).min(document.text.len());
            println!(
                "WRONG {} {side} {:?} {:?}",
                document.id,
                words,
                document.text.get(span.end()..end)
            );
        }
    }
    counts.retain(|kind, _| !kind.starts_with("gold ") || is_pronoun(&kind[5..]));
}

/// Whether each found side shares an alias with its own gold side; the gold id of each.
fn matched_sides(cast: &Cast, gold: &[Side]) -> Vec<Option<String>> {
    let names = |side: &Side| {
        let names = side.aliases.iter().chain([&side.name]).map(|name| name.to_lowercase());
        names.map(|name| name.trim_start_matches("the ").to_owned()).collect::<Vec<_>>()
    };
    let shared = |found: &Side, gold: &Side| {
        let gold = names(gold);
        names(found).iter().filter(|name| gold.contains(name)).count()
    };
    let best = |found: &Side| {
        gold.iter()
            .map(|side| (shared(found, side), side))
            .filter(|(count, _)| *count > 0)
            .max_by_key(|(count, _)| *count)
    };
    cast.sides.iter().map(|found| best(found).map(|(_, side)| side.id.to_string())).collect()
}

#[test]
#[ignore = "needs PARALLAX_DATA"]
fn sides_are_found() {
    for file in files() {
        let documents = read(&file);
        let mut events: BTreeMap<&str, Vec<&Gold>> = BTreeMap::new();
        for document in &documents {
            events.entry(&document.event).or_default().push(document);
        }
        let groups: Vec<Vec<&Gold>> = events.into_values().collect();
        report(&file, "jointly", &groups);
        let alone: Vec<Vec<&Gold>> = documents.iter().map(|document| vec![document]).collect();
        report(&file, "alone", &alone);
    }
}

/// Why not both sides were found: "one side twice", "a third party", "one actor only", or, where
/// not even the third parties hold both sides, "not named".
fn failure(cast: &Cast, matched: &[Option<String>], gold: &[Side]) -> &'static str {
    let all = Cast {
        sides: cast.sides.iter().chain(&cast.others).cloned().collect(),
        others: Vec::new(),
    };
    let named: BTreeSet<String> = matched_sides(&all, gold).into_iter().flatten().collect();
    match matched {
        _ if named.len() < gold.len() => "not named",
        [Some(_), Some(_)] => "one side twice",
        [_, _] => "a third party",
        _ => "one actor only",
    }
}

fn report(file: &str, how: &str, groups: &[Vec<&Gold>]) {
    let (mut right, mut counts) = (0, BTreeMap::new());
    let mut failures: BTreeMap<&str, usize> = BTreeMap::new();
    for group in groups {
        let sentences: Vec<_> = group.iter().map(|document| document.sentences()).collect();
        let articles: Vec<_> = group
            .iter()
            .zip(&sentences)
            .map(|(document, sentences)| Article { text: &document.text, sentences })
            .collect();
        let cast = parallax::sides::find(&articles);
        let matched = matched_sides(&cast, &group[0].sides);
        let both =
            matched.len() == 2 && matched.iter().all(Option::is_some) && matched[0] != matched[1];
        right += usize::from(both);
        if !both {
            *failures.entry(failure(&cast, &matched, &group[0].sides)).or_default() += 1;
        }
        if !both && std::env::var("PARALLAX_SHOW").is_ok() {
            println!(
                "{how} {} {matched:?} gold {:?}",
                group[0].id,
                group[0].sides.iter().map(|s| &s.name).collect::<Vec<_>>()
            );
            for side in cast.sides.iter().chain(&cast.others).take(8) {
                println!("    {} {:?}", side.name, side.aliases);
            }
        }
        for (document, article) in group.iter().zip(&articles) {
            let renamed = mentions(article, &cast).into_iter().filter_map(|mention| {
                let index = cast.sides.iter().position(|side| side.id == mention.side)?;
                let side = matched[index].clone().unwrap_or_else(|| format!("unmatched {index}"));
                Some((side, mention.span, mention.kind))
            });
            count(document, &renamed.collect::<Vec<_>>(), &mut counts);
        }
    }
    println!("{file}  {how}: both sides right in {right} of {}; else {failures:?}", groups.len());
    for kind in ["all", "other", "pronoun"] {
        println!("{file}  {how}  {kind:<8} {}", counts[kind]);
    }
}
