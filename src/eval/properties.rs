//! What must hold of scores whatever the documents.

use proptest::prelude::*;

use super::{Options, agree, report, score};
use crate::labels::annotated::favored;
use crate::labels::{
    Annotated, Certainty, Frame, Label, LabelledSentence, LabelledSpan, SpanLabel, Stance, Voice,
    Wording,
};
use crate::sides::{Mention, Side, SideId};
use crate::stats::Plan;
use crate::text::{Document, Kind, Metadata, Span};

const SIDES: [&str; 3] = ["port", "union", "city"];

fn maybe<L: Label>() -> impl Strategy<Value = Option<L>> {
    prop::option::weighted(0.8, prop::sample::select(L::ALL))
}

fn side() -> impl Strategy<Value = SideId> {
    prop::sample::select(&SIDES[..]).prop_map(SideId::from)
}

fn stances() -> impl Strategy<Value = Vec<(SideId, Stance)>> {
    prop::collection::vec(maybe::<Stance>(), 3).prop_map(|stances| {
        let sides = SIDES.iter().map(|&id| SideId::from(id));
        sides.zip(stances).filter_map(|(id, stance)| Some((id, stance?))).collect()
    })
}

fn sentence(at: usize, length: usize) -> impl Strategy<Value = LabelledSentence> {
    let kinds = [Kind::Headline, Kind::Body, Kind::Body, Kind::Boilerplate];
    let frames = prop::sample::subsequence(Frame::ALL, 0..3);
    let line = (prop::sample::select(kinds.to_vec()), any::<bool>(), prop::option::of(side()));
    let labels = (maybe::<Voice>(), maybe::<Certainty>(), maybe::<Wording>());
    (line, labels, prop::option::of(stances()), prop::option::of(frames)).prop_map(
        move |((kind, duplicate, source), (voice, certainty, wording), stance, frames)| {
            LabelledSentence {
                kind: Some(kind),
                duplicate: Some(duplicate),
                voice,
                certainty,
                wording,
                favors: stance.as_deref().map(|stance| favored(&sides(), stance)),
                stance,
                frames,
                source_side: Some(source),
                ..LabelledSentence::new(Span::new(at, at + length))
            }
        },
    )
}

fn sides() -> Vec<Side> {
    let side = |id: &&str| Side { id: (*id).into(), name: (*id).into(), aliases: Vec::new() };
    SIDES.iter().map(side).collect()
}

fn document(id: usize) -> impl Strategy<Value = Annotated> {
    let place =
        || (0_usize..70, 1_usize..12).prop_map(|(at, len)| Span::new(at, (at + len).min(80)));
    let spans = prop::collection::vec((place(), prop::sample::select(SpanLabel::ALL)), 0..9);
    let mentions = prop::collection::vec((place(), side()), 0..6);
    let cuts = prop::collection::vec(4_usize..18, 1..7);
    let sentences = cuts.prop_flat_map(|lengths| {
        let mut at = 0;
        let of = |length: &usize| {
            at += length;
            sentence(at - length, *length)
        };
        lengths.iter().take(4).map(of).collect::<Vec<_>>()
    });
    let meta = Metadata { id: id.to_string(), ..Metadata::default() };
    let document = Document::new(meta, "words of a text ".repeat(5));
    (sentences, spans, mentions).prop_map(move |(sentences, spans, mentions)| Annotated {
        sides: Some(sides()),
        mentions: Some(
            mentions.into_iter().map(|(span, side)| Mention { side, span, kind: None }).collect(),
        ),
        sentences,
        spans: spans
            .into_iter()
            .map(|(span, label)| LabelledSpan { span, label, p: None })
            .collect(),
        span_layers: SpanLabel::ALL.to_vec(),
        ..Annotated::new(document.clone())
    })
}

fn corpus() -> impl Strategy<Value = Vec<Annotated>> {
    (document(0), document(1), document(2)).prop_map(|(a, b, c)| vec![a, b, c])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_score_lies_between_0_and_1(gold in corpus(), predicted in corpus()) {
        for (value, _) in score(&gold, &predicted).unwrap().iter() {
            prop_assert!(value.value.is_none_or(|v| (0.0..=1.0).contains(&v)), "{value:?}");
        }
    }

    #[test]
    fn a_perfect_prediction_scores_1_in_everything_it_carries(gold in corpus()) {
        for (value, _) in score(&gold, &gold).unwrap().iter() {
            prop_assert!(value.value.is_none_or(|v| (v - 1.0).abs() < 1e-12), "{value:?}");
        }
    }

    #[test]
    fn the_order_of_documents_spans_and_mentions_does_not_matter(
        gold in corpus(), predicted in corpus(),
    ) {
        let mut shuffled = predicted.clone();
        shuffled.reverse();
        for document in &mut shuffled {
            document.spans.reverse();
            document.mentions.as_mut().unwrap().reverse();
        }
        let (one, other) = (score(&gold, &predicted).unwrap(), score(&gold, &shuffled).unwrap());
        prop_assert_eq!(one, other);
    }

    #[test]
    fn span_and_mention_f1_do_not_depend_on_which_side_is_gold(
        gold in corpus(), predicted in corpus(),
    ) {
        let (one, other) = (score(&gold, &predicted).unwrap(), score(&predicted, &gold).unwrap());
        for name in ["spans.hedge.overlap_f1", "spans.any.partial_f1", "spans.quote.strict_f1",
                     "spans.any.character_f1", "mentions.f1", "sides.f1"] {
            prop_assert_eq!(one.get(name).unwrap().value, other.get(name).unwrap().value);
        }
    }

    #[test]
    fn an_interval_lies_around_scores_and_inside_0_and_1(gold in corpus(), predicted in corpus()) {
        let plan = Plan { resamples: 50, ..Plan::default() };
        let options = Options { plan, slices: super::Slice::ALL.to_vec() };
        let report = report(&gold, &predicted, &options).unwrap();
        for row in &report.rows {
            if let (Some(low), Some(high)) = (row.low, row.high) {
                prop_assert!(0.0 <= low && low <= high && high <= 1.0, "{row:?}");
            }
        }
    }

    #[test]
    fn annotators_who_say_the_same_agree_fully(gold in corpus()) {
        let plan = Plan { resamples: 10, ..Plan::default() };
        let rows = agree(&[gold.clone(), gold], &plan).unwrap();
        for row in rows.iter().filter(|row| row.metric != "disagreement") {
            prop_assert!(row.value.is_none_or(|v| (v - 1.0).abs() < 1e-12), "{row:?}");
        }
    }
}
