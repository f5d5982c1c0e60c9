//! The article as it reads on a terminal, its sentences marked in a narrow margin.
//!
//! Every sentence starts a line. Its margin says whom it favours (the side's letter, in the
//! side's colour), who speaks, whether it hedges and whether its wording is loaded; the words that
//! show the last two are underlined. Nothing is said by colour alone.

use std::fmt::Write as _;

use anstyle::{Ansi256Color, Style as Ansi};
use textwrap::core::display_width;

use crate::labels::{Annotated, Certainty, LabelledSentence, SpanLabel, Voice, Wording};
use crate::text::Kind;

use super::article::{Article, Item, Piece};
use super::plain::{is_fixed_space, printable};
use super::prose;
use super::signs::{COLOURS, Sign, Signs};

/// The sides' colours among the terminal's 256: told apart by the colour-blind too.
const SIDE_COLOURS: [u8; COLOURS] = [33, 208, 36, 175, 220, 104];

/// Columns of the margin.
const MARGIN: usize = 8;

/// The narrowest text column; a narrower terminal wraps by itself.
const MIN_COLUMN: usize = 16;

/// The widest: longer lines are hard to read.
const MAX_COLUMN: usize = 92;

/// The labels whose words are underlined.
const UNDERLINED: [SpanLabel; 3] = [SpanLabel::Hedge, SpanLabel::Booster, SpanLabel::Loaded];

const DIM: Ansi = Ansi::new().dimmed();
const BOLD: Ansi = Ansi::new().bold();

/// How a terminal is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to use colour and other escape sequences.
    pub color: bool,
    /// Columns there are.
    pub width: usize,
}

/// The article with its margin, and its summary in plain English.
#[must_use]
pub fn text(annotated: &Annotated, style: Style) -> String {
    let signs = Signs::of(annotated);
    let mut page = Page { style, signs: &signs, layers: Layers::of(annotated), out: String::new() };
    page.head(annotated);
    page.article(annotated);
    page.summary(annotated);
    page.out
}

/// The layers that the document has: a label missing from one of them is "unclear".
struct Layers {
    favors: bool,
    voice: bool,
    certainty: bool,
    wording: bool,
}

impl Layers {
    fn of(annotated: &Annotated) -> Self {
        let by_program = annotated.signature.is_some();
        let sentences = &annotated.sentences;
        let sides = annotated.sides.as_deref().unwrap_or_default();
        let any = |has: fn(&LabelledSentence) -> bool| by_program || sentences.iter().any(has);
        Self {
            favors: sides.len() > 1 && any(|s| s.favors.is_some() || s.stance.is_some()),
            voice: any(|s| s.voice.is_some()),
            certainty: any(|s| s.certainty.is_some()),
            wording: any(|s| s.wording.is_some()),
        }
    }
}

/// What stands in the margin of one sentence.
struct Margin<'s> {
    side: Option<&'s Sign>,
    letter: String,
    marks: String,
}

struct Page<'s> {
    style: Style,
    signs: &'s Signs,
    layers: Layers,
    out: String,
}

impl<'s> Page<'s> {
    fn column(&self) -> usize {
        self.style.width.saturating_sub(MARGIN).clamp(MIN_COLUMN, MAX_COLUMN)
    }

    fn styled(&self, style: Ansi, text: &str) -> String {
        if self.style.color && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    fn side_style(sign: &Sign) -> Ansi {
        Ansi::new().bold().fg_color(Some(Ansi256Color(SIDE_COLOURS[sign.colour]).into()))
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    /// Lines of running text in one style, under a margin.
    fn lines(&mut self, style: Ansi, first: &str, rest: &str, text: &str) {
        for (number, line) in textwrap::wrap(text, wrapping(self.column())).iter().enumerate() {
            let margin = if number == 0 { first } else { rest };
            let line = format!("{margin}{}", self.styled(style, line));
            self.line(&line);
        }
    }

    fn head(&mut self, annotated: &Annotated) {
        let meta = &annotated.document.meta;
        if let Some(title) = meta.title.as_deref().map(printable).filter(|title| !title.is_empty())
        {
            self.lines(BOLD, "", "", &title);
        }
        let known = [&meta.outlet, &meta.date, &meta.event];
        let known = known.into_iter().flatten().map(String::as_str);
        let facts: Vec<_> = known.chain([annotated.document.id()]).map(printable).collect();
        self.lines(DIM, "", "", &facts.join(" · "));
        for line in self.legend(annotated) {
            self.lines(DIM, "", "", &line);
        }
        self.line("");
    }

    /// What the marks in use mean.
    fn legend(&self, annotated: &Annotated) -> Vec<String> {
        let sides = self.signs.all().iter();
        let mut favors: Vec<_> = sides
            .map(|sign| format!("{} favours {}", sign.letter, printable(&sign.name)))
            .collect();
        if favors.is_empty() {
            favors.push("no sides".to_owned());
        }
        let layers = &self.layers;
        let marks = [
            (layers.voice, "\" quoted"),
            (layers.voice, "› reported"),
            (layers.certainty, "~ hedged"),
            (layers.wording, "! loaded"),
            (!annotated.sentences.is_empty(), "? unclear"),
            (annotated.sentences.iter().any(|s| !s.counts()), "× not counted"),
        ];
        let marks: Vec<_> =
            marks.iter().filter(|(used, _)| *used).map(|(_, mark)| (*mark).to_owned()).collect();
        // No line breaks inside an entry.
        let fixed = |entries: &[String]| {
            entries.iter().map(|entry| entry.replace(' ', "\u{a0}")).collect::<Vec<_>>().join("   ")
        };
        let lines = [fixed(&favors), fixed(&marks)];
        lines.into_iter().filter(|line| !line.is_empty()).collect()
    }

    fn article(&mut self, annotated: &Annotated) {
        let article = Article::new(annotated);
        let blocks = article.blocks();
        for block in &blocks {
            for &(item, _) in &block.items {
                match item {
                    Item::Sentence(number) => self.sentence(&article, &annotated.sentences[number]),
                    Item::Loose(span) => {
                        let words = printable(span.of(annotated.document.text()));
                        self.lines(DIM, &" ".repeat(MARGIN), &" ".repeat(MARGIN), &words);
                    }
                }
            }
            self.line("");
        }
        if blocks.is_empty() {
            self.lines(DIM, "", "", "(no text)");
            self.line("");
        }
    }

    fn sentence(&mut self, article: &Article, sentence: &LabelledSentence) {
        let margin = self.margin(article.annotated, sentence);
        let (first, rest) = (self.margin_line(&margin), self.rest_line(&margin));
        let base = match sentence.kind {
            _ if !sentence.counts() => DIM,
            Some(Kind::Headline) => BOLD,
            _ => Ansi::new(),
        };
        let words = Words::of(article, sentence, base, self.style.color);
        let mut from = 0;
        for (number, line) in
            textwrap::wrap(&words.text, wrapping(self.column())).iter().enumerate()
        {
            from += words.text[from..].len() - words.text[from..].trim_start_matches(' ').len();
            let to = from + line.len();
            let line = words.slice(from, to);
            from = to;
            let margin = if number == 0 { &first } else { &rest };
            self.line(&format!("{margin}{line}"));
        }
    }

    fn margin(&self, annotated: &Annotated, sentence: &LabelledSentence) -> Margin<'s> {
        if !sentence.counts() {
            return Margin { side: None, letter: "×".to_owned(), marks: "   ".to_owned() };
        }
        let sides = annotated.sides.as_deref().unwrap_or_default();
        let favors = sentence.favored_of(sides);
        let side = favors.as_ref().and_then(Option::as_ref).and_then(|id| self.signs.get(id));
        let letter = match (side, favors) {
            (Some(sign), _) => sign.letter.clone(),
            (None, None) if self.layers.favors => "?".to_owned(),
            _ => " ".to_owned(),
        };
        Margin { side, letter, marks: self.marks(sentence) }
    }

    /// Voice, certainty and wording, a column each.
    fn marks(&self, sentence: &LabelledSentence) -> String {
        let unclear = |layer: bool| if layer { '?' } else { ' ' };
        let voice = match sentence.voice {
            Some(Voice::Author) => ' ',
            Some(Voice::Quoted) => '"',
            Some(Voice::Reported) => '›',
            None => unclear(self.layers.voice),
        };
        let certainty = match sentence.certainty {
            Some(Certainty::Hedged) => '~',
            Some(Certainty::Assertive) => ' ',
            None => unclear(self.layers.certainty),
        };
        let wording = match sentence.wording {
            Some(Wording::Loaded) => '!',
            Some(Wording::Plain) => ' ',
            None => unclear(self.layers.wording),
        };
        String::from_iter([voice, certainty, wording])
    }

    fn margin_line(&self, margin: &Margin) -> String {
        let letter = margin.side.map_or_else(
            || self.styled(DIM, &margin.letter),
            |sign| self.styled(Self::side_style(sign), &sign.letter),
        );
        let pad = " ".repeat(2_usize.saturating_sub(display_width(&margin.letter)));
        format!("{letter}{pad}{} {} ", margin.marks, self.bar(margin))
    }

    fn rest_line(&self, margin: &Margin) -> String {
        format!("{}{} ", " ".repeat(MARGIN - 2), self.bar(margin))
    }

    fn bar(&self, margin: &Margin) -> String {
        let dim = || self.styled(DIM, "│");
        margin.side.map_or_else(dim, |sign| self.styled(Self::side_style(sign), "┃"))
    }

    fn summary(&mut self, annotated: &Annotated) {
        let points = prose::points(annotated, self.signs);
        for point in &points {
            let heading = format!("{}: ", point.heading);
            let options =
                wrapping(self.style.width.clamp(MIN_COLUMN, MAX_COLUMN)).subsequent_indent("  ");
            let text = textwrap::fill(&format!("{heading}{}", point.text), options);
            let text = text.strip_prefix(heading.trim_end()).map_or(text.clone(), |rest| {
                format!("{}{rest}", self.styled(BOLD, heading.trim_end()))
            });
            self.line(&text);
        }
        if let Some(signature) = &annotated.signature {
            if !points.is_empty() {
                self.line("");
            }
            let signature = self.styled(DIM, &printable(&signature.line()));
            self.line(&signature);
        }
    }
}

/// First fit: linear in the text, however long a "sentence" is.
fn wrapping(width: usize) -> textwrap::Options<'static> {
    textwrap::Options::new(width)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
}

/// The words of one sentence as shown, and which of them are in which style.
struct Words {
    text: String,
    /// Where each run of one style begins, in order.
    runs: Vec<(usize, Ansi)>,
    color: bool,
}

impl Words {
    /// Without colour, evidence stands _between marks_.
    fn of(article: &Article, sentence: &LabelledSentence, base: Ansi, color: bool) -> Self {
        let mut words = Self { text: String::new(), runs: vec![(0, base)], color };
        let mut marked = false;
        for piece in article.pieces(sentence.span) {
            let evidence = sentence.counts() && UNDERLINED.iter().any(|&l| piece.labels.has(l));
            if evidence != marked {
                marked = evidence;
                words.switch(if evidence { base.underline() } else { base }, evidence);
            }
            words.push(&piece, article.annotated.document.text());
        }
        if marked {
            words.switch(base, false);
        }
        words
    }

    fn switch(&mut self, style: Ansi, opens: bool) {
        if self.color {
            self.runs.push((self.text.len(), style));
        } else if opens {
            self.text.push('_');
        } else {
            // The mark stands at the last word, not after the space that follows it.
            let words = self.text.trim_end_matches(' ').len();
            self.text.insert(words, '_');
        }
    }

    /// Adds words, white space run together, control characters replaced.
    fn push(&mut self, piece: &Piece, text: &str) {
        for c in piece.span.of(text).chars() {
            if c.is_whitespace() && !is_fixed_space(c) {
                if !self.text.is_empty() && !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
            } else if c.is_control() {
                self.text.push(char::REPLACEMENT_CHARACTER);
            } else {
                self.text.push(c);
            }
        }
    }

    /// A line of it, every run opened and closed within the line.
    fn slice(&self, from: usize, to: usize) -> String {
        if !self.color {
            return self.text[from..to].to_owned();
        }
        let mut line = String::with_capacity(to - from + 16);
        let first = self.runs.partition_point(|&(at, _)| at <= from).saturating_sub(1);
        for (number, &(at, style)) in self.runs.iter().enumerate().skip(first) {
            let end = self.runs.get(number + 1).map_or(self.text.len(), |&(next, _)| next);
            let (start, end) = (at.max(from), end.min(to));
            if start >= to {
                break;
            }
            if start < end {
                let _ = write!(line, "{style}{}{style:#}", &self.text[start..end]);
            }
        }
        line
    }
}
