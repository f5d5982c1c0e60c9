//! One sentence of the page: its tags, its pieces, and its details for the script.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::labels::{Annotated, Label, LabelledSentence, Probabilities};
use crate::sides::{Mention, SideId};
use crate::text::{Kind, Span};

use super::super::article::{Article, Piece};
use super::super::plain::{Plain, printable};
use super::super::signs::Signs;

/// Frames less probable than this are not listed, unless chosen.
const FRAME_SHOWN: f32 = 0.1;

/// Evidence longer than this many characters is cut in the list.
const EVIDENCE: usize = 60;

/// What the template shows of a sentence.
pub(in crate::render) struct SentenceView<'a> {
    pub number: usize,
    pub class: String,
    /// Tab-separated: what it favours, its frames or kind, and (where it counts) the places of
    /// voice, certainty and wording among their labels, empty where unclear.
    pub labels: String,
    /// Probabilities of voice, certainty and wording, in thousandths.
    pub p: String,
    /// `party:label:probabilities` of each side present.
    pub stance: String,
    /// `frame:chosen:probability`, the most probable first.
    pub frames: String,
    /// `label⇥plain name⇥probability⇥words`, a line a span that begins in the sentence.
    pub evidence: String,
    pub source: String,
    pub tags: Vec<Tag<'a>>,
    pub pieces: Vec<PieceView<'a>>,
}

impl SentenceView<'_> {
    /// Leaves only the tag that says whom it favours.
    pub fn keep_favors(&mut self) {
        self.tags.retain(|tag| tag.class.starts_with("for-favors"));
    }
}

/// A small word before the sentence, shown while its layer is.
pub(in crate::render) struct Tag<'a> {
    pub class: String,
    pub title: String,
    pub text: std::borrow::Cow<'a, str>,
}

/// A stretch of words under the same labels.
pub(in crate::render) struct PieceView<'a> {
    pub text: &'a str,
    /// The outermost first.
    pub labels: Vec<&'static str>,
    pub mention: Option<MentionView>,
}

/// A side named or meant.
pub(in crate::render) struct MentionView {
    pub class: String,
    pub title: String,
    pub start: usize,
}

/// Makes the views of one document's sentences.
pub(in crate::render) struct Views<'a> {
    article: &'a Article<'a>,
    annotated: &'a Annotated,
    signs: &'a Signs,
    /// Places among sides and third parties.
    parties: BTreeMap<&'a SideId, usize>,
    /// Spans by where they begin.
    spans: Vec<usize>,
}

impl<'a> Views<'a> {
    pub fn new(article: &'a Article<'a>, signs: &'a Signs) -> Self {
        let annotated = article.annotated;
        let sides = annotated.sides.iter().flatten().chain(&annotated.others);
        let mut spans: Vec<_> = (0..annotated.spans.len()).collect();
        spans.sort_by_key(|&number| annotated.spans[number].span);
        Self {
            article,
            annotated,
            signs,
            parties: sides.enumerate().map(|(place, side)| (&side.id, place)).collect(),
            spans,
        }
    }

    /// The words of a span.
    pub fn words(&self, span: Span) -> &'a str {
        span.of(self.annotated.document.text())
    }

    /// The view of the sentence of this number.
    pub fn sentence(&self, number: usize) -> SentenceView<'a> {
        let sentence = &self.annotated.sentences[number];
        let favors = sentence.favored_of(self.annotated.sides.as_deref().unwrap_or_default());
        let p = sentence.p.as_ref().filter(|_| sentence.counts());
        SentenceView {
            number: number + 1,
            class: self.class(sentence, favors.as_ref()),
            labels: self.labels(sentence, favors.as_ref()),
            p: p.map(sentence_layers).unwrap_or_default(),
            stance: self.stances(sentence),
            frames: frames(sentence),
            evidence: self.evidence(sentence.span),
            source: self.source(sentence),
            tags: if sentence.counts() { self.tags(sentence, favors.as_ref()) } else { Vec::new() },
            pieces: self.article.pieces(sentence.span).map(|piece| self.piece(piece)).collect(),
        }
    }

    fn class(&self, sentence: &LabelledSentence, favors: Option<&Option<SideId>>) -> String {
        if sentence.duplicate == Some(true) {
            return "repeat".to_owned();
        }
        let sign = favors.and_then(Option::as_ref).and_then(|id| self.signs.get(id));
        sign.filter(|_| sentence.counts()).map_or_else(String::new, |s| format!("f{}", s.colour))
    }

    fn labels(&self, sentence: &LabelledSentence, favors: Option<&Option<SideId>>) -> String {
        if sentence.kind == Some(Kind::Boilerplate) {
            return "page furniture, not counted".to_owned();
        }
        if sentence.duplicate == Some(true) {
            return "a repeat, not counted".to_owned();
        }
        let favors = match favors {
            _ if self.signs.all().len() < 2 => "labels".to_owned(),
            Some(Some(id)) => format!("favours {}", printable(self.signs.name(id))),
            Some(None) => "favours no side".to_owned(),
            None => "unclear whom it favours".to_owned(),
        };
        let kind = if sentence.kind == Some(Kind::Headline) { "A headline." } else { "" };
        let (voice, certainty, wording) =
            (place(sentence.voice), place(sentence.certainty), place(sentence.wording));
        format!("{favors}\t{kind}\t{voice}\t{certainty}\t{wording}")
    }

    fn stances(&self, sentence: &LabelledSentence) -> String {
        if !sentence.counts() {
            return String::new();
        }
        let p = sentence.p.as_ref().map(|p| p.stance.as_slice()).unwrap_or_default();
        let judged = sentence.stance.as_deref().unwrap_or_default();
        let withheld = p.iter().map(|(id, _)| id).filter(|id| sentence.stance_of(id).is_none());
        let entries = judged.iter().map(|(id, _)| id).chain(withheld).filter_map(|id| {
            let party = self.parties.get(id)?;
            let chosen = place(sentence.stance_of(id));
            let p = p.iter().find(|(known, _)| known == id);
            Some(format!("{party}:{chosen}:{}", p.map(|(_, p)| thousandths(p)).unwrap_or_default()))
        });
        entries.collect::<Vec<_>>().join(";")
    }

    fn source(&self, sentence: &LabelledSentence) -> String {
        let Some(source) = &sentence.source else { return String::new() };
        let side = sentence.source_side.as_ref().unwrap_or(&source.side);
        let side = match side {
            Some(id) => format!("speaks for {}", printable(self.signs.name(id))),
            None => "speaks for no side".to_owned(),
        };
        format!("Speaker: “{}”, {side}.", printable(self.words(source.span)))
    }

    /// The spans that begin in a sentence.
    fn evidence(&self, sentence: Span) -> String {
        let start_of = |&number: &usize| self.annotated.spans[number].span.start();
        let first = self.spans.partition_point(|number| start_of(number) < sentence.start());
        let spans =
            self.spans[first..].iter().take_while(|number| start_of(number) < sentence.end());
        let mut lines = String::new();
        for &number in spans {
            let span = &self.annotated.spans[number];
            let mut words: String =
                printable(&self.words(span.span).chars().take(EVIDENCE + 1).collect::<String>());
            if words.chars().count() > EVIDENCE {
                words = words.chars().take(EVIDENCE).chain(['…']).collect();
            }
            let p = span.p.map(|p| thousandths(&[p])).unwrap_or_default();
            let line_end = if lines.is_empty() { "" } else { "\n" };
            let (label, name) = (span.label, span.label.plain());
            let _ = write!(lines, "{line_end}{label}\t{name}\t{p}\t{words}");
        }
        lines
    }

    fn tags(&self, sentence: &LabelledSentence, favors: Option<&Option<SideId>>) -> Vec<Tag<'a>> {
        let mut tags = Vec::new();
        let mut tag = |class: String, title: String, text: std::borrow::Cow<'a, str>| {
            tags.push(Tag { class, title, text });
        };
        match favors {
            Some(Some(id)) => {
                if let Some(sign) = self.signs.get(id) {
                    let title = format!("favours {}", sign.name);
                    let class = format!("for-favors favors c{}", sign.colour);
                    tag(class, title, sign.letter.as_str().into());
                }
            }
            None if self.signs.all().len() > 1 => {
                let title = "unclear whom it favours".to_owned();
                tag("for-favors unclear".to_owned(), title, "?".into());
            }
            _ => {}
        }
        let layers = [
            ("voice", sentence.voice.map(|l| (l.name(), l.plain())), "voice unclear"),
            ("certainty", sentence.certainty.map(|l| (l.name(), l.plain())), "certainty unclear"),
            ("wording", sentence.wording.map(|l| (l.name(), l.plain())), "wording unclear"),
        ];
        for (layer, label, unclear) in layers {
            let (name, text) = label.unwrap_or(("unclear", unclear));
            let side = sentence.source_side.as_ref().and_then(Option::as_ref);
            let text = match side.filter(|_| layer == "voice" && label.is_some()) {
                Some(id) => format!("{text}: {}", self.signs.name(id)).into(),
                None => text.into(),
            };
            tag(format!("for-{layer} {name}"), String::new(), text);
        }
        for frame in sentence.frames.iter().flatten() {
            tag("for-frames".to_owned(), String::new(), frame.plain().into());
        }
        tags
    }

    fn piece(&self, piece: Piece<'a>) -> PieceView<'a> {
        // A quotation is the longest: it goes outermost, and its line lowest.
        let mut labels: Vec<_> = piece.labels.iter().map(Label::name).collect();
        labels.sort_by_key(|&label| label != "quote");
        PieceView {
            text: self.words(piece.span),
            labels,
            mention: piece.mention.map(|mention| self.mention(mention)),
        }
    }

    fn mention(&self, mention: &Mention) -> MentionView {
        let sign = self.signs.get(&mention.side);
        let name = self.signs.name(&mention.side);
        let how = mention.kind.map(|kind| format!(", {}", kind.plain())).unwrap_or_default();
        MentionView {
            class: sign.map_or_else(|| "third".to_owned(), |sign| format!("c{}", sign.colour)),
            title: format!("{name}{how}"),
            start: mention.span.start(),
        }
    }
}

/// A label's place in its layer; empty where it is unclear.
fn place(label: Option<impl Label>) -> String {
    label.map_or_else(String::new, |label| label.index().to_string())
}

fn thousandths(p: &[f32]) -> String {
    let rounded = p.iter().map(|p| format!("{:.0}", f64::from(*p) * 1000.0));
    rounded.collect::<Vec<_>>().join(",")
}

fn sentence_layers(p: &Probabilities) -> String {
    [thousandths(&p.voice), thousandths(&p.certainty), thousandths(&p.wording)].join("|")
}

fn frames(sentence: &LabelledSentence) -> String {
    if !sentence.counts() {
        return String::new();
    }
    let chosen = sentence.frames.as_deref().unwrap_or_default();
    let Some(p) = &sentence.p else {
        let frames = chosen.iter().map(|frame| format!("{}:1:", frame.index()));
        return frames.collect::<Vec<_>>().join(";");
    };
    let mut shown: Vec<_> = crate::labels::Frame::ALL
        .iter()
        .map(|frame| (frame, p.frames[frame.index()], chosen.contains(frame)))
        .filter(|&(_, p, chosen)| chosen || p >= FRAME_SHOWN)
        .collect();
    shown.sort_by(|a, b| b.1.total_cmp(&a.1));
    let entries = shown.into_iter().map(|(frame, p, chosen)| {
        format!("{}:{}:{}", frame.index(), u8::from(chosen), thousandths(&[p]))
    });
    entries.collect::<Vec<_>>().join(";")
}
