//! The findings for a terminal.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, presets};

use crate::compare::omissions::Only;
use crate::compare::{Comparison, Distinctive, Through};

use super::super::plain::{count, printable};
use super::claims::{self, Card};
use super::differences;
use super::findings::{Finding, findings};
use super::measures::{self, Row};
use super::names::Names;
use super::phrases::cut;

/// The widest: longer lines are hard to read.
const WIDEST: usize = 100;
/// The narrowest; a narrower terminal wraps by itself.
const NARROWEST: usize = 40;
/// Columns of a measure's name, and of an outlet's numbers.
const LABEL: usize = 28;
const COLUMN: usize = 17;
/// Claims laid side by side.
const CARDS: usize = 5;
/// Sentences that only one outlet has, of each outlet.
const ONLY: usize = 2;
/// Distinctive words of an outlet.
const WORDS: usize = 8;

/// What is found, then the numbers, claims, omissions and words it rests on, then the signature.
#[must_use]
pub fn text(comparison: &Comparison, width: usize) -> String {
    let page =
        Page { comparison, names: Names::new(comparison), width: width.clamp(NARROWEST, WIDEST) };
    let parts = [
        page.findings(),
        page.measures(width.max(NARROWEST)),
        page.differences(),
        page.claims(),
        page.only(),
        page.words(),
        printable(&comparison.signature.line()) + "\n",
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

struct Page<'c> {
    comparison: &'c Comparison<'c>,
    names: Names,
    width: usize,
}

impl Page<'_> {
    /// Running text, its later lines indented further.
    fn wrapped(&self, indent: usize, text: &str) -> String {
        let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 2));
        let options = textwrap::Options::new(self.width)
            .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .initial_indent(&first)
            .subsequent_indent(&rest);
        textwrap::fill(text, options) + "\n"
    }

    fn heading(&self, text: &str) -> String {
        text.to_uppercase() + "\n"
    }

    fn findings(&self) -> String {
        findings(self.comparison, &self.names).iter().map(|finding| self.finding(finding)).collect()
    }

    fn finding(&self, finding: &Finding) -> String {
        let mut shown = self.wrapped(0, &format!("{}: {}", finding.heading, finding.text));
        for point in &finding.points {
            shown += &self.wrapped(2, &format!("- {}", point.text));
            for quote in &point.evidence {
                shown += &self.wrapped(6, &format!("{}: {}", quote.outlet, quote.text));
            }
        }
        shown
    }

    /// As many tables as it takes for all outlets to fit beside the measures.
    fn measures(&self, width: usize) -> String {
        let rows = measures::main(self.comparison, &self.names);
        if rows.is_empty() {
            return String::new();
        }
        let together = (width.saturating_sub(LABEL) / COLUMN).max(1);
        let outlets = &self.comparison.framing.outlets;
        let tables = (0..outlets.len()).step_by(together).map(|from| {
            let to = outlets.len().min(from + together);
            self.table(&rows, from, to, width)
        });
        let tables: String = tables.collect();
        let note = "Shares in percent, balances (sentences that leave a side looking good less those \
                    that leave it looking bad) in points, each with its 95 % interval; * too few to tell.";
        format!("{}{}{tables}", self.heading("Outlets in numbers"), self.wrapped(0, note))
    }

    fn table(&self, rows: &[Row], from: usize, to: usize, width: usize) -> String {
        let outlets = &self.comparison.framing.outlets[from..to];
        let head = std::iter::once(String::new()).chain(outlets.iter().map(|name| printable(name)));
        let lines = rows.iter().map(|row| {
            let cells = row.cells[from..to].iter().map(|cell| measures::cell(*cell, "*"));
            std::iter::once(row.label.clone()).chain(cells).collect::<Vec<_>>()
        });
        drawn(head.collect(), lines.collect(), width, 1)
    }

    fn differences(&self) -> String {
        let found = differences::significant(self.comparison);
        if found.is_empty() {
            return String::new();
        }
        let lines = found.iter().take(differences::OTHERS).map(|difference| {
            let line = differences::line(difference, &self.names);
            vec![line.measure, line.outlet, line.against, line.difference, line.corrected, line.q]
        });
        let head = ["measure", "outlet", "against", "difference", "corrected", "q"];
        let table = drawn(head.map(str::to_owned).into(), lines.collect(), self.width, 3);
        self.heading("Differences that are more than chance") + &table
    }

    fn claims(&self) -> String {
        let cards = claims::cards(self.comparison, &self.names);
        if cards.is_empty() {
            return String::new();
        }
        let shown: String = cards.iter().take(CARDS).map(|card| self.card(card)).collect();
        let rest = cards.len().saturating_sub(CARDS);
        let rest = match rest {
            0 => String::new(),
            rest => {
                self.wrapped(0, &format!("… and {} in --format html.", count(rest, "more claim")))
            }
        };
        self.heading("The same claim, most differently framed and surest first") + &shown + &rest
    }

    fn card(&self, card: &Card) -> String {
        let framing =
            card.framing.as_ref().map(|framing| format!("; framing differs by {framing}"));
        let mut shown = self
            .wrapped(0, &format!("{}. {}{}", card.number, card.told, framing.unwrap_or_default()));
        for contrast in &card.contrasts {
            shown += &self.wrapped(3, &format!("{}: {}", contrast.name, contrast.values));
        }
        for telling in &card.tellings {
            shown += &self.wrapped(3, &format!("{}: {}", telling.outlet, printable(telling.text)));
        }
        shown + "\n"
    }

    /// What only one outlet has.
    fn only(&self) -> String {
        let omissions = &self.comparison.omissions;
        let mut shown = String::new();
        for outlet in &self.comparison.framing.outlets {
            let own: Vec<&Only> =
                omissions.only.iter().filter(|only| only.outlet == *outlet).collect();
            if own.is_empty() {
                continue;
            }
            shown += &self.wrapped(
                0,
                &format!(
                    "{} alone has {}, such as:",
                    printable(outlet),
                    count(own.len(), "sentence")
                ),
            );
            for only in own.iter().take(ONLY) {
                shown += &self.wrapped(2, &format!("- {}", cut(&only.text, 2 * self.width)));
            }
        }
        if shown.is_empty() { shown } else { self.heading("What only one has") + &shown }
    }

    fn words(&self) -> String {
        let own = self.comparison.framing.words.iter().filter(|of| of.through == Through::Outlet);
        let lines: String = own.map(|of| self.wrapped(0, &words(of))).collect();
        if lines.is_empty() {
            return lines;
        }
        let note =
            "In the outlet's own words, with how often it has them and how often all others do.";
        self.heading("Distinctive words") + &self.wrapped(0, note) + &lines
    }
}

fn words(of: &Distinctive) -> String {
    let outlet = printable(&of.outlet);
    if of.too_few {
        return format!("{outlet}: too few words to tell");
    }
    let shown = of.words.iter().take(WORDS);
    let shown: Vec<_> = shown
        .map(|word| format!("{} ({} : {})", printable(&word.word), word.count, word.others))
        .collect();
    if shown.is_empty() {
        format!("{outlet}: none")
    } else {
        format!("{outlet}: {}", shown.join(", "))
    }
}

/// A table of this width, all but the first columns to the right.
fn drawn(head: Vec<String>, lines: Vec<Vec<String>>, width: usize, words: usize) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .set_header(head)
        .add_rows(lines);
    for column in table.column_iter_mut().skip(words) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n")
}
