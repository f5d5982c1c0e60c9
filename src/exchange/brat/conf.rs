//! `annotation.conf`: what brat lets its users annotate.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::super::layout::{MENTION_KIND, SENTENCE, side_label, side_of, stance_key};
use super::super::sheet::Sheet;
use super::DOCUMENT;
use crate::labels::{Certainty, Frame, Label, SpanLabel, Stance, Voice, Wording};
use crate::sides::SideId;

/// The configuration for `sheets`, with a type for each side that any of them has.
pub(super) fn conf(sheets: &[Sheet]) -> String {
    let sides = sides(sheets);
    let labels: Vec<String> = sides.iter().map(side_label).collect();
    let mut conf = String::from("[entities]\n");
    let fixed = [DOCUMENT, SENTENCE].into_iter().map(str::to_owned);
    let spans = SpanLabel::names().into_iter().map(str::to_owned);
    for label in fixed.chain(labels.iter().cloned()).chain(spans) {
        conf.push_str(&label);
        conf.push('\n');
    }
    conf.push_str("\n[relations]\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n");
    conf.push_str("\n[events]\n\n[attributes]\n");
    for (name, values) in attributes(&sides, &labels) {
        // Writing to a string cannot fail.
        let _ = writeln!(conf, "{name}\tArg:{SENTENCE}, Value:{values}");
    }
    if !labels.is_empty() {
        let sides = labels.join("|");
        let _ = writeln!(conf, "{MENTION_KIND}\tArg:{sides}, Value:name|description|pronoun");
    }
    conf
}

fn attributes(sides: &BTreeSet<SideId>, labels: &[String]) -> Vec<(String, String)> {
    fn names<L: Label>() -> String {
        L::names().join("|")
    }
    let frames = format!("none|{}", names::<Frame>());
    let side = std::iter::once("none").chain(labels.iter().map(String::as_str));
    let side = side.collect::<Vec<_>>().join("|");
    let fixed = [
        ("kind", "headline|body|boilerplate".to_owned()),
        ("duplicate", "true|false".to_owned()),
        ("voice", names::<Voice>()),
        ("certainty", names::<Certainty>()),
        ("wording", names::<Wording>()),
        ("stance", "none".to_owned()),
        ("stance_partial", "true|false".to_owned()),
        ("favors", side.clone()),
        ("frames", frames.clone()),
        ("frames_2", frames),
        ("source_side", side),
    ];
    let stances = sides.iter().map(|side| (stance_key(side), names::<Stance>()));
    fixed.into_iter().map(|(name, values)| (name.to_owned(), values)).chain(stances).collect()
}

fn sides(sheets: &[Sheet]) -> BTreeSet<SideId> {
    let declared = sheets.iter().flat_map(|sheet| {
        let lists = ["sides", "others"].into_iter().filter_map(|name| sheet.metadata.get(name));
        lists.filter_map(|list| list.as_array()).flatten()
    });
    let declared = declared.filter_map(|side| side.get("id")?.as_str()).map(SideId::from);
    let marks = sheets.iter().flat_map(|sheet| &sheet.marks);
    declared.chain(marks.filter_map(|mark| side_of(&mark.label))).collect()
}
