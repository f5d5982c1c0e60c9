//! What only one tool does.

use std::fs;

use parallax::exchange::{Format, Piece};
use parallax::labels::{Certainty, SpanLabel};
use parallax::text::Span;

use crate::{fault, fixture, one, piece};

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
