//! What is measured of an outlet: counts that sum, and the rates taken of their sums.

use schemars::JsonSchema;
use serde::Serialize;

use crate::labels::{Certainty, Frame, Label, LabelledSentence, Speaker, Stance, Wording};
use crate::sides::SideId;

/// The most classes of a layer whose rates are measured.
pub(super) const MOST_CLASSES: usize = 3;

/// Shares of each class of a family, or weights of each; those a family lacks are 0.
pub(super) type Shares = [f64; MOST_CLASSES];

/// Fewer judged sentences than this are too few to tell.
const LEAST_SENTENCES: f64 = 10.0;
/// Fewer words than this are too few to tell.
const LEAST_WORDS: f64 = 100.0;
/// Fewer documents than this are too few to tell how long an outlet's articles are.
const LEAST_DOCUMENTS: f64 = 2.0;

/// Through whom something is said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "who", content = "side")]
pub enum Through {
    /// Whoever speaks, those whose voice is unclear among them.
    Anyone,
    /// The outlet's own words.
    Outlet,
    /// Speakers of a side.
    Side(SideId),
    /// Third parties and speakers tied to no side.
    Other,
}

impl Through {
    /// Whether words of this speaker are said through it.
    pub(super) fn includes(&self, speaker: &Speaker) -> bool {
        match (self, speaker) {
            (Self::Anyone, _) | (Self::Outlet, Speaker::Outlet) | (Self::Other, Speaker::Other) => {
                true
            }
            (Self::Side(side), Speaker::Side(of)) => side == of,
            _ => false,
        }
    }

    /// Its name in tables: `outlet`, `side:port`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Anyone => "anyone".to_owned(),
            Self::Outlet => "outlet".to_owned(),
            Self::Side(side) => format!("side:{side}"),
            Self::Other => "other".to_owned(),
        }
    }
}

/// One number of an outlet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "measure")]
pub enum Measure {
    /// Of the sentences in which a side is judged, how many leave it favourable.
    Favorable {
        /// The side.
        side: SideId,
        /// Through whom.
        through: Through,
    },
    /// Of the sentences in which a side is judged, how many leave it unfavourable.
    Unfavorable {
        /// The side.
        side: SideId,
        /// Through whom.
        through: Through,
    },
    /// The favourable share less the unfavourable one, -1 to 1.
    Balance {
        /// The side.
        side: SideId,
        /// Through whom.
        through: Through,
    },
    /// Of the sentences whose certainty is judged, how many are hedged.
    Hedged {
        /// Through whom.
        through: Through,
    },
    /// Of the sentences whose wording is judged, how many are loaded.
    Loaded {
        /// Through whom.
        through: Through,
    },
    /// Of the sentences whose frames are judged, how many bring this one up.
    Frame {
        /// The frame.
        frame: Frame,
    },
    /// Of all words whose voice is known, the share that is the outlet's own.
    OwnWords,
    /// Of all quoted and reported words, the share that a side's speakers have.
    SourceShare {
        /// The side.
        side: SideId,
    },
    /// Words an article.
    Words,
    /// Sentences an article.
    Sentences,
}

impl Measure {
    /// Its name in tables: `balance.port.outlet`, `frame.economic`.
    #[must_use]
    pub fn name(&self) -> String {
        let stance =
            |of: &str, side: &SideId, through: &Through| format!("{of}.{side}.{}", through.name());
        match self {
            Self::Favorable { side, through } => stance("favorable", side, through),
            Self::Unfavorable { side, through } => stance("unfavorable", side, through),
            Self::Balance { side, through } => stance("balance", side, through),
            Self::Hedged { through } => format!("hedged.{}", through.name()),
            Self::Loaded { through } => format!("loaded.{}", through.name()),
            Self::Frame { frame } => format!("frame.{frame}"),
            Self::OwnWords => "own_words".to_owned(),
            Self::SourceShare { side } => format!("source_share.{side}"),
            Self::Words => "words".to_owned(),
            Self::Sentences => "sentences".to_owned(),
        }
    }
}

/// A sentence to be counted.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    /// Its labels.
    pub sentence: &'a LabelledSentence,
    /// Whose words it hands over.
    pub speaker: Speaker,
    /// How many words it has.
    pub words: f64,
}

/// Counts that belong together: of each class, and of what the classes are shares of. One or
/// more measures are weighted sums of the shares.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    /// Unfavourable, neutral, favourable.
    Stance(SideId, Through),
    /// Hedged, assertive.
    Certainty(Through),
    /// Loaded, plain.
    Wording(Through),
    /// Without it, with it.
    Frame(Frame),
    /// Words of the outlet, words of others.
    OwnWords,
    /// Words of a side's speakers, words of other speakers.
    Source(SideId),
    /// Words, sentences; of documents.
    Length,
}

impl Family {
    /// Those that every article has.
    pub fn general() -> Vec<Self> {
        let voices = [Through::Anyone, Through::Outlet];
        let certainty = voices.clone().map(Self::Certainty);
        let wording = voices.map(Self::Wording);
        let frames = Frame::ALL.iter().map(|&frame| Self::Frame(frame));
        certainty
            .into_iter()
            .chain(wording)
            .chain(frames)
            .chain([Self::OwnWords, Self::Length])
            .collect()
    }

    /// Those of an event in which these sides are in contention.
    pub fn of_sides(sides: &[SideId]) -> Vec<Self> {
        let speakers = sides.iter().cloned().map(Through::Side);
        let voices: Vec<Through> = [Through::Anyone, Through::Outlet]
            .into_iter()
            .chain(speakers)
            .chain([Through::Other])
            .collect();
        let stance = |side: &SideId| {
            let side = side.clone();
            voices.iter().map(move |through| Self::Stance(side.clone(), through.clone()))
        };
        sides.iter().flat_map(stance).chain(sides.iter().cloned().map(Self::Source)).collect()
    }

    /// How many classes it counts; what they are shares of is counted behind them.
    pub fn classes(&self) -> usize {
        if matches!(self, Self::Stance(..)) { 3 } else { 2 }
    }

    /// The classifier's layer whose errors it inherits, and the one label of a layer with many.
    pub fn layer(&self) -> Option<(&'static str, Option<Frame>)> {
        match self {
            Self::Stance(..) => Some((Stance::LAYER, None)),
            Self::Certainty(_) => Some((Certainty::LAYER, None)),
            Self::Wording(_) => Some((Wording::LAYER, None)),
            Self::Frame(frame) => Some((Frame::LAYER, Some(*frame))),
            Self::OwnWords | Self::Source(_) | Self::Length => None,
        }
    }

    /// Fewer items than this are too few to tell.
    pub fn least(&self) -> f64 {
        match self {
            Self::OwnWords | Self::Source(_) => LEAST_WORDS,
            Self::Length => LEAST_DOCUMENTS,
            _ => LEAST_SENTENCES,
        }
    }

    /// Whether paragraphs of one article can tell anything of it: how long an article is, they
    /// cannot.
    pub fn has_blocks(&self) -> bool {
        *self != Self::Length
    }

    /// Its measures, with the weight of each class's share.
    pub fn measures(&self) -> Vec<(Measure, Shares)> {
        let first = [1.0, 0.0, 0.0];
        let second = [0.0, 1.0, 0.0];
        match self.clone() {
            Self::Stance(side, through) => {
                let (for_two, through_two) = (side.clone(), through.clone());
                let (for_three, through_three) = (side.clone(), through.clone());
                vec![
                    (Measure::Favorable { side, through }, [0.0, 0.0, 1.0]),
                    (Measure::Unfavorable { side: for_two, through: through_two }, first),
                    (
                        Measure::Balance { side: for_three, through: through_three },
                        [-1.0, 0.0, 1.0],
                    ),
                ]
            }
            Self::Certainty(through) => vec![(Measure::Hedged { through }, first)],
            Self::Wording(through) => vec![(Measure::Loaded { through }, first)],
            Self::Frame(frame) => vec![(Measure::Frame { frame }, second)],
            Self::OwnWords => vec![(Measure::OwnWords, first)],
            Self::Source(side) => vec![(Measure::SourceShare { side }, first)],
            Self::Length => vec![(Measure::Words, first), (Measure::Sentences, second)],
        }
    }

    /// Adds a sentence to `counts`: of each class, then of all.
    ///
    /// The documents of [`Family::Length`] are no matter of sentences; who counts, adds them.
    pub fn add(&self, item: &Item, counts: &mut [f64]) {
        if *self == Self::Length {
            counts[0] += item.words;
            counts[1] += 1.0;
        } else if let Some((class, weight)) = self.class(item) {
            counts[class] += weight;
            counts[self.classes()] += weight;
        }
    }

    /// The class of a sentence and how much it counts; a label that is not there counts nowhere.
    fn class(&self, item: &Item) -> Option<(usize, f64)> {
        let Item { sentence, speaker, words } = item;
        let one = |class: usize| (class, 1.0);
        match self {
            Self::Stance(side, through) => through
                .includes(speaker)
                .then(|| sentence.stance_of(side))?
                .map(Label::index)
                .map(one),
            Self::Certainty(through) => {
                through.includes(speaker).then_some(sentence.certainty?).map(Label::index).map(one)
            }
            Self::Wording(through) => {
                through.includes(speaker).then_some(sentence.wording?).map(Label::index).map(one)
            }
            Self::Frame(frame) => Some(one(usize::from(sentence.frames.as_ref()?.contains(frame)))),
            Self::OwnWords => match speaker {
                Speaker::Outlet => Some((0, *words)),
                Speaker::Side(_) | Speaker::Other => Some((1, *words)),
                Speaker::Unclear => None,
            },
            Self::Source(side) => match speaker {
                Speaker::Side(of) => Some((usize::from(of != side), *words)),
                Speaker::Other => Some((1, *words)),
                Speaker::Outlet | Speaker::Unclear => None,
            },
            Self::Length => None,
        }
    }
}

/// The weighted sum of shares: the value of a measure.
pub(super) fn weigh(weights: &Shares, shares: &Shares) -> f64 {
    weights.iter().zip(shares).map(|(weight, share)| weight * share).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_stand_in_the_order_of_their_labels() {
        assert_eq!(Stance::Favorable.index(), 2);
        assert_eq!(Certainty::Hedged.index(), 0);
        assert_eq!(Wording::Loaded.index(), 0);
    }

    #[test]
    fn no_two_measures_have_one_name() {
        let sides = ["port", "union", "city"].map(SideId::from);
        let families = Family::general().into_iter().chain(Family::of_sides(&sides));
        let mut names: Vec<String> =
            families.flat_map(|f| f.measures()).map(|(measure, _)| measure.name()).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
