//! `parallax bench`; no time is tested, only that it is told.

use std::fs;

use parallax::model::Precision;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

use crate::{ARTICLE, corpus, parallax};

/// As little as makes an interval.
const QUICK: [&str; 6] = ["bench", "--batches", "2", "--batch", "2", "--threads"];

fn bench() -> assert_cmd::Command {
    let mut command = parallax();
    command.args(QUICK).arg("2");
    command
}

fn json(arguments: &[&str]) -> Value {
    let output = bench().args(["--format", "json"]).args(arguments).output();
    serde_json::from_slice(&output.expect("the program runs").stdout).expect("JSON")
}

#[test]
fn with_nothing_given_every_precision_is_measured_on_the_corpus_built_in() {
    let measured = json(&[]);
    let precisions = measured["precisions"].as_array().expect("precisions");
    let names: Vec<_> = precisions.iter().map(|of| of["precision"].as_str().unwrap()).collect();
    assert_eq!(names, Precision::ALL.map(Precision::name));
    for of in precisions {
        for station in ["encoder", "reading"] {
            for what in ["sentences", "words", "word_pieces"] {
                let rate = &of[station][what];
                let number = |end: &str| rate[end].as_f64().expect("a number");
                assert!(number("low") <= number("mean") && number("mean") <= number("high"));
            }
        }
    }
    let share = &precisions[0]["utilisation"]["share"]["mean"];
    assert!(share.as_f64().is_some_and(|share| share > 0.0), "{share}");
    assert_eq!((&measured["threads"], &measured["batches"]), (&2.into(), &2.into()));
    assert_eq!(measured["model"], "parallax-minilm");
    assert_eq!(measured["weights"].as_str().map(str::len), Some(16));
    assert!(measured["distinct"]["sentences"].as_u64().is_some_and(|count| count > 250));
    assert!(
        measured["machine"]["kernels"].is_string() && measured["machine"]["features"].is_array()
    );
}

#[test]
fn people_get_tables_and_what_they_were_made_with() {
    bench()
        .args(["--precision", "int8"])
        .arg(corpus("articles/dock-strike"))
        .assert()
        .success()
        .stdout(
            contains("sentences/s")
                .and(contains("Share of the machine's peak"))
                .and(contains("int8"))
                .and(contains("f32").not())
                .and(contains("|weights:"))
                .and(contains("|threads:2|batches:2|batch:2|")),
        );
}

#[test]
fn an_article_from_standard_input_is_measured_and_the_result_kept_in_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bench.json");
    let mut command = bench();
    command.args(["-", "--precision", "int8,f32", "--format", "json", "-o"]).arg(&path);
    command.write_stdin(ARTICLE).assert().success().stdout("");
    let measured: Value = serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON");
    assert_eq!(measured["precisions"][0]["precision"], "int8");
    assert_eq!(measured["precisions"][1]["precision"], "f32");
    assert_eq!(measured["distinct"]["sentences"], 4);
}

#[test]
fn no_batch_and_an_unknown_precision_are_refused() {
    for none in ["--batches", "--batch"] {
        let expected = contains(none).and(contains("expected a whole number from 1"));
        parallax().args(["bench", none, "0"]).assert().code(2).stderr(expected);
    }
    let expected = contains("f31").and(contains("int8"));
    parallax().args(["bench", "--precision", "f31"]).assert().code(2).stderr(expected);
}

#[test]
fn without_a_sentence_nothing_is_measured() {
    parallax().args(["bench", "no-such.txt"]).assert().code(2).stderr(
        contains("parallax: no-such.txt: ").and(contains("no sentence to time the reading of")),
    );
}
