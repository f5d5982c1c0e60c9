//! The furniture of a page: lines that belong to the site and not to the article.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::layout::is_stopped;
use crate::text::lists;

/// Longer lines are read as text whatever they begin with, in words.
const LONGEST: usize = 24;
/// Words of the longest line that is furniture although it ends as a sentence does.
const LONGEST_STOPPED: usize = 8;
/// Words of the longest byline.
const LONGEST_BYLINE: usize = 14;
/// Marks that cut a line of furniture into parts.
const DIVIDERS: &[char] = &['|', '·', '»', '•', '›', '>'];

static WHOLE: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/furniture.whole.txt")));
static STARTS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lists::entries(include_str!("../lists/furniture.starts.txt")).collect());
static PARTS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/furniture.parts.txt")));
static DATES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::set(include_str!("../lists/months.txt")));

/// Whether a line is part of the page and not of the article.
pub(super) fn is_furniture(line: &str) -> bool {
    if !line.contains(char::is_alphanumeric) {
        return true;
    }
    let count = line.split_whitespace().take(LONGEST + 1).count();
    if count > LONGEST {
        return false;
    }
    let lower = line.to_lowercase();
    let lower = lower.trim_start_matches(['(', '[', '*', '-', ' ']);
    let ends = |mark: char| !mark.is_alphanumeric();
    let numbered = |mark: char| mark.is_ascii_digit() || ends(mark);
    WHOLE.contains(lower.trim_matches(ends).trim_matches(numbered))
        || is_date(lower)
        || ((!is_stopped(line) || count <= LONGEST_STOPPED) && begins_as_furniture(lower))
        || (!is_stopped(line) && (is_byline(line, count) || is_divided(lower) || is_imprint(line)))
}

fn begins_as_furniture(lower: &str) -> bool {
    STARTS.iter().any(|start| {
        lower.strip_prefix(start).is_some_and(|rest| {
            !start.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
        })
    })
}

/// `By Ilse Marnow, in Port Holm`: a name with capitals, and nothing that a headline would say.
fn is_byline(line: &str, count: usize) -> bool {
    let mut words = line.split_whitespace();
    let by = words.next().is_some_and(|word| matches!(word, "By" | "BY" | "by" | "From"));
    let name = words.next().is_some_and(|word| {
        word.starts_with(char::is_uppercase) || matches!(word, "our" | "a" | "the" | "staff")
    });
    let is_desk = |word: &str| {
        let word = word.trim_matches(|mark: char| !mark.is_alphanumeric());
        word.is_empty()
            || !word.starts_with(char::is_lowercase)
            || matches!(
                word,
                "in" | "and" | "our" | "of" | "for" | "the" | "at" | "de" | "van" | "von"
            )
            || matches!(
                word,
                "desk" | "team" | "correspondent" | "columnist" | "staff" | "writer" | "reporter"
            )
    };
    by && name && count <= LONGEST_BYLINE && (line.contains(" our ") || words.all(is_desk))
}

/// `The Merivan Herald, Saturday 28 June 2031`: a name, and a day with its year or hour.
fn is_imprint(line: &str) -> bool {
    let parts = line.match_indices([',', '–', '—']);
    let mut parts = parts.map(|(at, mark)| (&line[..at], &line[at + mark.len()..]));
    let is_name = |words: &str| {
        let words = words.split(['(', ')']).step_by(2).flat_map(str::split_whitespace);
        words.clone().next().is_some()
            && words.clone().all(|word| !word.starts_with(char::is_lowercase))
    };
    let is_day = |rest: &str| {
        let digits = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        let exact = rest.contains(':') || rest.split(|c: char| !c.is_alphanumeric()).any(digits);
        exact && is_date(&rest.to_lowercase())
    };
    parts.any(|(name, rest)| is_name(name) && is_day(rest))
}

/// `Home > World | 12 comments`: parts of which one is known.
fn is_divided(lower: &str) -> bool {
    let mut parts: Vec<String> = vec![String::new()];
    // The bullet of a list parts nothing.
    for word in lower.trim_start_matches('•').split_whitespace() {
        match parts.last_mut() {
            Some(part) if !is_divider(word) => {
                part.push_str(word);
                part.push(' ');
            }
            _ => parts.push(String::new()),
        }
    }
    parts.len() > 1 && parts.iter().any(|part| is_date(part) || is_known(without_number(part)))
}

fn is_divider(word: &str) -> bool {
    word.chars().all(|char| DIVIDERS.contains(&char))
}

fn without_number(part: &str) -> &str {
    part.trim_start_matches(|mark: char| mark.is_ascii_digit() || matches!(mark, ' ' | ',' | '.'))
        .trim_end()
}

fn is_known(part: &str) -> bool {
    PARTS.contains(part)
        || PARTS.iter().any(|known| {
            part.strip_prefix(known).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
}

/// Whether a line is a date or a time and nothing else.
fn is_date(lower: &str) -> bool {
    let mut words = lower.split(|char: char| !char.is_alphabetic()).filter(|word| !word.is_empty());
    lower.contains(|char: char| char.is_ascii_digit()) && words.all(|word| DATES.contains(word))
}
