//! The names under which the codebook's layers go into tools: the one place that spells them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::error::{Error, Result};
use crate::labels::{Label, SpanLabel};
use crate::sides::SideId;

/// The label of a sentence.
pub(super) const SENTENCE: &str = "sentence";
/// The value of an attribute that was judged and holds nothing: no frame, no side.
pub(super) const NONE: &str = "none";
/// The attribute that says how a mention points to its side.
pub(super) const MENTION_KIND: &str = "mention";
/// The attribute of the strongest frame; the next are `frames_2`, `frames_3` and so on.
pub(super) const FRAMES: &str = "frames";
/// The metadata field that says whether mentions were labelled.
pub(super) const MENTIONS_LABELLED: &str = "mentions_labelled";

const SIDE: &str = "side:";
const STANCE: &str = "stance:";

/// No tool's label may hold white space, and ours give `:`, `=` and `|` a meaning.
const CODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

fn coded(id: &SideId) -> String {
    utf8_percent_encode(id.as_str(), CODED).to_string()
}

fn decoded(name: &str) -> Option<SideId> {
    let id = percent_decode_str(name).decode_utf8().ok()?;
    Some(SideId::from(id.into_owned()))
}

/// A name that can be a file's: the same coding, for document ids.
pub(super) fn file_name(id: &str) -> String {
    utf8_percent_encode(id, CODED).to_string()
}

/// The label of a mention of `side`, and the value of an attribute that holds a side.
pub(super) fn side_label(side: &SideId) -> String {
    format!("{SIDE}{}", coded(side))
}

/// The side that a label or value names.
pub(super) fn side_of(label: &str) -> Option<SideId> {
    decoded(label.strip_prefix(SIDE)?)
}

/// The attribute that holds the stance towards `side`.
pub(super) fn stance_key(side: &SideId) -> String {
    format!("{STANCE}{}", coded(side))
}

/// The side whose stance an attribute holds.
pub(super) fn stance_side(key: &str) -> Option<SideId> {
    decoded(key.strip_prefix(STANCE)?)
}

/// The attribute of the frame at `place`, counted from 0.
pub(super) fn frame_key(place: usize) -> String {
    if place == 0 { FRAMES.to_owned() } else { format!("{FRAMES}_{}", place + 1) }
}

/// The place of the frame that an attribute holds, counted from 0.
pub(super) fn frame_place(key: &str) -> Option<usize> {
    match key.strip_prefix(FRAMES)? {
        "" => Some(0),
        number => number.strip_prefix('_')?.parse::<usize>().ok()?.checked_sub(1),
    }
}

/// The value of an attribute that holds a side or none.
pub(super) fn side_or_none(side: Option<&SideId>) -> String {
    side.map_or_else(|| NONE.to_owned(), side_label)
}

/// The side, or none, that the attribute `layer` holds.
pub(super) fn read_side_or_none(layer: &'static str, value: &str) -> Result<Option<SideId>> {
    if value == NONE {
        return Ok(None);
    }
    side_of(value).map(Some).ok_or_else(|| unknown(layer, value, "none, side:ID".to_owned()))
}

/// The error for a label on the text that the codebook does not have.
pub(super) fn unknown_label(name: &str) -> Error {
    unknown("text", name, format!("{SENTENCE}, side:ID, {}", SpanLabel::names().join(", ")))
}

/// The error for a name that `layer` does not have.
pub(super) fn unknown(layer: &'static str, name: &str, expected: String) -> Error {
    Error::UnknownLabel { layer, name: name.to_owned(), expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_with_any_characters_survives_its_label() {
        for id in ["union", "new port", "a:b=c|d", "Øst 😀", "50%", ""] {
            let id = SideId::from(id);
            let label = side_label(&id);
            assert!(!label.contains([' ', '=', '|']));
            assert_eq!(side_of(&label), Some(id.clone()));
            assert_eq!(stance_side(&stance_key(&id)), Some(id));
        }
    }

    #[test]
    fn frames_are_numbered_from_the_second() {
        assert_eq!([frame_key(0), frame_key(1)], ["frames", "frames_2"]);
        assert_eq!(frame_place("frames_2"), Some(1));
        assert_eq!(frame_place("frames_x"), None);
    }
}
