//! A comparison of three invented articles in all its forms.

use parallax::render::comparison::{cells_csv, csv, html, json, json_schema, text};
use serde_json::Value;

use super::strike::compared;

const SCHEMA: &str = include_str!("../../schema/comparison.schema.json");

#[test]
fn the_schema_in_the_repository_is_current() {
    let current = json_schema();
    if SCHEMA != current {
        let kept = concat!(env!("CARGO_TARGET_TMPDIR"), "/comparison.schema.json");
        std::fs::write(kept, current).unwrap();
        panic!("schema/comparison.schema.json is stale: replace it by {kept}");
    }
}

#[test]
fn what_is_written_validates_and_has_what_readers_look_for() {
    let written: Value =
        compared(3, |comparison, _| serde_json::from_str(&json(comparison)).unwrap());
    let schema = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<_> = validator.iter_errors(&written).map(|e| e.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    for key in ["outlets", "differences", "links", "claims", "omissions", "signature"] {
        assert!(!written[key].is_null(), "{key}");
    }
    assert!(written["links"][0]["a"]["text"].is_string());
}

#[test]
fn an_editor_reads_who_hedges_what_another_asserts_and_how_far_numbers_reach() {
    let shown = compared(3, |comparison, _| text(comparison, 100));
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "3 outlets in 3 articles on strike.",
        "hedges it (“may”)",
        "uses loaded words (“greedy”)",
        "writes “claimed” where",
        "they speak of these articles, not of the outlets",
        "not corrected for the labeller's errors",
        "too few to tell",
        "|scheme:1|",
    ] {
        assert!(shown.contains(part), "{part} is not in:\n{shown}");
    }
}

#[test]
fn text_is_no_wider_than_the_terminal() {
    for width in [60, 100] {
        let shown = compared(3, |comparison, _| text(comparison, width));
        let signature = shown.lines().last().unwrap();
        for line in shown.lines().filter(|line| *line != signature) {
            assert!(line.chars().count() <= width, "{line}");
        }
    }
}

#[test]
fn every_table_has_as_many_cells_a_row_as_columns_and_no_formula() {
    let tables = compared(3, |comparison, _| csv(comparison));
    let names: Vec<&str> = tables.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["cells.csv", "claims.csv", "omissions.csv", "words.csv"]);
    for (name, table) in &tables {
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        for row in reader.records() {
            let row = row.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(row.iter().all(|cell| !cell.starts_with('=')), "{name}: {row:?}");
        }
    }
    let claims = &tables[1].1;
    assert!(claims.contains("'=Bell") && claims.contains(",may,"), "{claims}");
}

#[test]
fn negative_numbers_stay_numbers() {
    let cells = compared(2, |comparison, _| cells_csv(comparison));
    let mut reader = csv::Reader::from_reader(cells.as_bytes());
    let at = reader.headers().unwrap().iter().position(|name| name == "value").unwrap();
    let values = reader.records().map(|row| row.unwrap()[at].to_owned());
    let values: Vec<_> = values.filter(|value| !value.is_empty()).collect();
    assert!(values.iter().all(|value| value.parse::<f64>().is_ok()), "{values:?}");
    assert!(values.iter().any(|value| value.starts_with('-')));
}

#[test]
fn a_page_has_its_parts_and_every_link_leads_somewhere() {
    let page = compared(3, html);
    for part in ["overview", "numbers", "matrix", "claims", "omissions", "articles"] {
        assert!(page.contains(&format!("id=\"{part}\"")), "{part}");
    }
    let links = page.split("href=\"#").skip(1).map(|rest| &rest[..rest.find('"').unwrap()]);
    for link in links {
        assert!(page.contains(&format!("id=\"{link}\"")), "#{link} leads nowhere");
    }
    assert!(page.contains("differs-hedge") && page.contains("title=\"told differently: "));
}

#[test]
fn names_are_shown_and_not_obeyed() {
    let page = compared(3, html);
    assert!(!page.contains("<b>Bawl"));
    assert!(page.contains("&#60;b&#62;Bawl"));
    assert!(!page.contains(" style=\"") && !page.contains(" onclick"));
    assert_eq!(page.matches("<script").count(), 1);
}
