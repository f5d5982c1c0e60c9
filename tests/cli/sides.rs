//! `parallax sides`.

use std::fs;

use predicates::prelude::*;
use predicates::str::contains;

use crate::{ARTICLE, corpus, parallax};

#[test]
fn the_file_it_writes_is_the_file_annotate_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let sides = folder.path().join("sides.toml");
    let articles = corpus("articles/border-summit");
    parallax().arg("sides").arg(&articles).arg("-o").arg(&sides).assert().success();
    parallax()
        .args(["annotate", "--format", "csv", "--sides"])
        .arg(&sides)
        .arg(&articles)
        .assert()
        .success()
        .stdout(contains("border-summit").or(contains("ridge-press")));
}

#[test]
fn a_missing_article_is_named_once_and_nothing_else_is_said() {
    let reason = "parallax: no-such.txt: No such file or directory (os error 2)\n";
    parallax().args(["sides", "no-such.txt"]).assert().code(2).stderr(reason);
}

#[test]
fn an_alias_of_two_sides_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let sides = folder.path().join("sides.toml");
    let file = "[[side]]\nid = \"a\"\nname = \"Aland\"\naliases = [\"Cap\"]\n\
                [[side]]\nid = \"b\"\nname = \"Bland\"\naliases = [\"Cap\"]\n";
    fs::write(&sides, file).expect("written");
    parallax()
        .args(["annotate", "-", "--sides"])
        .arg(&sides)
        .write_stdin(ARTICLE)
        .assert()
        .code(2)
        .stderr(contains("sides.toml").and(contains("Cap")));
}

#[test]
fn an_unknown_key_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let sides = folder.path().join("sides.toml");
    fs::write(&sides, "[[side]]\nid = \"a\"\nname = \"Aland\"\nalias = []\n").expect("written");
    parallax()
        .args(["annotate", "-", "--sides"])
        .arg(&sides)
        .write_stdin(ARTICLE)
        .assert()
        .code(2)
        .stderr(contains("alias"));
}
