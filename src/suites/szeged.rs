//! The Szeged uncertainty corpus: XML with cues inside the text of sentences.
//!
//! The text of a document is that of its sentences, a space between two of one part and an empty
//! line between two parts; offsets follow from it.

use roxmltree::{Document as Xml, Node, ParsingOptions};

use super::files::{Data, File};
use super::gold;
use crate::error::Result;
use crate::labels::{Annotated, Certainty, LabelledSentence, LabelledSpan, SpanLabel};
use crate::text::{Metadata, Span};

/// What begins a cue's type, and whether such a cue hedges.
const TYPES: [(&str, bool); 4] = [
    ("speculation_modal_probable", true),
    ("speculation_hypo_doxastic", true),
    ("speculation_hypo_condition", false),
    ("speculation_hypo_investigation", false),
];

pub(super) fn read(data: Data) -> Result<Vec<Annotated>> {
    let file = data.file(0)?;
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let xml = Xml::parse_with_options(&file.text, options)
        .map_err(|error| file.wrong(error.pos().row as usize, &error))?;
    let documents = elements(xml.root(), "Document").enumerate();
    let mut read = Vec::new();
    for (at, node) in documents {
        let document = document(data, &file, at + 1, node)?;
        // A document without a sentence has nothing to score.
        read.extend((!document.sentences.is_empty()).then_some(document));
    }
    if read.is_empty() {
        return Err(file.wrong(1, "no Document > DocumentPart > Sentence in it"));
    }
    Ok(read)
}

fn elements<'a, 'i>(
    node: Node<'a, 'i>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> + use<'a, 'i> {
    node.descendants().filter(move |node| node.is_element() && node.tag_name().name() == name)
}

fn document(data: Data, file: &File, number: usize, node: Node) -> Result<Annotated> {
    let mut building =
        Building { file, text: String::new(), sentences: Vec::new(), spans: Vec::new() };
    for part in elements(node, "DocumentPart") {
        let mut between = "\n\n";
        for sentence in elements(part, "Sentence") {
            let before = if building.text.is_empty() { "" } else { between };
            building.sentence(sentence, before)?;
            between = " ";
        }
    }
    let meta = Metadata { id: gold::id(data.card, number), ..Metadata::default() };
    let mut document = gold::unlabelled(data.card, meta, building.text);
    document.sentences = building.sentences;
    document.spans = building.spans;
    document.span_layers = vec![SpanLabel::Hedge];
    Ok(document)
}

struct Building<'f> {
    file: &'f File,
    text: String,
    sentences: Vec<LabelledSentence>,
    spans: Vec<LabelledSpan>,
}

impl Building<'_> {
    /// Adds a sentence and its cues; one without words adds nothing.
    fn sentence(&mut self, node: Node, before: &str) -> Result<()> {
        let words: String = node.descendants().filter_map(text_of).collect();
        if words.trim().is_empty() {
            return Ok(());
        }
        self.text.push_str(before);
        let start = self.text.len();
        let hedges = self.hedges(node, start)?;
        self.text.push_str(&words);
        let certainty = if hedges.is_empty() { Certainty::Assertive } else { Certainty::Hedged };
        let span = Span::new(start, self.text.len()).trimmed(&self.text);
        self.sentences
            .push(LabelledSentence { certainty: Some(certainty), ..LabelledSentence::new(span) });
        self.spans.extend(hedges.into_iter().map(|span| LabelledSpan {
            span: span.trimmed(&self.text),
            label: SpanLabel::Hedge,
            p: None,
        }));
        Ok(())
    }

    /// The cues of a sentence that hedge, its text starting at `start`.
    fn hedges(&self, sentence: Node, start: usize) -> Result<Vec<Span>> {
        let mut at = start;
        let mut hedges = Vec::new();
        for node in sentence.descendants() {
            if node.is_element() && node.tag_name().name() == "ccue" && self.is_hedge(node)? {
                let length: usize = node.descendants().filter_map(text_of).map(str::len).sum();
                hedges.extend((length > 0).then(|| Span::new(at, at + length)));
            }
            at += text_of(node).map_or(0, str::len);
        }
        Ok(hedges)
    }

    fn is_hedge(&self, cue: Node) -> Result<bool> {
        let found = cue.attribute("type").unwrap_or_default();
        let known = TYPES.iter().find(|(start, _)| found.starts_with(start));
        known.map(|&(_, hedges)| hedges).ok_or_else(|| {
            let line = cue.document().text_pos_at(cue.range().start).row as usize;
            let known = TYPES.map(|(start, _)| start).join(", ");
            self.file.wrong(line, format!("ccue type: {found:?} begins with none of {known}"))
        })
    }
}

/// The text of a text node; a comment's is none.
fn text_of<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.is_text().then(|| node.text()).flatten()
}
