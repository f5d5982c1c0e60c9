//! One `.ann` file: its lines, and the words they are about.

use super::super::offsets::{Offsets, Unit};
use crate::text::Span;

/// A text-bound annotation: a `T` line with the attributes that `A` and `M` lines give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its id: `T1`.
    pub id: String,
    /// Its type.
    pub label: String,
    /// Its words; more than one where it is discontinuous. Fragments that only white space parts
    /// are one, since brat cuts every annotation at a line break.
    pub fragments: Vec<Span>,
    /// Name and value; `true` for an attribute without a value.
    pub attributes: Vec<(String, String)>,
    /// The text of its notes.
    pub notes: Vec<String>,
}

/// The annotations of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standoff {
    /// Text-bound annotations in the order of the file.
    pub entities: Vec<Entity>,
    /// Lines of relations, events, equivalences, normalisations and notes, in the order of the
    /// file: kind and the line.
    pub others: Vec<(&'static str, String)>,
}

impl Standoff {
    /// Reads the content of an `.ann` file over `text`.
    ///
    /// # Errors
    /// The line, from 1, and what is wrong with it: no known form, offsets or words that the text
    /// does not bear out, an attribute of nothing.
    pub fn parse(ann: &str, text: &str) -> Result<Self, (usize, String)> {
        let offsets = Offsets::new(text, Unit::Scalar);
        let mut standoff = Self::default();
        let mut attached = Vec::new();
        for (at, line) in ann.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let wrong = |reason| (at + 1, reason);
            match line.chars().next() {
                None => {}
                Some('T') => {
                    standoff.entities.push(entity(line, &offsets, text).map_err(wrong)?);
                }
                Some('A' | 'M') => attached.push((at + 1, attribute(line).map_err(wrong)?)),
                Some('#') => attached.push((at + 1, note(line).map_err(wrong)?)),
                Some('R') => standoff.other("relations", line),
                Some('E') => standoff.other("events", line),
                Some('N') => standoff.other("normalisations", line),
                Some('*') => standoff.other("equivalences", line),
                Some(_) => return Err((at + 1, format!("no line of brat standoff: {line:?}"))),
            }
        }
        standoff.attach(attached)?;
        Ok(standoff)
    }

    fn other(&mut self, kind: &'static str, line: &str) {
        self.others.push((kind, line.to_owned()));
    }

    fn attach(&mut self, attached: Vec<(usize, Attached)>) -> Result<(), (usize, String)> {
        let ids = self.entities.iter().enumerate().map(|(at, entity)| (entity.id.clone(), at));
        let ids: std::collections::HashMap<String, usize> = ids.collect();
        if ids.len() < self.entities.len() {
            return Err((1, "two text-bound annotations have one id".to_owned()));
        }
        for (line, Attached { target, what }) in attached {
            let entity = ids.get(&target).map(|&at| &mut self.entities[at]);
            match (entity, what) {
                (Some(entity), What::Attribute(name, value)) => {
                    entity.attributes.push((name, value));
                }
                (Some(entity), What::Note(text)) => entity.notes.push(text),
                (None, What::Note(text)) => self.other("notes", &text),
                (None, What::Attribute(name, _)) if target.starts_with(['E', 'R']) => {
                    self.other("attributes of events and relations", &name);
                }
                (None, What::Attribute(name, _)) => {
                    return Err((
                        line,
                        format!("attribute `{name}` of {target}, which is not there"),
                    ));
                }
            }
        }
        Ok(())
    }
}

struct Attached {
    target: String,
    what: What,
}

enum What {
    Attribute(String, String),
    Note(String),
}

fn entity(line: &str, offsets: &Offsets<'_>, text: &str) -> Result<Entity, String> {
    let mut fields = line.splitn(3, '\t');
    let (Some(id), Some(place), Some(words)) = (fields.next(), fields.next(), fields.next()) else {
        return Err(format!("a text-bound annotation has three fields apart by tabs: {line:?}"));
    };
    let (label, ranges) =
        place.split_once(' ').ok_or_else(|| format!("{id}: no offsets in {place:?}"))?;
    let mut fragments: Vec<Span> = Vec::new();
    let mut said = Vec::new();
    for range in ranges.split(';') {
        let place = range
            .split_once(' ')
            .and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
        let place = place.ok_or_else(|| format!("{id}: {range:?} is no pair of offsets"))?;
        let span = offsets.place(&format!("{id} {label}"), place, None)?;
        said.push(span.of(text));
        match fragments.last_mut() {
            Some(last) if is_blank_between(*last, span, text) => {
                *last = Span::new(last.start(), span.end());
            }
            _ => fragments.push(span),
        }
    }
    let said = said.join(" ");
    // brat shows a line break inside an annotation, where one got in, as a space.
    if words != said && words != said.replace(['\r', '\n'], " ") {
        return Err(format!("{id} {label} {ranges} says {words:?}, the text says {said:?}"));
    }
    Ok(Entity {
        id: id.to_owned(),
        label: label.to_owned(),
        fragments,
        attributes: Vec::new(),
        notes: Vec::new(),
    })
}

/// What ends a line for Python, in which brat is written.
pub(super) fn breaks_line(character: char) -> bool {
    let of_ascii = matches!(character, '\n'..='\r' | '\u{1c}'..='\u{1e}');
    of_ascii || matches!(character, '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_blank_between(before: Span, after: Span, text: &str) -> bool {
    before.end() <= after.start()
        && text[before.end()..after.start()].chars().all(|c| c.is_whitespace() || breaks_line(c))
}

fn attribute(line: &str) -> Result<Attached, String> {
    let fields: Vec<&str> =
        line.split_once('\t').map_or("", |(_, rest)| rest).splitn(3, ' ').collect();
    match fields.as_slice() {
        [name, target, rest @ ..] if !target.is_empty() => {
            let value = rest.first().map_or("true", |value| value.trim_end());
            let value = if value.is_empty() { "true" } else { value };
            let what = What::Attribute((*name).to_owned(), value.to_owned());
            Ok(Attached { target: (*target).trim_end().to_owned(), what })
        }
        _ => Err(format!("an attribute names what it is of: {line:?}")),
    }
}

fn note(line: &str) -> Result<Attached, String> {
    let mut fields = line.splitn(3, '\t').skip(1);
    let (_, target) = fields
        .next()
        .and_then(|field| field.split_once(' '))
        .ok_or_else(|| format!("a note names what it is about: {line:?}"))?;
    let text = fields.next().unwrap_or_default().to_owned();
    Ok(Attached { target: target.to_owned(), what: What::Note(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_at_a_line_break_are_one_and_others_are_not() {
        let ann = "T1\tquote 0 3;4 7\tone two\nT2\tcue 0 3;8 13\tone three\n";
        let standoff = Standoff::parse(ann, "one\ntwo three").unwrap();
        assert_eq!(standoff.entities[0].fragments, [Span::new(0, 7)]);
        assert_eq!(standoff.entities[1].fragments, [Span::new(0, 3), Span::new(8, 13)]);
    }

    #[test]
    fn words_that_are_not_in_the_text_are_refused_with_their_line() {
        let fault = Standoff::parse("\nT1\tcue 0 3\ttwo", "one").unwrap_err();
        assert_eq!(fault, (2, "T1 cue 0 3 says \"two\", the text says \"one\"".to_owned()));
    }

    #[test]
    fn events_relations_and_notes_are_kept_as_they_stand() {
        let ann = "T1\tcue 0 3\tone\nE1\tcue:T1\nR1\tOf Arg1:T1 Arg2:T1\nA1\tNegated E1\n\
                   *\tEquiv T1 T1\n#1\tAnnotatorNotes T1\tsure?\nM1\tfirm T1\n";
        let standoff = Standoff::parse(ann, "one").unwrap();
        assert_eq!(standoff.entities[0].notes, ["sure?"]);
        assert_eq!(standoff.entities[0].attributes, [("firm".to_owned(), "true".to_owned())]);
        assert_eq!(standoff.others.len(), 4);
    }
}
