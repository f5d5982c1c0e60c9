//! In what the tellings of a claim differ, and by how much their framing does.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Serialize;

use super::quotation::{Keeping, keepings};
use super::telling::Telling;
use crate::labels::{Label, SpanLabel};

/// A respect in which tellings can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// The side that is favoured.
    Favors,
    /// Put as fact, or weakened.
    Certainty,
    /// Plain or loaded.
    Wording,
    /// The verb that hands it over: "said", "claimed".
    ReportingVerb,
    /// The side whose speaker it is given to.
    Source,
    /// Whether a quotation is kept, trimmed or paraphrased.
    Quotation,
    /// In whose voice.
    Voice,
}

/// Each aspect and its weight in the score of framing: what reverses the reader's picture counts
/// most, what follows from the form of reporting least.
const WEIGHTS: [(Aspect, f64); 7] = [
    (Aspect::Favors, 3.0),
    (Aspect::Certainty, 2.0),
    (Aspect::Wording, 2.0),
    (Aspect::ReportingVerb, 1.0),
    (Aspect::Source, 1.0),
    (Aspect::Quotation, 1.0),
    (Aspect::Voice, 1.0),
];

/// Weight of what is not known of a claim: where little can be compared, little is claimed to differ.
const UNKNOWN: f64 = 2.0;

/// Tones of reporting verbs, the most marked first; it stands for an outlet that has several.
const MARKED: [&str; 4] = ["doubtful", "forceful", "factual", "neutral"];

/// What a reporting verb tells of the words it hands over, by verb.
static TONES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    include_str!("data/reporting.tsv").lines().filter_map(|line| line.split_once('\t')).collect()
});

/// One aspect in which outlets differ.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Contrast {
    /// Which.
    pub aspect: Aspect,
    /// What each outlet has, those left out of which nothing is known.
    pub outlets: Vec<OutletValue>,
    /// The share of pairs of outlets that differ.
    pub share: f64,
}

/// What one outlet has of an aspect.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OutletValue {
    /// Which outlet.
    pub outlet: String,
    /// Its label or class: `hedged`, `doubtful`, the side's id, `none`.
    pub value: String,
    /// The words that show it: "claimed", "may".
    pub words: Vec<String>,
}

/// The aspects in which the outlets differ, and how much their framing does, 0 to 1: the weighted
/// share of pairs of outlets that differ. `None` where nothing is known of two outlets.
pub(super) fn contrasts(tellings: &[Telling]) -> (Vec<Contrast>, Option<f64>) {
    let outlets = by_outlet(tellings);
    let mut found = Vec::new();
    let (mut sum, mut weights) = (0.0, 0.0);
    let keepings = keepings(&outlets.values().cloned().collect::<Vec<_>>());
    for (aspect, weight) in WEIGHTS {
        let known = values(aspect, &outlets, &keepings);
        let Some(share) = differing(&known) else { continue };
        sum += weight * share;
        weights += weight;
        if share > 0.0 {
            found.push(Contrast { aspect, outlets: known, share });
        }
    }
    (found, (weights > 0.0).then(|| sum / (weights + UNKNOWN)))
}

type Outlets<'t> = BTreeMap<&'t str, Vec<&'t Telling>>;

fn by_outlet(tellings: &[Telling]) -> Outlets<'_> {
    let mut outlets = Outlets::new();
    for telling in tellings {
        outlets.entry(&telling.outlet).or_default().push(telling);
    }
    outlets
}

fn values(aspect: Aspect, outlets: &Outlets, keepings: &[Option<Keeping>]) -> Vec<OutletValue> {
    let one = |((outlet, tellings), keeping): ((&&str, &Vec<&Telling>), &Option<Keeping>)| {
        let (value, words) = match aspect {
            Aspect::Quotation => (keeping.map(Keeping::name)?.to_owned(), BTreeSet::new()),
            aspect => of_aspect(aspect, tellings)?,
        };
        let words = words.into_iter().collect();
        Some(OutletValue { outlet: (*outlet).to_owned(), value, words })
    };
    outlets.iter().zip(keepings).filter_map(one).collect()
}

/// The value of the outlet's tellings and the words that show it. Where an outlet has several
/// sentences the marked value (hedged, loaded, a side) stands for all.
fn of_aspect(aspect: Aspect, tellings: &[&Telling]) -> Option<(String, BTreeSet<String>)> {
    let words = |label: SpanLabel| tellings.iter().flat_map(|t| t.words_of(label)).collect();
    let none = BTreeSet::new;
    Some(match aspect {
        Aspect::Favors => {
            let known: Vec<_> = tellings.iter().filter(|t| t.favors_known).collect();
            let side = known.iter().find_map(|t| t.favors.as_ref());
            known.first()?;
            (side.map_or_else(|| "none".to_owned(), ToString::to_string), none())
        }
        Aspect::Certainty => {
            let strongest = tellings.iter().filter_map(|t| t.certainty).min()?;
            (strongest.name().to_owned(), words(SpanLabel::Hedge))
        }
        Aspect::Wording => {
            let strongest = tellings.iter().filter_map(|t| t.wording).min()?;
            (strongest.name().to_owned(), words(SpanLabel::Loaded))
        }
        Aspect::Voice => (tellings.iter().find_map(|t| t.voice)?.name().to_owned(), none()),
        Aspect::Source => {
            let source = tellings.iter().find_map(|t| t.source.as_ref())?;
            let side = source.side.as_ref();
            let name = BTreeSet::from([source.name.clone()]);
            (side.map_or_else(|| "none".to_owned(), ToString::to_string), name)
        }
        Aspect::ReportingVerb => {
            let cues: BTreeSet<String> = words(SpanLabel::Cue);
            let tones: BTreeSet<&str> = cues.iter().filter_map(|cue| tone(cue)).collect();
            let tone = MARKED.into_iter().find(|tone| tones.contains(tone))?;
            (tone.to_owned(), cues)
        }
        Aspect::Quotation => return None,
    })
}

/// The tone of a cue, or of its first word that has one.
fn tone(cue: &str) -> Option<&'static str> {
    let known = |words: &str| TONES.get(words).copied();
    let words: Vec<&str> = cue.split_whitespace().collect();
    known(&words.join(" ")).or_else(|| words.into_iter().find_map(known))
}

/// The share of pairs that differ; `None` with fewer than two values.
fn differing(values: &[OutletValue]) -> Option<f64> {
    let count = values.len();
    if count < 2 {
        return None;
    }
    let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
    values.iter().for_each(|v| *alike.entry(&v.value).or_default() += 1);
    let pairs = |n: usize| n * n.saturating_sub(1) / 2;
    let same: usize = alike.values().map(|&n| pairs(n)).sum();
    #[expect(clippy::cast_precision_loss, reason = "pairs of outlets")]
    Some(1.0 - same as f64 / pairs(count) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cue_of_several_words_has_the_tone_of_its_verb() {
        assert_eq!(tone("repeatedly claimed"), Some("doubtful"));
        assert_eq!(tone("according to"), Some("neutral"));
        assert_eq!(tone("sang"), None);
    }

    #[test]
    fn the_share_of_pairs_that_differ_is_undefined_for_one_outlet() {
        let value = |value: &str| OutletValue {
            outlet: "a".to_owned(),
            value: value.to_owned(),
            words: Vec::new(),
        };
        assert_eq!(differing(&[value("x")]), None);
        assert_eq!(differing(&[value("x"), value("x"), value("y")]), Some(1.0 - 1.0 / 3.0));
    }
}
