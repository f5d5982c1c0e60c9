//! `parallax annotate`.

use std::fs;
use std::path::Path;

use parallax::labels::{Annotated, SpanLabel};
use parallax::text::Kind;
use predicates::prelude::*;
use predicates::str::contains;

use crate::{ARTICLE, SIDES, corpus, parallax};

fn jsonl(input: &Path, arguments: &[&str]) -> String {
    let output = parallax()
        .args(["annotate", "--format", "jsonl"])
        .args(arguments)
        .arg(input)
        .output()
        .expect("the program runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn documents(lines: &str) -> Vec<Annotated> {
    lines.lines().map(|line| Annotated::from_json(line).expect("a record")).collect()
}

#[test]
fn an_article_from_standard_input_is_marked_up() {
    parallax().args(["annotate", "-"]).args(SIDES).write_stdin(ARTICLE).assert().success().stdout(
        contains("Harbour strike enters third week").and(contains("model:parallax-minilm")),
    );
}

#[test]
fn judged_blind_a_stance_does_not_hang_on_who_the_side_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "Tarn attacked Oruvia with lies. Oruvia's doctors saved forty children of Tarn.";
    let exchanged = text.replace("Tarn", "…").replace("Oruvia", "Tarn").replace('…', "Oruvia");
    let stances = |text: &str, sides: [&str; 2], blind: &[&str]| {
        let path = folder.path().join("article.txt");
        fs::write(&path, text).expect("a file");
        let sides = ["--side", sides[0], "--side", sides[1]];
        let read = documents(&jsonl(&path, &[&sides, blind].concat())).swap_remove(0);
        assert_eq!(read.signature.as_ref().map(|s| s.blind), Some(!blind.is_empty()));
        let sentences = read.sentences.into_iter().filter_map(|sentence| sentence.p);
        sentences.map(|p| p.stance).collect::<Vec<_>>()
    };
    for (blind, same) in [(&["--blind"][..], true), (&[], false)] {
        let one = stances(text, ["one=Tarn", "two=Oruvia"], blind);
        let other = stances(&exchanged, ["one=Oruvia", "two=Tarn"], blind);
        assert_eq!(one == other, same, "{one:?} {other:?}");
        assert!(one.iter().flatten().count() == 4, "{one:?}");
    }
}

#[test]
fn in_context_the_rest_of_an_article_moves_a_stance() {
    let folder = tempfile::tempdir().expect("a folder");
    let read = |text: &str, context: &[&str]| {
        let path = folder.path().join("article.txt");
        fs::write(&path, text).expect("a file");
        documents(&jsonl(&path, &[&SIDES, context].concat())).swap_remove(0)
    };
    let unfavorable = |document: &Annotated| {
        let p = document.sentences.last().and_then(|sentence| sentence.p.clone());
        p.expect("probabilities").stance[0].1[0]
    };
    let last = "Jens Holm answered on Monday.";
    let hostile = format!(
        "Jens Holm broke his promise and lied to the workers. Greedy Jens Holm bullied the sick. {last}"
    );
    let (alone, context) = (read(&hostile, &[]), read(&hostile, &["--context"]));
    assert!((unfavorable(&alone) - unfavorable(&read(last, &["--context"]))).abs() < 2e-4);
    assert!(unfavorable(&context) > 2.0 * unfavorable(&alone), "{context:?}");
    // What is withheld moves nothing.
    let sure = read(&hostile, &["--context", "--min-confidence", "0.9"]);
    let p = |document: &Annotated| {
        document.sentences.iter().map(|sentence| sentence.p.clone()).collect::<Vec<_>>()
    };
    assert_eq!(p(&sure), p(&context));
    assert!(sure.sentences.iter().any(|sentence| sentence.stance_partial), "{sure:?}");
    let signed = |document: &Annotated| document.signature.as_ref().map(|made| made.context);
    assert_eq!((signed(&context), signed(&alone)), (Some(true), Some(false)));
    let line = context.signature.map(|made| made.line()).unwrap_or_default();
    assert!(line.contains("|context:article|"), "{line}");
}

#[test]
fn embeddings_stand_in_json_lines_and_nowhere_else() {
    let input = corpus("articles/dock-strike");
    let lines = jsonl(&input, &["--embeddings"]);
    let documents = documents(&lines);
    let sentences = documents.iter().flat_map(|document| &document.sentences);
    for sentence in sentences.filter(|sentence| sentence.kind != Some(Kind::Boilerplate)) {
        assert_eq!(sentence.embedding.as_ref().map(Vec::len), Some(384));
    }
    assert!(!jsonl(&input, &[]).contains("\"embedding\""));
    let mut text = parallax();
    text.args(["annotate", "-", "--embeddings"]).args(SIDES).write_stdin(ARTICLE);
    text.assert().failure().stderr(contains("add --format jsonl"));
}

#[test]
fn every_line_of_json_validates_against_the_schema() {
    let schema = include_str!("../../schema/annotated.schema.json");
    let schema = serde_json::from_str(schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let lines = jsonl(&corpus("articles/dock-strike"), &[]);
    assert_eq!(lines.lines().count(), 5);
    for line in lines.lines() {
        let record = serde_json::from_str(line).expect("JSON");
        assert!(validator.is_valid(&record), "{line}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_for_any_number_of_threads() {
    let input = corpus("articles/mine-river");
    let one = jsonl(&input, &["--threads", "1"]);
    assert!(!one.is_empty());
    assert_eq!(one, jsonl(&input, &["--threads", "3"]));
}

#[test]
fn an_output_is_gold_that_scores_itself_as_perfect() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out.jsonl");
    fs::write(&path, jsonl(&corpus("articles/dock-strike"), &[])).expect("written");
    parallax()
        .arg("eval")
        .arg(&path)
        .arg("--predictions")
        .arg(&path)
        .args(["--resamples", "100", "--min", "voice.accuracy=1", "--min", "segmentation.f1=1"])
        .assert()
        .success();
}

#[test]
fn a_quotation_is_found_from_its_marks_and_its_speaker_leads_to_a_side() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.txt");
    fs::write(&path, ARTICLE).expect("written");
    let document = documents(&jsonl(&path, &SIDES)).remove(0);
    let text = document.document.text().to_owned();
    let quotes: Vec<&str> = document
        .spans
        .iter()
        .filter(|s| s.label == SpanLabel::Quote)
        .map(|s| s.span.of(&text))
        .collect();
    assert_eq!(quotes, ["We will not go back,"]);
}

#[test]
fn all_of_a_quotation_is_its_speakers_whoever_is_quoted_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.txt");
    let words = "They said last month that the road was open. They have not opened it.";
    let text = format!("\"We waited for weeks,\" Karel Brandt told reporters. \"{words}\"\n");
    fs::write(&path, &text).expect("written");
    let sides = ["--side", "ostmark=Ostmark,Karel Brandt", "--side", "varnia=Varnia,Mira Tolk"];
    let document = documents(&jsonl(&path, &sides)).remove(0);
    let quotes = document.spans.iter().filter(|s| s.label == SpanLabel::Quote);
    let quotes: Vec<&str> = quotes.map(|s| s.span.of(&text)).collect();
    assert_eq!(quotes, ["We waited for weeks,", words]);
    for sentence in &document.sentences {
        assert_eq!(sentence.source_side, Some(Some("ostmark".into())), "{sentence:?}");
    }
}

#[test]
fn a_page_that_parallax_wrote_is_no_article() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, page) = (folder.path().join("a.txt"), folder.path().join("page.html"));
    fs::write(&path, ARTICLE).expect("written");
    let written = ["--format", "html", "-o"];
    parallax().arg("annotate").args(SIDES).arg(&path).args(written).arg(&page).assert().success();
    parallax().arg("annotate").arg(&page).assert().code(2).stderr(contains("Parallax wrote"));
}

#[test]
fn one_bad_file_is_reported_and_the_rest_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.txt"), ARTICLE).expect("written");
    fs::write(folder.path().join("b.txt"), "").expect("written");
    fs::write(folder.path().join("c.txt"), b"\x00\x01\x02\x00PK").expect("written");
    parallax()
        .args(["annotate", "--format", "jsonl"])
        .args(SIDES)
        .arg(folder.path())
        .assert()
        .code(2)
        .stdout(contains("\"id\":\"a\""))
        .stderr(contains("b.txt").and(contains("c.txt")));
}

#[test]
fn a_file_that_is_missing_is_named() {
    parallax().args(["annotate", "nowhere.txt"]).assert().code(2).stderr(contains("nowhere.txt"));
}

#[test]
fn two_files_with_one_stem_get_distinct_ids() {
    let folder = tempfile::tempdir().expect("a folder");
    for outlet in ["a", "b"] {
        fs::create_dir(folder.path().join(outlet)).expect("a folder");
        fs::write(folder.path().join(outlet).join("strike.txt"), ARTICLE).expect("written");
    }
    let ids: Vec<String> = documents(&jsonl(folder.path(), &SIDES))
        .iter()
        .map(|document| document.document.id().to_owned())
        .collect();
    assert_eq!(ids, ["strike", "strike-2"]);
}

#[test]
fn several_pages_go_to_a_folder_and_one_to_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let pages = folder.path().join("pages");
    parallax()
        .args(["annotate", "--format", "html", "-o"])
        .arg(&pages)
        .arg(corpus("articles/dock-strike"))
        .assert()
        .success();
    assert_eq!(fs::read_dir(&pages).expect("a folder").count(), 5);
    let page = folder.path().join("page.html");
    parallax()
        .args(["annotate", "--format", "html", "-o"])
        .arg(&page)
        .arg(corpus("articles/dock-strike/plumb-line.txt"))
        .assert()
        .success();
    assert!(fs::read_to_string(page).expect("a page").starts_with("<!DOCTYPE html>"));
}

#[test]
fn several_pages_without_a_folder_are_refused_with_the_remedy() {
    parallax()
        .args(["annotate", "--format", "html"])
        .arg(corpus("articles/dock-strike"))
        .assert()
        .code(2)
        .stderr(contains("name one with -o"));
}

#[test]
fn a_label_below_the_confidence_asked_for_is_left_out_and_its_probabilities_stay() {
    let lines =
        jsonl(&corpus("articles/dock-strike/evening-bawl.txt"), &["--min-confidence", "0.999"]);
    let document = documents(&lines).remove(0);
    let withheld = document.sentences.iter().filter(|s| s.p.is_some() && s.voice.is_none());
    assert!(withheld.count() > 0);
}

#[test]
fn a_confidence_that_is_none_is_refused() {
    parallax()
        .args(["annotate", "--min-confidence", "2", "-"])
        .assert()
        .code(2)
        .stderr(contains("a number from 0 to 1"));
}

#[test]
fn an_output_that_cannot_be_written_leaves_nothing_behind() {
    parallax()
        .args(["annotate", "-o", "no/such/folder/out.txt", "-"])
        .args(SIDES)
        .write_stdin(ARTICLE)
        .assert()
        .code(2)
        .stderr(contains("no/such/folder/out.txt"));
}

#[test]
fn the_program_alone_in_an_empty_folder_annotates() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let program = folder.path().join("parallax");
    // A copy would be open for writing in whatever another test starts meanwhile, and could not run.
    fs::hard_link(env!("CARGO_BIN_EXE_parallax"), &program).expect("linked");
    assert_cmd::Command::new(&program)
        .current_dir(folder.path())
        .args(["annotate", "-"])
        .args(SIDES)
        .write_stdin(ARTICLE)
        .assert()
        .success();
}

#[test]
fn what_is_read_is_not_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let article = folder.path().join("a.txt");
    fs::write(&article, ARTICLE).expect("written");
    for input in [article.as_path(), folder.path()] {
        let mut command = parallax();
        command.arg("annotate").arg(input).args(SIDES).arg("-o").arg(&article);
        command.assert().code(2).stderr(contains("write to another file"));
    }
    assert_eq!(fs::read_to_string(&article).expect("there"), ARTICLE);
}

#[test]
fn where_nothing_could_be_read_an_earlier_output_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("out.jsonl");
    fs::write(&output, "{}\n").expect("written");
    parallax()
        .args(["annotate", "--format", "jsonl", "-o"])
        .arg(&output)
        .arg(folder.path().join("missing.txt"))
        .assert()
        .code(2);
    assert_eq!(fs::read_to_string(&output).expect("there"), "{}\n");
}

#[test]
fn pages_whose_names_would_be_one_are_two() {
    let folder = tempfile::tempdir().expect("a folder");
    let line = |id: &str| serde_json::json!({ "id": id, "text": ARTICLE }).to_string() + "\n";
    parallax()
        .args(["annotate", "-", "--format", "html", "-o"])
        .arg(folder.path())
        .args(SIDES)
        .write_stdin(["a/b", "a-b", "A-B"].map(line).concat())
        .assert()
        .success();
    assert_eq!(fs::read_dir(folder.path()).expect("pages").count(), 3);
}

#[test]
fn a_side_that_no_article_names_is_said() {
    let sides = ["--side", "union=The dockers' union,dockers", "--side", "mine=Torvhall Copper"];
    let mut command = parallax();
    command
        .args(["annotate", "-"])
        .args(sides)
        .write_stdin(ARTICLE)
        .assert()
        .success()
        .stderr(contains("no article names the side mine").and(contains("the side union").not()));
}

#[test]
fn the_last_name_of_a_person_given_is_theirs() {
    let text = "Maria Lindt called the offer an insult. Lindt said that the dockers would not \
                return. Mr Holm called her a liar.";
    let mut command = parallax();
    command.args(["annotate", "-", "--format", "jsonl"]).args(SIDES).write_stdin(text);
    let output = String::from_utf8(command.output().expect("it runs").stdout).expect("UTF-8");
    let [annotated] = &documents(&output)[..] else { panic!("{output}") };
    let speakers = annotated.sentences.iter().map(|s| s.source_side.clone().flatten());
    let speakers: Vec<_> = speakers.map(|side| side.map(|id| id.to_string())).collect();
    assert_eq!(speakers[1..], [Some("union".to_owned()), Some("port".to_owned())]);
}

#[test]
fn an_unlikely_frame_or_span_is_withheld_as_labels_are() {
    let sure = &documents(&jsonl(&corpus("articles/dock-strike"), &["--min-confidence", "0.9"]));
    let all = &documents(&jsonl(&corpus("articles/dock-strike"), &[]));
    let count = |documents: &[Annotated]| {
        let frames =
            documents.iter().flat_map(|d| &d.sentences).flat_map(|s| s.frames.iter().flatten());
        (frames.count(), documents.iter().map(|d| d.spans.len()).sum::<usize>())
    };
    assert!(count(sure).0 < count(all).0 && count(sure).1 < count(all).1);
    // Quotations are found by their marks.
    let spans = sure.iter().flat_map(|document| &document.spans);
    let spans = spans.filter(|span| span.label != SpanLabel::Quote);
    assert!(spans.filter_map(|span| span.p).all(|p| p >= 0.9));
}

#[test]
fn a_page_does_not_take_the_place_of_the_article_it_is_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.html");
    let page = format!("<html><body><article><p>{}</p></article></body></html>", ARTICLE.repeat(4));
    fs::write(&path, &page).expect("written");
    let mut command = parallax();
    command.arg("annotate").arg(&path).args(SIDES).args(["--format", "html", "-o"]);
    command.arg(folder.path()).assert().code(2).stderr(contains("is one of the inputs"));
    assert_eq!(fs::read_to_string(&path).expect("there"), page);
}
