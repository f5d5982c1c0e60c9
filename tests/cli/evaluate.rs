//! `parallax eval` and `parallax agree`.

use predicates::prelude::*;
use predicates::str::contains;

use crate::{corpus, parallax};

/// The report on predictions that are gold itself, as JSON.
fn report_of(gold: &str, arguments: &[&str]) -> serde_json::Value {
    let output = parallax()
        .arg("eval")
        .arg(corpus(gold))
        .arg("--predictions")
        .arg(corpus(gold))
        .args(["--format", "json", "--resamples", "20"])
        .args(arguments)
        .output()
        .expect("the program runs");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

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

#[test]
fn a_report_carries_the_confusion_matrices() {
    let report = report_of("dev.jsonl", &[]);
    let matrices = report["confusions"].as_array().expect("a list");
    let voice = &matrices[0];
    assert_eq!(voice["layer"], "voice");
    assert_eq!(voice["classes"], serde_json::json!(["author", "quoted", "reported"]));
    assert_eq!(voice["cells"][0][1], 0.0);
    assert_eq!(voice["missing"], serde_json::json!([0.0, 0.0, 0.0]));
    let economic = matrices.iter().find(|m| m["class"] == "economic").expect("a frame");
    assert_eq!(
        (&economic["layer"], economic["cells"].as_array().map(Vec::len)),
        (&"frames".into(), Some(2))
    );
    for matrix in matrices {
        serde_json::from_value::<parallax::labels::confusion::Matrix>(matrix.clone())
            .expect("read back");
    }
}

#[test]
fn the_agreement_of_the_two_passes_stands_beside_the_scores_on_the_corpus() {
    let dev = corpus("dev.jsonl");
    let predictions = dev.to_str().expect("UTF-8");
    let output = parallax()
        .args(["eval", "--predictions", predictions, "--resamples", "20", "--format", "markdown"])
        .output()
        .expect("the program runs");
    let shown = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(shown.contains("| score | value | 95 % | annotators | items |"), "{shown}");
    assert!(shown.contains("the annotators are language models, not people"), "{shown}");
    assert!(shown.contains("| voice.alpha |"), "{shown}");
}

#[test]
fn two_annotators_files_are_the_ceiling_of_other_gold() {
    let (a, b) = (corpus("passes/A.jsonl"), corpus("passes/B.jsonl"));
    let names = [a.to_str().expect("UTF-8"), b.to_str().expect("UTF-8")];
    let report = report_of("test.jsonl", &["--ceiling", names[0], names[1]]);
    assert_eq!(report["annotators"]["documents"], 15);
    assert_eq!(report["annotators"]["labels_by"], serde_json::json!(["model"]));
    assert!(report["ceiling"].as_array().is_some_and(|rows| !rows.is_empty()));
    assert!(report_of("test.jsonl", &[])["annotators"].is_null());
}

#[test]
fn a_ceiling_needs_two_annotators_of_the_same_documents() {
    let dev = corpus("dev.jsonl");
    let eval = || {
        let mut command = parallax();
        command.arg("eval").arg(&dev).arg("--predictions").arg(&dev);
        command
    };
    eval().arg("--ceiling").arg(&dev).assert().code(2).stderr(contains("--ceiling"));
    let test = corpus("test.jsonl");
    let other = eval().arg("--ceiling").arg(&test).arg(&test).assert().code(2);
    other.stderr(contains("none of gold's documents in common"));
}

#[test]
fn a_report_and_an_agreement_are_pages() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("page.html");
    let html = ["--resamples", "20", "--format", "html", "-o"];
    let dev = corpus("dev.jsonl");
    let mut eval = parallax();
    eval.arg("eval").arg(&dev).arg("--predictions").arg(&dev).args(html).arg(&page);
    eval.assert().success();
    let shown = std::fs::read_to_string(&page).expect("a page");
    assert!(shown.starts_with("<!DOCTYPE html>") && shown.contains("Parallax corpus, dev"));
    let mut agree = parallax();
    agree.arg("agree").arg(corpus("passes/A.jsonl")).arg(corpus("passes/B.jsonl"));
    agree.args(html).arg(&page).assert().success();
    assert!(std::fs::read_to_string(&page).expect("a page").contains("How far 2 annotators agree"));
}

#[test]
fn exchanging_the_sides_names_is_reported_by_pair() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.jsonl");
    let dev = std::fs::read_to_string(corpus("dev.jsonl")).expect("gold");
    std::fs::write(&path, dev.lines().next().expect("a line")).expect("written");
    let mut eval = parallax();
    eval.arg("eval").arg(&path).args(["--side-swap", "--format", "json", "--resamples", "20"]);
    let output = eval.output().expect("the program runs");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let swaps = report["side_swap"].as_array().expect("a list");
    assert_eq!((&swaps[0]["first"], &swaps[0]["second"]), (&"union".into(), &"company".into()));
    assert!(swaps.len() == 1 && swaps[0]["judged"].as_u64().is_some_and(|judged| judged > 0));
    let moved = swaps[0]["moved"].as_array().expect("a list");
    assert_eq!(swaps[0]["changed"], moved.len());
    for stance in moved {
        assert!(stance["stance"] != stance["stance_exchanged"], "{stance}");
        assert!(stance["text"] != stance["exchanged"], "{stance}");
    }
}

#[test]
fn names_are_exchanged_for_a_model_and_not_for_a_file() {
    let dev = corpus("dev.jsonl");
    let mut eval = parallax();
    eval.arg("eval").arg(&dev).arg("--predictions").arg(&dev).arg("--side-swap");
    eval.assert().code(2).stderr(contains("--predictions"));
}

#[test]
fn gold_may_be_a_folder_of_json_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    let gold = folder.path().join("a.jsonl");
    std::fs::copy(corpus("dev.jsonl"), &gold).expect("copied");
    let mut command = parallax();
    command.arg("eval").arg(folder.path()).arg("--predictions").arg(&gold);
    command.args(["--resamples", "10"]).assert().success();
}

#[test]
fn the_readme_shows_the_scores_that_the_command_it_names_prints() {
    let readme = include_str!("../../README.md");
    let mut command = parallax();
    command.args(["eval", "--precision", "f32", "--format", "markdown"]);
    let printed = String::from_utf8(command.output().expect("it runs").stdout).expect("UTF-8");
    let section = readme.split("## How good it is").nth(1).expect("the section");
    let table = section.lines().skip_while(|line| !line.starts_with('|'));
    let rows: Vec<&str> = table.take_while(|line| line.starts_with('|')).skip(2).collect();
    assert!(rows.len() > 10, "{rows:?}");
    for row in rows {
        assert!(printed.contains(row.trim_start_matches('|')), "{row}");
    }
}
