//! UIMA CAS JSON 0.4, as `INCEpTION` exports and imports it: one document a file.
//!
//! Offsets count UTF-16 code units. `INCEpTION`'s own sentences and tokens are written, so that it
//! can show the document, and read only where no sentence is labelled.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::super::brat::stem;
use super::super::gather::Gatherer;
use super::super::layout::SENTENCE;
use super::super::loss::Tally;
use super::super::offsets::{Offsets, Unit};
use super::super::sheet::{Mark, Sheet};
use super::super::tokens::pieces;
use super::super::{Fault, Parsed, Piece};
use super::{DOCUMENT, LAYERS, PREFIX, Row, SENTENCES, custom, marks, rows};
use crate::files::FileNames;
use crate::labels::Annotated;
use crate::text::Span;

const SOFA: &str = "uima.cas.Sofa";
const STRUCTURE: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence";
const TOKEN: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token";
const METADATA: &str = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";

#[derive(Deserialize)]
struct Cas {
    #[serde(rename = "%FEATURE_STRUCTURES")]
    structures: Vec<Map<String, Value>>,
}

/// What is written; readers that stream need the types first.
#[derive(Serialize)]
struct Written {
    #[serde(rename = "%TYPES")]
    types: Value,
    #[serde(rename = "%FEATURE_STRUCTURES")]
    structures: Vec<Value>,
    #[serde(rename = "%VIEWS")]
    views: Value,
}

pub(in super::super) fn parse(files: &[Piece]) -> Result<Parsed, Fault> {
    let mut gatherer = Gatherer::default();
    for piece in files {
        let cas: Cas = super::super::json::whole(piece)?;
        let sheet = sheet(piece, &cas.structures, &mut gatherer.ignored)
            .map_err(|reason| Fault::new(piece, None, reason))?;
        gatherer.add(sheet).map_err(|error| Fault::new(piece, None, error))?;
    }
    Ok(gatherer.finish())
}

fn text_of<'c>(structure: &'c Map<String, Value>, key: &str) -> Option<&'c str> {
    structure.get(key)?.as_str()
}

fn type_of(structure: &Map<String, Value>) -> &str {
    text_of(structure, "%TYPE").unwrap_or_default()
}

fn sheet(
    piece: &Piece,
    structures: &[Map<String, Value>],
    ignored: &mut Tally,
) -> Result<Sheet, String> {
    let text = structures
        .iter()
        .filter(|structure| type_of(structure) == SOFA)
        .find_map(|sofa| text_of(sofa, "sofaString"))
        .ok_or("no text: no structure of type uima.cas.Sofa has a `sofaString`")?;
    let mut sheet =
        Sheet { name: name(piece, structures), text: text.to_owned(), ..Sheet::default() };
    let wrong = |reason: String| format!("document {}: {reason}", name(piece, structures));
    let offsets = Offsets::new(text, Unit::Utf16);
    let mut own = Vec::new();
    let mut structure_sentences = Vec::new();
    for structure in structures {
        let kind = type_of(structure);
        match custom(kind) {
            Some(DOCUMENT) => {
                let fields = text_of(structure, "fields").unwrap_or("{}");
                sheet.metadata = serde_json::from_str(fields)
                    .map_err(|_| wrong(format!("{kind}: `fields` is no JSON object")))?;
            }
            // Arrays and links have no place in the text.
            Some(layer) if place(structure).is_some() => {
                own.push(row(layer, structure, &offsets).map_err(wrong)?);
            }
            Some(layer) => ignored.add(&format!("layer {layer}"), 1),
            None if kind == STRUCTURE => {
                let place =
                    place(structure).ok_or_else(|| wrong(format!("{kind} has no offsets")))?;
                structure_sentences.push(offsets.place("sentence", place, None).map_err(wrong)?);
            }
            None => {}
        }
    }
    let labelled = own.iter().any(|row| row.layer == SENTENCES);
    sheet.marks = marks(own, ignored).map_err(|(span, reason)| {
        let (start, end) = offsets.of(span);
        wrong(format!("{start}..{end}: {reason}"))
    })?;
    if !labelled && sheet.metadata.is_empty() {
        sheet.marks.extend(structure_sentences.into_iter().map(|span| Mark::new(span, SENTENCE)));
    }
    Ok(sheet)
}

fn name(piece: &Piece, structures: &[Map<String, Value>]) -> String {
    let given = structures.iter().filter(|structure| type_of(structure) == METADATA);
    let given = given.filter_map(|metadata| text_of(metadata, "documentTitle")).next();
    let stem = piece.name.strip_suffix(".json").unwrap_or(&piece.name);
    given.unwrap_or(stem).to_owned()
}

fn place(structure: &Map<String, Value>) -> Option<(usize, usize)> {
    let number = |key: &str| {
        let value = structure.get(key).or_else(|| structure.get(&format!("^{key}")))?.as_u64()?;
        usize::try_from(value).ok()
    };
    Some((number("begin")?, number("end")?))
}

fn row(layer: &str, structure: &Map<String, Value>, offsets: &Offsets<'_>) -> Result<Row, String> {
    let place = place(structure).unwrap_or_default();
    let mut row = Row::new(layer, offsets.place(layer, place, None)?, []);
    for (name, value) in structure {
        let special = name.starts_with(['%', '@', '^']) || name == "begin" || name == "end";
        match value {
            _ if special => {}
            Value::Null => {}
            Value::String(value) => row.put(name, value),
            other => row.put(name, &other.to_string()),
        }
    }
    Ok(row)
}

pub(in super::super) fn serialize(documents: &[Annotated]) -> Vec<Piece> {
    let mut taken = FileNames::default();
    let piece = |document| {
        let sheet = Sheet::from(document);
        let name = format!("{}.json", stem(&sheet.name, &mut taken));
        let mut text =
            serde_json::to_string_pretty(&cas(&sheet)).expect("JSON values have string keys");
        text.push('\n');
        Piece { name, text }
    };
    documents.iter().map(piece).collect()
}

fn cas(sheet: &Sheet) -> Written {
    let offsets = Offsets::new(&sheet.text, Unit::Utf16);
    let mut structures = vec![json!({
        "%ID": 1,
        "%TYPE": SOFA,
        "sofaNum": 1,
        "sofaID": "_InitialView",
        "mimeType": "text",
        "sofaString": sheet.text,
    })];
    let mut add = |kind: &str, span: Option<Span>, features: Vec<(String, Value)>| {
        let mut structure = json!({"%ID": structures.len() + 1, "%TYPE": kind, "@sofa": 1});
        if let Some((begin, end)) = span.map(|span| offsets.of(span)) {
            structure["begin"] = begin.into();
            structure["end"] = end.into();
        }
        for (name, value) in features {
            structure[name] = value;
        }
        structures.push(structure);
    };
    let whole = Span::new(0, sheet.text.len());
    let named = |key: &str| (key.to_owned(), sheet.name.as_str().into());
    add(METADATA, Some(whole), vec![named("documentTitle"), named("documentId")]);
    let fields = Value::from(sheet.metadata.clone()).to_string();
    add(&format!("{PREFIX}{DOCUMENT}"), None, vec![("fields".to_owned(), fields.into())]);
    let sentences = sheet.marks.iter().filter(|mark| mark.label == SENTENCE);
    for sentence in sentences {
        add(STRUCTURE, Some(sentence.span), Vec::new());
    }
    let cuts = sheet.marks.iter().flat_map(|mark| [mark.span.start(), mark.span.end()]);
    for token in pieces(&sheet.text, cuts) {
        if !token.of(&sheet.text).trim().is_empty() {
            add(TOKEN, Some(token), Vec::new());
        }
    }
    let rows = rows(&sheet.marks);
    let types = types(&rows);
    for row in rows {
        let features = row.features.into_iter().map(|(name, value)| (name, value.into()));
        add(&format!("{PREFIX}{}", row.layer), Some(row.span), features.collect());
    }
    let members: Vec<usize> = (2..=structures.len()).collect();
    let views = json!({"_InitialView": {"%SOFA": 1, "%MEMBERS": members}});
    Written { types, structures, views }
}

fn types(rows: &[Row]) -> Value {
    let mut types = Map::new();
    let mut add = |name: &str, parent: &str, features: &[&str]| {
        let mut kind = json!({"%NAME": name, "%SUPER_TYPE": parent});
        for feature in features {
            kind[feature] = json!({"%NAME": feature, "%RANGE": "uima.cas.String"});
        }
        types.insert(name.to_owned(), kind);
    };
    add(METADATA, "uima.tcas.DocumentAnnotation", &["documentTitle", "documentId"]);
    add(STRUCTURE, "uima.tcas.Annotation", &[]);
    add(TOKEN, "uima.tcas.Annotation", &[]);
    for (layer, features) in LAYERS {
        // INCEpTION's layers for a whole document have no place in the text.
        let parent =
            if layer == DOCUMENT { "uima.cas.AnnotationBase" } else { "uima.tcas.Annotation" };
        let used = rows.iter().filter(|row| row.layer == layer).flat_map(|row| &row.features);
        let used = used.map(|(name, _)| name.as_str()).filter(|name| !features.contains(name));
        let features: Vec<&str> = features.iter().copied().chain(used).collect();
        add(&format!("{PREFIX}{layer}"), parent, &features);
    }
    types.into()
}
