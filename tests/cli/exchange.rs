//! `parallax convert` and `parallax model`.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use parallax::model::weights::sha256;
use parallax::model::{Card, Model, Temperatures};
use parallax::train::Recipe;
use parallax::train::recipe::{Artefact, Corpus};
use predicates::prelude::*;
use predicates::str::contains;
use tempfile::TempDir;

use crate::{corpus, parallax};

#[test]
fn a_corpus_goes_to_brat_and_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (brat, back) = (folder.path().join("brat"), folder.path().join("back.jsonl"));
    let convert = |from: &Path, to: &Path, format: &str| {
        parallax().arg("convert").arg(from).arg(to).args(["--to", format]).assert().success();
    };
    convert(&corpus("dev.jsonl"), &brat, "brat");
    convert(&brat, &back, "gold");
    parallax()
        .arg("eval")
        .arg(corpus("dev.jsonl"))
        .arg("--predictions")
        .arg(&back)
        .args(["--resamples", "50", "--min", "voice.accuracy=1", "--min", "stance.accuracy=1"])
        .assert()
        .success();
}

#[test]
fn a_file_that_is_not_there_is_named_once() {
    let reason = "parallax: no-such: No such file or directory (os error 2)\n";
    parallax().args(["convert", "no-such", "b.jsonl"]).assert().code(2).stderr(reason);
    parallax().args(["agree", "no-such", "b"]).assert().code(2).stderr(reason);
}

#[test]
fn a_format_that_there_is_not_is_refused_with_those_there_are() {
    parallax()
        .args(["convert", "a", "b", "--to", "paper"])
        .assert()
        .code(2)
        .stderr(contains("brat").and(contains("label-studio")));
}

#[test]
fn the_embedded_model_shows_its_card_and_matches_it() {
    parallax().args(["model", "show"]).assert().success().stdout(contains("all-MiniLM-L6-v2"));
    parallax()
        .args(["model", "verify"])
        .assert()
        .success()
        .stdout(contains("files match the card"));
}

/// The folder of a file in `models/`.
const MODELS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models");

/// Copies files of the shipped model.
fn copy(files: &[&str], to: &Path) {
    for file in files {
        fs::copy(format!("{MODELS}/parallax-minilm/{file}"), to.join(file)).expect("copied");
    }
}

/// A folder with the shipped model.
fn shipped() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let files = ["card.toml", "tokenizer.json", "model.safetensors", "calibration.safetensors"];
    copy(&files, folder.path());
    folder
}

fn card_of(folder: &Path) -> String {
    fs::read_to_string(folder.join("card.toml")).expect("a card")
}

/// `model refit` of a model's folder by the shipped recipe with `gold` for all its data.
fn refit(folder: &Path, gold: &str) -> Command {
    let path = format!("{MODELS}/recipes/parallax-minilm.toml");
    let mut recipe = Recipe::read(Path::new(&path)).expect("a recipe");
    let dev = recipe.data.pop().expect("development data");
    fs::write(folder.join("gold.jsonl"), gold).expect("written");
    let artefact = Artefact { file: "gold.jsonl".into(), sha256: sha256(gold.as_bytes()) };
    recipe.data = vec![Corpus { name: "two articles".to_owned(), artefact, ..dev }];
    let path = folder.join("recipe.toml");
    fs::write(&path, toml::to_string(&recipe).expect("TOML")).expect("written");
    let mut command = parallax();
    command.args(["model", "refit"]).arg(folder).arg(&path).arg("--data").arg(folder);
    command
}

#[test]
fn a_model_is_refitted_to_other_development_data() {
    let folder = shipped();
    let gold = fs::read_to_string(corpus("dev.jsonl")).expect("the corpus");
    let gold: Vec<&str> = gold.lines().take(2).collect();
    let mut command = refit(folder.path(), &gold.join("\n"));
    command.assert().success().stdout(contains("fitted anew"));
    let card = Card::parse(&card_of(folder.path())).expect("a card");
    let of_dev = card.data.iter().filter(|data| data.role == "dev").map(|data| data.documents);
    assert_eq!(of_dev.collect::<Vec<_>>(), [2]);
    assert!(card.scores.iter().all(|score| score.corpus == "two articles"));
    assert!(card.scores.iter().any(|score| score.context && score.score == "favors.macro_f1"));
    let shipped = Card::parse(Model::embedded_card()).expect("a card");
    assert!(card.context.is_some() && card.context != shipped.context);
    assert!(card.confusion != shipped.confusion && !card.confusion.is_empty());
    parallax().args(["model", "verify"]).arg(folder.path()).assert().success();
    fs::remove_file(folder.path().join("gold.jsonl")).expect("removed");
    command.assert().code(2).stderr(contains("gold.jsonl").and(contains("to be had from")));
}

#[test]
fn what_development_data_have_no_labels_for_stays() {
    let folder = shipped();
    let gold = r#"{"id":"a","text":"He said it rained. It did.","sentences":[
        {"start":0,"end":18,"voice":"reported"},{"start":19,"end":26,"voice":"author"}]}"#;
    refit(folder.path(), &gold.replace('\n', "")).assert().success();
    let card = Card::parse(&card_of(folder.path())).expect("a card");
    let shipped = Card::parse(Model::embedded_card()).expect("a card");
    assert_eq!((card.thresholds, card.context), (shipped.thresholds, shipped.context));
    let of_voice = |temperatures| Temperatures { voice: 1.0, ..temperatures };
    assert_eq!(of_voice(card.temperatures), of_voice(shipped.temperatures));
    // Older cards say nothing of context, and nobody is told that they do.
    let text = card_of(folder.path());
    let (before, after) = text.split_once("[context]").expect("context");
    let after = &after[after.find("[thresholds]").expect("thresholds")..];
    fs::write(folder.path().join("card.toml"), format!("{before}{after}")).expect("written");
    let mut annotate = parallax();
    annotate.args(["annotate", "-", "--context", "--model"]).arg(folder.path());
    annotate.write_stdin("It rained.").assert().code(2).stderr(contains("has no [context]"));
}

#[test]
fn weights_that_differ_from_their_card_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&["card.toml", "tokenizer.json"], folder.path());
    let weights = fs::read(format!("{MODELS}/parallax-minilm/model.safetensors")).expect("weights");
    let truncated = &weights[..weights.len() / 2];
    fs::write(folder.path().join("model.safetensors"), truncated).expect("written");
    parallax()
        .args(["model", "verify"])
        .arg(folder.path())
        .assert()
        .code(2)
        .stderr(contains("model.safetensors").and(contains("sha256")));
}
