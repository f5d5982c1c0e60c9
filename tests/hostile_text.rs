//! Texts that no newspaper prints: nothing may panic. No time is asserted, but at these sizes a
//! quadratic cost would not end.

use parallax::text::{Sentence, Span, paragraphs, quotes, read, segment};
use proptest::prelude::*;

/// Bytes of a large text.
const LARGE: usize = 10_000_000;
/// Bytes of each odd text: enough for a quadratic cost to show.
const ODD: usize = 200_000;
/// Quotations of a text that are looked at one by one.
const SOME: usize = 1000;
/// Every sentence is trimmed, none overlap, and together they hold every word.
fn assert_tiles(text: &str, spans: &[Span]) {
    let mut end = 0;
    for span in spans {
        assert!(span.start() >= end && !span.is_empty());
        assert!(text[end..span.start()].trim().is_empty(), "left out before byte {}", span.start());
        assert_eq!(span.trimmed(text), *span);
        end = span.end();
    }
    assert!(text[end..].trim().is_empty(), "left out after byte {end}");
}

fn spans(sentences: &[Sentence]) -> Vec<Span> {
    sentences.iter().map(|sentence| sentence.span).collect()
}

fn assert_read(text: &str) {
    assert_tiles(text, &spans(&segment::sentences(text)));
    assert_tiles(text, &paragraphs(text));
    for quotation in quotes::quotations(text).iter().take(SOME) {
        assert!(quotation.span.get(text).is_some());
        let _ = quotes::is_speech(text, quotation);
    }
}

/// A generator that needs no crate and gives the same bytes everywhere (Marsaglia's xorshift).
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[test]
fn a_large_text_of_anything_is_read() {
    let repeated = [
        "word ",
        "word",
        "\"",
        "'",
        "“",
        "“ ‘ « ",
        "s' 's ",
        "\n",
        "\r",
        "\n \n",
        ".",
        "?! ",
        "A.",
        "A.B ",
        ". 1 ",
        ".\" ",
        "…”",
        "(",
        "?)",
        "U.S. The ",
        "“Why?” Holm ",
        "x\n",
        "- x\n",
        "a b c d e. ",
        "He said “no.” ",
        "https://a.B/c?D=e&",
        "\u{2028}",
        "\u{a0}",
        "é",
        "。",
        "🦀",
        "\u{200b}",
        "The port of Holm stood still on Monday as nobody came to unload it\n",
        "The port of Holm stood still on Monday. Nobody came. ",
    ];
    for piece in repeated {
        assert_read(&piece.repeat(ODD / piece.len()));
    }
    assert_read(&String::from_utf8_lossy(&noise(ODD)));
}

#[test]
fn ten_megabytes_of_news_are_cut_into_sentences() {
    let paragraph = "The port of Holm stood still on Monday. “Nobody came,” Lindt said.\n\n";
    for text in [paragraph.repeat(LARGE / paragraph.len()), "word ".repeat(LARGE / 5)] {
        assert_tiles(&text, &spans(&segment::sentences(&text)));
    }
}

#[test]
fn any_file_is_read_or_refused() {
    let folder = tempfile::tempdir().expect("a folder for the files");
    let nested = "<div>".repeat(100_000) + "Holm";
    let files: [(&str, Vec<u8>); 7] = [
        ("noise.txt", noise(1_000_000)),
        ("noise.html", noise(100_000)),
        ("noise.jsonl", noise(100_000)),
        ("nested.html", nested.into_bytes()),
        ("array.jsonl", "[".repeat(1_000_000).into_bytes()),
        ("tags.html", "<p".repeat(100_000).into_bytes()),
        ("wide.txt", vec![0xff, 0xfe, 0x00]),
    ];
    for (name, bytes) in &files {
        std::fs::write(folder.path().join(name), bytes).expect("a file in the folder");
    }
    for input in read::inputs(&[folder.path().to_owned()]) {
        for document in read::documents(input.expect("a file of the folder")) {
            match document {
                Ok(document) => assert_read(document.text()),
                Err(error) => assert!(error.to_string().contains('.')),
            }
        }
    }
}

proptest! {
    #[test]
    fn every_word_of_any_text_is_in_one_sentence(text in "\\PC{0,200}") {
        assert_read(&text);
    }

    #[test]
    fn every_word_of_news_like_text_is_in_one_sentence(
        text in "([A-C][a-c]{0,3}|[.!?…,]{1,2}|[ \\n\\r\u{a0}]{1,2}|[\"'“”‘’«»„()—-]|U\\.S\\.|Mr\\.|7|- ){0,60}"
    ) {
        assert_read(&text);
    }
}
