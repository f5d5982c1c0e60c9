//! A report of scores as a table for people, as JSON, and as Markdown.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use crate::eval::benchmark::Published;
use crate::eval::calibrate::LayerCalibration;
use crate::eval::compare::Compared;
use crate::eval::{Report, Row};

/// What stands for a number that is undefined.
const UNDEFINED: &str = "–";

/// One table of strings.
struct Sheet {
    title: &'static str,
    head: Vec<&'static str>,
    /// How many columns, from the left, hold words.
    words: usize,
    lines: Vec<Vec<String>>,
}

/// The whole report as JSON: `{"scores": […], …, "signature": {…}}`.
#[must_use]
pub fn json(report: &Report) -> String {
    serde_json::to_string_pretty(report).expect("a report has string keys only")
}

/// The report as tables for a terminal of this width, the signature below.
#[must_use]
pub fn text(report: &Report, width: u16) -> String {
    let tables = sheets(report).into_iter().map(|sheet| {
        let mut table = Table::new();
        table
            .load_style(presets::UTF8_HORIZONTAL_ONLY)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width)
            .set_header(&sheet.head)
            .add_rows(&sheet.lines);
        for column in table.column_iter_mut().skip(sheet.words) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        format!("{}\n{table}\n\n", sheet.title)
    });
    let tables: String = tables.collect();
    let suite = about_suite(report).map(|about| textwrap::fill(&about, usize::from(width)));
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
        format!("### {}\n\n{}{}{lines}\n", sheet.title, line(&head), line(&rules))
    };
    let tables: String = sheets(report).into_iter().map(sheet).collect();
    let suite = about_suite(report).map(|about| about + "\n\n").unwrap_or_default();
    format!("{tables}{suite}`{}`\n", report.signature.line())
}

/// What a reader must know of the public benchmark that the report is about.
fn about_suite(report: &Report) -> Option<String> {
    let suite = report.suite.as_ref()?;
    Some(format!(
        "{} ({}): {}. Licence: {}. {}",
        suite.name, suite.split, suite.citation, suite.licence, suite.caveats
    ))
}

fn sheets(report: &Report) -> Vec<Sheet> {
    let all = [
        scores("Scores", &report.rows),
        comparison(&report.comparison),
        published(report),
        scores("Agreement of annotators", &report.ceiling),
        calibration(&report.calibration),
    ];
    all.into_iter().filter(|sheet| !sheet.lines.is_empty()).collect()
}

fn scores(title: &'static str, rows: &[Row]) -> Sheet {
    let sliced = rows.iter().any(|row| row.slice.is_some());
    let line = |row: &Row| {
        let slice = sliced.then(|| row.slice.clone().unwrap_or_else(|| "all".to_owned()));
        let value = if row.too_small { "too small".to_owned() } else { number(row.value) };
        let interval = if row.too_small { UNDEFINED.to_owned() } else { range(row.low, row.high) };
        slice.into_iter().chain([row.name(), value, interval, format!("{}", row.support)]).collect()
    };
    let head = sliced.then_some("slice").into_iter().chain(["score", "value", "95 %", "items"]);
    Sheet {
        title,
        head: head.collect(),
        words: 1 + usize::from(sliced),
        lines: rows.iter().map(line).collect(),
    }
}

/// What others reached on a public benchmark, beside the score of ours that comes nearest.
fn published(report: &Report) -> Sheet {
    let line = |of: &Published| {
        let source = of.source.as_ref().map(|source| format!(", {source}")).unwrap_or_default();
        vec![
            of.score.clone(),
            format!("{}{source}", of.system),
            of.note.clone().unwrap_or_else(|| UNDEFINED.to_owned()),
            number(Some(of.value)),
            number(report.get(&of.score).and_then(|row| row.value)),
        ]
    };
    let lines = report.suite.iter().flat_map(|suite| &suite.published).map(line);
    Sheet {
        title: "Published",
        head: vec!["nearest score", "system", "how it differs", "published", "this"],
        words: 3,
        lines: lines.collect(),
    }
}

fn comparison(compared: &[Compared]) -> Sheet {
    let line = |row: &Compared| {
        vec![
            row.name.clone(),
            number(Some(row.ours)),
            number(Some(row.theirs)),
            format!("{:+.3}", row.difference),
            range(row.low, row.high),
            number(Some(row.p_bootstrap)),
            number(Some(row.p_randomisation)),
            number(row.detectable),
        ]
    };
    let head = [
        "score",
        "this",
        "baseline",
        "difference",
        "95 %",
        "p bootstrap",
        "p randomisation",
        "detectable",
    ];
    Sheet {
        title: "Against the baseline",
        head: head.to_vec(),
        words: 1,
        lines: compared.iter().map(line).collect(),
    }
}

fn calibration(layers: &[LayerCalibration]) -> Sheet {
    let line = |layer: &LayerCalibration| {
        let of = &layer.calibration;
        let values = [
            of.brier,
            of.log_loss,
            of.ece,
            of.reliability,
            of.resolution,
            of.uncertainty,
            layer.coverage.aurc,
        ];
        let mut cells = vec![layer.layer.to_owned()];
        cells.extend(values.map(|value| number(Some(value))));
        cells.push(of.items.to_string());
        cells
    };
    let head = [
        "layer",
        "Brier",
        "log loss",
        "ECE (15 bins)",
        "reliability",
        "resolution",
        "uncertainty",
        "AURC",
        "items",
    ];
    Sheet {
        title: "Calibration",
        head: head.to_vec(),
        words: 1,
        lines: layers.iter().map(line).collect(),
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| UNDEFINED.to_owned(), |value| format!("{value:.3}"))
}

fn range(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{low:.3}–{high:.3}"),
        _ => UNDEFINED.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
