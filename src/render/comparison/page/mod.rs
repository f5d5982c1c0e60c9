//! The comparison as one self-contained page: overview, numbers, claims side by side, omissions,
//! words, and every article with its claims marked.
//!
//! Nothing is fetched: style and script stand in the page, and its content-security policy allows
//! these two by their hashes and nothing else. The template engine escapes every text.

mod articles;
mod cards;
mod omitted;

use std::collections::BTreeMap;

use askama::Template;

use crate::compare::{Article, Comparison, Distinctive, Measure, Through};
use crate::labels::{Label, SpanLabel};

use super::super::article::Article as Laid;
use super::super::dots::Dots;
use super::super::html::{Key, key};
use super::super::plain::{count, printable};
use super::super::sheet::Sheet;
use super::super::shell::Shell;
use super::super::signs::{Sign, Signs};
use super::differences;
use super::findings::{Finding, corrected, findings};
use super::matrix::{self, Matrix};
use super::measures;
use super::names::{self, Names};
use super::numbers::TOO_FEW;
use articles::ArticleView;
use cards::CardView;
use omitted::OutletView;

/// The style of all pages, what reports add to it, and what comparisons do.
const CSS: &str = concat!(
    include_str!("../../../../templates/page.css"),
    include_str!("../../../../templates/report.css"),
    include_str!("../../../../templates/comparison.css")
);
const JS: &str = include_str!("../../../../templates/comparison.js");

/// Claims shown at once; the others are a click away.
const CARDS: usize = 12;
/// The most claims in a page: those whose framing differs most.
const MOST_CARDS: usize = 400;
/// … and the most tellings in them: with fifty outlets a claim is a page of its own.
const MOST_TELLINGS: usize = 1500;
/// The most articles whose text stands in a page.
const MOST_TEXTS: usize = 100;
/// With more outlets than this, distinctive words are given of their own voice only.
const ALL_VOICES: usize = 12;
/// More outlets than this have their names turned in the matrix.
const UPRIGHT: usize = 6;
/// Distinctive words of a voice.
const WORDS: usize = 12;

/// The comparison as one page of HTML. `articles` are those that were compared, in their order.
///
/// # Panics
/// Never: writing to memory does not fail.
#[must_use]
pub fn html(comparison: &Comparison, articles: &[Article]) -> String {
    let laid: Vec<Laid> = articles.iter().map(|article| Laid::new(article.annotated)).collect();
    let names = Names::new(comparison);
    let others = articles.iter().flat_map(|article| &article.annotated.others);
    let sides = comparison.sides.values().flatten();
    let signs = Signs::new(sides.map(|side| (&side.id, side.name.as_str()))).with_others(others);
    let page = Page::of(comparison, &laid, &names, &signs);
    page.render().expect("memory does not fail")
}

#[derive(Template)]
#[template(path = "comparison.html")]
struct Page<'c> {
    shell: Shell,
    heading: String,
    findings: Vec<Finding>,
    signs: &'c [Sign],
    figures: Vec<Dots>,
    measures: Option<Sheet<String>>,
    /// Whether any rate is corrected.
    rings: bool,
    corrected: String,
    significant: Option<Sheet>,
    explained: Option<Sheet>,
    matrix: Option<Matrix>,
    turned: bool,
    first: Vec<CardView<'c>>,
    more: Vec<CardView<'c>>,
    /// Claims that are not in the page.
    left: usize,
    key: Vec<Key>,
    omissions: Vec<OutletView>,
    dropped: Option<Sheet>,
    words: Vec<WordsView>,
    articles: Vec<ArticleView<'c>>,
    /// Articles whose text is not in the page.
    texts_left: usize,
    signature: String,
}

/// The distinctive words of one outlet.
struct WordsView {
    outlet: String,
    voices: Vec<VoiceView>,
}

struct VoiceView {
    through: String,
    words: Vec<WordView>,
    /// Why there are none.
    none: &'static str,
}

struct WordView {
    word: String,
    count: f64,
    others: f64,
    z: String,
}

impl<'c> Page<'c> {
    fn of(
        comparison: &'c Comparison,
        laid: &'c [Laid<'c>],
        names: &Names,
        signs: &'c Signs,
    ) -> Self {
        let claims_of = cards::claims_of(comparison);
        let mut cards = cards::cards(comparison, laid, names, signs, MOST_CARDS, MOST_TELLINGS);
        let left = comparison.claims.len() - cards.len();
        let more = cards.split_off(cards.len().min(CARDS));
        let heading = heading(comparison);
        Self {
            shell: Shell::new(heading.clone(), CSS, JS),
            heading,
            findings: findings(comparison, names),
            signs: signs.all(),
            figures: figures(comparison, names),
            measures: table_of_measures(comparison, names),
            rings: comparison.framing.corrections.iter().any(|of| of.corrected),
            corrected: corrected(comparison),
            significant: table_of(
                &differences::significant(comparison)
                    .into_iter()
                    .take(differences::MOST)
                    .collect::<Vec<_>>(),
                names,
            ),
            explained: table_of(
                &differences::explained(comparison)
                    .into_iter()
                    .take(differences::OTHERS)
                    .collect::<Vec<_>>(),
                names,
            ),
            matrix: matrix::matrix(comparison, names),
            turned: comparison.framing.outlets.len() > UPRIGHT,
            left,
            first: cards,
            more,
            key: SpanLabel::ALL.iter().map(|&label| key(label)).collect(),
            omissions: omitted::outlets(comparison),
            dropped: omitted::sides(comparison, names),
            words: words(comparison, names),
            texts_left: laid.len().saturating_sub(MOST_TEXTS),
            articles: articles::views(comparison, laid, signs, &claims_of, MOST_TEXTS),
            signature: comparison.signature.line(),
        }
    }
}

fn heading(comparison: &Comparison) -> String {
    let on = match &comparison.framing.events[..] {
        [event] => names::event(event),
        events => count(events.len(), "event"),
    };
    format!("How {} tell {on}", count(comparison.framing.outlets.len(), "outlet"))
}

/// A plot a main measure, in the colour of its side.
fn figures(comparison: &Comparison, names: &Names) -> Vec<Dots> {
    let rows = measures::main(comparison, names);
    let figure = |row: &measures::Row| {
        let side = match &row.measure {
            Measure::Balance { side, .. } | Measure::SourceShare { side } => names.signs.get(side),
            _ => None,
        };
        let class = side.map(|sign| format!("c{}", sign.colour)).unwrap_or_default();
        Some(Dots { class, ..measures::dots(row, comparison)? })
    };
    rows.iter().filter_map(figure).collect()
}

/// A line an outlet.
fn table_of_measures(comparison: &Comparison, names: &Names) -> Option<Sheet<String>> {
    let rows = measures::main(comparison, names);
    let outlets = comparison.framing.outlets.iter().enumerate();
    let lines = outlets.map(|(at, outlet)| {
        let cells =
            rows.iter().map(|row| measures::cell(row.cells.get(at).copied().flatten(), " *"));
        std::iter::once(printable(outlet)).chain(cells).collect()
    });
    let head = std::iter::once("outlet".to_owned()).chain(rows.iter().map(|row| row.label.clone()));
    let (head, lines) = (head.collect(), lines.collect());
    let note = format!("* {TOO_FEW}");
    Sheet { title: "The same as a table", note, head, words: 1, lines }.filled()
}

fn table_of(of: &[&crate::compare::Difference], names: &Names) -> Option<Sheet> {
    let lines = of.iter().map(|difference| {
        let line = differences::line(difference, names);
        let measured = [line.measure, line.outlet, line.against];
        measured
            .into_iter()
            .chain([line.difference, line.corrected, line.q, line.rests_on])
            .collect()
    });
    let head = ["measure", "outlet", "against", "difference", "corrected", "q", "rests on"];
    let (head, lines) = (head.into(), lines.collect());
    Sheet { title: "Differences", note: String::new(), head, words: 3, lines }.filled()
}

fn words(comparison: &Comparison, names: &Names) -> Vec<WordsView> {
    let mut outlets: BTreeMap<&str, Vec<VoiceView>> = BTreeMap::new();
    let all = comparison.framing.outlets.len() <= ALL_VOICES;
    let shown = |of: &&Distinctive| all || of.through == Through::Outlet;
    for of in comparison.framing.words.iter().filter(shown) {
        outlets.entry(&of.outlet).or_default().push(voice(of, names));
    }
    let view = |(outlet, voices)| WordsView { outlet: printable(outlet), voices };
    outlets.into_iter().map(view).collect()
}

fn voice(of: &Distinctive, names: &Names) -> VoiceView {
    let words = of.words.iter().take(WORDS).map(|word| WordView {
        word: printable(&word.word),
        count: word.count,
        others: word.others,
        z: format!("{:.1}", word.z),
    });
    VoiceView {
        through: names.through(&of.through),
        words: words.collect(),
        none: if of.too_few { "too few words to tell" } else { "none" },
    }
}
