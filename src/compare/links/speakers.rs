//! Whether two sentences hand over the words of two sides.

use crate::labels::LabelledSentence;

/// Odds that remain where they do: what one side says, the other seldom says too, however alike
/// the words are in which both speak of one matter.
const OF_BOTH: f64 = 0.1;

/// How likely two sentences hand over the same, when it is known who speaks in them. A sentence in
/// the outlet's voice, or of a speaker tied to no side, may tell what anybody said.
pub(in crate::compare) fn heard(p: f64, a: &LabelledSentence, b: &LabelledSentence) -> f64 {
    let side = |of: &LabelledSentence| of.source_side.clone().flatten();
    match side(a).zip(side(b)) {
        Some((one, other)) if one != other => {
            let odds = OF_BOTH * p / (1.0 - p);
            if odds.is_finite() { odds / (1.0 + odds) } else { p }
        }
        _ => p,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn of(side: Option<&str>) -> LabelledSentence {
        let mut sentence = LabelledSentence::new(Span::new(0, 1));
        sentence.source_side = Some(side.map(Into::into));
        sentence
    }

    #[test]
    fn words_of_two_sides_are_seldom_the_same() {
        let (union, port, outlet) = (of(Some("union")), of(Some("port")), of(None));
        assert_eq!(heard(0.8, &union, &union), 0.8);
        assert_eq!(heard(0.8, &union, &outlet), 0.8);
        assert!((heard(0.8, &union, &port) - 0.4 / 1.4).abs() < 1e-12);
        assert_eq!(heard(1.0, &union, &port), 1.0);
    }
}
