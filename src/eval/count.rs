//! Counts one pair of documents into a [`Tally`]: the sentence layers.

use super::pair::{Pair, sides_of};
use super::tally::{SIDE_CLASSES, Tally};
use crate::labels::annotated::favored;
use crate::labels::{Frame, Label, LabelledSentence, Stance};
use crate::sides::SideId;
use crate::text::Kind;

const KINDS: [Kind; 3] = [Kind::Headline, Kind::Body, Kind::Boilerplate];

/// Counts the gold sentences for which `keep` holds, and the spans, boundaries and mentions that
/// begin in them; `None` counts the whole document.
#[must_use]
pub fn count(pair: &Pair, keep: Option<&dyn Fn(&LabelledSentence) -> bool>) -> Tally {
    let mut tally = Tally { documents: 1.0, ..Tally::default() };
    for (at, gold) in pair.gold.sentences.iter().enumerate() {
        if keep.is_none_or(|keep| keep(gold)) {
            sentence(&mut tally, pair, gold, pair.aligned(at));
        }
    }
    super::places::count(&mut tally, pair, keep);
    tally
}

fn sentence(
    tally: &mut Tally,
    pair: &Pair,
    gold: &LabelledSentence,
    predicted: Option<&LabelledSentence>,
) {
    tally.sentences += 1.0;
    if let Some(kind) = gold.kind {
        tally.kind.count(kind_index(kind), predicted.and_then(|p| p.kind).map(kind_index));
    }
    if let Some(duplicate) = gold.duplicate {
        let found = predicted.and_then(|p| p.duplicate);
        tally.duplicate.count(duplicate, found.unwrap_or(false));
        tally.duplicate.carried += f64::from(u8::from(found.is_some()));
    }
    if gold.counts() {
        labels(tally, gold, predicted);
        stance(tally, pair, gold, predicted);
        favors(tally, pair, gold, predicted);
        source_side(tally, pair, gold, predicted);
        frames(tally, gold, predicted);
    }
}

/// The place of a kind among headline, body and boilerplate.
pub(super) fn kind_index(kind: Kind) -> usize {
    KINDS.iter().position(|&known| known == kind).expect("KINDS holds every kind")
}

fn labels(tally: &mut Tally, gold: &LabelledSentence, predicted: Option<&LabelledSentence>) {
    if let Some(label) = gold.voice {
        tally.voice.count(label.index(), predicted.and_then(|p| p.voice).map(Label::index));
    }
    if let Some(label) = gold.certainty {
        tally.certainty.count(label.index(), predicted.and_then(|p| p.certainty).map(Label::index));
    }
    if let Some(label) = gold.wording {
        tally.wording.count(label.index(), predicted.and_then(|p| p.wording).map(Label::index));
    }
}

/// A prediction's stances with gold's ids; stances towards sides that gold lacks are left out.
pub(super) fn translated(pair: &Pair, stance: &[(SideId, Stance)]) -> Vec<(SideId, Stance)> {
    let known = stance.iter().filter_map(|(id, stance)| Some((pair.gold_side(id)?, *stance)));
    known.map(|(id, stance)| (id.clone(), stance)).collect()
}

fn predicted_stance(
    pair: &Pair,
    predicted: Option<&LabelledSentence>,
) -> Option<Vec<(SideId, Stance)>> {
    Some(translated(pair, predicted?.stance.as_deref()?))
}

/// A side judged in gold that the prediction does not see is a miss, not a guess at `neutral`:
/// whoever sees no sides must not score well because neutral is common.
fn stance(
    tally: &mut Tally,
    pair: &Pair,
    gold: &LabelledSentence,
    predicted: Option<&LabelledSentence>,
) {
    let Some(judged) = &gold.stance else { return };
    let found = predicted_stance(pair, predicted);
    let of = |side: &SideId| found.iter().flatten().find(|(id, _)| id == side).map(|&(_, s)| s);
    for (side, stance) in judged {
        tally.stance.count(stance.index(), of(side).map(Label::index));
    }
    if !gold.stance_partial {
        for side in sides_of(pair.gold) {
            let present = judged.iter().any(|(id, _)| *id == side.id);
            tally.presence.count(present, of(&side.id).is_some());
        }
        tally.presence.carried += f64::from(u8::from(found.is_some()));
    }
}

/// A number for a side of gold, for no side, and for whoever is none of gold's sides: its place in
/// [`SIDE_CLASSES`], and behind them those that gold lists third and later.
pub(super) fn side_number(pair: &Pair, side: Option<&SideId>) -> usize {
    match side.map(|id| sides_of(pair.gold).iter().position(|side| side.id == *id)) {
        Some(Some(at @ (0 | 1))) => at,
        Some(Some(later)) => later + 2,
        Some(None) => 3,
        None => 2,
    }
}

/// The classes, of [`SIDE_CLASSES`], of a side in gold and of what the prediction says, if it does.
/// A third side taken for a fourth is wrong though both are `other`: it has no class.
fn classes_of(
    pair: &Pair,
    gold: Option<&SideId>,
    predicted: Option<&Option<SideId>>,
) -> (usize, Option<usize>) {
    const OTHER: usize = SIDE_CLASSES.len() - 1;
    let class = |side: Option<&SideId>| side_number(pair, side).min(OTHER);
    let found = predicted.map(|side| side.as_ref().map(|id| pair.gold_party(id)));
    let of_found =
        found.map(|side| side.map_or(class(None), |id| id.map_or(OTHER, |id| class(Some(id)))));
    let right = found == Some(gold.map(Some));
    (class(gold), of_found.filter(|&found| right || found != class(gold)))
}

/// Whom a sentence of the predicted document favours, by its own ids.
pub(super) fn predicted_favors(pair: &Pair, sentence: &LabelledSentence) -> Option<Option<SideId>> {
    sentence.favored_of(pair.predicted.sides.as_deref().unwrap_or(sides_of(pair.gold)))
}

fn favors(
    tally: &mut Tally,
    pair: &Pair,
    gold: &LabelledSentence,
    predicted: Option<&LabelledSentence>,
) {
    let sides = sides_of(pair.gold);
    let judged = gold.stance.as_ref().filter(|_| !gold.stance_partial && sides.len() > 1);
    let Some(favors) = judged.map(|judged| favored(sides, judged)) else { return };
    let found = predicted.and_then(|p| predicted_favors(pair, p));
    let (class, found) = classes_of(pair, favors.as_ref(), found.as_ref());
    tally.favors.count(class, found);
}

fn source_side(
    tally: &mut Tally,
    pair: &Pair,
    gold: &LabelledSentence,
    predicted: Option<&LabelledSentence>,
) {
    let Some(side) = &gold.source_side else { return };
    let found = predicted.and_then(|p| p.source_side.as_ref());
    let (class, found) = classes_of(pair, side.as_ref(), found);
    tally.source_side.count(class, found);
}

fn frames(tally: &mut Tally, gold: &LabelledSentence, predicted: Option<&LabelledSentence>) {
    let Some(gold) = &gold.frames else { return };
    let found = predicted.and_then(|p| p.frames.as_ref());
    let in_gold = |at: usize| gold.contains(&Frame::ALL[at]);
    tally.frames.count(in_gold, found.map(|found| |at: usize| found.contains(&Frame::ALL[at])));
}
