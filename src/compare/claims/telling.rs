//! How one article puts a claim.

use schemars::JsonSchema;
use serde::Serialize;

use crate::compare::Article;
use crate::compare::links::Place;
use crate::labels::{
    Annotated, Certainty, LabelledSentence, LabelledSpan, SpanLabel, Voice, Wording,
};
use crate::sides::SideId;
use crate::text::{ScalarOffsets, Span};

/// A sentence that hands a claim over, with what marks its framing.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Telling {
    /// Whose.
    pub outlet: String,
    /// The document's id.
    pub document: String,
    /// The sentence's number in it, from 0.
    pub sentence: usize,
    /// Its words.
    pub text: String,
    /// Who speaks.
    pub voice: Option<Voice>,
    /// How firmly.
    pub certainty: Option<Certainty>,
    /// In what words.
    pub wording: Option<Wording>,
    /// The side it favours; `null` favours none or is not known.
    pub favors: Option<SideId>,
    /// Whether it is known whom it favours.
    #[serde(skip)]
    pub favors_known: bool,
    /// Whose words it hands over.
    pub source: Option<TellingSource>,
    /// What shows it, in the order of the text.
    pub marks: Vec<Mark>,
    /// Where it was found.
    #[serde(skip)]
    pub place: Place,
}

/// The speaker that a telling names.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TellingSource {
    /// As named there.
    pub name: String,
    /// The side whose speaker it is.
    pub side: Option<SideId>,
}

/// Words that show a label; offsets are Unicode scalar values in the document.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Mark {
    /// Where they start.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// What they are.
    pub label: SpanLabel,
    /// The words.
    pub text: String,
}

impl Telling {
    /// The sentence at `place`, if there is one. `offsets` are those of its document.
    pub(super) fn at(place: Place, article: &Article, offsets: &ScalarOffsets<'_>) -> Option<Self> {
        let annotated = article.annotated;
        let text = annotated.document.text();
        let sentence = annotated.sentences.get(place.sentence)?;
        let favors = sentence.favored_of(annotated.sides.as_deref().unwrap_or_default());
        Some(Self {
            outlet: article.outlet.to_owned(),
            document: annotated.document.id().to_owned(),
            sentence: place.sentence,
            text: sentence.span.of(text).to_owned(),
            voice: sentence.voice,
            certainty: sentence.certainty,
            wording: sentence.wording,
            favors_known: favors.is_some(),
            favors: favors.flatten(),
            source: source(sentence, text),
            marks: marks(annotated, sentence.span, offsets),
            place,
        })
    }

    /// The words of each mark of a label, in lower case.
    pub(super) fn words_of(&self, label: SpanLabel) -> impl Iterator<Item = String> {
        self.marks.iter().filter(move |mark| mark.label == label).map(|m| m.text.to_lowercase())
    }
}

fn source(sentence: &LabelledSentence, text: &str) -> Option<TellingSource> {
    let source = sentence.source.as_ref()?;
    let side = sentence.source_side.clone().unwrap_or_else(|| source.side.clone());
    Some(TellingSource { name: source.span.of(text).to_owned(), side })
}

/// The document's spans that reach into a sentence, cut to it.
fn marks(annotated: &Annotated, sentence: Span, offsets: &ScalarOffsets<'_>) -> Vec<Mark> {
    let text = annotated.document.text();
    let within = |span: &LabelledSpan| {
        let part = span.span.intersection(sentence).filter(|part| !part.is_empty())?;
        let (start, end) = offsets.to_scalars(part);
        Some(Mark { start, end, label: span.label, text: part.of(text).to_owned() })
    };
    let mut marks: Vec<Mark> = annotated.spans.iter().filter_map(within).collect();
    marks.sort_by_key(|mark| (mark.start, mark.end, mark.label));
    marks
}
