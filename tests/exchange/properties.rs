//! Whatever is labelled comes back, and nothing makes a reader panic.

use parallax::exchange::{Format, Piece};
use parallax::labels::{
    Annotated, Certainty, Frame, Label, LabelledSentence, LabelledSpan, SpanLabel, Stance, Voice,
    Wording,
};
use parallax::sides::{Mention, MentionKind, Side};
use parallax::text::{Document, Kind, Metadata, Span};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use crate::{WHOLE, ordered};

fn text() -> impl Strategy<Value = String> {
    let parts = [
        "Dock",
        "ers",
        "é",
        "e\u{301}",
        "😀",
        "👩‍👧",
        " ",
        " ",
        "\r\n",
        "\n",
        "\t",
        ".",
        "_",
        "[1]",
        "|",
        "\\",
        "*",
        "->",
        ";",
        "\u{a0}",
        "\u{2028}",
        "\r",
        "%",
        "\"",
    ];
    prop::collection::vec(select(parts.to_vec()), 0..40).prop_map(|parts| parts.concat() + "end")
}

fn between(text: &str, (a, b): (Index, Index)) -> Span {
    let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let (a, b) = (*a.get(&bounds), *b.get(&bounds));
    Span::new(a.min(b), a.max(b))
}

fn one_of<L: Label>() -> impl Strategy<Value = Option<L>> {
    prop::option::of(select(L::ALL))
}

const SIDES: [&str; 3] = ["union", "new port", "50%=x|y:z"];

fn side() -> impl Strategy<Value = Option<Option<parallax::sides::SideId>>> {
    prop::option::of(prop::option::of(select(&SIDES[..]).prop_map(Into::into)))
}

fn sentence() -> impl Strategy<Value = LabelledSentence> {
    let stance = prop::option::of(subsequence(&SIDES[..], 0..=3)).prop_flat_map(|sides| {
        let count = sides.as_ref().map_or(0, Vec::len);
        prop::collection::vec(select(Stance::ALL), count).prop_map(move |stances| {
            let sides = sides.clone()?;
            Some(sides.into_iter().map(Into::into).zip(stances).collect::<Vec<_>>())
        })
    });
    let frames = prop::option::of(prop::collection::vec(select(Frame::ALL), 0..4));
    let kind = prop::option::of(select(&[Kind::Headline, Kind::Body, Kind::Boilerplate][..]));
    let layers = (one_of::<Voice>(), one_of::<Certainty>(), one_of::<Wording>());
    let more = (kind, any::<Option<bool>>(), any::<bool>());
    (layers, more, stance, frames, side(), side()).prop_map(
        |(
            (voice, certainty, wording),
            (kind, duplicate, partial),
            stance,
            frames,
            favors,
            source,
        )| {
            LabelledSentence {
                kind,
                duplicate,
                voice,
                certainty,
                wording,
                stance,
                stance_partial: partial,
                frames,
                favors,
                source_side: source,
                ..LabelledSentence::new(Span::new(0, 0))
            }
        },
    )
}

/// Any labels over any text; with `tidy`, spans that begin and end in words.
fn annotated(tidy: bool) -> impl Strategy<Value = Annotated> {
    let places = || prop::collection::vec(any::<(Index, Index)>(), 0..6);
    let kinds = [MentionKind::Name, MentionKind::Description, MentionKind::Pronoun];
    let mention =
        (any::<(Index, Index)>(), select(&SIDES[..]), prop::option::of(select(kinds.to_vec())));
    let mentions = prop::option::of(prop::collection::vec(mention, 0..5));
    let spans = prop::collection::vec((any::<(Index, Index)>(), select(SpanLabel::ALL)), 0..8);
    let fields =
        ("[a-zA-Z0-9 /_.é-]{1,12}", prop::option::of("[a-z|_\t\n\\\\é😀]{0,9}"), any::<bool>());
    let sentences = prop::collection::vec(sentence(), 6);
    (text(), places(), sentences, mentions, spans, fields).prop_map(
        move |(text, places, labels, mentions, spans, (id, outlet, weighed))| {
            let fit = |place| {
                let span = between(&text, place);
                let span = if tidy { span.trimmed(&text) } else { span };
                (!tidy || !span.is_empty()).then_some(span)
            };
            let mut sentences: Vec<LabelledSentence> = Vec::new();
            let mut found: Vec<Span> = places.into_iter().filter_map(fit).collect();
            found.sort();
            for (span, labels) in found.into_iter().zip(labels) {
                if sentences
                    .last()
                    .is_none_or(|last| last.span.end() <= span.start() && last.span != span)
                {
                    sentences.push(LabelledSentence { span, ..labels });
                }
            }
            let mention = |(place, side, kind): (_, &str, _)| {
                Some(Mention { side: side.into(), span: fit(place)?, kind })
            };
            let label = |(place, label)| Some(LabelledSpan { span: fit(place)?, label, p: None });
            let meta = Metadata { id, outlet, ..Metadata::default() };
            let side = |id: &str| Side {
                id: id.into(),
                name: id.to_uppercase(),
                aliases: vec!["a, b".to_owned()],
            };
            Annotated {
                sides: Some(SIDES.iter().map(|id| side(id)).collect()),
                others: Vec::new(),
                mentions: mentions.map(|all| all.into_iter().filter_map(mention).collect()),
                sentences,
                spans: spans.into_iter().filter_map(label).collect(),
                span_layers: SpanLabel::ALL.to_vec(),
                summary: None,
                signature: None,
                provenance: parallax::labels::Provenance {
                    weight: weighed.then_some(0.5),
                    ..Default::default()
                },
                document: Document::new(meta, text.clone()),
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn every_format_gives_back_what_it_was_given(document in annotated(true)) {
        for &format in WHOLE {
            let pieces = format.serialize(std::slice::from_ref(&document));
            let back = format.parse(&pieces).map_err(|fault| TestCaseError::fail(format!("{format}: {fault:?}\n{pieces:?}")))?;
            prop_assert_eq!(ordered(back.documents[0].clone()), ordered(document.clone()), "{}", format);
        }
    }

    #[test]
    fn benchmark_lines_give_back_every_stance_towards_a_mentioned_side(document in annotated(false)) {
        let pieces = Format::NewsMtsc.serialize(std::slice::from_ref(&document));
        let back = Format::NewsMtsc.parse(&pieces).map_err(|fault| TestCaseError::fail(format!("{fault:?}\n{pieces:?}")))?;
        let again = Format::NewsMtsc.serialize(&back.documents);
        prop_assert_eq!(again, pieces);
    }

    #[test]
    fn labels_that_begin_or_end_in_white_space_never_break_a_file(document in annotated(false)) {
        for &format in WHOLE {
            let pieces = format.serialize(std::slice::from_ref(&document));
            let back = format.parse(&pieces).map_err(|fault| TestCaseError::fail(format!("{format}: {fault:?}\n{pieces:?}")))?;
            prop_assert_eq!(back.documents[0].document.text(), document.document.text(), "{}", format);
        }
    }

    #[test]
    fn no_content_makes_a_reader_panic(content in "(?s).{0,200}", name in select(&["a.txt", "a.ann", "a.tsv", "a.json"][..])) {
        for &format in Format::ALL {
            let _ = format.parse(&[
                Piece { name: name.to_owned(), text: content.clone() },
                Piece { name: "a.txt".to_owned(), text: content.clone() },
                Piece { name: "a.ann".to_owned(), text: format!("T1\t{content}") },
            ]);
        }
    }
}
