use parallax::render::{Style, text};

use super::{edge, harbour, long};

const PLAIN: Style = Style { color: false, width: 88 };

#[test]
fn an_article_reads_without_colour() {
    insta::assert_snapshot!(text(&harbour(), PLAIN));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [40, 60, 100] {
        let page = text(&harbour(), Style { color: false, width });
        let article = page.lines().take_while(|line| !line.starts_with("parallax "));
        for line in article {
            assert!(textwrap::core::display_width(line) <= width, "{width}: {line}");
        }
    }
}

#[test]
fn every_style_is_closed_within_its_line() {
    let page = text(&harbour(), Style { color: true, width: 40 });
    for line in page.lines() {
        assert_eq!(line.rfind("\u{1b}["), line.rfind("\u{1b}[0m"), "{line:?}");
    }
}

#[test]
fn colour_changes_no_word() {
    // Evidence marks and the lines they push over are the only difference.
    let words = |page: &str| {
        let page = page.replace(['_', '│', '┃'], " ");
        page.split_whitespace().map(str::to_owned).collect::<Vec<_>>().concat()
    };
    let coloured = text(&harbour(), Style { color: true, ..PLAIN });
    let coloured = anstream::adapter::strip_str(&coloured).to_string();
    assert_eq!(words(&coloured), words(&text(&harbour(), PLAIN)));
}

#[test]
fn an_empty_document_says_so() {
    insta::assert_snapshot!(text(&edge("empty"), PLAIN));
}

#[test]
fn withheld_labels_are_unclear() {
    insta::assert_snapshot!(text(&edge("no-labels"), PLAIN));
}

#[test]
fn three_sides_have_three_letters() {
    insta::assert_snapshot!(text(&edge("three"), PLAIN));
}

#[test]
fn a_right_to_left_article_keeps_its_margin() {
    insta::assert_snapshot!(text(&edge("rtl"), PLAIN));
}

#[test]
fn a_long_article_is_rendered_whole() {
    let article = long(2_000_000);
    assert!(text(&article, PLAIN).len() > 2_000_000);
}
