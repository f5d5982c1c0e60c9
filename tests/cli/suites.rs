//! `parallax eval --suite`.

use std::fs;
use std::path::PathBuf;

use parallax::labels::Annotated;
use predicates::prelude::*;
use predicates::str::contains;

use crate::{corpus, parallax};

fn data(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suites")).join(name)
}

fn suite(name: &str) -> assert_cmd::Command {
    let mut command = parallax();
    command.args(["eval", "--resamples", "50", "--suite", name, "--data"]).arg(data(name));
    command
}

fn json(command: &mut assert_cmd::Command) -> serde_json::Value {
    let output = command.args(["--format", "json"]).output().expect("the program runs");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn a_list_gives_licence_and_place_of_every_suite() {
    let list = parallax().args(["eval", "--suite", "list"]).assert().success();
    let mut all = contains("AGPL-3.0").boxed();
    for part in ["newsmtsc-mt", "abcd-link", "github.com/guymorlan/factappeal", "63c37ac"] {
        all = all.and(contains(part)).boxed();
    }
    list.stdout(all);
}

#[test]
fn an_unknown_suite_is_refused_with_those_there_are() {
    parallax()
        .args(["eval", "--suite", "babel"])
        .assert()
        .code(2)
        .stderr(contains("babe, checkthat-2025-en"));
}

#[test]
fn a_suite_is_no_gold_beside_other_gold() {
    for other in [vec!["--split", "test"], vec!["gold.jsonl"]] {
        parallax()
            .args(["eval", "--suite", "babe", "--data", "."])
            .args(other)
            .assert()
            .code(2)
            .stderr(contains("cannot be used with"));
    }
    parallax().args(["eval", "--data", "."]).assert().code(2).stderr(contains("--suite"));
}

#[test]
fn without_its_files_a_suite_says_where_they_are_had() {
    parallax()
        .args(["eval", "--suite", "babe"])
        .assert()
        .code(2)
        .stderr(contains("--data DIR").and(contains("Media-Bias-Group")));
    parallax()
        .args(["eval", "--suite", "babe", "--data", "nowhere"])
        .assert()
        .code(2)
        .stderr(contains("AGPL-3.0").and(contains("Spinde")).and(contains("nowhere")));
}

#[test]
fn files_of_another_version_are_refused() {
    suite("newsmtsc-rw").assert().code(2).stderr(contains("64a6e2619734091a"));
}

#[test]
fn the_model_is_scored_beside_what_others_published() {
    suite("polnear").assert().success().stdout(
        contains("Published")
            .and(contains("Newell, Margolin and Ruths 2018"))
            .and(contains("Agreement of annotators"))
            .and(contains("Licence: none stated"))
            .and(contains("segmentation").not()),
    );
    let report = json(&mut suite("polnear"));
    assert_eq!(report["suite"]["name"], "polnear");
    assert_eq!(report["suite"]["published"][0]["value"], 0.92);
    let scores = report["scores"].as_array().expect("scores");
    let voice = scores.iter().find(|row| row["layer"] == "voice").expect("voice");
    assert_eq!(voice["support"], 5.0);
    assert_eq!(report["annotators"]["documents"], 1);
}

#[test]
fn what_was_saved_scores_the_same_and_a_baseline_is_compared() {
    let folder = tempfile::tempdir().expect("a folder");
    let saved = folder.path().join("saved.jsonl");
    let errors = folder.path().join("errors.jsonl");
    let model = json(suite("polnear").arg("--save").arg(&saved));
    let file = json(
        suite("polnear")
            .arg("--predictions")
            .arg(&saved)
            .args(["--baseline", "lexicon", "--errors"])
            .arg(&errors),
    );
    assert_eq!(model["scores"], file["scores"]);
    assert!(file["comparison"].as_array().is_some_and(|rows| !rows.is_empty()));
    assert!(!fs::read_to_string(errors).expect("errors").contains("\"quoted\""));
}

#[test]
fn a_threshold_and_slices_work_on_a_suite() {
    suite("polnear")
        .args(["--slice", "outlet", "--format", "markdown", "--min", "spans.cue.strict_f1=1"])
        .assert()
        .code(1)
        .stdout(contains("outlet=quay-post").and(contains("### Published")));
}

#[test]
fn links_are_found_and_scored_beside_what_others_published() {
    let report = json(&mut suite("abcd-link"));
    let named = |name: &str| {
        let rows = report["scores"].as_array().expect("scores");
        rows.iter().find(|row| row["metric"] == name).expect("a row").clone()
    };
    assert_eq!(named("recall")["support"], 2.0);
    assert!(named("f1")["value"].as_f64().is_some_and(|f1| f1 > 0.5), "{}", report["scores"]);
    assert_eq!(report["annotators"]["scores"][2]["metric"], "f1");
    assert_eq!(report["ceiling"][0]["metric"], "alpha");
    assert_eq!(report["suite"]["published"][1]["value"], 0.82);
    let line = report["signature"]["predictions"].as_str().expect("a line");
    assert!(line.contains("model:parallax-minilm") && line.contains("links:"), "{line}");
}

#[test]
fn where_only_some_links_are_known_their_ranks_alone_are_scored() {
    suite("abcd-link-ecb")
        .args(["--format", "markdown", "--min", "links.mrr=0.9"])
        .assert()
        .success()
        .stdout(contains("links.mrr").and(contains("| links.f1 | – |")));
}

#[test]
fn what_is_about_labels_is_refused_for_a_suite_of_links() {
    suite("abcd-link")
        .args(["--slice", "outlet"])
        .assert()
        .code(2)
        .stderr(contains("--slice is about labels"));
}

#[test]
fn documents_read_together_are_labelled_as_if_read_alone() {
    let gold = fs::read_to_string(corpus("dev.jsonl")).expect("the corpus");
    let folder = tempfile::tempdir().expect("a folder");
    let predicted = |lines: &[&str]| {
        let (input, saved) = (folder.path().join("gold.jsonl"), folder.path().join("saved.jsonl"));
        fs::write(&input, lines.join("\n")).expect("written");
        let mut command = parallax();
        command.arg("eval").arg(&input).args(["--resamples", "1", "--save"]).arg(&saved);
        command.assert().success();
        let saved = fs::read_to_string(saved).expect("predictions");
        saved.lines().map(labels).collect::<Vec<_>>()
    };
    let lines: Vec<&str> = gold.lines().take(4).collect();
    let alone: Vec<_> = lines.iter().flat_map(|line| predicted(&[line])).collect();
    assert_eq!(predicted(&lines), alone);
}

/// A document without its probabilities, whose last digit depends on what else is in a batch.
fn labels(line: &str) -> Annotated {
    let mut document = Annotated::from_json(line).expect("a record");
    document.sentences.iter_mut().for_each(|sentence| sentence.p = None);
    document.spans.iter_mut().for_each(|span| span.p = None);
    document
}
