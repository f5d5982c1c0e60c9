use parallax::render::html;

use super::{edge, harbour, long};

/// The article element, a line a block.
fn article(page: &str) -> &str {
    let start = page.find("<article").unwrap();
    &page[start..page.find("</article>").unwrap()]
}

/// Its words, without tags and entities.
fn words(markup: &str) -> String {
    let mut words = String::new();
    let mut in_tag = false;
    for c in markup.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if !in_tag => words.push(c),
            _ => {}
        }
    }
    words.replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&").replace("&#39;", "'")
}

#[test]
fn a_right_to_left_article_with_crossing_spans_keeps_every_word_in_order() {
    insta::assert_snapshot!(article(&html(&edge("rtl"))));
}

#[test]
fn markup_in_an_article_is_shown_and_not_obeyed() {
    let page = html(&edge("three"));
    assert!(!page.contains("<b>won</b>") && !page.contains("<towns>"));
    assert!(words(article(&page)).contains("The mill town <b>won</b> & the weir town lost."));
    assert!(words(article(&page)).contains("Read more"), "text outside sentences is kept");
}

#[test]
fn nothing_is_fetched_and_nothing_inline_escapes_the_policy() {
    let page = html(&harbour());
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
    for forbidden in [" src=", " style=", " onclick=", "@import", "url(http", "<link"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn an_address_that_is_no_web_address_is_no_link() {
    let mut document = harbour();
    document.document.meta.url = Some("javascript:alert(1)".to_owned());
    let page = html(&document);
    assert!(page.contains("javascript:alert(1)") && !page.contains("href=\"javascript"));
}

#[test]
fn documents_without_text_sides_or_labels_still_make_a_page() {
    assert!(html(&edge("empty")).contains("This document has no text."));
    assert!(html(&edge("no-labels")).contains("voice unclear"));
}

#[test]
fn a_long_article_is_rendered_whole() {
    let article = long(2_000_000);
    assert!(html(&article).len() > 2_000_000);
}
