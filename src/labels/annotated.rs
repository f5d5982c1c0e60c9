//! A document with its labels: what `annotate` makes, `eval` scores and `compare` reads.

use super::{Certainty, Frame, Signature, SpanLabel, Speaker, Stance, Summary, Voice, Wording};
use crate::sides::{Mention, Side, SideId};
use crate::text::{Document, Kind, Span};

/// A document with its labels, whoever made them.
///
/// Gold is the same type with fewer layers: a layer that is `None` was not labelled, which is
/// different from an empty one. [`super::record`] is its form in files.
#[derive(Debug, Clone, PartialEq)]
pub struct Annotated {
    /// The article.
    pub document: Document,
    /// Those in contention; `None` where sides were not labelled.
    pub sides: Option<Vec<Side>>,
    /// Third parties that are listed but are no side.
    pub others: Vec<Side>,
    /// Where the text points to a side; `None` where mentions were not labelled.
    pub mentions: Option<Vec<Mention>>,
    /// In the order of the text; they need not tile it.
    pub sentences: Vec<LabelledSentence>,
    /// Spans of the labels in `span_layers`; they may overlap.
    pub spans: Vec<LabelledSpan>,
    /// The span labels that the document is complete for.
    pub span_layers: Vec<SpanLabel>,
    /// The document as a whole, where it was annotated by the program.
    pub summary: Option<Summary>,
    /// What it was made with, where it was annotated by the program.
    pub signature: Option<Signature>,
    /// Where gold labels come from.
    pub provenance: Provenance,
}

impl Annotated {
    /// A document with no labels yet.
    #[must_use]
    pub fn new(document: Document) -> Self {
        Self {
            document,
            sides: None,
            others: Vec::new(),
            mentions: None,
            sentences: Vec::new(),
            spans: Vec::new(),
            span_layers: Vec::new(),
            summary: None,
            signature: None,
            provenance: Provenance::default(),
        }
    }

    /// Whether its stances were judged in the context of the article, and so not each sentence by
    /// itself.
    #[must_use]
    pub fn is_in_context(&self) -> bool {
        self.signature.as_ref().is_some_and(|made| made.context)
    }
}

/// Where gold comes from; all absent in what the program makes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Provenance {
    /// Corpus and split.
    pub source: Option<String>,
    /// Licence of the text.
    pub licence: Option<String>,
    /// `crowd`, `expert` or `model`.
    pub labels_by: Option<String>,
    /// Weight in training, 0 to 1.
    pub weight: Option<f64>,
}

/// One sentence and its labels; `None` is a label that was not given or was withheld.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledSentence {
    /// Where it stands.
    pub span: Span,
    /// What the line is.
    pub kind: Option<Kind>,
    /// Whether it repeats an earlier block.
    pub duplicate: Option<bool>,
    /// Who speaks.
    pub voice: Option<Voice>,
    /// How firmly.
    pub certainty: Option<Certainty>,
    /// In what words.
    pub wording: Option<Wording>,
    /// Each side that is present and judged, in the order of the document's sides.
    pub stance: Option<Vec<(SideId, Stance)>>,
    /// Whether sides beside those judged may be present.
    pub stance_partial: bool,
    /// The side it favours; `Some(None)` favours none.
    pub favors: Option<Option<SideId>>,
    /// Its frames, the strongest first.
    pub frames: Option<Vec<Frame>>,
    /// Whose words it hands over, as named there.
    pub source: Option<Source>,
    /// The side whose speaker it is; `Some(None)` is a speaker of no side, or the outlet.
    pub source_side: Option<Option<SideId>>,
    /// Every probability, where a model made the labels.
    pub p: Option<Probabilities>,
    /// The model's sentence embedding, of unit length, where it was asked for.
    pub embedding: Option<Vec<f32>>,
}

impl LabelledSentence {
    /// A sentence with no labels yet.
    #[must_use]
    pub fn new(span: Span) -> Self {
        Self {
            span,
            kind: None,
            duplicate: None,
            voice: None,
            certainty: None,
            wording: None,
            stance: None,
            stance_partial: false,
            favors: None,
            frames: None,
            source: None,
            source_side: None,
            p: None,
            embedding: None,
        }
    }

    /// Whether it counts in summaries and scores: no boilerplate, no repeat.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.kind != Some(Kind::Boilerplate) && self.duplicate != Some(true)
    }

    /// The judged stance towards `side`.
    #[must_use]
    pub fn stance_of(&self, side: &SideId) -> Option<Stance> {
        self.stance.as_ref()?.iter().find(|(id, _)| id == side).map(|&(_, stance)| stance)
    }

    /// Whom it favours: as follows from its stances, so that whoever corrects one need not correct
    /// `favors` too; as stated where a stance may be lacking.
    #[must_use]
    pub fn favored_of(&self, sides: &[Side]) -> Option<Option<SideId>> {
        let judged = self.stance.as_ref().filter(|_| !self.stance_partial);
        judged.map(|judged| favored(sides, judged)).or_else(|| self.favors.clone())
    }

    /// Whose words it hands over; a listed third party is no side.
    #[must_use]
    pub fn speaker(&self, sides: &[Side]) -> Speaker {
        let source = || self.source.as_ref().and_then(|source| source.side.clone());
        match self.voice {
            None => Speaker::Unclear,
            Some(Voice::Author) => Speaker::Outlet,
            Some(Voice::Quoted | Voice::Reported) => self
                .source_side
                .clone()
                .unwrap_or_else(source)
                .filter(|id| sides.iter().any(|side| side.id == *id))
                .map_or(Speaker::Other, Speaker::Side),
        }
    }
}

/// The speaker of a sentence, as named there or in the sentence whose quotation it continues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The words that name the speaker.
    pub span: Span,
    /// The side the speaker belongs to, if any.
    pub side: Option<SideId>,
}

/// Every probability of one sentence, in the order of each layer's `ALL`.
#[derive(Debug, Clone, PartialEq)]
pub struct Probabilities {
    /// Of each [`Voice`].
    pub voice: [f32; 3],
    /// Of each [`Certainty`].
    pub certainty: [f32; 2],
    /// Of each [`Wording`].
    pub wording: [f32; 2],
    /// Of each [`Stance`] towards each side present.
    pub stance: Vec<(SideId, [f32; 3])>,
    /// Of each [`Frame`], independently.
    pub frames: [f32; 14],
}

/// Words that show a label.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledSpan {
    /// The words.
    pub span: Span,
    /// What they are.
    pub label: SpanLabel,
    /// How probable, where a model found them.
    pub p: Option<f32>,
}

/// The side that a sentence favours: the one whose stance is higher than every other's.
///
/// `judged` lists the sides that are present; any other of `sides` counts as neutral. `None`
/// where there is a tie at the top.
#[must_use]
pub fn favored(sides: &[Side], judged: &[(SideId, Stance)]) -> Option<SideId> {
    let stance_of = |side: &Side| {
        judged.iter().find(|(id, _)| *id == side.id).map_or(Stance::Neutral, |&(_, s)| s)
    };
    let best = sides.iter().map(stance_of).max()?;
    let mut top = sides.iter().filter(|side| stance_of(side) == best);
    match (top.next(), top.next()) {
        (Some(side), None) if sides.len() > 1 => Some(side.id.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(id: &str) -> Side {
        Side { id: id.into(), name: id.into(), aliases: Vec::new() }
    }

    #[test]
    fn an_absent_side_counts_as_neutral() {
        let sides = [side("union"), side("port")];
        let judged = [("port".into(), Stance::Unfavorable)];
        assert_eq!(favored(&sides, &judged), Some("union".into()));
        let judged = [("port".into(), Stance::Favorable)];
        assert_eq!(favored(&sides, &judged), Some("port".into()));
    }

    #[test]
    fn stances_tell_whom_a_sentence_favours_unless_some_may_be_lacking() {
        let sides = [side("union"), side("port")];
        let mut sentence = LabelledSentence::new(Span::new(0, 0));
        assert_eq!(sentence.favored_of(&sides), None);
        sentence.stance = Some(vec![("port".into(), Stance::Favorable)]);
        assert_eq!(sentence.favored_of(&sides), Some(Some("port".into())));
        sentence.favors = Some(None);
        assert_eq!(sentence.favored_of(&sides), Some(Some("port".into())));
        sentence.stance_partial = true;
        assert_eq!(sentence.favored_of(&sides), Some(None));
        sentence.favors = None;
        assert_eq!(sentence.favored_of(&sides), None);
    }

    #[test]
    fn a_tie_favours_none() {
        let sides = [side("union"), side("port"), side("city")];
        let judged = [("port".into(), Stance::Favorable), ("city".into(), Stance::Favorable)];
        assert_eq!(favored(&sides, &judged), None);
        assert_eq!(favored(&sides, &[]), None);
    }
}
