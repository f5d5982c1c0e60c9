//! Counts one pair of documents into a [`Tally`]: the sentence layers.

use super::pair::{Pair, sides_of};
use super::tally::Tally;
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

/// The place of a side in [`super::tally::SIDE_CLASSES`].
pub(super) fn side_class(pair: &Pair, side: Option<&SideId>) -> usize {
    match side.map(|id| sides_of(pair.gold).iter().position(|side| side.id == *id)) {
        Some(Some(at @ (0 | 1))) => at,
        None => 2,
        Some(_) => 3,
    }
}

/// The class of the side that a sentence of either document favours, stated or following from
/// its stances; `None` where its document has fewer than two sides or it does not say.
pub(super) fn favors_class(pair: &Pair, sentence: &LabelledSentence) -> Option<usize> {
    let sides = sides_of(pair.gold);
    let stated = sentence.favors.as_ref().map(|favors| match favors {
        Some(id) => pair.gold_side(id).map_or(3, |id| side_class(pair, Some(id))),
        None => side_class(pair, None),
    });
    let derived = || {
        let found = translated(pair, sentence.stance.as_deref()?);
        Some(side_class(pair, favored(sides, &found).as_ref()))
    };
    (sides.len() > 1).then(|| stated.or_else(derived))?
}

/// Gold's class follows from its stances; that of the prediction is what it states, if it does.
fn favors(
    tally: &mut Tally,
    pair: &Pair,
    gold: &LabelledSentence,
    predicted: Option<&LabelledSentence>,
) {
    let sides = sides_of(pair.gold);
    let judged = gold.stance.as_ref().filter(|_| !gold.stance_partial && sides.len() > 1);
    if let Some(judged) = judged {
        let class = side_class(pair, favored(sides, judged).as_ref());
        tally.favors.count(class, predicted.and_then(|p| favors_class(pair, p)));
    }
}

fn source_side(
    tally: &mut Tally,
    pair: &Pair,
    gold: &LabelledSentence,
    predicted: Option<&LabelledSentence>,
) {
    let Some(side) = &gold.source_side else { return };
    let class = side_class(pair, side.as_ref());
    let found = predicted.and_then(|p| p.source_side.as_ref());
    let found = found.map(|id| id.as_ref().map(|id| pair.gold_side(id)));
    let right = found.is_some_and(|found| found == side.as_ref().map(Some));
    let found = found.and_then(|found| match found {
        // A third side taken for a fourth is wrong though both are `other`.
        Some(Some(id)) => Some(side_class(pair, Some(id))).filter(|&at| at != class || right),
        Some(None) => Some(3).filter(|&at| at != class),
        None => Some(side_class(pair, None)),
    });
    tally.source_side.count(class, found);
}

fn frames(tally: &mut Tally, gold: &LabelledSentence, predicted: Option<&LabelledSentence>) {
    let Some(gold) = &gold.frames else { return };
    let found = predicted.and_then(|p| p.frames.as_ref());
    let in_gold = |at: usize| gold.contains(&Frame::ALL[at]);
    tally.frames.count(in_gold, found.map(|found| |at: usize| found.contains(&Frame::ALL[at])));
}
