use parallax::render::{csv, csv_header, csv_rows};

use super::{edge, harbour};

/// The rows by column name, read as a spreadsheet would.
fn cells(table: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = ::csv::Reader::from_reader(table.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn a_sentence_is_a_row() {
    let table = csv(&[harbour()]);
    let shown: Vec<_> = table.lines().take(6).collect();
    insta::assert_snapshot!(shown.join("\n"));
    assert_eq!(cells(&table).len(), harbour().sentences.len());
}

#[test]
fn rows_of_documents_written_one_by_one_make_the_same_table() {
    let documents = [harbour(), edge("three"), edge("empty"), edge("rtl")];
    let streamed: String = documents.iter().map(csv_rows).collect();
    assert_eq!(csv(&documents), csv_header() + &streamed);
}

#[test]
fn an_outlet_that_is_a_formula_is_disarmed() {
    assert_eq!(cells(&csv(&[edge("three")]))[0]["outlet"], "'=HYPERLINK(\"x\")");
}

#[test]
fn withheld_is_empty_and_an_empty_set_is_none() {
    let rows = cells(&csv(&[edge("three"), edge("no-labels")]));
    assert_eq!((rows[1]["frames"].as_str(), rows[1]["favors"].as_str()), ("none", "mill"));
    let withheld = &rows[3];
    assert!(
        ["frames", "favors", "stance", "voice"].iter().all(|layer| withheld[*layer].is_empty())
    );
}

#[test]
fn a_quotation_over_two_sentences_is_in_both_rows() {
    let rows = cells(&csv(&[harbour()]));
    let quotes: Vec<_> = rows.iter().map(|row| row["quote"].as_str()).collect();
    assert!(quotes.contains(&"We offered to work through the night. We were shown the door."));
    assert!(quotes.contains(&"Nobody in this town will ever forget that."));
}
