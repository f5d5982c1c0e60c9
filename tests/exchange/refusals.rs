//! What is refused, whatever the format, and where the message says it is wrong.

use std::fs;

use parallax::exchange::{Format, read};

use crate::fault;

#[test]
fn broken_json_in_line_4711_is_named_by_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    for (format, line) in [
        (Format::Gold, r#"{"id":"ID","text":"a","sentences":[]}"#),
        (Format::Doccano, r#"{"document_id":"ID","text":"a","label":[]}"#),
        (Format::Prodigy, r#"{"meta":{"id":"ID"},"text":"a","spans":[]}"#),
    ] {
        let mut lines: Vec<_> = (1..=5000).map(|n| line.replace("ID", &n.to_string())).collect();
        lines[4710].truncate(20);
        let path = folder.path().join("broken.jsonl");
        fs::write(&path, lines.join("\n")).unwrap();
        let message = read(&path, Some(format)).unwrap_err().to_string();
        assert!(message.contains("broken.jsonl:4711: "), "{message}");
    }
}

#[test]
fn a_value_of_the_wrong_kind_is_named_by_field() {
    let text = r#"{"id":"a","text":"a","sentences":[{"start":0,"end":"1"}]}"#;
    let reason = fault(Format::Gold, "x", text).reason;
    assert!(reason.starts_with("sentences[0].end: invalid type"), "{reason}");
    let text = r#"[{"data":{"text":"a"},"annotations":[{"result":[{"type":7}]}]}]"#;
    let reason = fault(Format::LabelStudio, "x", text).reason;
    assert!(reason.contains("[0].annotations[0].result[0].type: invalid type"), "{reason}");
}

#[test]
fn an_empty_file_and_a_repeated_id_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gold.jsonl");
    fs::write(&path, "\n").unwrap();
    assert!(read(&path, None).unwrap_err().to_string().contains("empty"));
    let line = r#"{"id":"twice","text":"a","sentences":[]}"#;
    fs::write(&path, format!("{line}\n{line}\n")).unwrap();
    assert!(read(&path, None).unwrap_err().to_string().contains("\"twice\""));
}

#[test]
fn an_unknown_label_is_refused_with_those_expected_and_its_place() {
    let text = r#"{"text":"A port.","label":[[0,7,"sentence"],[2,6,"hedj"]]}"#;
    let fault = fault(Format::Doccano, "x", text);
    assert_eq!(fault.line, Some(1));
    assert_eq!(
        fault.reason,
        "document 1: hedj 2..6: unknown text label \"hedj\": expected one of sentence, side:ID, \
         hedge, booster, loaded, quote, source, cue"
    );
}

#[test]
fn an_unknown_value_of_a_layer_is_refused_with_those_expected() {
    let text = r#"{"text":"A port.","label":[[0,7,"sentence"],[0,7,"voice=narrator"]]}"#;
    let reason = fault(Format::Doccano, "x", text).reason;
    assert!(reason.contains("unknown voice label \"narrator\""), "{reason}");
}

#[test]
fn a_sentence_with_two_values_of_one_layer_is_refused() {
    let text = r#"{"text":"A port.","label":[[0,7,"sentence"],[0,7,"voice=author"],[0,7,"voice=quoted"]]}"#;
    let reason = fault(Format::Doccano, "x", text).reason;
    assert_eq!(reason, "document 1: sentence 0..7 has two values of `voice`");
}

#[test]
fn a_side_that_the_document_does_not_declare_is_refused() {
    let text =
        r#"{"text":"A port.","sides":[{"id":"port","name":"Port"}],"label":[[2,6,"side:prot"]]}"#;
    let reason = fault(Format::Doccano, "x", text).reason;
    assert!(reason.contains("unknown side label \"prot\": expected one of port"), "{reason}");
}
