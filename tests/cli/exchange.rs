//! `parallax convert` and `parallax model`.

use std::fs;
use std::path::Path;

use parallax::model::weights::sha256;
use parallax::train::Recipe;
use parallax::train::recipe::{Artefact, Corpus};
use predicates::prelude::*;
use predicates::str::contains;

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

#[test]
fn a_model_is_refitted_to_other_development_data() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(
        &["card.toml", "tokenizer.json", "model.safetensors", "calibration.safetensors"],
        folder.path(),
    );
    let gold = fs::read_to_string(corpus("dev.jsonl")).expect("the corpus");
    let gold: Vec<&str> = gold.lines().take(2).collect();
    fs::write(folder.path().join("gold.jsonl"), gold.join("\n")).expect("written");
    // The shipped recipe, with these two articles for all development data.
    let mut recipe = Recipe::read(Path::new(&format!("{MODELS}/recipes/parallax-minilm.toml")))
        .expect("a recipe");
    let dev = recipe.data.pop().expect("development data");
    let gold = fs::read(folder.path().join("gold.jsonl")).expect("written");
    let artefact = Artefact { file: "gold.jsonl".into(), sha256: sha256(&gold) };
    recipe.data = vec![Corpus { name: "two articles".to_owned(), artefact, ..dev }];
    let path = folder.path().join("recipe.toml");
    fs::write(&path, toml::to_string(&recipe).expect("TOML")).expect("written");
    let refit = || {
        let mut command = parallax();
        command.args(["model", "refit"]).arg(folder.path()).arg(&path).arg("--data");
        command.arg(folder.path());
        command
    };
    refit().assert().success().stdout(contains("fitted anew"));
    let card = fs::read_to_string(folder.path().join("card.toml")).expect("a card");
    for said in ["two articles, in context", "[context.stance]", "[[confusion]]"] {
        assert!(card.contains(said), "{said}");
    }
    assert!(!card.contains("corpus = \"layers.dev\""), "{card}");
    parallax().args(["model", "verify"]).arg(folder.path()).assert().success();
    fs::remove_file(folder.path().join("gold.jsonl")).expect("removed");
    refit().assert().code(2).stderr(contains("gold.jsonl").and(contains("to be had from")));
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
