//! What `parallax bench` measured, for people and for programs.

use super::sheet::Sheet;
use crate::throughput::{OfPrecision, Rate, Station, Throughput};

/// What stands for a number that is undefined.
const UNDEFINED: &str = "–";

/// The whole measurement as JSON: `{"model": …, "machine": {…}, "precisions": […], …}`.
///
/// # Panics
/// Never: its keys are strings.
#[must_use]
pub fn json(throughput: &Throughput) -> String {
    serde_json::to_string_pretty(throughput).expect("a measurement has string keys only")
}

/// The measurement as tables for a terminal of this width, what it was made with below.
#[must_use]
pub fn text(throughput: &Throughput, width: usize) -> String {
    let tables = [rates(throughput), shares(throughput)].into_iter().filter_map(Sheet::filled);
    let columns = u16::try_from(width).unwrap_or(u16::MAX);
    let tables: String = tables.map(|sheet| sheet.text(columns)).collect();
    let machine = textwrap::fill(&machine(throughput), width);
    format!("{machine}\n\n{tables}{}\n", throughput.signature())
}

fn machine(throughput: &Throughput) -> String {
    let machine = &throughput.machine;
    let processor = machine.processor.as_deref().unwrap_or("an unnamed processor");
    let cores = machine.cores.map(|cores| format!(" on {cores} cores")).unwrap_or_default();
    let features = match &machine.features[..] {
        [] => String::new(),
        features => format!(" (found: {})", features.join(" ")),
    };
    format!(
        "{} on {processor}, {} threads{cores}, kernels for {}{features}",
        throughput.model, throughput.threads, machine.kernels
    )
}

fn rates(throughput: &Throughput) -> Sheet {
    let Throughput { distinct, batches, batch, warm_up, .. } = throughput;
    let line = |of: &OfPrecision, name: &str, station: &Station| {
        let cells = [of.precision.name().to_owned(), name.to_owned()].into_iter();
        let rates = [station.sentences, station.words].map(|rate| with_interval(rate, figure));
        cells.chain(rates.into_iter().flatten()).collect()
    };
    let lines = throughput.precisions.iter();
    let lines =
        lines.flat_map(|of| [line(of, "encoder", &of.encoder), line(of, "reading", &of.reading)]);
    Sheet {
        title: "Throughput",
        note: format!(
            "Encoder: tokenising, encoding and the mean of the hidden states; reading: with all \
             heads. Mean of {batches} batches of {batch} sentences, read in turns after {warm_up} to \
             warm up; 95 %: percentile bootstrap over batches. There are {} different sentences of \
             {} words ({} word pieces); nothing is kept from one batch to the next.",
            distinct.sentences, distinct.words, distinct.word_pieces
        ),
        head: vec!["precision", "station", "sentences/s", "95 %", "words/s", "95 %"],
        words: 2,
        lines: lines.collect(),
    }
}

fn shares(throughput: &Throughput) -> Sheet {
    let line = |of: &OfPrecision| {
        let utilisation = of.utilisation?;
        let rates = [utilisation.operations, utilisation.peak];
        let rates = rates.map(|rate| with_interval(rate, |x| figure(x / 1e9)));
        let share = with_interval(utilisation.share, |share| format!("{:.1}%", 100.0 * share));
        let name = std::iter::once(of.precision.name().to_owned());
        Some(name.chain(rates.into_iter().flatten()).chain(share).collect())
    };
    let mut shares = throughput.precisions.iter().filter_map(|of| of.utilisation?.share.mean);
    let disturbed = if shares.any(|share| share > 1.0) {
        " A share over 100% says that other work held the machine up: measure again when it is quiet."
    } else {
        ""
    };
    Sheet {
        title: "Share of the machine's peak",
        note: format!(
            "GOP/s: billions of operations (a multiply-add is two) a second of the encoder's linear \
             maps, {:.1} million a word piece, attention not counted, in all the time that the \
             encoder takes. Peak: a loop of nothing but multiply-adds on the same threads, in turns \
             with the batches.{disturbed}",
            throughput.operations_per_word_piece as f64 / 1e6
        ),
        head: vec!["precision", "GOP/s", "95 %", "peak", "95 %", "share", "95 %"],
        words: 1,
        lines: throughput.precisions.iter().filter_map(line).collect(),
    }
}

/// A rate's two cells.
fn with_interval(rate: Rate, form: impl Fn(f64) -> String) -> [String; 2] {
    let ends = rate.low.zip(rate.high);
    let interval = ends.map(|(low, high)| format!("{}–{}", form(low), form(high)));
    [shown(rate.mean, form), interval.unwrap_or_else(|| UNDEFINED.to_owned())]
}

fn shown(number: Option<f64>, form: impl Fn(f64) -> String) -> String {
    number.map_or_else(|| UNDEFINED.to_owned(), form)
}

/// Three figures, or all before the point.
fn figure(number: f64) -> String {
    let decimals = match number {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{number:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_three_figures_and_an_undefined_one_is_a_dash() {
        assert_eq!([2.3456, 23.456, 2345.6].map(figure), ["2.35", "23.5", "2346"]);
        let rate = Rate { mean: Some(20.0), low: None, high: None };
        assert_eq!(with_interval(rate, figure), ["20.0", "–"]);
        let rate = Rate { mean: None, low: Some(1.0), high: Some(2.0) };
        assert_eq!(with_interval(rate, figure), ["–", "1.00–2.00"]);
    }
}
