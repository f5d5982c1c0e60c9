//! A report of scores as tables for people, as JSON, as Markdown, and as a page.
//!
//! What the tables hold is in [`sheets`], their words in [`words`]; the page adds [`figures`],
//! [`matrices`] and [`errors`].

mod errors;
mod figures;
mod matrices;
mod page;
mod sheets;
mod words;

pub use page::html;

use super::sheet::Sheet;
use crate::eval::Report;
use sheets::sheets;

/// The whole report as JSON: `{"scores": […], …, "signature": {…}}`.
#[must_use]
pub fn json(report: &Report) -> String {
    serde_json::to_string_pretty(report).expect("a report has string keys only")
}

/// The report as tables for a terminal of this width, the signature below.
#[must_use]
pub fn text(report: &Report, width: u16) -> String {
    let tables: String = sheets(report).iter().map(|sheet| sheet.text(width)).collect();
    let suite = words::suite(report).map(|about| textwrap::fill(&about, usize::from(width)));
    let suite = suite.map(|about| about + "\n\n").unwrap_or_default();
    format!("{tables}{suite}{}\n", report.signature.line())
}

/// The report as Markdown tables, the signature below.
#[must_use]
pub fn markdown(report: &Report) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let sheet = |sheet: Sheet| {
        let rule = |at: usize| if at < sheet.words { "---" } else { "---:" }.to_owned();
        let head: Vec<String> = sheet.head.iter().map(|&name| name.to_owned()).collect();
        let rules: Vec<String> = (0..head.len()).map(rule).collect();
        let escaped = |cells: &Vec<String>| {
            line(&cells.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>())
        };
        let lines: String = sheet.lines.iter().map(escaped).collect();
        let note = if sheet.note.is_empty() { sheet.note } else { sheet.note + "\n\n" };
        format!("### {}\n\n{note}{}{}{lines}\n", sheet.title, line(&head), line(&rules))
    };
    let tables: String = sheets(report).into_iter().map(sheet).collect();
    let suite = words::suite(report).map(|about| about + "\n\n").unwrap_or_default();
    format!("{tables}{suite}`{}`\n", report.signature.line())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::benchmark::Published;
    use crate::eval::{Benchmark, Options, Slice, Threshold, baseline, report};
    use crate::labels::Annotated;
    use crate::stats::Plan;

    fn gold() -> Vec<Annotated> {
        let line = |id: &str, voice: &str| {
            Annotated::from_json(&format!(
                r#"{{"id":"{id}","outlet":"Pipe | Post","text":"The port might close.","sentences":[{{"start":0,"end":21,"voice":"{voice}","certainty":"hedged"}}]}}"#
            ))
            .unwrap()
        };
        vec![line("a", "author"), line("b", "reported"), line("c", "author")]
    }

    fn made() -> Report {
        let (gold, plan) = (gold(), Plan { resamples: 200, ..Plan::default() });
        let options = Options { plan, slices: vec![Slice::Outlet] };
        let report = report(&gold, &baseline::lexicon(&gold), &options).unwrap();
        report.against(&gold, &baseline::majority(&gold), &plan).unwrap()
    }

    #[test]
    fn every_form_ends_with_the_signature() {
        let report = made();
        let line = report.signature.line();
        assert!(text(&report, 100).trim_end().ends_with(&line));
        assert!(markdown(&report).contains(&line));
        let json: serde_json::Value = serde_json::from_str(&json(&report)).unwrap();
        assert_eq!(json["signature"]["documents"], 3);
        let first = &json["scores"][0];
        assert_eq!((&first["layer"], &first["metric"]), (&"voice".into(), &"accuracy".into()));
    }

    #[test]
    fn a_small_slice_shows_no_number_and_a_bar_in_a_name_breaks_no_table() {
        let shown = markdown(&made());
        assert!(
            shown.contains("| outlet=Pipe \\| Post | voice.accuracy | too small | – | 3 |"),
            "{shown}"
        );
        assert!(shown.contains("| all | voice.accuracy | 0.667 | "), "{shown}");
    }

    #[test]
    fn published_scores_stand_beside_ours_and_layers_that_gold_lacks_do_not() {
        let published = Published {
            system: "GRU | tagger".to_owned(),
            score: "voice.accuracy".to_owned(),
            value: 0.5,
            source: Some("Odvall 2030".to_owned()),
            note: Some("on tokens".to_owned()),
        };
        let report = made().of_benchmark(Benchmark {
            name: "quay".to_owned(),
            citation: "Lindt 2031".to_owned(),
            licence: "MIT".to_owned(),
            split: "test".to_owned(),
            caveats: "A related construct.".to_owned(),
            scores: vec!["voice.macro_f1".to_owned()],
            published: vec![published],
        });
        let line = "| voice.accuracy | GRU \\| tagger, Odvall 2030 | on tokens | 0.500 | 0.667 |";
        assert!(markdown(&report).contains(line), "{}", markdown(&report));
        assert!(text(&report, 60).contains("Lindt 2031. Licence: MIT."));
        assert!(report.rows.iter().all(|row| row.layer == "voice"));
        assert!(report.comparison.iter().all(|row| row.name.starts_with("voice.")));
        let json: serde_json::Value = serde_json::from_str(&json(&report)).unwrap();
        assert_eq!(json["suite"]["published"][0]["value"], 0.5);
    }

    #[test]
    fn a_report_on_no_benchmark_says_nothing_of_one() {
        assert!(!json(&made()).contains("\"suite\""));
    }

    #[test]
    fn a_threshold_that_is_missed_says_by_how_much() {
        let report = made();
        let missed = |text: &str| Threshold::parse(text).unwrap().missed(&report);
        assert_eq!(missed("voice.accuracy=0.6"), None);
        assert_eq!(missed("voice.accuracy=0.9").unwrap(), "voice.accuracy is 0.6667, below 0.9");
        assert!(missed("frames.micro_f1=0.1").unwrap().contains("not scored"));
    }
}
