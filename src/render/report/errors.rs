//! The list of errors: every label that differs, with its words in their sentence.

use std::collections::BTreeMap;

use crate::eval::errors::{Miss, Stretch};

use super::words;

/// Errors of one layer that a page lists; the rest is for `--errors`.
const LISTED: usize = 1000;

/// What stands for no label.
const NOTHING: &str = "nothing";

/// The errors of one layer.
pub(super) struct Group<'r> {
    pub name: String,
    pub layer: &'r str,
    pub count: usize,
    pub errors: Vec<ErrorView<'r>>,
    /// Those that the page leaves out.
    pub left_out: usize,
}

/// One label that differs.
pub(super) struct ErrorView<'r> {
    pub gold: &'r str,
    pub predicted: &'r str,
    /// The side it is about.
    pub side: Option<&'r str>,
    pub document: &'r str,
    pub place: String,
    pub context: &'r [Stretch],
}

/// The errors by layer, in the order of the layers.
pub(super) fn groups(misses: &[Miss]) -> Vec<Group<'_>> {
    let mut layers: Vec<&str> = Vec::new();
    let mut by_layer: BTreeMap<&str, Vec<&Miss>> = BTreeMap::new();
    for miss in misses {
        let layer = split(&miss.layer).0;
        if !by_layer.contains_key(layer) {
            layers.push(layer);
        }
        by_layer.entry(layer).or_default().push(miss);
    }
    layers.into_iter().map(|layer| group(layer, &by_layer[layer])).collect()
}

/// A layer and the side it is about: `stance:port`; a span label is a layer of its own.
fn split(layer: &str) -> (&str, Option<&str>) {
    match layer.split_once(':') {
        Some(("stance", side)) => ("stance", Some(side)),
        _ => (layer, None),
    }
}

fn group<'r>(layer: &'r str, misses: &[&'r Miss]) -> Group<'r> {
    let name = match layer.split_once(':') {
        Some((layer, label)) => format!("{layer}: {label}"),
        None => words::layer(layer).to_owned(),
    };
    Group {
        name,
        layer,
        count: misses.len(),
        errors: misses.iter().take(LISTED).map(|miss| view(miss)).collect(),
        left_out: misses.len().saturating_sub(LISTED),
    }
}

fn view(miss: &Miss) -> ErrorView<'_> {
    let outlet = miss.outlet.iter().map(|outlet| format!("{outlet}, ")).collect::<String>();
    ErrorView {
        gold: miss.gold.as_deref().unwrap_or(NOTHING),
        predicted: miss.predicted.as_deref().unwrap_or(NOTHING),
        side: split(&miss.layer).1,
        document: &miss.document,
        place: format!("{outlet}{}, characters {}–{}", miss.document, miss.start, miss.end),
        context: &miss.context,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn miss(layer: &str) -> Miss {
        Miss {
            document: "a".to_owned(),
            outlet: None,
            layer: layer.to_owned(),
            gold: Some("hedge".to_owned()),
            predicted: None,
            start: 5,
            end: 8,
            text: "may".to_owned(),
            context: Vec::new(),
        }
    }

    #[test]
    fn stances_are_one_layer_and_span_labels_one_each() {
        let misses = ["stance:port", "spans:hedge", "stance:union", "spans:cue"].map(miss);
        let groups = groups(&misses);
        let layers: Vec<_> = groups.iter().map(|group| (group.layer, group.count)).collect();
        assert_eq!(layers, [("stance", 2), ("spans:hedge", 1), ("spans:cue", 1)]);
        assert_eq!(groups[0].errors[1].side, Some("union"));
        let error = &groups[1].errors[0];
        assert_eq!((error.gold, error.predicted), ("hedge", "nothing"));
        assert_eq!(error.place, "a, characters 5–8");
    }
}
