//! A report as a page.

use parallax::eval::{Options, Report, Slice, agree, baseline, report};
use parallax::labels::{Annotated, Voice};
use parallax::render::report::html;
use parallax::stats::Plan;

use super::harbour;

const PLAN: Plan = Plan { resamples: 50, seed: 1, method: parallax::stats::Method::Percentile };

/// The article under three names, as three documents.
fn gold() -> Vec<Annotated> {
    let named = |id: &str| {
        let mut document = harbour();
        document.document.meta.id = id.to_owned();
        document
    };
    ["one", "two", "three"].map(named).into()
}

/// Gold with a voice wrong and the first span of each document lost.
fn predicted() -> Vec<Annotated> {
    let mut documents = gold();
    for document in &mut documents {
        let quoted = document.sentences.iter_mut().find(|s| s.voice == Some(Voice::Quoted));
        quoted.unwrap().voice = Some(Voice::Author);
        document.spans.remove(0);
    }
    documents
}

/// A report with everything in it.
fn whole() -> Report {
    let (gold, predicted) = (gold(), predicted());
    let options = Options { plan: PLAN, slices: vec![Slice::Outlet] };
    let report = report(&gold, &predicted, &options).unwrap();
    let report = report.against(&gold, &baseline::majority(&gold), &PLAN).unwrap();
    let mut report = report.beside(&gold, [gold.clone(), predicted.clone()], &PLAN).unwrap();
    let (port, union) = ("port".into(), "union".into());
    let swap = parallax::eval::side_swap::audit(&gold, &predicted, &port, &union).unwrap();
    report.side_swap = vec![swap];
    report
}

/// The parts of a page by their ids.
fn parts(page: &str) -> Vec<&str> {
    let found = page.split("<section id=\"").skip(1);
    found.map(|part| &part[..part.find('"').unwrap()]).collect()
}

#[test]
fn a_page_has_a_part_for_everything_that_was_found() {
    let page = html(&whole());
    let expected = [
        "scores",
        "baseline",
        "confusions",
        "labels",
        "parts",
        "calibration",
        "swap",
        "agreement",
        "errors",
    ];
    assert_eq!(parts(&page), expected);
    for part in expected {
        assert!(page.contains(&format!("href=\"#{part}\"")), "{part} is in no link");
    }
    assert_eq!(page.matches("<svg class=\"dots ").count(), 2);
    assert!(page.contains("ECE") && page.contains("Brier") && page.contains("AURC"));
    assert!(page.contains(&whole().signature.line()));
}

#[test]
fn an_agreement_alone_is_a_page_without_scores() {
    let files = [gold(), predicted()];
    let rows = agree(&files, &PLAN).unwrap();
    let page = html(&Report::of_agreement(rows, &files, &PLAN));
    assert_eq!(parts(&page), ["agreement"]);
    assert!(page.contains("<h1>How far 2 annotators agree</h1>"));
}

#[test]
fn every_element_that_is_opened_is_closed() {
    let page = html(&whole());
    for tag in
        ["section", "details", "figure", "table", "tr", "td", "th", "svg", "ol", "li", "mark"]
    {
        let opened =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn an_error_stands_in_its_sentence_with_both_labels() {
    let page = html(&whole());
    assert!(page.contains("gold <b>quoted</b>, predicted <b>author</b>"));
    assert!(page.contains("data-gold=\"quoted\" data-predicted=\"author\" data-document=\"two\""));
    let report = whole();
    let lost = report.errors.iter().find(|miss| miss.layer.starts_with("spans:")).unwrap();
    assert!(page.contains(&format!("<mark>{}</mark>", lost.text)), "{}", lost.text);
}

#[test]
fn nothing_of_a_report_is_fetched_and_names_are_escaped() {
    let (mut gold, mut predicted) = (gold(), predicted());
    for document in gold.iter_mut().chain(&mut predicted) {
        document.document.meta.outlet = Some("<b>Pipe</b>".to_owned());
    }
    let options = Options { plan: PLAN, slices: vec![Slice::Outlet] };
    let page = html(&report(&gold, &predicted, &options).unwrap());
    assert!(!page.contains("<b>Pipe</b>") && page.contains("outlet=&#60;b&#62;Pipe"));
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    assert_eq!((page.matches("<script").count(), page.matches("<style").count()), (1, 1));
    for forbidden in [" src=", " style=", " onclick=", "@import", "url(http", "<link"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}
