//! `parallax eval` and `parallax agree`.

use predicates::prelude::*;
use predicates::str::contains;

use crate::{corpus, parallax};

#[test]
fn without_arguments_the_model_is_scored_on_the_corpus_that_is_built_in() {
    parallax()
        .args(["eval", "--resamples", "50"])
        .assert()
        .success()
        .stdout(contains("voice").and(contains("gold:")));
}

#[test]
fn a_threshold_that_is_missed_gives_exit_code_1() {
    parallax()
        .args(["eval", "--resamples", "50", "--min", "voice.macro_f1=1"])
        .assert()
        .code(1)
        .stderr(contains("voice.macro_f1 is"));
}

#[test]
fn a_report_is_json_with_scores_and_signature() {
    let output = parallax()
        .args(["eval", "--format", "json", "--resamples", "50"])
        .output()
        .expect("the program runs");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(report["scores"].as_array().is_some_and(|scores| !scores.is_empty()));
    assert!(report["signature"]["gold"].is_string());
}

#[test]
fn the_two_passes_over_the_corpus_agree_as_its_data_card_says() {
    parallax()
        .arg("agree")
        .arg(corpus("passes/A.jsonl"))
        .arg(corpus("passes/B.jsonl"))
        .args(["--resamples", "50"])
        .assert()
        .success()
        .stdout(contains("alpha"));
}

#[test]
fn predictions_for_other_documents_are_refused() {
    parallax()
        .arg("eval")
        .arg(corpus("dev.jsonl"))
        .arg("--predictions")
        .arg(corpus("test.jsonl"))
        .assert()
        .code(2);
}
