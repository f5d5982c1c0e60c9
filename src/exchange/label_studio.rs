//! Label Studio's JSON, as it exports it ("JSON", not "JSON-MIN") and imports it.
//!
//! A region is a `labels` result; the attributes of a sentence are per-region `choices` with the
//! region's `id`, the control's name being the attribute's. Offsets count UTF-16 code units. The
//! document's fields stand beside `text` in `data`.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::gather::Gatherer;
use super::layout::{FRAMES, SENTENCE, frame_key, frame_place};
use super::loss::Tally;
use super::offsets::{Offsets, Unit};
use super::sheet::{Mark, Sheet};
use super::{Fault, Parsed, Piece};
use crate::labels::Annotated;

#[derive(Deserialize)]
struct Task {
    id: Option<Value>,
    data: Map<String, Value>,
    /// `completions` before version 1.
    #[serde(alias = "completions")]
    annotations: Option<Vec<Annotation>>,
    predictions: Option<Vec<Annotation>>,
}

#[derive(Deserialize)]
struct Annotation {
    #[serde(default)]
    result: Vec<Item>,
    #[serde(default)]
    was_cancelled: Option<bool>,
    #[serde(default)]
    ground_truth: Option<bool>,
}

#[derive(Deserialize)]
struct Item {
    id: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    from_name: Option<String>,
    #[serde(default)]
    value: Region,
}

#[derive(Default, Deserialize)]
struct Region {
    start: Option<Value>,
    end: Option<Value>,
    text: Option<Value>,
    /// Where `start` and `end` are paths into HTML.
    #[serde(rename = "globalOffsets")]
    global: Option<Global>,
    #[serde(default, alias = "hypertextlabels")]
    labels: Vec<String>,
    #[serde(default)]
    choices: Vec<String>,
}

#[derive(Deserialize)]
struct Global {
    start: usize,
    end: usize,
}

pub(super) fn parse(pieces: &[Piece]) -> Result<Parsed, Fault> {
    let mut gatherer = Gatherer::default();
    for piece in pieces {
        for (at, task) in super::json::whole::<Vec<Task>>(piece)?.into_iter().enumerate() {
            let sheet = sheet(at, task, &mut gatherer.ignored)
                .map_err(|reason| Fault::new(piece, None, reason))?;
            gatherer.add(sheet).map_err(|error| Fault::new(piece, None, error))?;
        }
    }
    Ok(gatherer.finish())
}

fn sheet(at: usize, task: Task, ignored: &mut Tally) -> Result<Sheet, String> {
    let mut metadata = task.data;
    let id = metadata.get("id").cloned().or(task.id);
    let name = match id {
        Some(Value::String(id)) => id,
        Some(id) => id.to_string(),
        None => (at + 1).to_string(),
    };
    let wrong = |reason: String| format!("document {name}: {reason}");
    let Some(Value::String(text)) = metadata.remove("text") else {
        return Err(wrong("`data.text` holds no text; the data key must be `text`".to_owned()));
    };
    let annotation = chosen(task.annotations, task.predictions).map_err(wrong)?;
    let marks = marks(&text, annotation.map_or_else(Vec::new, |a| a.result), ignored);
    Ok(Sheet { marks: marks.map_err(wrong)?, name, text, metadata })
}

/// The one annotation that counts; a prediction only where nobody annotated.
fn chosen(
    annotations: Option<Vec<Annotation>>,
    predictions: Option<Vec<Annotation>>,
) -> Result<Option<Annotation>, String> {
    let mut made = annotations.unwrap_or_default();
    made.retain(|annotation| annotation.was_cancelled != Some(true));
    if made.iter().any(|annotation| annotation.ground_truth == Some(true)) {
        made.retain(|annotation| annotation.ground_truth == Some(true));
    }
    if made.is_empty() {
        made = predictions.unwrap_or_default();
    }
    match made.len() {
        0 | 1 => Ok(made.pop()),
        count => Err(format!("{count} annotations; mark one as ground truth, or export one")),
    }
}

fn marks(text: &str, items: Vec<Item>, ignored: &mut Tally) -> Result<Vec<Mark>, String> {
    let offsets = Offsets::new(text, Unit::Utf16);
    let mut marks = Vec::new();
    let mut regions: HashMap<String, usize> = HashMap::new();
    let mut choices = Vec::new();
    for item in items {
        match item.kind.as_str() {
            "labels" | "hypertextlabels" => {
                let first = marks.len();
                for label in &item.value.labels {
                    marks.push(mark(&offsets, label, &item.value)?);
                }
                let sentence = marks[first..].iter().position(|mark| mark.label == SENTENCE);
                let at = first + sentence.unwrap_or(0);
                regions.extend(item.id.map(|id| (id, at)));
            }
            "choices" if item.value.start.is_some() => choices.push(item),
            "choices" => ignored.add("choices about the whole document", 1),
            other => ignored.add(other, 1),
        }
    }
    for item in choices {
        let region = item.id.as_ref().and_then(|id| marks.get_mut(*regions.get(id)?));
        let id = item.id.as_deref().unwrap_or_default();
        let mark =
            region.ok_or_else(|| format!("choices for region {id:?}, which has no label"))?;
        choose(mark, item)?;
    }
    Ok(marks)
}

fn mark(offsets: &Offsets<'_>, label: &str, region: &Region) -> Result<Mark, String> {
    let place = match (&region.global, &region.start, &region.end) {
        (Some(global), _, _) => Some((global.start, global.end)),
        (None, Some(start), Some(end)) => number(start).zip(number(end)),
        _ => None,
    };
    let place =
        place.ok_or_else(|| format!("region {label:?}: `start` and `end` are no offsets"))?;
    let words = region.text.as_ref().and_then(Value::as_str);
    Ok(Mark::new(offsets.place(label, place, words)?, label))
}

fn number(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|value| usize::try_from(value).ok())
}

fn choose(mark: &mut Mark, item: Item) -> Result<(), String> {
    let key = item.from_name.unwrap_or_default();
    let several = item.value.choices.len() > 1;
    if several && key != FRAMES {
        return Err(format!("{key}: {} chosen, at most one can hold", item.value.choices.len()));
    }
    for (place, choice) in item.value.choices.into_iter().enumerate() {
        let key = if key == FRAMES { frame_key(place) } else { key.clone() };
        mark.attributes.push((key, choice));
    }
    Ok(())
}

pub(super) fn serialize(documents: &[Annotated]) -> String {
    let tasks: Vec<Value> = documents
        .iter()
        .enumerate()
        .map(|(at, document)| task(at + 1, Sheet::from(document)))
        .collect();
    let mut text = serde_json::to_string_pretty(&tasks).expect("JSON values have string keys");
    text.push('\n');
    text
}

fn task(id: usize, sheet: Sheet) -> Value {
    let offsets = Offsets::new(&sheet.text, Unit::Utf16);
    let numbered = sheet.marks.iter().enumerate();
    let result: Vec<Value> =
        numbered.flat_map(|(at, mark)| items(at, mark, &offsets, &sheet.text)).collect();
    let mut data = Map::new();
    data.insert("text".to_owned(), sheet.text.into());
    data.extend(sheet.metadata);
    json!({"id": id, "data": data, "annotations": [{"result": result}]})
}

fn items(at: usize, mark: &Mark, offsets: &Offsets<'_>, text: &str) -> Vec<Value> {
    let (start, end) = offsets.of(mark.span);
    let item = |name: &str, kind: &str, values: &[&str]| {
        let mut value = json!({"start": start, "end": end, "text": mark.span.of(text)});
        value[kind] = json!(values);
        json!({
            "id": format!("region-{at}"),
            "from_name": name,
            "to_name": "text",
            "type": kind,
            "value": value,
        })
    };
    let mut items = vec![item("label", "labels", &[&mark.label])];
    let (frames, single): (Vec<_>, Vec<_>) =
        mark.attributes.iter().partition(|(key, _)| frame_place(key).is_some());
    items.extend(single.iter().map(|(key, value)| item(key, "choices", &[value])));
    if !frames.is_empty() {
        let frames: Vec<&str> = frames.iter().map(|(_, value)| value.as_str()).collect();
        items.push(item(FRAMES, "choices", &frames));
    }
    items
}
