//! `parallax compare`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;

use crate::{SIDES, corpus, parallax};

/// Three articles on one strike, annotated once with their embeddings.
static ANNOTATED: LazyLock<String> =
    LazyLock::new(|| annotated(&corpus("articles/dock-strike"), &[]));

fn annotated(articles: &Path, arguments: &[&str]) -> String {
    let output = parallax()
        .args(["annotate", "--format", "jsonl", "--embeddings"])
        .args(arguments)
        .args(["--side", "union=Longshore Brotherhood,Brotherhood,Odalys Prynne,dockers"])
        .args(["--side", "port=Culverin Terminals,Culverin,Gerrit Mossop"])
        .arg(articles)
        .output()
        .expect("the program runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The lines in a file of their own.
fn file(folder: &Path, name: &str, lines: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, lines).expect("written");
    path
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// `compare`, quick enough for a test.
fn compare(path: &Path) -> Command {
    let mut command = parallax();
    command.args(["compare", "--resamples", "50"]).arg(path);
    command
}

fn with(line: &str, change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut record = serde_json::from_str(line).expect("JSON");
    change(&mut record);
    record.to_string()
}

#[test]
fn articles_of_one_event_are_compared_as_text_and_outlets_named_after_files() {
    let folder = folder();
    let path = file(folder.path(), "strike.jsonl", &ANNOTATED);
    compare(&path)
        .assert()
        .success()
        .stdout(
            contains("5 outlets in 5 articles")
                .and(contains("In common:"))
                .and(contains("they speak of these articles"))
                .and(contains("|links:")),
        )
        .stderr(contains("outlets named by file name").and(contains("--outlet NAME=PATH")));
}

#[test]
fn the_json_validates_against_the_schema() {
    let schema = include_str!("../../schema/comparison.schema.json");
    let schema = serde_json::from_str(schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let folder = folder();
    let path = file(folder.path(), "strike.jsonl", &ANNOTATED);
    let output = compare(&path).args(["--format", "json"]).output().expect("the program runs");
    let json = serde_json::from_slice(&output.stdout).expect("JSON");
    let faults: Vec<_> = validator.iter_errors(&json).map(|e| e.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(json["claims"].as_array().is_some_and(|claims| claims.len() > 2));
}

#[test]
fn the_page_and_the_tables_are_written_where_asked() {
    let folder = folder();
    let path = file(folder.path(), "strike.jsonl", &ANNOTATED);
    let page = folder.path().join("page.html");
    compare(&path).args(["--format", "html", "-o"]).arg(&page).assert().success();
    assert!(fs::read_to_string(page).expect("a page").contains("How 5 outlets tell"));
    let tables = folder.path().join("tables");
    compare(&path).args(["--format", "csv", "-o"]).arg(&tables).assert().success();
    for name in ["cells.csv", "claims.csv", "omissions.csv", "words.csv"] {
        assert!(fs::read_to_string(tables.join(name)).expect(name).lines().count() > 1, "{name}");
    }
    compare(&path).args(["--format", "csv"]).assert().success().stdout(contains("kind,outlet,"));
}

#[test]
fn articles_are_annotated_on_the_way_with_the_sides_given() {
    let folder = folder();
    for (name, verb) in [("ridge.txt", "said"), ("tide.txt", "claimed")] {
        let text = format!(
            "Harbour strike\n\nThe dockers' union {verb} on Monday that the port authority had lied about wages. \
             The port authority may close the northern quay, its director Jens Holm {verb}.\n"
        );
        file(folder.path(), name, &text);
    }
    compare(folder.path())
        .args(SIDES)
        .assert()
        .success()
        .stdout(contains("2 outlets in 2 articles"));
}

#[test]
fn one_outlet_alone_is_refused() {
    let folder = folder();
    let path = file(folder.path(), "one.jsonl", ANNOTATED.lines().next().expect("a line"));
    compare(&path)
        .assert()
        .code(2)
        .stderr(contains("every article is of ").and(contains("give those of another outlet too")));
}

#[test]
fn an_article_given_twice_is_refused() {
    let folder = folder();
    let line = ANNOTATED.lines().next().expect("a line");
    let again = with(line, |record| {
        record["id"] = "echo".into();
        record["outlet"] = "Echo".into();
    });
    let path = file(folder.path(), "twice.jsonl", &format!("{line}\n{again}\n"));
    compare(&path).assert().code(2).stderr(contains("one text").and(contains("echo (Echo)")));
}

#[test]
fn different_sides_in_one_event_are_refused_naming_them() {
    let folder = folder();
    let mut lines: Vec<String> = ANNOTATED.lines().map(str::to_owned).collect();
    lines[1] = with(&lines[1], |record| {
        record["sides"] = serde_json::json!([{"id": "city", "name": "City"}]);
        for key in ["mentions", "summary"] {
            record.as_object_mut().expect("an object").remove(key);
        }
        for sentence in record["sentences"].as_array_mut().expect("sentences") {
            for key in ["stance", "favors", "p", "source", "source_side"] {
                sentence.as_object_mut().expect("an object").remove(key);
            }
        }
    });
    let path = file(folder.path(), "sides.jsonl", &(lines.join("\n") + "\n"));
    compare(&path).assert().code(2).stderr(contains("city").and(contains("union")));
}

#[test]
fn articles_of_different_models_are_refused_unless_allowed() {
    let folder = folder();
    let mut lines: Vec<String> = ANNOTATED.lines().map(str::to_owned).collect();
    lines[0] = with(&lines[0], |record| record["signature"]["model"] = "another".into());
    let path = file(folder.path(), "mixed.jsonl", &(lines.join("\n") + "\n"));
    compare(&path).assert().code(2).stderr(contains("another"));
    compare(&path).arg("--allow-mixed").assert().success();
}

#[test]
fn articles_that_hardly_overlap_are_compared_with_a_warning_that_says_how_little() {
    let folder = folder();
    let strike = ANNOTATED.lines().next().expect("a line");
    let river = annotated(&corpus("articles/mine-river/cordal-newswire.txt"), &[]);
    let path = file(folder.path(), "two.jsonl", &format!("{strike}\n{river}"));
    let warning = r"parallax: of \d+ sentences on this event, \d have a likely counterpart, and no claim could be lined up: are the articles on one event\?";
    compare(&path)
        .assert()
        .success()
        .stderr(predicates::str::is_match(warning).expect("a pattern"));
}

#[test]
fn articles_on_two_events_are_not_passed_over_as_on_one() {
    let two = ["mine-river", "border-summit"].map(|event| corpus(&format!("articles/{event}")));
    let compare = |arguments: &[&str]| {
        let mut command = parallax();
        command.arg("compare").args(&two).args(["--resamples", "50"]).args(arguments);
        command.assert().success()
    };
    // Folders are taken for outlets, and then nothing is told by two.
    compare(&[]).stderr(contains("are the articles on one event?").and(contains("--event folder")));
    compare(&["--by", "file"]).stderr(contains("ties together (").and(contains("on 2 events?")));
    let apart = compare(&["--event", "folder"]);
    apart.stdout(contains("on 2 events")).stderr(contains("one event").or(contains("ties")).not());
}

#[test]
fn files_that_tell_events_apart_lie_in_the_folders_of_their_outlets() {
    let folder = folder();
    for (outlet, from) in [("ridge", "ridge-press"), ("tide", "radio-oruvia")] {
        fs::create_dir(folder.path().join(outlet)).expect("made");
        let article = fs::read_to_string(corpus(&format!("articles/border-summit/{from}.txt")));
        file(&folder.path().join(outlet), "summit.txt", &article.expect("read"));
    }
    file(&folder.path().join("tide"), "fair.txt", "The fair opened. It rained on the dockers.");
    let compared = compare(folder.path()).args(["--event", "file"]).assert().success();
    compared.stdout(contains("2 outlets")).stderr(
        contains("named by folder: ridge, tide").and(contains("one outlet alone tells of fair")),
    );
}

#[test]
fn outlets_that_nobody_names_are_called_by_their_ids_and_that_is_said() {
    let folder = folder();
    let nameless = |line| {
        with(line, |record| {
            let record = record.as_object_mut().expect("an object");
            for key in ["outlet", "path"] {
                record.remove(key);
            }
        })
    };
    let lines: Vec<String> = ANNOTATED.lines().take(2).map(nameless).collect();
    let path = file(folder.path(), "nameless.jsonl", &(lines.join("\n") + "\n"));
    compare(&path)
        .assert()
        .success()
        .stderr(contains("outlets named by document id: ").and(contains("--outlet NAME=PATH")));
}

#[test]
fn a_broken_file_among_good_ones_is_reported_and_the_rest_is_compared() {
    let folder = folder();
    file(folder.path(), "good.jsonl", &ANNOTATED);
    let line = ANNOTATED.lines().next().expect("a line");
    let moved = with(line, |record| record["sentences"][0]["end"] = 1_000_000.into());
    file(folder.path(), "moved.jsonl", &format!("{moved}\n"));
    file(folder.path(), "torn.jsonl", "{\"id\": \"torn\", \"sentences\": [\n");
    compare(folder.path())
        .assert()
        .code(2)
        .stdout(contains("5 outlets in 5 articles"))
        .stderr(contains("moved.jsonl:1: ").and(contains("torn.jsonl:1: ")));
}

#[test]
fn a_broken_line_of_an_annotated_file_is_reported_by_its_number() {
    let folder = folder();
    let path = file(folder.path(), "strike.jsonl", &format!("{{\"id\": 7}}\n\n{}", *ANNOTATED));
    compare(&path)
        .assert()
        .code(2)
        .stdout(contains("5 outlets in 5 articles"))
        .stderr(contains("strike.jsonl:1: "));
}

#[test]
fn an_article_without_a_sentence_is_named_by_its_path() {
    let folder = folder();
    file(folder.path(), "strike.jsonl", &ANNOTATED);
    let empty = file(folder.path(), "links.txt", "***\n\n---\n");
    let nothing = format!("{}: no sentence in it; is it an article?", empty.display());
    compare(folder.path())
        .assert()
        .code(2)
        .stdout(contains("5 outlets in 5 articles"))
        .stderr(contains(nothing));
}

#[test]
fn annotated_articles_may_come_from_standard_input() {
    let folder = folder();
    let path = file(folder.path(), "strike.jsonl", &ANNOTATED);
    let of_file = compare(&path).args(["--format", "csv"]).output().expect("it runs").stdout;
    assert!(!of_file.is_empty());
    let mut piped = compare(Path::new("-"));
    let piped = piped.args(["--format", "csv"]).write_stdin(ANNOTATED.as_str());
    piped.assert().success().stdout(of_file);
}

#[test]
fn an_outlet_that_names_no_article_is_refused() {
    let folder = folder();
    let path = file(folder.path(), "strike.jsonl", &ANNOTATED);
    let mut command = compare(&path);
    command.args(["--outlet", "Ridge Press=nowhere"]);
    command.assert().code(2).stderr(contains("none of the articles is nowhere"));
}

#[test]
fn sides_given_for_articles_that_have_theirs_are_refused() {
    let folder = folder();
    let path = file(folder.path(), "strike.jsonl", &ANNOTATED);
    let mut command = compare(&path);
    command.args(SIDES).assert().code(2).stderr(contains("annotated already"));
}

#[test]
fn names_cannot_be_hidden_from_articles_that_are_annotated() {
    let folder = folder();
    let path = file(folder.path(), "strike.jsonl", &ANNOTATED);
    let refused = contains("--blind: the articles are annotated already");
    compare(&path).arg("--blind").assert().code(2).stderr(refused);
}

#[test]
fn judged_blind_nothing_is_corrected_by_the_errors_of_the_seeing_model() {
    let folder = folder();
    let seen = file(folder.path(), "seen.jsonl", &ANNOTATED);
    let blind = ANNOTATED.replace("\"signature\":{", "\"signature\":{\"blind\":true,");
    let blind = file(folder.path(), "blind.jsonl", &blind);
    let corrected = "corrected for the errors";
    compare(&seen).assert().success().stdout(contains(corrected));
    compare(&blind).assert().success().stdout(contains(corrected).not());
}

#[test]
fn what_was_judged_in_context_is_left_out() {
    let folder = folder();
    let mut lines: Vec<String> = ANNOTATED.lines().map(str::to_owned).collect();
    lines[0] = with(&lines[0], |record| record["signature"]["context"] = true.into());
    let path = file(folder.path(), "strike.jsonl", &lines.join("\n"));
    let left_out = contains("was judged in context").and(contains("without --context"));
    compare(&path).assert().code(2).stderr(left_out).stdout(contains("4 outlets in 4 articles"));
}

#[test]
fn folders_name_outlets_where_all_files_are_called_the_same() {
    let folder = folder();
    for outlet in ["harbour-times", "ridge-press"] {
        let place = folder.path().join(outlet);
        fs::create_dir(&place).expect("a folder");
        file(&place, "a.txt", &format!("{}\n\nSo the {outlet} wrote.\n", crate::ARTICLE));
    }
    let mut command = compare(folder.path());
    command.args(SIDES).assert().success().stderr(contains("folder: harbour-times, ridge-press"));
}
