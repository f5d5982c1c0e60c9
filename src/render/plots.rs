//! The summary as bar charts: where every bar and word of them stands.
//!
//! The drawing is in `templates/chart.svg`. Templates rather than a plotting crate, because a
//! chart here takes its colours and patterns from the page's style sheet (light, dark, print) and
//! its words stay text, which a crate that writes literal colours into its SVG does not allow.

use textwrap::core::display_width;
use unicode_segmentation::UnicodeSegmentation;

use crate::labels::{Speaker, Summary, VoiceSummary};

use super::plain::{self, Plain, count, percent};
use super::prose::ranked;
use super::signs::Signs;

/// Width of a chart, in the units of its view box.
const WIDTH: usize = 490;
/// Where bars may begin, after the labels.
const LEFT: usize = 198;
/// The longest bar to the right of labels; what is left holds its value.
const LONGEST: usize = 190;
/// Where bars to either side meet, and how far they may reach.
const AXIS: usize = 330;
const REACH: usize = 100;
/// Heights of a row, and of a bar.
const ROW: usize = 24;
const BAR: usize = 14;
/// Room between a bar and its value.
const GAP: usize = 5;
/// Columns a label may take before it is cut.
const LABEL: usize = 28;
/// Frames drawn.
const FRAMES: usize = 8;

/// One chart.
#[derive(Debug, Default)]
pub(super) struct Chart {
    pub title: &'static str,
    /// How to read it.
    pub note: &'static str,
    pub width: usize,
    pub height: usize,
    /// A vertical line at zero.
    pub axis: Option<usize>,
    pub labels: Vec<Label>,
    pub bars: Vec<Bar>,
    /// Every value in words, for those who cannot see it.
    pub description: String,
}

/// Words left of the bars.
#[derive(Debug)]
pub(super) struct Label {
    pub y: usize,
    pub text: String,
    pub class: &'static str,
}

/// A bar and its value.
#[derive(Debug)]
pub(super) struct Bar {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
    /// Its colour and pattern.
    pub class: String,
    pub value: String,
    pub value_x: usize,
    pub value_y: usize,
    /// Whether the value stands left of the bar.
    pub left: bool,
}

/// The charts of a summary that have something to show.
pub(super) fn charts(summary: &Summary, signs: &Signs) -> Vec<Chart> {
    let charts =
        [balance(summary, signs), room(summary, signs), rates(summary, signs), frames(summary)];
    charts.into_iter().filter(|chart| !chart.bars.is_empty()).collect()
}

impl Chart {
    fn new(title: &'static str, note: &'static str) -> Self {
        Self { title, note, width: WIDTH, height: 4, ..Self::default() }
    }

    /// The baseline of words in a row that begins at `y`.
    fn baseline(y: usize) -> usize {
        y + BAR / 2 + 9
    }

    fn label(&mut self, text: &str, class: &'static str) {
        self.labels.push(Label { y: Self::baseline(self.height), text: shortened(text), class });
        self.describe(text, ": ");
    }

    fn describe(&mut self, text: &str, end: &str) {
        self.description.push_str(text);
        self.description.push_str(end);
    }

    /// A bar from the labels to the right, `height` high and `down` under the row's top.
    fn bar(&mut self, width: usize, class: String, value: String, (down, height): (usize, usize)) {
        self.describe(&value, ". ");
        let y = self.height + down;
        let value_x = LEFT + width + GAP;
        let value_y = y + height / 2 + 4;
        self.bars.push(Bar {
            x: LEFT,
            y,
            width,
            height,
            class,
            value,
            value_x,
            value_y,
            left: false,
        });
    }

    fn row(&mut self) {
        self.height += ROW;
    }
}

/// How often each side comes off well (right) and badly (left), by voice.
fn balance(summary: &Summary, signs: &Signs) -> Chart {
    let mut chart = Chart::new(
        "How each side comes off",
        "Sentences that leave it looking bad (left, hatched) and good (right), by who speaks.",
    );
    let sides = summary.voices.iter().flat_map(|voice| &voice.counts.sides);
    let most = sides.map(|side| side.favorable.max(side.unfavorable)).max().unwrap_or(0);
    if most == 0 {
        return chart;
    }
    chart.axis = Some(AXIS);
    for (place, sign) in signs.all().iter().enumerate() {
        chart.label(&sign.name, "heading");
        chart.row();
        for voice in spoken(summary) {
            let Some(side) =
                voice.counts.sides.get(place).filter(|side| side.judged() > side.neutral)
            else {
                continue;
            };
            chart.label(&plain::speaker(&voice.speaker, signs), "");
            let (well, badly) = (REACH * side.favorable / most, REACH * side.unfavorable / most);
            let (y, baseline) = (chart.height + 5, Chart::baseline(chart.height));
            chart.describe(&format!("bad {}, good {}", side.unfavorable, side.favorable), ". ");
            chart.bars.push(Bar {
                x: AXIS - badly,
                y,
                width: badly,
                height: BAR,
                class: format!("bad c{}", sign.colour),
                value: side.unfavorable.to_string(),
                value_x: AXIS - badly - GAP,
                value_y: baseline,
                left: true,
            });
            chart.bars.push(Bar {
                x: AXIS,
                y,
                width: well,
                height: BAR,
                class: format!("c{}", sign.colour),
                value: side.favorable.to_string(),
                value_x: AXIS + well + GAP,
                value_y: baseline,
                left: false,
            });
            chart.row();
        }
    }
    chart
}

/// The share of words that each voice has.
fn room(summary: &Summary, signs: &Signs) -> Chart {
    let mut chart = Chart::new("Who has the room", "Share of all words, by whose they are.");
    let most = summary.voices.iter().map(|voice| voice.counts.words).max().unwrap_or(0);
    for voice in spoken(summary).filter(|voice| voice.counts.words > 0) {
        chart.label(&plain::speaker(&voice.speaker, signs), "");
        let words = voice.counts.words;
        let value = percent(words, summary.all.words);
        chart.bar(LONGEST * words / most.max(1), colour(&voice.speaker, signs), value, (5, BAR));
        chart.row();
    }
    chart
}

/// How often each voice hedges and how often its wording is loaded.
fn rates(summary: &Summary, signs: &Signs) -> Chart {
    let mut chart = Chart::new(
        "How it is put",
        "Sentences that hedge (upper bar) and that use loaded words (lower bar).",
    );
    for voice in spoken(summary) {
        let counts = &voice.counts;
        chart.label(&plain::speaker(&voice.speaker, signs), "");
        let rates = [
            ("hedged", counts.hedged, counts.certainty_judged, 3),
            ("loaded", counts.loaded, counts.wording_judged, 18),
        ];
        for (name, part, whole, down) in rates {
            if whole > 0 {
                let value = format!("{name} {part} of {whole}");
                let width = (LONGEST - 10) * part / whole;
                chart.bar(width, name.to_owned(), value, (down, BAR - 3));
            }
        }
        chart.height += 14;
        chart.row();
    }
    chart
}

/// The frames, the commonest first.
fn frames(summary: &Summary) -> Chart {
    let mut chart =
        Chart::new("What it talks about", "Sentences that bring up each consideration.");
    let ranked = ranked(summary);
    let most = ranked.first().map_or(0, |&(_, n)| n).max(1);
    for (frame, n) in ranked.into_iter().take(FRAMES) {
        chart.label(frame.plain(), "");
        chart.bar(LONGEST * n / most, "frame".to_owned(), count(n, "sentence"), (5, BAR));
        chart.row();
    }
    chart
}

/// The voices that say something.
fn spoken(summary: &Summary) -> impl Iterator<Item = &VoiceSummary> {
    summary.voices.iter().filter(|voice| voice.counts.sentences > 0)
}

fn colour(speaker: &Speaker, signs: &Signs) -> String {
    match speaker {
        Speaker::Side(id) => {
            signs.get(id).map_or_else(|| "other".to_owned(), |sign| format!("c{}", sign.colour))
        }
        Speaker::Outlet => "outlet".to_owned(),
        Speaker::Other | Speaker::Unclear => "other".to_owned(),
    }
}

/// A label cut to what fits left of the bars.
fn shortened(label: &str) -> String {
    if display_width(label) <= LABEL {
        return label.to_owned();
    }
    let mut short = String::new();
    for grapheme in label.graphemes(true) {
        if display_width(&short) + display_width(grapheme) >= LABEL {
            break;
        }
        short.push_str(grapheme);
    }
    short.trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_label_is_cut_between_graphemes() {
        assert_eq!(shortened("Speakers for 👩‍👩‍👧 and a great many more"), "Speakers for 👩‍👩‍👧 and a g…");
        assert_eq!(shortened("Other speakers"), "Other speakers");
    }
}
