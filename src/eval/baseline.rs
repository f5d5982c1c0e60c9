//! What any system must beat: the commonest labels, and word lists.
//!
//! Both take gold's text, sentences and sides, and no label of the document they predict; the
//! majority baseline takes the commonest label of all gold, which flatters it a little.

use std::collections::BTreeMap;

use super::lexicon::{Lexicon, lines};
use super::pair::sides_of;
use crate::labels::annotated::favored;
use crate::labels::{
    Annotated, Certainty, Frame, LabelledSentence, LabelledSpan, SpanLabel, Stance, Voice, Wording,
};
use crate::sides::{Mention, MentionKind, SideId};
use crate::text::{Kind, Span};

/// Predicts for every sentence of every document the commonest gold label, and of speakers that they
/// are no side's.
#[must_use]
pub fn majority(gold: &[Annotated]) -> Vec<Annotated> {
    let sentences = || gold.iter().flat_map(|document| &document.sentences);
    let voice = commonest(sentences().filter_map(|s| s.voice));
    let certainty = commonest(sentences().filter_map(|s| s.certainty));
    let wording = commonest(sentences().filter_map(|s| s.wording));
    let kind = commonest(sentences().filter_map(|s| s.kind));
    // Whose side's speaker it is, is told by ids, which differ from document to document.
    let no_side = sentences().any(|s| s.source_side.is_some()).then_some(None);
    let stance = commonest(sentences().flat_map(|s| s.stance.iter().flatten()).map(|pair| pair.1));
    let frames: Option<Vec<Frame>> = sentences().any(|s| s.frames.is_some()).then(|| {
        let lists = sentences().filter_map(|s| s.frames.as_deref());
        commonest(lists.flatten().copied()).into_iter().collect()
    });
    let of = |document: &Annotated| {
        predict(document, &[], |sentence, present| {
            let labels = LabelledSentence::new(sentence.span);
            let judged =
                stance.map(|stance| present.iter().map(|id| (id.clone(), stance)).collect());
            let source_side = no_side.clone();
            let frames = frames.clone();
            let duplicate = sentence.duplicate.map(|_| false);
            LabelledSentence {
                kind,
                duplicate,
                voice,
                certainty,
                wording,
                frames,
                source_side,
                stance: judged,
                ..labels
            }
        })
    };
    gold.iter().map(of).collect()
}

/// The commonest value, the first in order of equals.
fn commonest<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    counts.into_iter().rev().max_by_key(|&(_, count)| count).map(|(value, _)| value)
}

/// Predicts by word lists of hedges, boosters, words that report and words that judge.
#[must_use]
pub fn lexicon(gold: &[Annotated]) -> Vec<Annotated> {
    let lists = Lists::new();
    gold.iter().map(|document| lists.annotate(document)).collect()
}

struct Lists {
    hedges: Lexicon,
    boosters: Lexicon,
    reporting: Lexicon,
    polarity: Lexicon,
    /// Whether each entry of `polarity` is good.
    good: Vec<bool>,
}

impl Lists {
    fn new() -> Self {
        let polarity = include_str!("data/polarity.txt");
        Self {
            hedges: Lexicon::parse(include_str!("data/hedges.txt")),
            boosters: Lexicon::parse(include_str!("data/boosters.txt")),
            reporting: Lexicon::parse(include_str!("data/reporting.txt")),
            polarity: Lexicon::new(lines(polarity).map(|line| line[1..].trim())),
            good: lines(polarity).map(|line| line.starts_with('+')).collect(),
        }
    }

    fn annotate(&self, gold: &Annotated) -> Annotated {
        let text = gold.document.text();
        let places =
            |lexicon: &Lexicon| lexicon.find(text).map(|found| found.0).collect::<Vec<_>>();
        let (hedges, boosters) = (places(&self.hedges), places(&self.boosters));
        let (cues, quotes) = (places(&self.reporting), quotations(text));
        let judging: Vec<(Span, usize)> = self.polarity.find(text).collect();
        let loaded: Vec<Span> = judging.iter().map(|found| found.0).collect();
        let sentence = |gold: &LabelledSentence, present: &[SideId]| {
            let inside = within(&judging, gold.span, |found| found.0);
            let good = inside.iter().filter(|(_, entry)| self.good[*entry]).count();
            let stance = stance(good, inside.len() - good);
            let any = |places: &[Span]| !within(places, gold.span, |span| *span).is_empty();
            let hedged = any(&hedges);
            LabelledSentence {
                voice: Some(voice(&quotes, gold.span, any(&cues))),
                certainty: Some(if hedged { Certainty::Hedged } else { Certainty::Assertive }),
                wording: Some(if any(&loaded) { Wording::Loaded } else { Wording::Plain }),
                kind: Some(Kind::Body),
                duplicate: Some(false),
                stance: Some(present.iter().map(|side| (side.clone(), stance)).collect()),
                ..LabelledSentence::new(gold.span)
            }
        };
        let spans = [
            (SpanLabel::Hedge, &hedges),
            (SpanLabel::Booster, &boosters),
            (SpanLabel::Loaded, &loaded),
            (SpanLabel::Quote, &quotes),
            (SpanLabel::Cue, &cues),
        ];
        predict(gold, &spans, sentence)
    }
}

/// A document with gold's text, sentences and sides, and what `label` says of each sentence,
/// given the sides that it names.
fn predict(
    gold: &Annotated,
    spans: &[(SpanLabel, &Vec<Span>)],
    label: impl Fn(&LabelledSentence, &[SideId]) -> LabelledSentence,
) -> Annotated {
    let mentions = named(gold);
    let sentence = |of: &LabelledSentence| {
        let inside = within(&mentions, of.span, |mention| mention.span);
        let sides = sides_of(gold);
        let present = |side: &&SideId| inside.iter().any(|mention| mention.side == **side);
        let present: Vec<SideId> =
            sides.iter().map(|side| &side.id).filter(present).cloned().collect();
        let mut labels = label(of, &present);
        labels.favors = labels.stance.as_deref().map(|stance| favored(sides, stance));
        labels
    };
    let places = |(label, places): &(SpanLabel, &Vec<Span>)| {
        let label = *label;
        places.iter().map(move |&span| LabelledSpan { span, label, p: None }).collect::<Vec<_>>()
    };
    Annotated {
        document: gold.document.clone(),
        sides: gold.sides.clone(),
        others: gold.others.clone(),
        sentences: gold.sentences.iter().map(sentence).collect(),
        mentions: Some(mentions),
        spans: spans.iter().flat_map(places).collect(),
        span_layers: spans.iter().map(|(label, _)| *label).collect(),
        summary: None,
        signature: None,
        provenance: Default::default(),
    }
}

/// Where the text names a side.
fn named(gold: &Annotated) -> Vec<Mention> {
    let names: Vec<(&str, &SideId)> = sides_of(gold)
        .iter()
        .flat_map(|side| side.names().map(move |n| (n.trim(), &side.id)))
        .filter(|(name, _)| !name.is_empty())
        .collect();
    let lexicon = Lexicon::new(names.iter().map(|(name, _)| *name));
    let mention = |(span, at): (Span, usize)| Mention {
        side: names[at].1.clone(),
        span,
        kind: Some(MentionKind::Name),
    };
    lexicon.find(gold.document.text()).map(mention).collect()
}

/// The items, in order, that begin in `sentence`.
fn within<T>(items: &[T], sentence: Span, span: impl Fn(&T) -> Span) -> &[T] {
    let from = items.partition_point(|item| span(item).start() < sentence.start());
    let to = items.partition_point(|item| span(item).start() < sentence.end());
    items.get(from..to).unwrap_or_default()
}

fn stance(good: usize, bad: usize) -> Stance {
    match good.cmp(&bad) {
        std::cmp::Ordering::Greater => Stance::Favorable,
        std::cmp::Ordering::Equal => Stance::Neutral,
        std::cmp::Ordering::Less => Stance::Unfavorable,
    }
}

/// Quoted where quotation marks hold half the sentence, reported where a word reports.
fn voice(quotes: &[Span], sentence: Span, reports: bool) -> Voice {
    let from = quotes.partition_point(|quote| quote.end() <= sentence.start());
    let near = quotes[from..].iter().take_while(|quote| quote.start() < sentence.end());
    let quoted: usize = near.filter_map(|quote| quote.intersection(sentence)).map(Span::len).sum();
    if 2 * quoted > sentence.len() {
        Voice::Quoted
    } else if reports {
        Voice::Reported
    } else {
        Voice::Author
    }
}

/// What stands between double quotation marks on one line, marks not included.
fn quotations(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut opened: Option<usize> = None;
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        match (character, opened) {
            ('\n', _) => opened = None,
            ('“' | '„' | '«' | '"', None) => opened = Some(end),
            ('”' | '“' | '»' | '"', Some(start)) => {
                spans.extend((start < at).then(|| Span::new(start, at)));
                opened = None;
            }
            _ => {}
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLD: &str = r#"{"id":"a","text":"The port might close. “We never agreed to this absurd plan,” said Lindt.","sides":[{"id":"port","name":"the port","aliases":["Holm"]},{"id":"union","name":"the union","aliases":["Lindt"]}],"sentences":[{"start":0,"end":21,"voice":"author","certainty":"hedged","stance":{"port":"neutral"}},{"start":22,"end":72,"voice":"quoted","certainty":"assertive","stance":{"union":"neutral"}}]}"#;

    #[test]
    fn word_lists_find_hedges_quotations_and_the_sides_named() {
        let gold = Annotated::from_json(GOLD).unwrap();
        let found = &lexicon(&[gold])[0];
        let [first, second] = &found.sentences[..] else { panic!("two sentences") };
        assert_eq!((first.voice, first.certainty), (Some(Voice::Author), Some(Certainty::Hedged)));
        assert_eq!(first.stance_of(&"port".into()), Some(Stance::Neutral));
        assert_eq!((second.voice, second.wording), (Some(Voice::Quoted), Some(Wording::Loaded)));
        assert_eq!(second.stance.as_ref().unwrap().len(), 1);
        assert_eq!(Annotated::from_json(&found.to_json()).unwrap(), *found);
    }

    #[test]
    fn the_majority_gives_every_sentence_the_same_labels() {
        let gold = [Annotated::from_json(GOLD).unwrap()];
        let scores = crate::eval::score(&gold, &majority(&gold)).unwrap();
        assert_eq!(scores.get("voice.accuracy").unwrap().value, Some(0.5));
        assert_eq!(scores.get("stance.accuracy").unwrap().value, Some(1.0));
        assert_eq!(scores.get("frames.micro_f1").unwrap().value, None);
    }
}
