use parallax::render::{json_schema, jsonl};

use super::{documents, edge, harbour};

const SCHEMA: &str = include_str!("../../schema/annotated.schema.json");

#[test]
fn the_schema_in_the_repository_is_current() {
    let current = json_schema();
    if SCHEMA != current {
        let kept = concat!(env!("CARGO_TARGET_TMPDIR"), "/annotated.schema.json");
        std::fs::write(kept, current).unwrap();
        panic!("schema/annotated.schema.json is stale: replace it by {kept}");
    }
}

#[test]
fn what_the_program_writes_validates() {
    let schema = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let samples = [harbour(), edge("empty"), edge("no-labels"), edge("three"), edge("rtl")];
    for line in jsonl(&samples).lines() {
        let document = serde_json::from_str(line).unwrap();
        let faults: Vec<_> = validator.iter_errors(&document).map(|e| e.to_string()).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }
    let unknown = serde_json::json!({"id": "a", "text": "", "sentences": [{"voyce": "author"}]});
    assert!(!validator.is_valid(&unknown));
}

#[test]
fn a_summary_survives_the_way_into_a_file_and_back() {
    let written = jsonl(&[harbour()]);
    assert_eq!(documents(&written), [harbour()]);
}
