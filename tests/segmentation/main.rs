//! The cases in this folder: invented articles with the traps of real ones, cut by hand.
//!
//! A file holds cases. `=== name` starts one, its text follows, `---` ends the text, and then
//! comes a line for each sentence: its kind, a `*` where it repeats an earlier one, a colon, and
//! its words (with a space where the text breaks a line). Lines before the first case are
//! comments.

use std::fmt::Write as _;
use std::path::Path;

use parallax::text::{Kind, segment};

#[test]
fn every_case_is_cut_as_it_was_by_hand() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/segmentation");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder of this file")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    let mut failures = String::new();
    for path in &files {
        let file = std::fs::read_to_string(path).expect("a file of cases");
        for case in file.split("\n=== ").skip(1) {
            failures.push_str(&difference(path, case));
        }
    }
    assert!(!files.is_empty(), "no cases in {}", folder.display());
    assert!(failures.is_empty(), "\n{failures}");
}

/// What differs in one case, if anything.
fn difference(path: &Path, case: &str) -> String {
    let (name, rest) = case.split_once('\n').expect("a case has a text");
    let (text, expected) = rest.split_once("\n---\n").expect("a case has sentences");
    let expected: Vec<&str> = expected.lines().filter(|line| !line.is_empty()).collect();
    let found = lines(text);
    if found == expected {
        return String::new();
    }
    let mut report = format!("{} === {name}\n", path.file_name().unwrap_or_default().display());
    for line in expected.iter().filter(|line| !found.iter().any(|found| found == *line)) {
        let _ = writeln!(report, "  - {line}");
    }
    for line in found.iter().filter(|line| !expected.contains(&line.as_str())) {
        let _ = writeln!(report, "  + {line}");
    }
    report
}

fn lines(text: &str) -> Vec<String> {
    let sentences = segment::sentences(text).into_iter();
    let lines = sentences.map(|sentence| {
        let kind = match sentence.kind {
            Kind::Headline => "headline",
            Kind::Body => "body",
            Kind::Boilerplate => "boilerplate",
        };
        let repeat = if sentence.duplicate { "*" } else { "" };
        let words: Vec<&str> = sentence.span.of(text).split('\n').map(str::trim).collect();
        format!("{kind}{repeat}: {}", words.join(" "))
    });
    lines.collect()
}
