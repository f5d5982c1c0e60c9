//! The articles of a comparison, each sentence leading to its claims.

use std::cmp::Reverse;

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
    /// Whether its text is in the page.
    pub has_text: bool,
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

/// Every article, in the order given; the first `texts` of those that share most with others have
/// their text.
pub(super) fn views<'c>(
    comparison: &'c Comparison,
    laid: &'c [Laid<'c>],
    signs: &'c Signs,
    claims: &ClaimsOf,
    texts: usize,
) -> Vec<ArticleView<'c>> {
    let shared = |at: usize| claims.range((at, 0)..(at + 1, 0)).count();
    let mut telling: Vec<usize> = (0..laid.len()).collect();
    telling.sort_by_key(|&at| Reverse(shared(at)));
    telling.truncate(texts);
    telling.sort_unstable();
    let articles = comparison.articles.iter().zip(laid).enumerate();
    articles
        .map(|(at, (facts, laid))| {
            let has_text = telling.binary_search(&at).is_ok();
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
                blocks: if has_text { paragraphs(at, laid, signs, claims) } else { Vec::new() },
                has_text,
                shared: shared(at),
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
