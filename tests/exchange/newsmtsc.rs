//! The NewsMTSC benchmark's layout: a sentence a line, with the stance towards targets.

use std::fs;

use parallax::exchange::{Format, read, write};
use parallax::labels::{Annotated, LabelledSentence, Stance};

use crate::{fault, fixture, gold};

#[test]
fn a_benchmark_sentence_has_a_side_for_each_target() {
    let document = read(&fixture("newsmtsc.jsonl"), None).unwrap().remove(0);
    let text = document.document.text();
    let mentions: Vec<_> = document.mentions.iter().flatten().collect();
    let words: Vec<_> = mentions.iter().map(|mention| mention.span.of(text)).collect();
    assert_eq!(words, ["The union", "its", "the port"]);
    let sentence = &document.sentences[0];
    assert_eq!(sentence.stance_of(&"target-2".into()), Some(Stance::Unfavorable));
    assert!(sentence.stance_partial);
}

#[test]
fn a_benchmark_sentence_is_written_as_it_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let documents = read(&fixture("newsmtsc.jsonl"), None).unwrap();
    assert_eq!(write(&documents, &path, Format::NewsMtsc).unwrap(), []);
    assert_eq!(Format::from_path(&path).unwrap(), Format::NewsMtsc);
    assert_eq!(read(&path, None).unwrap(), documents);
}

#[test]
fn an_article_becomes_a_benchmark_line_for_each_sentence_that_judges_a_side_it_mentions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let lost = write(&[gold()], &path, Format::NewsMtsc).unwrap();
    let back = read(&path, Some(Format::NewsMtsc)).unwrap();
    let gold = gold();
    let of = |layer: &str| lost.iter().find(|loss| loss.layer == layer).map(|loss| loss.count);
    let voices = gold.sentences.iter().filter(|sentence| sentence.voice.is_some()).count();
    assert_eq!((of("voice"), of("spans")), (Some(voices), Some(gold.spans.len())));
    assert_eq!(of("sentences"), Some(gold.sentences.len() - back.len()));
    assert_eq!((of("outlet"), of("labels_by")), (Some(1), Some(1)));
    let text = gold.document.text();
    for document in &back {
        let (_, at) = document.document.id().rsplit_once(':').unwrap();
        let sentence = &gold.sentences[at.parse::<usize>().unwrap()];
        assert_eq!(document.document.text(), sentence.span.of(text));
        let count = document.sides.as_ref().map(Vec::len);
        assert!(count.is_some_and(|count| count <= sentence.stance.as_ref().unwrap().len()));
    }
    let judged = |s: &&LabelledSentence| s.stance.as_ref().is_some_and(|all| !all.is_empty());
    assert!(!back.is_empty() && back.len() <= gold.sentences.iter().filter(judged).count());
}

#[test]
fn nothing_that_judges_a_side_is_nothing_to_write_as_the_benchmark() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let gold = Annotated { mentions: None, ..gold() };
    let message = write(&[gold], &path, Format::NewsMtsc).unwrap_err().to_string();
    assert!(message.contains("there is none"), "{message}");
    assert!(!path.exists());
}

#[test]
fn a_benchmark_mention_that_is_not_in_the_sentence_is_refused() {
    let text = fs::read_to_string(fixture("newsmtsc.jsonl")).unwrap();
    let fault = fault(Format::NewsMtsc, "x", &text.replace("\"the port\"", "\"the dock\""));
    assert_eq!(fault.line, Some(1));
    assert!(fault.reason.contains("says \"the dock\", the text says \"the port\""), "{fault:?}");
}
