//! Pairs the marks of each paragraph in one pass with a short stack.

use super::Quotation;
use super::marks::{Family, Mark};
use crate::text::Span;
use crate::text::layout::is_stop;

/// Quotations open at once; a page that nests deeper is no text, and the bound keeps time linear.
const DEEPEST: usize = 8;

/// What a mark does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Opens a quotation.
    Open,
    /// Opens a quotation where the open one of its kind was never closed.
    Reopen,
    /// Closes the open quotation at this depth, and those inside it.
    Close(usize),
    /// Closes a quotation that did not open in this paragraph.
    CloseEarlier,
    /// An apostrophe, a sign for inches, an ornament.
    Nothing,
}

/// The quotations found so far.
pub(super) struct Pairs<'t> {
    text: &'t str,
    found: Vec<Quotation>,
    closing: Vec<usize>,
    /// Open quotations of this paragraph, the outermost first.
    open: Vec<Mark>,
    /// Number in `found` of the quotation that the last paragraph left open, and its family.
    left_open: Option<(usize, Family)>,
    /// Whether nothing has been opened or closed in this paragraph.
    untouched: bool,
}

impl<'t> Pairs<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            found: Vec::new(),
            closing: Vec::new(),
            open: Vec::new(),
            left_open: None,
            untouched: true,
        }
    }

    /// The quotations, and where each closing mark stands.
    pub(super) fn finish(self) -> (Vec<Quotation>, Vec<usize>) {
        (self.found, self.closing)
    }

    /// Pairs the marks of one paragraph.
    pub(super) fn read(&mut self, paragraph: Span) {
        let words = paragraph.of(self.text);
        let marks: Vec<Mark> = words
            .char_indices()
            .filter_map(|(offset, char)| Mark::read(words, paragraph.start(), offset, char))
            .collect();
        let closes_later = closes_later(&marks);
        self.untouched = true;
        for (&mark, closes_later) in marks.iter().zip(closes_later) {
            let role = self.role(mark, closes_later);
            self.apply(role, mark, paragraph);
        }
        let left_open = self.open.first().copied();
        let first = self.found.len();
        self.abandon(0, paragraph.end());
        let kept = left_open.and_then(|mark| {
            let is_it =
                |quotation: &Quotation| quotation.open.is_some_and(|open| open.start() == mark.at);
            Some((first + self.found[first..].iter().position(is_it)?, mark.family))
        });
        self.left_open = kept;
    }

    fn apply(&mut self, role: Role, mark: Mark, paragraph: Span) {
        match role {
            Role::Nothing => return,
            Role::Open | Role::Reopen => {
                if role == Role::Reopen {
                    self.abandon(self.open.len() - 1, mark.at);
                }
                if self.open.len() < DEEPEST {
                    self.open.push(mark);
                }
            }
            Role::Close(depth) => {
                self.abandon(depth + 1, mark.at);
                if let Some(open) = self.open.pop() {
                    self.push(Some(open), open.end(), mark.at, Some(mark));
                }
            }
            Role::CloseEarlier => self.close_earlier(mark, paragraph),
        }
        self.untouched = false;
    }

    /// Ends a quotation that the paragraph before left open, or that opened unseen.
    fn close_earlier(&mut self, mark: Mark, paragraph: Span) {
        if !self.untouched {
            return;
        }
        match self.left_open.take() {
            Some((number, family)) if family == mark.family => {
                let quotation = &mut self.found[number];
                let whole = Span::new(quotation.span.start(), mark.at).trimmed(self.text);
                quotation.span = whole;
                quotation.close = Some(Span::new(mark.at, mark.end()));
                self.closing.push(mark.at);
            }
            _ if mark.family != Family::Single || mark.ends_speech() => {
                self.push(None, paragraph.start(), mark.at, Some(mark))
            }
            _ => {}
        }
    }

    /// Ends, without a closing mark, what is open from `depth` on.
    fn abandon(&mut self, depth: usize, end: usize) {
        while self.open.len() > depth {
            let Some(open) = self.open.pop() else { return };
            // A straight single mark that nothing closes was an apostrophe, but where speech starts.
            if open.char != '\'' || open.introduces() {
                self.push(Some(open), open.end(), end, None);
            }
        }
    }

    fn push(&mut self, open: Option<Mark>, start: usize, end: usize, close: Option<Mark>) {
        let mark_span = |mark: Mark| Span::new(mark.at, mark.end());
        self.closing.extend(close.map(|mark| mark.at));
        let span = Span::new(start, end).trimmed(self.text);
        if !span.is_empty() {
            let (open, close) = (open.map(mark_span), close.map(mark_span));
            self.found.push(Quotation { span, open, close, nested: false });
        }
    }

    fn role(&self, mark: Mark, closes_later: bool) -> Role {
        match mark.family {
            Family::Single => self.single(mark, closes_later),
            Family::Double => self.double(mark),
            Family::Angle | Family::SingleAngle => self.angle(mark),
            Family::Corner => match (mark.char, self.innermost(Family::Corner)) {
                ('「' | '『' | '《', _) => Role::Open,
                (_, Some(depth)) => Role::Close(depth),
                _ => Role::CloseEarlier,
            },
        }
    }

    fn double(&self, mark: Mark) -> Role {
        let depth = self.innermost(Family::Double);
        let opened_by = depth.map(|depth| self.open[depth].char);
        let could_close = !mark.starts_word() && !mark.precedes_word();
        match (mark.char, depth) {
            ('“', Some(depth)) if opened_by == Some('„') || (could_close && mark.ends_word()) => {
                Role::Close(depth)
            }
            ('“' | '„' | '‟', _) => self.open_or_reopen(mark),
            ('"', Some(_)) if mark.can_open() && mark.precedes_word() => self.open_or_reopen(mark),
            (_, Some(depth)) => Role::Close(depth),
            ('"', None) if mark.before.is_some_and(|before| before.is_ascii_digit()) => {
                Role::Nothing
            }
            (_, None) if mark.is_inside_word() => Role::Nothing,
            (_, None) if mark.closes_apart() => Role::CloseEarlier,
            (_, None) if mark.can_open() && mark.after.is_some() => match mark.char {
                '”' if mark.ends_word() => Role::Nothing,
                _ => Role::Open,
            },
            // The space before it is missing: `He left."We are shocked," said Brekk.`
            ('"', None) if mark.precedes_word() && mark.before.is_some_and(is_stop) => Role::Open,
            (_, None) => Role::CloseEarlier,
        }
    }

    fn angle(&self, mark: Mark) -> Role {
        let depth = self.innermost(mark.family);
        let opened_by = depth.map(|depth| self.open[depth].char);
        let could_close = !mark.starts_word() && !mark.precedes_word();
        match depth {
            Some(depth) if opened_by != Some(mark.char) || could_close => Role::Close(depth),
            _ if matches!(mark.char, '«' | '‹') => self.open_or_reopen(mark),
            _ if mark.can_open() && !mark.ends_word() => self.open_or_reopen(mark),
            _ if could_close => Role::CloseEarlier,
            _ => Role::Nothing,
        }
    }

    fn single(&self, mark: Mark, closes_later: bool) -> Role {
        let depth = self.innermost(Family::Single);
        let opened_by = depth.map(|depth| self.open[depth].char);
        if mark.is_inside_word() {
            return Role::Nothing;
        }
        match (mark.char, depth) {
            ('‘', Some(depth)) if opened_by == Some('‚') => Role::Close(depth),
            ('‘' | '‚' | '‛', _) if mark.follows_word() || mark.ends_word() || mark.elides => {
                Role::Nothing
            }
            ('‘' | '‚' | '‛', _) => self.open_or_reopen(mark),
            (_, Some(_)) if mark.precedes_word() || mark.elides => Role::Nothing,
            (_, Some(_)) if mark.may_be_possessive() && closes_later => Role::Nothing,
            ('’', Some(_)) if mark.starts_word() && mark.ends_word() => Role::Nothing,
            (_, Some(depth)) => Role::Close(depth),
            ('\'', None) if mark.can_open() && !mark.ends_word() && !mark.elides => Role::Open,
            (_, None) if mark.surely_closes() && !mark.follows_word() => Role::CloseEarlier,
            _ => Role::Nothing,
        }
    }

    fn open_or_reopen(&self, mark: Mark) -> Role {
        let same = self.open.last().is_some_and(|open| open.char == mark.char);
        if same { Role::Reopen } else { Role::Open }
    }

    fn innermost(&self, family: Family) -> Option<usize> {
        self.open.iter().rposition(|mark| mark.family == family)
    }
}

/// For each mark, whether a single mark that can only close stands before the next that opens.
fn closes_later(marks: &[Mark]) -> Vec<bool> {
    let mut closes = false;
    let mut answers: Vec<bool> = marks
        .iter()
        .rev()
        .map(|mark| {
            let answer = closes;
            if mark.family == Family::Single && !mark.is_inside_word() {
                let opens = mark.can_open() && !mark.ends_word() && !mark.elides;
                closes = mark.surely_closes() || (closes && !opens);
            }
            answer
        })
        .collect();
    answers.reverse();
    answers
}
