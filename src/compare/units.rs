//! What is resampled and permuted: documents or, of a single article, blocks of paragraphs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::article::Article;
use super::measure::{Family, Item};
use crate::labels::LabelledSentence;
use crate::sides::SideId;
use crate::text::{in_one_paragraph, paragraphs};

/// Paragraphs are joined until a block has so many sentences: news has paragraphs of one
/// sentence, and sentences of one paragraph, or of one quotation, do not vary independently.
const BLOCK_SENTENCES: usize = 3;

/// What an interval and a test rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// The document: what is found speaks of the outlet.
    Document,
    /// A block of paragraphs, of three sentences or more: there is one article, and what is found
    /// speaks of that article, not of the outlet.
    Block,
}

impl Unit {
    pub(super) const ALL: [Self; 2] = [Self::Document, Self::Block];
}

/// The articles by the places of their outlets and events among all outlets and events.
#[derive(Debug)]
pub(super) struct Placed<'a> {
    /// In alphabetical order.
    pub outlets: Vec<&'a str>,
    /// In alphabetical order.
    pub events: Vec<&'a str>,
    /// The sides of each event, in the order of its first article.
    pub sides: Vec<Vec<SideId>>,
    /// Outlet, event, article.
    pub articles: Vec<(usize, usize, Article<'a>)>,
}

impl<'a> Placed<'a> {
    pub fn new(articles: &[Article<'a>]) -> Self {
        let mut outlets: Vec<&str> = articles.iter().map(|article| article.outlet).collect();
        let mut events: Vec<&str> = articles.iter().map(|article| article.event).collect();
        for names in [&mut outlets, &mut events] {
            names.sort_unstable();
            names.dedup();
        }
        let place = |names: &[&str], name: &str| names.partition_point(|&other| other < name);
        let placed = articles.iter().map(|&article| {
            (place(&outlets, article.outlet), place(&events, article.event), article)
        });
        let placed: Vec<_> = placed.collect();
        let mut sides = vec![Vec::new(); events.len()];
        for (_, event, article) in placed.iter().rev() {
            let own = article.annotated.sides.iter().flatten();
            sides[*event] = own.map(|side| side.id.clone()).collect();
        }
        Self { outlets, events, sides, articles: placed }
    }
}

/// Families that are counted in the same events.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Panel {
    /// What is counted.
    pub families: Vec<Family>,
    /// Where the counts of each family begin in a row.
    pub offsets: Vec<usize>,
    /// How long a row is.
    pub width: usize,
    /// The events it is counted in, by their places among all events.
    pub events: Vec<usize>,
}

impl Panel {
    fn new(families: Vec<Family>, events: Vec<usize>) -> Self {
        let mut width = 0;
        let offsets = families.iter().map(|family| {
            let offset = width;
            width += family.classes() + 1;
            offset
        });
        let offsets = offsets.collect();
        Self { families, offsets, width, events }
    }

    /// Every family in a panel: the general ones, and those of sides by the events they are in.
    pub fn all(placed: &Placed) -> Vec<Self> {
        let mut events: BTreeMap<Family, Vec<usize>> = BTreeMap::new();
        for (event, sides) in placed.sides.iter().enumerate() {
            for family in Family::of_sides(sides) {
                events.entry(family).or_default().push(event);
            }
        }
        let mut panels: BTreeMap<Vec<usize>, Vec<Family>> = BTreeMap::new();
        for (family, events) in events {
            panels.entry(events).or_default().push(family);
        }
        let general = Self::new(Family::general(), (0..placed.events.len()).collect());
        let of_sides = panels.into_iter().map(|(events, families)| Self::new(families, events));
        [general].into_iter().chain(of_sides).collect()
    }

    /// Counts of some sentences of an article; `documents` is 1 for one of its units and 0 for the
    /// others, so that the sum over them is the article's.
    fn count<'s>(
        &self,
        items: impl Iterator<Item = &'s Item<'s>>,
        documents: f64,
    ) -> Vec<(usize, f64)> {
        let mut row = vec![0.0; self.width];
        for item in items {
            for (family, &offset) in self.families.iter().zip(&self.offsets) {
                family.add(item, &mut row[offset..=offset + family.classes()]);
            }
        }
        for (family, &offset) in self.families.iter().zip(&self.offsets) {
            if *family == Family::Length {
                row[offset + family.classes()] = documents;
            }
        }
        row.into_iter().enumerate().filter(|&(_, count)| count != 0.0).collect()
    }
}

/// A unit and where it belongs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Its outlet's place.
    pub outlet: usize,
    /// Its event's place among those of the panel.
    pub event: usize,
    /// Its counts other than 0, by their places in the panel's layout: most are 0.
    pub counts: Vec<(usize, f64)>,
}

impl Row {
    /// The count at this place of the layout.
    pub fn at(&self, place: usize) -> f64 {
        self.counts.binary_search_by_key(&place, |&(at, _)| at).map_or(0.0, |at| self.counts[at].1)
    }
}

/// The articles of a panel's events, counted by unit, in the order given.
pub(super) fn rows(placed: &Placed, panel: &Panel, unit: Unit) -> Vec<Row> {
    let of_panel = placed.articles.iter().filter_map(|&(outlet, event, article)| {
        Some((outlet, panel.events.binary_search(&event).ok()?, article))
    });
    let rows = of_panel.flat_map(|(outlet, event, article)| {
        let items = items(&article);
        let groups = match unit {
            Unit::Document => vec![items],
            // An article of which nothing counts is an article all the same.
            Unit::Block if items.is_empty() => vec![items],
            Unit::Block => blocks(article.annotated.document.text(), items),
        };
        let rows = groups
            .into_iter()
            .enumerate()
            .map(move |(at, group)| panel.count(group.iter(), f64::from(u8::from(at == 0))));
        rows.map(move |counts| Row { outlet, event, counts }).collect::<Vec<_>>()
    });
    rows.collect()
}

/// The sentences that count, with what is counted of them.
pub(super) fn items<'a>(article: &Article<'a>) -> Vec<Item<'a>> {
    let annotated = article.annotated;
    let sides = annotated.sides.as_deref().unwrap_or_default();
    let words = |sentence: &LabelledSentence| {
        sentence.span.of(annotated.document.text()).unicode_words().count()
    };
    let counted = annotated.sentences.iter().filter(|sentence| sentence.counts());
    #[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
    let item = |sentence| Item {
        sentence,
        speaker: LabelledSentence::speaker(sentence, sides),
        words: words(sentence) as f64,
    };
    counted.map(item).collect()
}

/// Sentences by blocks of paragraphs; what is left at the end belongs to the last block.
fn blocks<'a>(text: &str, items: Vec<Item<'a>>) -> Vec<Vec<Item<'a>>> {
    let paragraphs = paragraphs(text);
    let mut blocks: Vec<Vec<Item>> = Vec::new();
    let mut last = 0;
    for item in items {
        let here = item.sentence.span.start();
        match blocks.last_mut() {
            Some(block)
                if block.len() < BLOCK_SENTENCES || in_one_paragraph(&paragraphs, last, here) =>
            {
                block.push(item);
            }
            _ => blocks.push(vec![item]),
        }
        last = here;
    }
    let short =
        blocks.len() > 1 && blocks.last().is_some_and(|block| block.len() < BLOCK_SENTENCES);
    if let Some(rest) = short.then(|| blocks.pop()).flatten() {
        blocks.last_mut().into_iter().for_each(|block| block.extend(rest.iter().cloned()));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::super::measure::Through;
    use super::super::sample::article;
    use super::*;

    fn lengths(text: &str) -> Vec<usize> {
        let annotated = article(text, &[], |_, _| {});
        let placed = Article { outlet: "a", event: "e", annotated: &annotated };
        blocks(text, items(&placed)).iter().map(Vec::len).collect()
    }

    #[test]
    fn paragraphs_are_joined_until_a_block_has_three_sentences() {
        assert_eq!(lengths("One. Two.\n\nThree.\n\nFour. Five. Six. Seven.\n\nEight."), [3, 5]);
        assert_eq!(lengths("One.\n\nTwo."), [2]);
        assert_eq!(lengths(""), [0; 0]);
    }

    #[test]
    fn families_of_sides_are_counted_in_the_events_of_these_sides() {
        let [two, three] = [["port", "union"], ["port", "city"]]
            .map(|sides| article("The mill shut.", &sides, |_, _| {}));
        let placed = Placed::new(&[
            Article { outlet: "a", event: "strike", annotated: &two },
            Article { outlet: "b", event: "vote", annotated: &three },
        ]);
        let panels = Panel::all(&placed);
        let both = Family::Stance("port".into(), Through::Anyone);
        let one = Family::Stance("port".into(), Through::Side("union".into()));
        let events = |family: &Family| {
            let of = panels.iter().find(|panel| panel.families.contains(family)).unwrap();
            of.events.clone()
        };
        assert_eq!(events(&both), [0, 1]);
        assert_eq!(events(&one), [0]);
    }
}
