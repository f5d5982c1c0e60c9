//! News pages: the article without the page around it, found by a port of Mozilla's Readability.

use std::path::Path;

use dom_smoothie::{Config, Readability, TextMode};
use encoding_rs::Encoding;

use super::decode::decode;
use super::{kept, refused, stem, with_text};
use crate::error::Result;
use crate::text::{Document, Metadata};

/// Where a page names its encoding at the latest, in bytes (HTML standard, prescan).
const PRESCAN: usize = 1024;
/// Elements of the largest page: a long news page has some thousands. The parser's time grows
/// with the square of the depth, so they are counted before it starts.
const MOST_ELEMENTS: usize = 20_000;
/// Elements inside each other in the deepest page: browsers stop at 512, news stays under 50.
const DEEPEST: usize = 256;
/// Where the date may stand if the metadata lack it, with the attribute that holds it.
const DATES: &[(&str, &str)] = &[
    ("meta[property='article:published_time']", "content"),
    ("meta[name='date']", "content"),
    ("[itemprop='datePublished']", "content"),
    ("time[datetime]", "datetime"),
];
/// Where the address may stand.
const ADDRESSES: &[(&str, &str)] =
    &[("link[rel='canonical']", "href"), ("meta[property='og:url']", "content")];
/// Where the outlet may stand.
const OUTLETS: &[(&str, &str)] = &[
    ("meta[property='og:site_name']", "content"),
    ("meta[name='application-name']", "content"),
    ("meta[name='publisher']", "content"),
];

/// Where a page names the program that wrote it; our own pages repeat articles with labels between
/// their words.
const GENERATORS: &[(&str, &str)] = &[("meta[name='generator']", "content")];

/// The article that a page holds.
pub(super) fn document(path: &Path, bytes: Vec<u8>) -> Result<Document> {
    let declared = declared(&bytes);
    let decoded = decode(path, bytes, declared)?;
    if decoded.text.trim().is_empty() {
        return Err(refused(path, "no text: the page is empty; leave it out"));
    }
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let no_article = |_| refused(path, "no article found in this page; save its text as .txt");
    let elements = start_tags(&decoded.text);
    if elements > MOST_ELEMENTS {
        let reason = format!(
            "a page of {elements} elements, more than {MOST_ELEMENTS}; save its text as .txt"
        );
        return Err(refused(path, reason));
    }
    let mut page = Readability::new(decoded.text, None, Some(config)).map_err(no_article)?;
    if is_too_deep(&page) {
        return Err(refused(
            path,
            format!("a page nested more than {DEEPEST} deep; save its text as .txt"),
        ));
    }
    if attribute(&page, GENERATORS).is_some_and(|program| program == "Parallax") {
        let reason = "a page that Parallax wrote, not an article; give the article it was made of";
        return Err(refused(path, reason));
    }
    let (date, url, outlet) =
        (attribute(&page, DATES), attribute(&page, ADDRESSES), attribute(&page, OUTLETS));
    let mut headings = headings(&page);
    headings.retain(|heading| Some(heading) != outlet.as_ref());
    put_in_text(&page);
    let article = page.parse().map_err(no_article)?;
    let title = Some(headline(&article.title, &headings)).filter(|title| !title.is_empty());
    let text = with_title(title.as_deref(), unhyphenated(&article.text_content).trim());
    let meta = Metadata {
        id: stem(path),
        path: kept(path),
        outlet: outlet.or(article.site_name),
        event: None,
        title,
        date: article.published_time.or(date),
        url: url.or(article.url),
        encoding: decoded.encoding,
    };
    with_text(path, Document::new(meta, text))
}

/// Marks and breaks that a browser shows and the text of a page lacks.
fn put_in_text(page: &Readability) {
    let quoted = page.doc.select("q");
    quoted.prepend_html("“");
    quoted.append_html("”");
    page.doc.select("figcaption").rename("p");
    page.doc.select("li").prepend_html("• ");
}

/// Text without soft hyphens, which say where a word may be broken.
fn unhyphenated(text: &str) -> String {
    text.replace('\u{ad}', "")
}

/// The first-level headings of a page.
fn headings(page: &Readability) -> Vec<String> {
    let headings = page.doc.select("h1");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    headings.iter().map(|heading| words(&unhyphenated(&heading.text()))).collect()
}

/// A page's title, without the name of the site behind the heading that it repeats. That name is
/// the shorter of the two: some titles begin with it.
fn headline(title: &str, headings: &[String]) -> String {
    let title = unhyphenated(title.trim());
    let words = |text: &str| text.split_whitespace().count();
    let named = |heading: &&String| {
        let behind = title.strip_prefix(heading.as_str()).unwrap_or_default();
        let parted = behind.trim_start();
        let site = parted.trim_start_matches(['-', '–', '—', '|', '·', '•', '»']);
        let is_parted = parted.len() < behind.len() && site.len() < parted.len();
        !heading.is_empty() && is_parted && words(heading) >= words(site)
    };
    headings.iter().find(named).cloned().unwrap_or(title)
}

/// Whether elements are nested deeper than any page of news.
fn is_too_deep(page: &Readability) -> bool {
    let root = page.doc.root();
    let mut nodes = root.descendants_it();
    nodes.any(|node| node.ancestors_it(Some(DEEPEST + 1)).count() > DEEPEST)
}

/// How many tags open an element, those in scripts included.
fn start_tags(page: &str) -> usize {
    page.as_bytes()
        .windows(2)
        .filter(|pair| pair[0] == b'<' && pair[1].is_ascii_alphabetic())
        .count()
}

/// The text under its headline, which Readability keeps apart.
fn with_title(title: Option<&str>, text: &str) -> String {
    match title {
        Some(title) if !text.starts_with(title) => format!("{title}\n\n{text}"),
        _ => text.to_owned(),
    }
}

fn attribute(page: &Readability, places: &[(&str, &str)]) -> Option<String> {
    let read = |(place, name): &(&str, &str)| {
        let value = page.doc.select(place).attr(name)?;
        Some(value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    places.iter().find_map(read)
}

/// The encoding that a page says it has.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..PRESCAN).unwrap_or(bytes).to_ascii_lowercase();
    let start = String::from_utf8_lossy(&start);
    let (_, rest) = start.split_once("charset=")?;
    let rest = rest.trim_start_matches(['"', '\'', ' ']);
    let end =
        rest.find(|char: char| !char.is_ascii_alphanumeric() && !matches!(char, '-' | '_' | ':'))?;
    Encoding::for_label(&rest.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_shows_is_in_the_text() {
        let paragraph = "<p>The board said on Monday that it would not sign the con&shy;tract, and \
                         <q>never again</q> would it sit down with them, said Ilse Marnow.</p>";
        let page = format!(
            "<html><head><title>Idle trams fill the depot - The Dravena Star</title></head><body><article>\
             <h1>Idle  trams fill the depot</h1><figure><img src=a.png><figcaption>Trams at the depot.</figcaption>\
             </figure>{}</article></body></html>",
            paragraph.repeat(8)
        );
        let document = document(Path::new("a.html"), page.into_bytes()).unwrap();
        assert_eq!(document.meta.title.as_deref(), Some("Idle trams fill the depot"));
        let blocks: Vec<&str> = document.text().split("\n\n").collect();
        assert!(blocks.iter().any(|block| block.contains("the contract, and “never again” would")));
        assert!(blocks.contains(&"Trams at the depot."), "{blocks:?}");
    }

    #[test]
    fn a_title_keeps_what_is_no_name_of_a_site() {
        let headings = ["Strike".to_owned()];
        assert_eq!(headline("Strike ends", &headings), "Strike ends");
        assert_eq!(headline("Strike-hit port reopens", &headings), "Strike-hit port reopens");
        assert_eq!(headline("Strike | Times", &headings), "Strike");
        assert_eq!(
            headline("Strike | Dockers back at work", &headings),
            "Strike | Dockers back at work"
        );
        assert_eq!(headline(" Talks ", &headings), "Talks");
    }
}
