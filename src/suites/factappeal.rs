//! FactAppeal: a sentence a row, and the sentence again with tags in it.

use std::cmp::Reverse;

use csv::ReaderBuilder;

use super::files::{Data, File};
use super::gold;
use super::table::{Row, rows};
use crate::error::Result;
use crate::labels::{Annotated, LabelledSpan, SpanLabel, Voice};
use crate::text::{Metadata, Span};

pub(super) fn read(data: Data) -> Result<Vec<Annotated>> {
    let file = data.file(0)?;
    let rows = rows(&file, &ReaderBuilder::new(), ["sentence", "annotation"])?;
    rows.into_iter().map(|row| document(data, &file, row)).collect()
}

fn document(data: Data, file: &File, row: Row<2>) -> Result<Annotated> {
    let Row { line, cells: [sentence, annotation] } = row;
    let wrong = |column: &str, reason: String| file.wrong(line, format!("{column}: {reason}"));
    let (text, tags) = strip(&annotation).map_err(|reason| wrong("annotation", reason))?;
    if text != sentence {
        let same = text.chars().zip(sentence.chars()).take_while(|(a, b)| a == b).count();
        let reason = format!("without its tags it differs from the sentence from character {same}");
        return Err(wrong("annotation", reason));
    }
    let meta = Metadata { id: gold::id(data.card, line), ..Metadata::default() };
    let mut document = gold::one_sentence(data.card, meta, text, |s| s.voice = voice(&tags))
        .map_err(|reason| wrong("sentence", reason))?;
    let sources = tags.iter().filter(|tag| tag.part(0) == "Source").map(|tag| LabelledSpan {
        span: tag.span.trimmed(&sentence),
        label: SpanLabel::Source,
        p: None,
    });
    document.spans = sources.collect();
    document.span_layers = vec![SpanLabel::Source];
    Ok(document)
}

/// That of the first appeal that is direct or indirect.
fn voice(tags: &[Tag]) -> Option<Voice> {
    tags.iter().filter(|tag| tag.part(0) == "Fact_Appeal").find_map(|tag| {
        let kind = tag.part(1);
        match () {
            () if kind.starts_with("Direct") => Some(Voice::Quoted),
            () if kind.starts_with("Indirect") => Some(Voice::Reported),
            () => None,
        }
    })
}

/// A tag and the words between its opening and its end, in the text without tags.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tag<'a> {
    name: &'a str,
    span: Span,
}

impl Tag<'_> {
    /// Part number `at` of `Source:Named:Official`.
    fn part(&self, at: usize) -> &str {
        self.name.split(':').nth(at).unwrap_or_default()
    }
}

/// The text without its tags, and the tags, the outer before the inner.
fn strip(annotation: &str) -> Result<(String, Vec<Tag<'_>>), String> {
    let (mut text, mut tags, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut rest = annotation;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((name, closes, after)) = tag(rest) else {
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = after;
        if closes {
            tags.push(close(name, open.pop(), text.len())?);
        } else {
            open.push((name, text.len()));
        }
    }
    text.push_str(rest);
    if let Some((name, _)) = open.pop() {
        return Err(format!("<{name}> does not end"));
    }
    tags.sort_by_key(|tag| (tag.span.start(), Reverse(tag.span.end())));
    Ok((text, tags))
}

fn close<'a>(name: &str, open: Option<(&'a str, usize)>, end: usize) -> Result<Tag<'a>, String> {
    let (opened, start) = open.ok_or_else(|| format!("</{name}> ends what was not opened"))?;
    // The end may repeat the whole name or only its first part.
    if name != opened && opened.split(':').next() != Some(name) {
        return Err(format!("</{name}> ends <{opened}>"));
    }
    if start == end {
        return Err(format!("<{opened}> holds no words"));
    }
    Ok(Tag { name: opened, span: Span::new(start, end) })
}

/// The tag that `text`, which begins with `<`, begins with: its name, whether it ends one, and
/// what follows. `None` where the `<` is text.
fn tag(text: &str) -> Option<(&str, bool, &str)> {
    let (inner, after) = text[1..].split_once('>')?;
    let (name, closes) = inner.strip_prefix('/').map_or((inner, false), |name| (name, true));
    let is_name = name.starts_with(char::is_alphabetic) && !name.contains(['<', '\n']);
    is_name.then_some((name, closes, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nested_tags_are_found_the_outer_first_and_a_bare_sign_is_text() {
        let (text, tags) = strip("<A:x>1 < 2, <B>said</B> Né</A:x>.").unwrap();
        assert_eq!(text, "1 < 2, said Né.");
        let found: Vec<_> = tags.iter().map(|tag| (tag.name, tag.span.of(&text))).collect();
        assert_eq!(found, [("A:x", "1 < 2, said Né"), ("B", "said")]);
    }

    #[test]
    fn tags_that_do_not_nest_are_refused() {
        for wrong in ["<A>a", "a</A>", "<A>a<B>b</A></B>", "<A></A>"] {
            assert!(strip(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_stripped_lies_in_the_text(annotation in "[<>/AB:é ]{0,40}") {
            if let Ok((text, tags)) = strip(&annotation) {
                prop_assert!(tags.iter().all(|tag| tag.span.get(&text).is_some()));
            }
        }
    }
}
