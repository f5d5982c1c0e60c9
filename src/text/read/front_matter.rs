//! What a text file says of itself in YAML between two lines of dashes, before its text.

use serde::Deserialize;

/// Longest front matter, in bytes: a text that opens with a line of dashes is not searched whole.
const LONGEST: usize = 16 << 10;

const KEYS: [&str; 6] = ["id", "outlet", "event", "title", "date", "url"];

/// What is known of an article; other keys are none of ours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct FrontMatter {
    pub id: Option<String>,
    pub outlet: Option<String>,
    pub event: Option<String>,
    pub title: Option<String>,
    pub date: Option<String>,
    pub url: Option<String>,
}

/// The front matter of a text and what follows it; none where the text does not open with one.
///
/// # Errors
/// Where it has one of our keys and is no YAML; says what is wrong.
pub(super) fn split(text: &str) -> Result<Option<(FrontMatter, &str)>, String> {
    let Some((yaml, rest)) = between_dashes(text) else { return Ok(None) };
    if !yaml.lines().any(has_key) {
        return Ok(None);
    }
    let matter = serde_saphyr::from_str(yaml).map_err(|error| error.to_string())?;
    Ok(Some((matter, rest)))
}

/// What stands between two lines of dashes at the head of a text, and what follows.
fn between_dashes(text: &str) -> Option<(&str, &str)> {
    let (first, rest) = text.split_once('\n')?;
    if first.trim_end() != "---" {
        return None;
    }
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((&rest[..at], &rest[at + line.len()..]));
        }
        at += line.len();
        if at > LONGEST {
            return None;
        }
    }
    None
}

/// Whether a line begins with a key of ours.
fn has_key(line: &str) -> bool {
    let key = line.split_once(':').map(|(key, _)| key.trim_end());
    key.is_some_and(|key| KEYS.contains(&key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_parted_from_the_text() {
        let text = "---\r\ntitle: \"Drivers: no\"\r\noutlet: Velmora Worker\r\ndate: 2031-03-04\r\n\
                    tags: [bus, strike]\r\n---\r\n\r\n# Head\r\n";
        let (matter, rest) = split(text).unwrap().unwrap();
        assert_eq!(matter.title.as_deref(), Some("Drivers: no"));
        assert_eq!(matter.outlet.as_deref(), Some("Velmora Worker"));
        assert_eq!(matter.date.as_deref(), Some("2031-03-04"));
        assert_eq!(rest, "\r\n# Head\r\n");
    }

    #[test]
    fn a_text_between_dashes_is_no_front_matter() {
        for text in [
            "",
            "---",
            "---\n---\n",
            "---\nThe port shut.\n---\nNobody came.\n",
            "---\nNote: it shut.\n---\nNobody came.\n",
            "---\ntitle: never closed\n",
            "----\ntitle: a\n----\n",
        ] {
            assert_eq!(split(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn front_matter_that_is_no_yaml_is_refused() {
        for text in ["---\ntitle: Drivers: no deal\n---\n", "---\ntitle: [a, b]\n---\n"] {
            assert!(split(text).is_err(), "{text}");
        }
    }
}
