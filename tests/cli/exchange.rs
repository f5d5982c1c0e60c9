//! `parallax convert` and `parallax model`.

use predicates::prelude::*;
use predicates::str::contains;

use crate::{corpus, parallax};

#[test]
fn a_corpus_goes_to_brat_and_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (brat, back) = (folder.path().join("brat"), folder.path().join("back.jsonl"));
    let convert = |from: &std::path::Path, to: &std::path::Path, format: &str| {
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

#[test]
fn weights_that_differ_from_their_card_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/models/parallax-minilm");
    for file in ["card.toml", "tokenizer.json"] {
        std::fs::copy(format!("{model}/{file}"), folder.path().join(file)).expect("copied");
    }
    let weights = std::fs::read(format!("{model}/model.safetensors")).expect("weights");
    let truncated = &weights[..weights.len() / 2];
    std::fs::write(folder.path().join("model.safetensors"), truncated).expect("written");
    parallax()
        .args(["model", "verify"])
        .arg(folder.path())
        .assert()
        .code(2)
        .stderr(contains("model.safetensors").and(contains("sha256")));
}
