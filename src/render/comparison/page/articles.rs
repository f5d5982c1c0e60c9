//! The articles of a comparison, each sentence leading to its claims.

use crate::compare::Comparison;

use super::super::super::article::Article as Laid;
use super::super::super::html::sentence::SentenceView;
use super::super::super::html::{ItemView, blocks, heading, title};
use super::super::super::plain::printable;
use super::super::super::shell::is_followed;
use super::super::super::signs::Signs;
use super::cards::ClaimsOf;

/// An article.
pub(super) struct ArticleView<'c> {
    /// From 1.
    pub number: usize,
    pub outlet: String,
    pub title: String,
    pub heading: Option<&'c str>,
    pub facts: Vec<String>,
    pub url: Option<&'c str>,
    /// Whether the address is one to follow.
    pub link: bool,
    pub blocks: Vec<Paragraph<'c>>,
    /// Sentences that another outlet has too.
    pub shared: usize,
}

/// A paragraph or heading.
pub(super) struct Paragraph<'c> {
    pub tag: &'static str,
    pub class: &'static str,
    pub items: Vec<Item<'c>>,
}

/// A sentence with its claims, or loose words.
pub(super) struct Item<'c> {
    pub spaced: bool,
    pub sentence: Option<SentenceView<'c>>,
    pub text: &'c str,
    /// Numbers of claims.
    pub claims: Vec<usize>,
}

/// Every article, in the order given.
pub(super) fn views<'c>(
    comparison: &'c Comparison,
    laid: &'c [Laid<'c>],
    signs: &'c Signs,
    claims: &ClaimsOf,
) -> Vec<ArticleView<'c>> {
    let articles = comparison.articles.iter().zip(laid).enumerate();
    articles
        .map(|(at, (facts, laid))| {
            let own = claims.range((at, 0)..(at + 1, 0));
            let known =
                [Some(facts.event.clone()), facts.date.clone(), Some(facts.document.clone())];
            let known = known.into_iter().flatten().filter(|fact| !fact.trim().is_empty());
            let url = laid.annotated.document.meta.url.as_deref();
            ArticleView {
                number: at + 1,
                outlet: printable(&facts.outlet),
                title: title(laid.annotated),
                heading: heading(laid.annotated),
                facts: known.map(|fact| printable(&fact)).collect(),
                url,
                link: url.is_some_and(is_followed),
                blocks: paragraphs(at, laid, signs, claims),
                shared: own.count(),
            }
        })
        .collect()
}

/// Headings stand one level below the page's own.
fn paragraphs<'c>(
    at: usize,
    laid: &'c Laid<'c>,
    signs: &'c Signs,
    claims: &ClaimsOf,
) -> Vec<Paragraph<'c>> {
    let item = |item: ItemView<'c>| {
        let ItemView { spaced, mut sentence, text } = item;
        let number = sentence.as_ref().map(|sentence| sentence.number - 1);
        let claims = number.and_then(|number| claims.get(&(at, number))).cloned();
        sentence.iter_mut().for_each(SentenceView::keep_favors);
        Item { spaced, sentence, text, claims: claims.unwrap_or_default() }
    };
    let blocks = blocks(laid, signs, true);
    let paragraph = blocks.into_iter().map(|block| Paragraph {
        tag: if block.class == "headline" { "h3" } else { block.tag },
        class: block.class,
        items: block.items.into_iter().map(item).collect(),
    });
    paragraph.collect()
}
