//! Files as annotation tools write them read as the same gold; what is written reads back.

use std::fs;
use std::path::{Path, PathBuf};

use parallax::exchange::{Fault, Format, Loss, Piece, read, read_all, write};
use parallax::labels::{
    Annotated, Certainty, Frame, Label, LabelledSentence, LabelledSpan, SpanLabel, Stance, Voice,
    Wording,
};
use parallax::sides::{Mention, MentionKind, Side};
use parallax::text::{Document, Kind, Metadata, Span};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

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
    assert_eq!(write(&[gold()], &path, Format::NewsMtsc).unwrap(), []);
    let back = read(&path, Some(Format::NewsMtsc)).unwrap();
    let gold = gold();
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

#[test]
fn a_file_without_our_fields_takes_its_sides_and_layers_from_its_labels() {
    let text = "{\"text\":\"A port.\",\"label\":[[2,6,\"side:port\"],[2,6,\"loaded\"]]}\n\
                {\"text\":\"Fog.\",\"label\":[]}\n";
    let documents = Format::Doccano.parse(&piece("x", text)).unwrap().documents;
    assert_eq!(documents[0].sides.as_ref().unwrap()[0].id, "port".into());
    assert_eq!(documents[1].span_layers, [SpanLabel::Loaded]);
    assert_eq!(documents[1].mentions, None);
    assert_eq!(documents[1].document.id(), "2");
}

#[test]
fn offsets_in_utf16_units_that_cut_an_emoji_are_refused() {
    let text = r#"[{"id":5,"data":{"text":"a 😀 b"},"annotations":[{"result":[
        {"id":"r","from_name":"label","type":"labels","value":{"start":3,"end":4,"labels":["cue"]}}]}]}]"#;
    let reason = fault(Format::LabelStudio, "x", text).reason;
    assert_eq!(reason, "document 5: cue 3..4 is no range of a text of 6 characters");
}

#[test]
fn words_that_label_studio_echoes_are_held_against_the_text() {
    let text = fs::read_to_string(fixture("harbour.label-studio.json")).unwrap();
    let reason = fault(
        Format::LabelStudio,
        "x",
        &text.replace("\"text\": \"could\"", "\"text\": \"would\""),
    )
    .reason;
    assert!(reason.starts_with("document harbour-01: hedge "), "{reason}");
    assert!(reason.ends_with("says \"would\", the text says \"could\""), "{reason}");
}

#[test]
fn predictions_count_only_where_nobody_annotated_and_two_annotators_are_refused() {
    let result =
        r#"{"result":[{"id":"r","type":"labels","value":{"start":0,"end":1,"labels":["cue"]}}]}"#;
    let task = |annotations: &str| {
        format!(
            r#"[{{"id":5,"data":{{"text":"a"}},"annotations":[{annotations}],"predictions":[{result}]}}]"#
        )
    };
    assert_eq!(one(Format::LabelStudio, "x", &task("")).spans.len(), 1);
    assert_eq!(one(Format::LabelStudio, "x", &task(r#"{"result":[]}"#)).spans.len(), 0);
    let reason = fault(Format::LabelStudio, "x", &task(&format!("{result},{result}"))).reason;
    assert!(reason.contains("ground truth"), "{reason}");
}

#[test]
fn a_choice_task_labels_its_text_as_one_sentence() {
    let text = r#"{"text":"It may rain.","options":[{"id":"certainty=hedged","text":"hedged"}],"accept":["certainty=hedged"],"answer":"accept","_view_id":"choice"}"#;
    let document = one(Format::Prodigy, "x", text);
    assert_eq!(document.sentences[0].certainty, Some(Certainty::Hedged));
    assert_eq!(document.sentences[0].span, Span::new(0, 12));
}

#[test]
fn a_prodigy_span_whose_tokens_are_elsewhere_is_refused() {
    let text = r#"{"text":"may rain","tokens":[{"text":"may","start":0,"end":3,"id":0,"ws":true},{"text":"rain","start":4,"end":8,"id":1}],"spans":[{"start":0,"end":3,"token_start":0,"token_end":1,"label":"hedge"}]}"#;
    let reason = fault(Format::Prodigy, "x", text).reason;
    assert!(reason.contains("hedge 0..3: its tokens 0 to 1 are 0..8"), "{reason}");
}

#[test]
fn a_discontinuous_brat_annotation_is_a_span_for_each_fragment() {
    let pieces = [
        Piece { name: "a.txt".to_owned(), text: "They might well not come.".to_owned() },
        Piece { name: "a.ann".to_owned(), text: "T1\thedge 5 10;16 19\tmight not\n".to_owned() },
    ];
    let parsed = Format::Brat.parse(&pieces).unwrap();
    let spans: Vec<_> = parsed.documents[0].spans.iter().map(|span| span.span).collect();
    assert_eq!(spans, [Span::new(5, 10), Span::new(16, 19)]);
    assert_eq!(parsed.ignored.losses(Format::Brat)[0].layer, "fragments");
}

#[test]
fn webanno_sentences_alone_are_a_segmentation_and_sub_tokens_have_labels() {
    let tsv = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Words|label\n\n\n\
               #Text=It is 😊 un\\\\likely\n1-1\t0-2\tIt\t_\t\n1-2\t3-5\tis\t_\t\n1-3\t6-8\t😊\t_\t\n\
               1-4\t9-18\tun\\likely\thedge\t\n1-4.1\t9-11\tun\tloaded\t\n\n\
               #Text=Really\n2-1\t19-25\tReally\tbooster\t\n";
    let document = one(Format::WebannoTsv, "talk.tsv", tsv);
    let text = document.document.text();
    assert_eq!(text, "It is 😊 un\\likely\nReally");
    assert_eq!(document.document.id(), "talk");
    let words: Vec<_> = document.spans.iter().map(|span| span.span.of(text)).collect();
    assert_eq!(words, ["un\\likely", "un", "Really"]);
    let sentences: Vec<_> = document.sentences.iter().map(|s| s.span.of(text)).collect();
    assert_eq!(sentences, ["It is 😊 un\\likely", "Really"]);
}

#[test]
fn a_webanno_token_that_is_not_in_the_text_is_refused_with_its_line() {
    let tsv = "#FORMAT=WebAnno TSV 3.3\n\n\n#Text=It is\n1-1\t0-2\tIt\t\n1-2\t3-5\tas\t\n";
    let fault = fault(Format::WebannoTsv, "x.tsv", tsv);
    assert_eq!(fault.line, Some(6));
    assert_eq!(fault.reason, "token 3..5 says \"as\", the text says \"is\"");
}

fn text() -> impl Strategy<Value = String> {
    let parts = [
        "Dock",
        "ers",
        "é",
        "e\u{301}",
        "😀",
        "👩‍👧",
        " ",
        " ",
        "\r\n",
        "\n",
        "\t",
        ".",
        "_",
        "[1]",
        "|",
        "\\",
        "*",
        "->",
        ";",
        "\u{a0}",
        "\u{2028}",
        "\r",
        "%",
        "\"",
    ];
    prop::collection::vec(select(parts.to_vec()), 0..40).prop_map(|parts| parts.concat() + "end")
}

fn between(text: &str, (a, b): (Index, Index)) -> Span {
    let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let (a, b) = (*a.get(&bounds), *b.get(&bounds));
    Span::new(a.min(b), a.max(b))
}

fn one_of<L: Label>() -> impl Strategy<Value = Option<L>> {
    prop::option::of(select(L::ALL))
}

const SIDES: [&str; 3] = ["union", "new port", "50%=x|y:z"];

fn side() -> impl Strategy<Value = Option<Option<parallax::sides::SideId>>> {
    prop::option::of(prop::option::of(select(&SIDES[..]).prop_map(Into::into)))
}

fn sentence() -> impl Strategy<Value = LabelledSentence> {
    let stance = prop::option::of(subsequence(&SIDES[..], 0..=3)).prop_flat_map(|sides| {
        let count = sides.as_ref().map_or(0, Vec::len);
        prop::collection::vec(select(Stance::ALL), count).prop_map(move |stances| {
            let sides = sides.clone()?;
            Some(sides.into_iter().map(Into::into).zip(stances).collect::<Vec<_>>())
        })
    });
    let frames = prop::option::of(prop::collection::vec(select(Frame::ALL), 0..4));
    let kind = prop::option::of(select(&[Kind::Headline, Kind::Body, Kind::Boilerplate][..]));
    let layers = (one_of::<Voice>(), one_of::<Certainty>(), one_of::<Wording>());
    let more = (kind, any::<Option<bool>>(), any::<bool>());
    (layers, more, stance, frames, side(), side()).prop_map(
        |(
            (voice, certainty, wording),
            (kind, duplicate, partial),
            stance,
            frames,
            favors,
            source,
        )| {
            LabelledSentence {
                kind,
                duplicate,
                voice,
                certainty,
                wording,
                stance,
                stance_partial: partial,
                frames,
                favors,
                source_side: source,
                ..LabelledSentence::new(Span::new(0, 0))
            }
        },
    )
}

/// Any labels over any text; with `tidy`, spans that begin and end in words.
fn annotated(tidy: bool) -> impl Strategy<Value = Annotated> {
    let places = || prop::collection::vec(any::<(Index, Index)>(), 0..6);
    let kinds = [MentionKind::Name, MentionKind::Description, MentionKind::Pronoun];
    let mention =
        (any::<(Index, Index)>(), select(&SIDES[..]), prop::option::of(select(kinds.to_vec())));
    let mentions = prop::option::of(prop::collection::vec(mention, 0..5));
    let spans = prop::collection::vec((any::<(Index, Index)>(), select(SpanLabel::ALL)), 0..8);
    let fields =
        ("[a-zA-Z0-9 /_.é-]{1,12}", prop::option::of("[a-z|_\t\n\\\\é😀]{0,9}"), any::<bool>());
    let sentences = prop::collection::vec(sentence(), 6);
    (text(), places(), sentences, mentions, spans, fields).prop_map(
        move |(text, places, labels, mentions, spans, (id, outlet, weighed))| {
            let fit = |place| {
                let span = between(&text, place);
                let span = if tidy { span.trimmed(&text) } else { span };
                (!tidy || !span.is_empty()).then_some(span)
            };
            let mut sentences: Vec<LabelledSentence> = Vec::new();
            let mut found: Vec<Span> = places.into_iter().filter_map(fit).collect();
            found.sort();
            for (span, labels) in found.into_iter().zip(labels) {
                if sentences
                    .last()
                    .is_none_or(|last| last.span.end() <= span.start() && last.span != span)
                {
                    sentences.push(LabelledSentence { span, ..labels });
                }
            }
            let mention = |(place, side, kind): (_, &str, _)| {
                Some(Mention { side: side.into(), span: fit(place)?, kind })
            };
            let label = |(place, label)| Some(LabelledSpan { span: fit(place)?, label, p: None });
            let meta = Metadata { id, outlet, ..Metadata::default() };
            let side = |id: &str| Side {
                id: id.into(),
                name: id.to_uppercase(),
                aliases: vec!["a, b".to_owned()],
            };
            Annotated {
                sides: Some(SIDES.iter().map(|id| side(id)).collect()),
                others: Vec::new(),
                mentions: mentions.map(|all| all.into_iter().filter_map(mention).collect()),
                sentences,
                spans: spans.into_iter().filter_map(label).collect(),
                span_layers: SpanLabel::ALL.to_vec(),
                summary: None,
                signature: None,
                provenance: parallax::labels::Provenance {
                    weight: weighed.then_some(0.5),
                    ..Default::default()
                },
                document: Document::new(meta, text.clone()),
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn every_format_gives_back_what_it_was_given(document in annotated(true)) {
        for &format in WHOLE {
            let pieces = format.serialize(std::slice::from_ref(&document));
            let back = format.parse(&pieces).map_err(|fault| TestCaseError::fail(format!("{format}: {fault:?}\n{pieces:?}")))?;
            prop_assert_eq!(ordered(back.documents[0].clone()), ordered(document.clone()), "{}", format);
        }
    }

    #[test]
    fn benchmark_lines_give_back_every_stance_towards_a_mentioned_side(document in annotated(false)) {
        let pieces = Format::NewsMtsc.serialize(std::slice::from_ref(&document));
        let back = Format::NewsMtsc.parse(&pieces).map_err(|fault| TestCaseError::fail(format!("{fault:?}\n{pieces:?}")))?;
        let again = Format::NewsMtsc.serialize(&back.documents);
        prop_assert_eq!(again, pieces);
    }

    #[test]
    fn labels_that_begin_or_end_in_white_space_never_break_a_file(document in annotated(false)) {
        for &format in WHOLE {
            let pieces = format.serialize(std::slice::from_ref(&document));
            let back = format.parse(&pieces).map_err(|fault| TestCaseError::fail(format!("{format}: {fault:?}\n{pieces:?}")))?;
            prop_assert_eq!(back.documents[0].document.text(), document.document.text(), "{}", format);
        }
    }

    #[test]
    fn no_content_makes_a_reader_panic(content in "(?s).{0,200}", name in select(&["a.txt", "a.ann", "a.tsv", "a.json"][..])) {
        for &format in Format::ALL {
            let _ = format.parse(&[
                Piece { name: name.to_owned(), text: content.clone() },
                Piece { name: "a.txt".to_owned(), text: content.clone() },
                Piece { name: "a.ann".to_owned(), text: format!("T1\t{content}") },
            ]);
        }
    }
}
