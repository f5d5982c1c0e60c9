//! Labels of others' sentences, kept without their words.
//!
//! A line is as in the gold format, but `sha256` of the text stands in place of `text`, and a side
//! has its id alone: it is called what its first mention says. Both come back from the file of
//! texts, which is had from where the recipe says.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::recipe::Artefact;
use crate::error::{Error, Result};
use crate::exchange;
use crate::labels::Annotated;
use crate::model::weights::sha256;

/// What a line of the file of texts must have.
#[derive(Deserialize)]
struct TextRecord {
    id: String,
    text: String,
}

/// The documents of a file of labels, with their texts from another; both below `folder`.
///
/// # Errors
/// A file that cannot be read; a line that is no record, or whose text is missing or another, with
/// file, line and id.
pub(super) fn documents(
    labels: &Artefact,
    texts: &Artefact,
    folder: &Path,
) -> Result<Vec<Annotated>> {
    let texts: Vec<(usize, TextRecord)> = exchange::records(&folder.join(&texts.file))?;
    let texts: HashMap<String, String> =
        texts.into_iter().map(|(_, of)| (of.id, of.text)).collect();
    let path = folder.join(&labels.file);
    let document = |(line, record)| {
        let wrong = |reason| Error::Record { path: path.clone(), line, reason };
        joined(record, &texts).map_err(wrong)
    };
    exchange::records(&path)?.into_iter().map(document).collect()
}

fn joined(
    mut record: Map<String, Value>,
    texts: &HashMap<String, String>,
) -> Result<Annotated, String> {
    let id = record.get("id").and_then(Value::as_str).ok_or("no id")?.to_owned();
    let text = texts.get(&id).ok_or_else(|| format!("{id} is not among the texts"))?;
    let expected = record.remove("sha256").ok_or_else(|| format!("{id}: no sha256"))?;
    if expected.as_str() != Some(&sha256(text.as_bytes())) {
        return Err(format!("{id}: the text is not the one that was labelled (sha256 differs)"));
    }
    name_sides(&mut record, text);
    record.insert("text".to_owned(), json!(text));
    Annotated::from_json(&Value::Object(record).to_string())
}

/// Gives each side the words of its first mention as its name.
fn name_sides(record: &mut Map<String, Value>, text: &str) {
    let characters: Vec<char> = text.chars().collect();
    let mut names: HashMap<String, String> = HashMap::new();
    for mention in record.get("mentions").and_then(Value::as_array).into_iter().flatten() {
        let place = |key: &str| usize::try_from(mention[key].as_u64()?).ok();
        let (Some(start), Some(end)) = (place("start"), place("end")) else { continue };
        // A place outside the text is refused when the record is read.
        let words = characters.get(start..end).unwrap_or_default().iter().collect();
        let side = mention["side"].as_str().unwrap_or_default();
        names.entry(side.to_owned()).or_insert(words);
    }
    for side in record.get_mut("sides").and_then(Value::as_array_mut).into_iter().flatten() {
        let name = side["id"].as_str().and_then(|id| names.get(id)).cloned();
        if let (Some(side), Some(name)) = (side.as_object_mut(), name) {
            side.entry("name").or_insert(json!(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const TEXT: &str = "Die Häfen schließen – Holm said.";

    fn read(labels: &str) -> Result<Vec<Annotated>> {
        let folder = tempfile::tempdir().unwrap();
        let artefact = |file: &str| Artefact { file: file.into(), sha256: String::new() };
        let text = json!({"id": "a", "text": TEXT, "source": "quay"}).to_string();
        fs::write(folder.path().join("texts.jsonl"), format!("{text}\n")).unwrap();
        fs::write(folder.path().join("labels.jsonl"), format!("\n{labels}\n")).unwrap();
        documents(&artefact("labels.jsonl"), &artefact("texts.jsonl"), folder.path())
    }

    fn label(id: &str, hash: &str, end: usize) -> String {
        json!({
            "id": id, "sha256": hash, "sides": [{"id": "t0"}],
            "mentions": [{"side": "t0", "start": 22, "end": end}],
            "sentences": [{"start": 0, "end": 32, "voice": "reported", "stance": {"t0": "neutral"}}],
            "spans": [{"start": 27, "end": 31, "label": "cue"}], "labels_by": "model",
        })
        .to_string()
    }

    #[test]
    fn words_and_names_come_back_from_the_file_of_texts() {
        let hash = sha256(TEXT.as_bytes());
        let [document] = read(&label("a", &hash, 26)).unwrap().try_into().unwrap();
        assert_eq!(document.document.text(), TEXT);
        assert_eq!(document.sides.unwrap()[0].name, "Holm");
        assert_eq!(document.spans[0].span.of(TEXT), "said");
    }

    #[test]
    fn another_text_a_missing_one_and_a_place_outside_it_are_refused_with_their_line() {
        let hash = sha256(TEXT.as_bytes());
        let message = |line: &str| read(line).unwrap_err().to_string();
        let other = message(&label("a", "00", 26));
        assert!(other.contains("labels.jsonl:2: a: the text is not"), "{other}");
        assert!(message(&label("b", &hash, 26)).contains("b is not among the texts"));
        assert!(message(&label("a", &hash, 99)).contains("labels.jsonl:2:"));
        assert!(message("{").contains("labels.jsonl:2:"));
    }
}
