//! Public benchmarks, read from small files in the same layouts, written for this project.

use std::fs;
use std::path::{Path, PathBuf};

use parallax::eval::links::{Judged, LinkedPair};
use parallax::labels::{Annotated, Certainty, Label, SpanLabel, Stance, Voice, Wording};
use parallax::suites::{Card, Gold};

/// The card of a suite without hashes: the files here are not the benchmark's.
fn card(name: &str) -> Card {
    let mut card = Card::named(name).unwrap();
    card.files.iter_mut().for_each(|file| file.sha256_prefix = None);
    card
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suites").join(name)
}

fn documents(name: &str) -> Vec<Annotated> {
    match card(name).read(&folder(name)).unwrap() {
        Gold::Documents { documents, .. } => documents,
        Gold::Links { .. } => panic!("{name} has documents"),
    }
}

/// The article pairs of a suite, and the same as each annotator links them.
fn links(name: &str) -> (Vec<LinkedPair>, Option<[Vec<LinkedPair>; 2]>) {
    match card(name).read(&folder(name)).unwrap() {
        Gold::Links { pairs, annotators } => (pairs, annotators),
        Gold::Documents { .. } => panic!("{name} has links"),
    }
}

/// The text of a document and the spans of one label in it.
fn words(document: &Annotated, label: SpanLabel) -> Vec<&str> {
    let spans = document.spans.iter().filter(|span| span.label == label);
    spans.map(|span| span.span.of(document.document.text())).collect()
}

/// Writes the only file of a suite with `from` replaced and says why it is refused.
fn refused(name: &str, from: &str, to: &str) -> String {
    let card = card(name);
    let path = &card.files[0].path;
    let text = fs::read_to_string(folder(name).join(path)).unwrap();
    assert!(text.contains(from), "{from:?} is not in the file");
    refused_bytes(&card, path, text.replacen(from, to, 1).as_bytes())
}

fn refused_bytes(card: &Card, path: &Path, bytes: &[u8]) -> String {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, bytes).unwrap();
    card.read(data.path()).unwrap_err().to_string()
}

#[track_caller]
fn says(message: &str, parts: &[&str]) {
    assert!(parts.iter().all(|part| message.contains(part)), "{message}");
}

#[test]
fn newsmtsc_gives_a_stance_for_each_target() {
    for name in ["newsmtsc-rw", "newsmtsc-mt"] {
        let documents = documents(name);
        assert_eq!(documents.len(), 2);
        let stances: Vec<Stance> =
            documents[0].sentences[0].stance.iter().flatten().map(|(_, stance)| *stance).collect();
        assert_eq!(stances, [Stance::Unfavorable, Stance::Favorable]);
        assert_eq!(documents[0].mentions.as_ref().unwrap().len(), 3);
    }
}

#[test]
fn babe_gives_wording_and_words_that_stand_once() {
    let documents = documents("babe");
    let wording: Vec<_> = documents.iter().map(|d| d.sentences[0].wording.unwrap()).collect();
    use Wording::{Loaded, Plain};
    assert_eq!(wording, [Loaded, Plain, Loaded, Loaded, Loaded]);
    let complete: Vec<_> = documents.iter().map(|d| !d.span_layers.is_empty()).collect();
    // "regime" stands twice, "will" only inside "willing", and one biased sentence has no word.
    assert_eq!(complete, [false, true, false, true, false]);
    assert_eq!(words(&documents[3], SpanLabel::Loaded), ["Shameless", "won't"]);
    assert_eq!(documents[0].document.id(), "babe-2");
    assert_eq!(documents[0].document.meta.outlet.as_deref(), Some("Quay Post"));
}

#[test]
fn checkthat_takes_quotation_marks_for_text() {
    let documents = documents("checkthat-2025-en");
    assert_eq!(documents[0].document.text(), "\"Enough, says Lindt, of \"talks.");
    assert_eq!(documents[0].sentences[0].wording, Some(Wording::Loaded));
    assert_eq!(documents[1].sentences[0].wording, Some(Wording::Plain));
    assert_eq!(documents[1].document.id(), "q-2");
}

#[test]
fn szeged_gives_nested_hedges_and_the_certainty_that_follows() {
    let documents = documents("szeged-wiki");
    assert_eq!(documents.len(), 2);
    let first = &documents[0];
    assert!(first.document.text().starts_with("Café & quay\n\nThe quay may have been built"));
    assert_eq!(words(first, SpanLabel::Hedge), ["may", "are perhaps thought", "perhaps"]);
    let certainty: Vec<_> = first.sentences.iter().map(|s| s.certainty.unwrap()).collect();
    use Certainty::{Assertive, Hedged};
    assert_eq!(certainty, [Assertive, Hedged, Hedged, Assertive]);
    let last = first.sentences.last().unwrap().span;
    assert_eq!(last.of(first.document.text()), "If it rains, boats if dry are moved.");
}

#[test]
fn polnear_gives_sources_cues_and_sentences_that_hand_over() {
    let Gold::Documents { documents, others } = card("polnear").read(&folder("polnear")).unwrap()
    else {
        panic!("documents");
    };
    let [first, sequel] = &documents[..] else { panic!("two texts") };
    assert_eq!(words(first, SpanLabel::Source), ["Né Lindt, of the dockers’ union", "she"]);
    assert_eq!(words(first, SpanLabel::Cue), ["said", "added", "with her"]);
    let voices: Vec<_> = first.sentences.iter().map(|s| s.voice.unwrap()).collect();
    assert_eq!(voices, [Voice::Reported, Voice::Author, Voice::Reported]);
    assert_eq!(first.document.meta.outlet.as_deref(), Some("quay-post"));
    assert_eq!(sequel.document.id(), "quay-post_2031-05-04_strike_sequel");
    let [second] = &others[..] else { panic!("one further annotator") };
    assert_eq!(second.len(), 1);
    assert_eq!(words(&second[0], SpanLabel::Source), ["Lindt"]);
}

#[test]
fn factappeal_gives_nested_sources_and_the_voice_of_an_appeal() {
    let documents = documents("factappeal");
    let sources = words(&documents[0], SpanLabel::Source);
    assert_eq!(sources, ["Holm, the port’s director", "the port’s director"]);
    let voices: Vec<_> = documents.iter().map(|d| d.sentences[0].voice).collect();
    assert_eq!(voices, [Some(Voice::Reported), Some(Voice::Quoted), None, None]);
    assert!(documents[3].span_layers.contains(&SpanLabel::Source));
}

#[test]
fn abcd_link_becomes_two_articles_with_the_links_that_both_annotators_see() {
    let (pairs, annotators) = links("abcd-link");
    let [strike] = &pairs[..] else { panic!("one document, not {}", pairs.len()) };
    assert_eq!(strike.first.document.text(), "The quay is shut. Lindt spoke.");
    assert_eq!(strike.second.sentences.len(), 3);
    assert_eq!(strike.links.iter().collect::<Vec<_>>(), [&(0, 0), &(1, 2)]);
    let judged = [(0, 0), (0, 1), (1, 1), (1, 2)];
    assert_eq!(strike.judged, Judged::Only(judged.into()));
    let [first, second] = annotators.unwrap();
    assert_eq!((first[0].links.len(), second[0].links.len()), (3, 2));
}

#[test]
fn linked_articles_have_their_sentences_in_order_and_their_links_by_place() {
    let (pairs, annotators) = links("abcd-link-ecb");
    let [quay] = &pairs[..] else { panic!("one pair, not {}", pairs.len()) };
    assert_eq!(quay.first.document.text(), "The quay shut. Dockers sang. Holm spoke.");
    assert_eq!(quay.links.iter().collect::<Vec<_>>(), [&(0, 0), &(2, 0), &(2, 1)]);
    assert!(annotators.is_none() && quay.judged == Judged::Links);
    assert!(quay.first.provenance.source.as_deref().is_some_and(|of| of.contains("news_ecb")));
}

#[test]
fn only_article_pairs_that_are_held_out_are_scored() {
    let ids = |pairs: Vec<LinkedPair>| pairs.into_iter().map(|pair| pair.id).collect::<Vec<_>>();
    assert_eq!(ids(links("abcd-link-synth").0), ["pair 0"]);
    let all = Card { held_out: false, ..card("abcd-link-synth") };
    let Gold::Links { pairs, .. } = all.read(&folder("abcd-link-synth")).unwrap() else {
        panic!("it has links")
    };
    assert_eq!(ids(pairs), ["pair 0", "pair 1"]);
}

#[test]
fn every_document_reads_back_from_the_file_format() {
    let of_links = |card: &Card| card.name.starts_with("abcd-link");
    for card in Card::all().unwrap().into_iter().filter(|card| !of_links(card)) {
        for document in documents(&card.name) {
            let back = Annotated::from_json(&document.to_json()).unwrap();
            assert_eq!(back.to_json(), document.to_json(), "{}", card.name);
            assert!(document.span_layers.iter().all(|label| SpanLabel::ALL.contains(label)));
        }
    }
}

#[test]
fn a_missing_file_gives_citation_licence_and_place() {
    for card in Card::all().unwrap() {
        let message = card.read(Path::new("nowhere")).unwrap_err().to_string();
        says(&message, &["nowhere", &card.citation, &card.licence, &card.source]);
    }
}

#[test]
fn a_file_of_another_version_is_refused_with_both_hashes() {
    let card = Card::named("babe").unwrap();
    let message = card.read(&folder("babe")).unwrap_err().to_string();
    says(&message, &["final_labels_SG2.csv", "c02ebe82a8411f15", "its sha256 is"]);
}

#[test]
fn a_line_that_is_not_utf_8_is_named() {
    let card = card("checkthat-2025-en");
    let bytes = b"sentence\tlabel\tsentence_id\nA quay.\tOBJ\t1\nA qu\xe4y.\tOBJ\t2\n";
    let message = refused_bytes(&card, &card.files[0].path, bytes);
    says(&message, &["test_en_labeled.tsv:3:", "UTF-8"]);
}

#[test]
fn a_table_names_line_and_column_of_what_is_wrong() {
    let babe = |from, to| refused("babe", from, to);
    says(&babe("label_bias", "bias"), &["SG2.csv:1:", "`label_bias`", "news_link"]);
    says(&babe("Non-biased", "Unbiased"), &["SG2.csv:3:", "label_bias", "Unbiased"]);
    says(&babe("center;Non", "Non"), &["SG2.csv:3:", "7 fields", "8"]);
    says(&babe("['slammed',", "['slammed'"), &["SG2.csv:2:", "biased_words"]);
    says(&babe("Odd as ever, the port sulks.", " "), &["SG2.csv:7:", "text", "blank"]);
    let checkthat = |from, to| refused("checkthat-2025-en", from, to);
    says(&checkthat("OBJ", "OBJECTIVE"), &["tsv:3:", "label", "OBJECTIVE"]);
    says(&checkthat("\tq-2", ""), &["tsv:3:", "2 fields"]);
    let card = card("checkthat-2025-en");
    let header = b"sentence\tlabel\tsentence_id\n";
    says(&refused_bytes(&card, &card.files[0].path, header), &["no row"]);
}

#[test]
fn newsmtsc_names_the_line_of_what_is_wrong() {
    let rw = |from, to| refused("newsmtsc-rw", from, to);
    says(&rw("\"mention\": \"Holm\"", "\"mention\": \"Hull\""), &["jsonl:2:", "Hull"]);
    says(&rw("\"polarity\": 4.0", "\"polarity\": 5"), &["jsonl:2:", "polarity 5"]);
    let card = card("newsmtsc-rw");
    says(&refused_bytes(&card, &card.files[0].path, b"\n"), &["no sentence"]);
}

#[test]
fn szeged_names_the_line_of_what_is_wrong() {
    let wiki = |from, to| refused("szeged-wiki", from, to);
    says(&wiki("type=\"speculation_modal_probable_\"", "type=\"odd\""), &["wiki.xml:8:", "odd"]);
    says(&wiki("</ccue> have", " have"), &["wiki.xml:8:"]);
    let card = card("szeged-wiki");
    says(&refused_bytes(&card, &card.files[0].path, b"<a/>"), &["wiki.xml:1:", "Sentence"]);
}

#[test]
fn factappeal_names_the_line_of_what_is_wrong() {
    let facts = |from, to| refused("factappeal", from, to);
    says(&facts("<Fact_No_Appeal>The", "<Fact_No_Appeal>A"), &["csv:4:", "from character 0"]);
    says(&facts("</Source:Named:Active>", ""), &["csv:3:", "annotation", "Source:Named:Active"]);
    says(&facts("</Fact_No_Appeal>", ""), &["csv:4:", "does not end"]);
}

#[test]
fn abcd_link_names_the_line_of_what_is_wrong() {
    let links = |from, to| refused("abcd-link", from, to);
    says(&links("dense,1,0", "dense,1,maybe"), &["csv:3:", "annotator_2", "maybe"]);
    says(&links("strike,a-2", ",a-2"), &["csv:4:", "document_id"]);
    says(&links("a-1,b-1,llm,1,1", "a-1,b-1,llm,0,1"), &["csv:6:", "other labels"]);
    says(&links("llm,1,1,Lindt spoke.", "llm,1,1,Lindt sang."), &["csv:5:", "a-2", "other words"]);
}

#[test]
fn linked_articles_name_the_pair_and_sentence_that_are_wrong() {
    let data = tempfile::tempdir().unwrap();
    let news = data.path().join("news_ecb");
    fs::create_dir(&news).unwrap();
    let message = |docs: &str, links: &str| {
        fs::write(news.join("docs.json"), docs).unwrap();
        fs::write(news.join("news_ecb_links.json"), links).unwrap();
        card("abcd-link-ecb").read(data.path()).unwrap_err().to_string()
    };
    let docs = r#"{"a": {"0": "Rain."}, "b": {"0": "Rain."}}"#;
    let pair =
        |to: &str| format!(r#"{{"p": {{"doc1": "a", "doc2": "b", "links": {{"0": ["{to}"]}}}}}}"#);
    says(&message(docs, &pair("7")), &["news_ecb_links.json", "pair \"p\"", "no sentence \"7\""]);
    says(&message(r#"{"a": {"0": "Rain."}}"#, &pair("0")), &["pair \"p\"", "no article \"b\""]);
    says(&message(r#"{"a": {"x": ""}, "b": {}}"#, &pair("0")), &["article \"a\""]);
    says(&message("{\n\"a\": 1}", &pair("0")), &["docs.json:2:"]);
}

/// PolNeAR with one file changed, or taken away.
fn polnear(file: &str, change: impl Fn(String) -> Option<String>) -> String {
    let data = tempfile::tempdir().unwrap();
    for part in ["data/test/text", "data/test/attributions"] {
        fs::create_dir_all(data.path().join(part)).unwrap();
        for entry in fs::read_dir(folder("polnear").join(part)).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap();
            let text = if name == file { change(text) } else { Some(text) };
            if let Some(text) = text {
                fs::write(data.path().join(part).join(name), text).unwrap();
            }
        }
    }
    card("polnear").read(data.path()).unwrap_err().to_string()
}

#[test]
fn polnear_names_file_and_line_of_what_is_wrong() {
    let anna = "quay-post_2031-05-04_strike_anna.ann";
    let replaced = |from: &'static str, to: &'static str| {
        polnear(anna, move |text| Some(text.replacen(from, to, 1)))
    };
    says(&replaced("\tCue ", "\tClue "), &[anna, ":2:", "Clue", "Source, Cue, Content"]);
    says(&replaced("\tsaid", "\tsays"), &[anna, ":2:", "says"]);
    says(&replaced("T3\tContent ", "T3\tContent x"), &[anna, ":3:", "offsets"]);
    let sequel = polnear("quay-post_2031-05-04_strike_sequel_bert.ann", |_| None);
    says(&sequel, &["quay-post_2031-05-04_strike_sequel.txt", "no annotator"]);
    let lost = polnear("quay-post_2031-05-04_strike.txt", |_| None);
    says(&lost, &["_strike_anna.ann", "no text"]);
}
