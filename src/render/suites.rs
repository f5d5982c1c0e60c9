//! The public benchmarks that there are cards of, for people.

use crate::suites::Card;

/// Columns before the text of a field.
const INDENT: &str = "              ";

/// The cards as paragraphs of at most this width.
#[must_use]
pub fn suites(cards: &[Card], width: usize) -> String {
    cards.iter().map(|card| paragraph(card, width)).collect::<Vec<_>>().join("\n")
}

fn paragraph(card: &Card, width: usize) -> String {
    let files = card.files.iter().map(|file| {
        let hash = file.sha256_prefix.as_ref();
        let hash = hash.map(|hash| format!(" (sha256 {hash}…)")).unwrap_or_default();
        format!("{}{hash}", file.path.display())
    });
    let fields = [
        ("split", card.split.clone()),
        ("had from", card.source.clone()),
        ("files", files.collect::<Vec<_>>().join(", ")),
        ("licence", card.licence.clone()),
        ("cite", card.citation.clone()),
        ("becomes", card.mapping.clone()),
        ("mind", card.caveats.clone()),
        ("scores", card.scores.join(", ")),
    ];
    let lines = fields.map(|(name, value)| {
        let first = format!("  {name:<width$}", width = INDENT.len() - 2);
        let layout = textwrap::Options::new(width).initial_indent(&first).subsequent_indent(INDENT);
        textwrap::fill(&value, layout) + "\n"
    });
    format!("{}: {}\n{}", card.name, card.title, lines.concat())
}
