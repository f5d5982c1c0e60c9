//! One self-contained page a document: the article as it reads, every label a switch away.
//!
//! Nothing is fetched: style and script stand in the page, and its content-security policy allows
//! these two by their hashes and nothing else. The template engine escapes every text.

pub(super) mod sentence;

use askama::Template;

use crate::labels::{
    Annotated, Certainty, Frame, Label, Signature, SpanLabel, Stance, Voice, Wording,
};
use crate::text::Kind;

use super::article::{Article, Block, Item};
use super::plain::{Plain, printable};
use super::plots::{self, Chart};
use super::prose::{self, Point};
use super::shell::{Shell, is_followed};
use super::signs::{Sign, Signs};
use sentence::{SentenceView, Views};

/// The style of every page.
pub(super) const CSS: &str = include_str!("../../templates/page.css");
const JS: &str = include_str!("../../templates/page.js");

/// Characters of the title that a browser's tab gets.
const TITLE: usize = 120;

/// What may be shown over the article: id, name, and whether it is at first.
const LAYERS: [(&str, &str, bool); 7] = [
    ("favors", "favours", true),
    ("voice", "voice", false),
    ("certainty", "certainty", false),
    ("wording", "wording", false),
    ("frames", "frames", false),
    ("evidence", "evidence", true),
    ("mentions", "mentions", true),
];

/// The document as one page of HTML.
///
/// # Panics
/// Never: writing to memory does not fail.
#[must_use]
pub fn html(annotated: &Annotated) -> String {
    let signs = Signs::of(annotated);
    let article = Article::new(annotated);
    let page = Page::of(&article, &signs);
    page.render().expect("memory does not fail")
}

#[derive(Template)]
#[template(path = "document.html")]
struct Page<'a> {
    shell: Shell,
    /// A title that is kept apart from the text.
    heading: Option<&'a str>,
    facts: Vec<&'a str>,
    url: Option<&'a str>,
    /// Whether the address is one to follow.
    link: bool,
    names: Names,
    layers: Vec<Layer>,
    signs: &'a [Sign],
    /// Sides, then third parties, by name.
    parties: Vec<&'a str>,
    points: Vec<Point>,
    blocks: Vec<BlockView<'a>>,
    key: Vec<Key>,
    charts: Vec<Chart>,
    signature: Option<String>,
}

/// The labels' plain names, for the script.
struct Names {
    voice: String,
    certainty: String,
    wording: String,
    stance: String,
    frames: String,
}

struct Layer {
    id: &'static str,
    name: &'static str,
    on: bool,
}

/// A line of the legend.
pub(super) struct Key {
    pub class: &'static str,
    pub name: &'static str,
    pub meaning: &'static str,
}

/// A paragraph or heading.
pub(super) struct BlockView<'a> {
    pub tag: &'static str,
    pub class: &'static str,
    pub items: Vec<ItemView<'a>>,
}

/// A sentence or loose words of a block.
pub(super) struct ItemView<'a> {
    pub spaced: bool,
    pub sentence: Option<SentenceView<'a>>,
    /// The words, where they are in no sentence.
    pub text: &'a str,
}

impl<'a> Page<'a> {
    fn of(article: &'a Article<'a>, signs: &'a Signs) -> Self {
        let annotated = article.annotated;
        let meta = &annotated.document.meta;
        let known = [&meta.outlet, &meta.date, &meta.event].into_iter().flatten();
        let url = meta.url.as_deref();
        let sides = annotated.sides.iter().flatten().chain(&annotated.others);
        let summary = annotated.summary.as_ref();
        let heading = heading(annotated);
        Self {
            shell: Shell::new(title(annotated), CSS, JS),
            heading,
            facts: known.map(String::as_str).chain([annotated.document.id()]).collect(),
            url,
            link: url.is_some_and(is_followed),
            names: Names::new(),
            layers: LAYERS.map(|(id, name, on)| Layer { id, name, on }).into(),
            signs: signs.all(),
            parties: sides.map(|side| side.name.as_str()).collect(),
            points: prose::points(annotated, signs),
            blocks: blocks(article, signs, heading.is_some()),
            key: SpanLabel::ALL.iter().map(|&label| key(label)).collect(),
            charts: summary.map(|summary| plots::charts(summary, signs)).unwrap_or_default(),
            signature: annotated.signature.as_ref().map(Signature::line),
        }
    }
}

impl Names {
    fn new() -> Self {
        fn names<L: Label + Plain>() -> String {
            L::ALL.iter().map(Plain::plain).collect::<Vec<_>>().join("|")
        }
        Self {
            voice: names::<Voice>(),
            certainty: names::<Certainty>(),
            wording: names::<Wording>(),
            stance: names::<Stance>(),
            frames: names::<Frame>(),
        }
    }
}

/// The words of the first headline.
fn headline(annotated: &Annotated) -> Option<&str> {
    let headline = annotated.sentences.iter().find(|s| s.kind == Some(Kind::Headline))?;
    Some(headline.span.of(annotated.document.text()))
}

/// The document's title where the text does not have it as a headline.
pub(super) fn heading(annotated: &Annotated) -> Option<&str> {
    let title = annotated.document.meta.title.as_deref()?;
    let shown = printable(title);
    let stands = headline(annotated).is_some_and(|headline| printable(headline) == shown);
    (!stands && !shown.is_empty()).then_some(title)
}

/// What a browser's tab, or a list, calls the document.
pub(super) fn title(annotated: &Annotated) -> String {
    let title = annotated.document.meta.title.as_deref().or_else(|| headline(annotated));
    printable(title.unwrap_or(annotated.document.id())).chars().take(TITLE).collect()
}

/// What the mark of a label means.
pub(super) fn key(label: SpanLabel) -> Key {
    let meaning = match label {
        SpanLabel::Hedge => "weakens the claim",
        SpanLabel::Booster => "strengthens the claim",
        SpanLabel::Loaded => "judges or dramatises",
        SpanLabel::Quote => "somebody's own words",
        SpanLabel::Source => "whose words they are",
        SpanLabel::Cue => "hands the words over",
    };
    Key { class: label.name(), name: label.plain(), meaning }
}

/// The article in blocks; its first headline is the heading, unless there is one already.
pub(super) fn blocks<'a>(
    article: &'a Article<'a>,
    signs: &'a Signs,
    has_heading: bool,
) -> Vec<BlockView<'a>> {
    let mut views = Views::new(article, signs);
    let mut has_heading = has_heading;
    let blocks = article.blocks();
    blocks.iter().map(|block| block_view(block, &mut views, &mut has_heading)).collect()
}

/// The first headline is the page's heading, unless its title is.
fn block_view<'a>(block: &Block, views: &mut Views<'a>, has_heading: &mut bool) -> BlockView<'a> {
    let (tag, class) = match block.kind {
        Some(Kind::Headline) if std::mem::replace(has_heading, true) => ("h2", "headline"),
        Some(Kind::Headline) => ("h1", "headline"),
        Some(Kind::Boilerplate) => ("p", "aside"),
        _ => ("p", "body"),
    };
    let items = block.items.iter().map(|&(item, spaced)| match item {
        Item::Sentence(number) => {
            ItemView { spaced, sentence: Some(views.sentence(number)), text: "" }
        }
        Item::Loose(span) => ItemView { spaced, sentence: None, text: views.words(span) },
    });
    BlockView { tag, class, items: items.collect() }
}
