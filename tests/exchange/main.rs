//! Files as annotation tools write them read as the same gold; what is written reads back.

mod newsmtsc;
mod properties;
mod refusals;
mod tools;

use std::fs;
use std::path::{Path, PathBuf};

use parallax::exchange::{Fault, Format, Loss, Piece, read, read_all, write};
use parallax::labels::Annotated;
use parallax::text::Span;

const FILES: [(&str, Format); 7] = [
    ("brat", Format::Brat),
    ("harbour.label-studio.json", Format::LabelStudio),
    ("harbour.doccano.jsonl", Format::Doccano),
    ("harbour.doccano-relations.jsonl", Format::Doccano),
    ("harbour.prodigy.jsonl", Format::Prodigy),
    ("harbour.cas.json", Format::CasJson),
    ("harbour.webanno.tsv", Format::WebannoTsv),
];

/// The formats that carry every layer.
const WHOLE: &[Format] = &[
    Format::Gold,
    Format::Brat,
    Format::LabelStudio,
    Format::Doccano,
    Format::CasJson,
    Format::WebannoTsv,
    Format::Prodigy,
];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchange").join(name)
}

fn gold() -> Annotated {
    read(&fixture("harbour.gold.jsonl"), None).unwrap().remove(0)
}

fn piece(name: &str, text: &str) -> [Piece; 1] {
    [Piece { name: name.to_owned(), text: text.to_owned() }]
}

fn fault(format: Format, name: &str, text: &str) -> Fault {
    format.parse(&piece(name, text)).unwrap_err()
}

fn one(format: Format, name: &str, text: &str) -> Annotated {
    format.parse(&piece(name, text)).unwrap().documents.remove(0)
}

/// The same labels in a fixed order: tools keep no order of overlapping spans.
fn ordered(mut annotated: Annotated) -> Annotated {
    annotated.spans.sort_by_key(|span| (span.span, span.label));
    if let Some(mentions) = &mut annotated.mentions {
        mentions.sort_by(|a, b| (a.span, &a.side, a.kind).cmp(&(b.span, &b.side, b.kind)));
    }
    annotated
}

#[test]
fn every_tools_file_is_recognised_and_reads_as_the_same_gold() {
    for (name, format) in FILES {
        let path = fixture(name);
        assert_eq!(Format::from_path(&path).unwrap(), format, "{name}");
        let documents = read(&path, None).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(documents.len(), 1, "{name}");
        assert_eq!(ordered(documents[0].clone()), ordered(gold()), "{name}");
    }
}

#[test]
fn what_has_no_place_with_us_is_counted() {
    let ignored = |name| -> Vec<String> {
        let (path, format) = (fixture(name), Format::from_path(&fixture(name)).unwrap());
        let losses = read_all(&path, None).unwrap().ignored.losses(format);
        losses.iter().map(Loss::to_string).collect()
    };
    assert_eq!(
        ignored("brat"),
        ["brat: equivalences × 1", "brat: notes × 1", "brat: relations × 1"]
    );
    assert_eq!(ignored("harbour.label-studio.json"), ["label-studio: relation × 1"]);
    assert_eq!(
        ignored("harbour.doccano-relations.jsonl"),
        ["doccano: Comments × 1", "doccano: relations × 1"]
    );
    assert_eq!(ignored("harbour.prodigy.jsonl"), ["prodigy: tasks rejected or ignored × 1"]);
}

#[test]
fn gold_goes_out_to_every_tool_and_comes_back_from_disk_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut second = gold();
    second.document.meta.id = "harbour 02/α".to_owned();
    let documents = [gold(), second];
    for &format in WHOLE {
        let path = folder.path().join(format.name());
        assert_eq!(write(&documents, &path, format).unwrap(), [], "{format}");
        let mut back = read(&path, Some(format)).unwrap();
        back.sort_by(|a, b| b.document.id().cmp(a.document.id()));
        let back: Vec<_> = back.into_iter().map(ordered).collect();
        assert_eq!(back, documents.clone().map(ordered), "{format}");
    }
}

#[test]
fn brat_gets_a_configuration_with_the_sides() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    write(&[gold()], &path, Format::Brat).unwrap();
    let conf = fs::read_to_string(path.join("annotation.conf")).unwrap();
    assert!(conf.contains("\nside:union\n"), "{conf}");
    assert!(conf.contains("stance:port\tArg:sentence, Value:unfavorable|neutral|favorable"));
}

#[test]
fn a_folder_with_content_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let message = write(&[gold()], folder.path(), Format::Brat).unwrap_err().to_string();
    assert!(message.contains("new folder"), "{message}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_a_tool_cannot_carry_is_returned_as_losses() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = gold();
    document.spans[0].p = Some(0.5);
    document.sentences[0].source =
        Some(parallax::labels::Source { span: Span::new(0, 7), side: Some("union".into()) });
    let losses = write(&[document], &folder.path().join("out.json"), Format::LabelStudio).unwrap();
    let losses: Vec<_> = losses.iter().map(Loss::to_string).collect();
    assert_eq!(losses, ["label-studio: p × 1", "label-studio: sentence source × 1"]);
}
