//! How well sentences of two articles are lined up, on article pairs whose links are known.
//!
//! The pairs are read from the folder that `PARALLAX_DATA` names, below `links/`:
//! `PARALLAX_DATA=… cargo test --test links_quality -- --ignored --nocapture`.
//! Embeddings are kept in cargo's folder for temporary files; remove them there when the model
//! changes. `PARALLAX_SCORER` names another scorer than the one in the program.
//! `claims_of_articles` reads annotated or gold documents, `PARALLAX_ANNOTATED`.

use std::collections::HashMap;
use std::path::PathBuf;

use parallax::annotate::embed;
use parallax::compare::links::{Candidates, FEATURES, Scorer, links};
use parallax::compare::{Article, claims, omissions};
use parallax::eval::Score;
use parallax::eval::links::{LinkCounts, LinkScores, LinkedPair, Predicted, held_out, score};
use parallax::labels::Annotated;
use parallax::model::{Model, Precision};
use parallax::stats::Plan;
use parallax::suites::{Card, Gold};
use parallax::train::links::{candidates, predict, train};
use rayon::prelude::*;

const SOURCE: &str = "ABCD-Link news_synth (Basch et al. 2025; CC BY 4.0), the two thirds of the \
                      article pairs that are not held out";

/// The pairs of a suite, those that are not held out too, with embeddings.
fn pairs(suite: &str) -> Vec<LinkedPair> {
    let data = std::env::var("PARALLAX_DATA").expect("PARALLAX_DATA names the data folder");
    let card = Card { held_out: false, ..Card::named(suite).expect("a suite") };
    let Gold::Links { mut pairs, .. } =
        card.read(&PathBuf::from(data).join("links")).expect("pairs")
    else {
        panic!("{suite} has no links")
    };
    let known = embedded(suite, &pairs);
    for annotated in pairs.iter_mut().flat_map(|pair| [&mut pair.first, &mut pair.second]) {
        *annotated = known[annotated.document.id()].clone();
    }
    pairs
}

fn embedded(suite: &str, pairs: &[LinkedPair]) -> HashMap<String, Annotated> {
    let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("links-{suite}.jsonl"));
    let by_id = |all: Vec<Annotated>| {
        all.into_iter().map(|a| (a.document.id().to_owned(), a)).collect::<HashMap<_, _>>()
    };
    if let Ok(text) = std::fs::read_to_string(&kept) {
        return by_id(text.lines().map(|l| Annotated::from_json(l).expect("a record")).collect());
    }
    let both = pairs.iter().flat_map(|pair| [pair.first.clone(), pair.second.clone()]);
    let mut articles: Vec<Annotated> = by_id(both.collect()).into_values().collect();
    let model = Model::embedded_in(Precision::F32).expect("a model");
    articles.iter_mut().for_each(|article| embed(&model, article).expect("embeddings"));
    let lines: String = articles.iter().map(|article| article.to_json() + "\n").collect();
    std::fs::write(&kept, lines).expect("written");
    by_id(articles)
}

/// A pair with its candidates.
type Studied<'p> = (&'p LinkedPair, Candidates);

fn studied<'p>(pairs: impl Iterator<Item = &'p LinkedPair>) -> Vec<Studied<'p>> {
    let pairs: Vec<&LinkedPair> = pairs.collect();
    pairs.into_par_iter().map(|pair| (pair, candidates(&pair.first, &pair.second))).collect()
}

/// What a rule says of each pair.
fn counts(pairs: &[Studied], said: impl Fn(&Candidates) -> Predicted + Sync) -> Vec<LinkCounts> {
    let count = |(pair, candidates): &Studied| LinkCounts::of(pair, &said(candidates));
    pairs.par_iter().map(count).collect()
}

/// The cosine alone, all pairs at least as near as the threshold; not every pair is a candidate,
/// but those that are not lie below any sensible threshold.
fn by_cosine(candidates: &Candidates, threshold: f64) -> Predicted {
    let cosine = FEATURES.iter().position(|&name| name == "cosine").expect("a feature");
    let scores: Vec<f64> =
        candidates.features().iter().map(|features| f64::from(features[cosine])).collect();
    let near = candidates.sentences().zip(&scores).filter(|&(_, &score)| score >= threshold);
    Predicted { links: near.map(|(pair, _)| pair).collect(), ranked: candidates.ranked(&scores) }
}

fn best_cosine(tuning: &[Studied]) -> f64 {
    let f1 = |threshold: f64| {
        let mut sum = LinkCounts::default();
        counts(tuning, |c| by_cosine(c, threshold)).iter().for_each(|c| sum += c);
        sum.f1().unwrap_or_default()
    };
    let tried = (15..45).map(|step| f64::from(step) / 50.0);
    tried.max_by(|&x, &y| f1(x).total_cmp(&f1(y))).expect("thresholds")
}

fn shown(score: Score) -> String {
    let Some(value) = score.value else { return "–".to_owned() };
    let interval =
        score.interval.map_or(String::new(), |i| format!(" [{:.3} {:.3}]", i.low, i.high));
    format!("{value:.3}{interval}")
}

fn print(name: &str, scores: &LinkScores) {
    println!(
        "{name:<24} P {}  R {}  F1 {}\n{:<24} R@1 {}  R@3 {}  MRR {}  ({} pairs, {} gold, {} found, {} hits)",
        shown(scores.precision),
        shown(scores.recall),
        shown(scores.f1),
        "",
        shown(scores.recall_at_1),
        shown(scores.recall_at_3),
        shown(scores.mrr),
        scores.counts.pairs,
        scores.counts.gold,
        scores.counts.found,
        scores.counts.hits,
    );
}

fn by_scorer(candidates: &Candidates, scorer: &Scorer) -> Predicted {
    predict(candidates, &candidates.score(scorer), scorer.accept)
}

fn reachable(pairs: &[Studied]) -> f64 {
    let all = counts(pairs, |c| Predicted { links: c.sentences().collect(), ..Default::default() });
    score(&all, &Plan::default()).recall.value.unwrap_or_default()
}

fn report(scorer: &Scorer) {
    let synth = pairs("abcd-link-synth");
    let held = studied(synth.iter().filter(|pair| held_out(&pair.id)));
    let tuning = studied(synth.iter().filter(|pair| !held_out(&pair.id)));
    let plan = Plan::default();
    let threshold = best_cosine(&tuning);
    println!("candidates reach {:.3} of the held-out links", reachable(&held));
    print(
        &format!("cosine ≥ {threshold}"),
        &score(&counts(&held, |c| by_cosine(c, threshold)), &plan),
    );
    print("scorer", &score(&counts(&held, |c| by_scorer(c, scorer)), &plan));
    print("scorer, tuning part", &score(&counts(&tuning, |c| by_scorer(c, scorer)), &plan));
}

#[test]
#[ignore = "needs PARALLAX_DATA"]
fn links_of_article_pairs_are_found() {
    report(Scorer::embedded());
}

/// Only some links are known there, so that only the ranks of those mean anything.
#[test]
#[ignore = "needs PARALLAX_DATA"]
fn known_links_rank_high() {
    let ecb = pairs("abcd-link-ecb");
    let ecb = studied(ecb.iter());
    let plan = Plan::default();
    println!("candidates reach {:.3} of the known links", reachable(&ecb));
    print("cosine", &score(&counts(&ecb, |c| by_cosine(c, 0.6)), &plan));
    print("scorer", &score(&counts(&ecb, |c| by_scorer(c, Scorer::embedded())), &plan));
}

#[test]
#[ignore = "needs PARALLAX_DATA"]
fn the_scorer_is_made_again() {
    let synth = pairs("abcd-link-synth");
    let tuning: Vec<LinkedPair> = synth.into_iter().filter(|pair| !held_out(&pair.id)).collect();
    let scorer = train(&tuning, SOURCE);
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("links.toml");
    std::fs::write(&path, scorer.to_toml()).expect("written");
    println!("{}", path.display());
    report(&scorer);
}

#[test]
#[ignore = "needs PARALLAX_ANNOTATED"]
fn claims_of_articles() {
    let path = std::env::var("PARALLAX_ANNOTATED").expect("annotated documents");
    let text = std::fs::read_to_string(path).expect("a file");
    let mut documents: Vec<Annotated> =
        text.lines().map(|line| Annotated::from_json(line).expect("a record")).collect();
    if documents.iter().flat_map(|d| &d.sentences).all(|sentence| sentence.embedding.is_none()) {
        let model = Model::embedded_in(Precision::F32).expect("a model");
        documents.iter_mut().for_each(|document| embed(&model, document).expect("embeddings"));
    }
    let articles: Vec<Article> = documents
        .iter()
        .map(|annotated| {
            let meta = &annotated.document.meta;
            let outlet = meta.outlet.as_deref().unwrap_or(&meta.id);
            Article { outlet, event: meta.event.as_deref().unwrap_or_default(), annotated }
        })
        .collect();
    let scorer = match std::env::var("PARALLAX_SCORER") {
        Ok(path) => {
            Scorer::parse(&std::fs::read_to_string(path).expect("a file")).expect("a scorer")
        }
        Err(_) => Scorer::embedded().clone(),
    };
    let found = links(&articles, &scorer);
    let accepted = found.iter().filter(|link| link.accepted).count();
    println!("{accepted} links, {} near misses", found.len() - accepted);
    let told = claims::claims(&articles, &found, &scorer);
    for (at, claim) in told.iter().enumerate() {
        println!("\n#{at} {} framing {:?}", claim.event, claim.framing);
        for telling in &claim.tellings {
            println!(
                "  {:<28} {:>3}  {}",
                telling.outlet,
                telling.sentence,
                telling.text.replace('\n', " ")
            );
        }
        for contrast in &claim.contrasts {
            let values: Vec<String> = contrast
                .outlets
                .iter()
                .map(|value| format!("{}={} {:?}", value.outlet, value.value, value.words))
                .collect();
            println!("    {:?} {:.2}: {}", contrast.aspect, contrast.share, values.join("; "));
        }
    }
    let missing = omissions::omissions(&articles, &found, &told);
    for left in &missing.left_out {
        println!(
            "{} leaves out #{} ({} of {} others)",
            left.outlet,
            left.claim,
            left.told_by.len(),
            left.others
        );
    }
    for only in &missing.only {
        println!("only {} [{}]: {}", only.outlet, only.sentence, only.text.replace('\n', " "));
    }
    for cell in &missing.sides {
        println!("{cell:?}");
    }
}
