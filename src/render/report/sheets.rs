//! The tables of a report as strings, whatever they are printed on.

use crate::eval::benchmark::Published;
use crate::eval::calibrate::LayerCalibration;
use crate::eval::ceiling::Annotators;
use crate::eval::compare::Compared;
use crate::eval::side_swap::Swap;
use crate::eval::{Report, Row};

use super::super::sheet::Sheet;
use super::words;

/// What stands for a number that is undefined.
const UNDEFINED: &str = "–";

/// Every table that has something to show.
pub(super) fn sheets(report: &Report) -> Vec<Sheet> {
    let all = [
        scores(report),
        published(report),
        comparison(&report.comparison),
        agreement(report, |_| true),
        side_swap(&report.side_swap),
        calibration(&report.calibration),
    ];
    all.into_iter().filter_map(Sheet::filled).collect()
}

/// The scores that a reader looks at first: one a layer, one a span label.
pub(super) fn leads(row: &Row) -> bool {
    match (row.layer.as_str(), row.class.as_deref(), row.metric.as_str()) {
        (
            "voice" | "certainty" | "wording" | "stance" | "favors" | "source_side" | "kind",
            None,
            "macro_f1",
        )
        | ("frames", None, "micro_f1")
        | ("segmentation" | "duplicate" | "mentions", None, "f1")
        | ("links", None, "f1" | "recall_at_1" | "mrr") => true,
        ("spans", Some(label), "overlap_f1") => label != "any",
        _ => false,
    }
}

fn scores(report: &Report) -> Sheet {
    let rows: Vec<&Row> = report.rows.iter().collect();
    Sheet { title: "Scores", note: words::beside(report), ..rows_sheet(&rows, scored(report)) }
}

/// What others reached on a public benchmark, beside the score of ours that comes nearest.
pub(super) fn published(report: &Report) -> Sheet {
    let line = |of: &Published| {
        let source = of.source.as_ref().map(|source| format!(", {source}")).unwrap_or_default();
        vec![
            of.score.clone(),
            format!("{}{source}", of.system),
            of.note.clone().unwrap_or_else(|| UNDEFINED.to_owned()),
            number(Some(of.value)),
            number(report.get(&of.score).and_then(|row| row.value)),
        ]
    };
    let lines = report.suite.iter().flat_map(|suite| &suite.published).map(line);
    Sheet {
        title: "Published",
        note: String::new(),
        head: vec!["nearest score", "system", "how it differs", "published", "this"],
        words: 3,
        lines: lines.collect(),
    }
}

/// The annotators, where there are two with scores to stand beside the predictions'.
pub(super) fn scored(report: &Report) -> Option<&Annotators> {
    report.annotators.as_ref().filter(|annotators| !annotators.scores.is_empty())
}

/// One line a score, with the annotators' beside it where there are two.
pub(super) fn rows_sheet(rows: &[&Row], annotators: Option<&Annotators>) -> Sheet {
    let sliced = rows.iter().any(|row| row.slice.is_some());
    let line = |row: &&Row| {
        let slice = sliced.then(|| row.slice.clone().unwrap_or_else(|| "all".to_owned()));
        let value = if row.too_small { "too small".to_owned() } else { number(row.value) };
        let interval = if row.too_small { UNDEFINED.to_owned() } else { range(row.low, row.high) };
        let theirs = annotators.map(|of| annotators_score(of, row));
        let cells = slice.into_iter().chain([row.name(), value, interval]);
        cells.chain(theirs).chain([row.support.to_string()]).collect()
    };
    let head = sliced.then_some("slice").into_iter().chain(["score", "value", "95 %"]);
    Sheet {
        title: "",
        note: String::new(),
        head: head.chain(annotators.map(|_| "annotators")).chain(["items"]).collect(),
        words: 1 + usize::from(sliced),
        lines: rows.iter().map(line).collect(),
    }
}

/// What annotators reach by the measure of the row; a part of the gold has none.
fn annotators_score(annotators: &Annotators, row: &Row) -> String {
    let whole = row.slice.is_none().then(|| annotators.get(&row.name())).flatten();
    number(whole.and_then(|row| row.value))
}

/// A line a label: precision, recall and F1; of spans by overlap.
pub(super) fn classes(report: &Report) -> Sheet {
    let annotators = scored(report);
    let line = |row: &Row| {
        let class = row.class.clone()?;
        let prefix =
            row.metric.strip_suffix("f1").filter(|prefix| ["", "overlap_"].contains(prefix))?;
        let other = |metric: &str| {
            let name = format!("{}.{class}.{prefix}{metric}", row.layer);
            number(report.get(&name).and_then(|row| row.value))
        };
        let cells = [row.layer.clone(), class.clone(), other("precision"), other("recall")];
        let f1 = [number(row.value), range(row.low, row.high)];
        let theirs = annotators.map(|of| annotators_score(of, row));
        Some(cells.into_iter().chain(f1).chain(theirs).chain([row.support.to_string()]).collect())
    };
    let head = ["layer", "label", "precision", "recall", "F1", "95 %"].into_iter();
    Sheet {
        title: "By label",
        note: "Of spans: by overlap. “annotators” is their F1, where there are two.".to_owned(),
        head: head.chain(annotators.map(|_| "annotators")).chain(["items"]).collect(),
        words: 2,
        lines: report.rows.iter().filter(|row| row.slice.is_none()).filter_map(line).collect(),
    }
}

/// The columns of [`slices`]: layer and metric.
const SLICED: [(&str, &str); 7] = [
    ("voice", "macro_f1"),
    ("certainty", "macro_f1"),
    ("wording", "macro_f1"),
    ("stance", "macro_f1"),
    ("favors", "macro_f1"),
    ("source_side", "macro_f1"),
    ("frames", "micro_f1"),
];

/// A line a part of the gold, a column a sentence layer.
pub(super) fn slices(report: &Report) -> Sheet {
    let mut names: Vec<&str> = report.rows.iter().filter_map(|row| row.slice.as_deref()).collect();
    names.dedup();
    let cell = |slice: &str, (layer, metric): (&str, &str)| {
        let of = |row: &&Row| {
            row.slice.as_deref() == Some(slice)
                && (row.layer.as_str(), row.metric.as_str()) == (layer, metric)
                && row.class.is_none()
        };
        match report.rows.iter().find(of) {
            Some(row) if row.too_small => "too small".to_owned(),
            Some(Row { value, low: None, .. } | Row { value, high: None, .. }) => number(*value),
            Some(row) => format!("{} ({})", number(row.value), range(row.low, row.high)),
            None => UNDEFINED.to_owned(),
        }
    };
    let line = |slice: &&str| {
        std::iter::once((*slice).to_owned())
            .chain(SLICED.map(|column| cell(slice, column)))
            .collect()
    };
    Sheet {
        title: "Parts of the gold",
        note: "Macro-F1, of frames micro-F1, with 95 % intervals; parts of fewer than 20 items \
               are too small to say. Every other score of every part is in the JSON report."
            .to_owned(),
        head: std::iter::once("part").chain(SLICED.map(|(layer, _)| layer)).collect(),
        words: 1,
        lines: names.iter().map(line).collect(),
    }
}

/// The difference from the baseline.
pub(super) fn comparison(compared: &[Compared]) -> Sheet {
    let line = |row: &Compared| {
        vec![
            row.name.clone(),
            number(Some(row.ours)),
            number(Some(row.theirs)),
            signed(row.difference),
            match (row.low, row.high) {
                (Some(low), Some(high)) => format!("{} to {}", signed(low), signed(high)),
                _ => UNDEFINED.to_owned(),
            },
            number(Some(row.p_bootstrap)),
            number(Some(row.p_randomisation)),
            number(row.detectable),
        ]
    };
    let head = [
        "score",
        "this",
        "baseline",
        "difference",
        "95 %",
        "p bootstrap",
        "p randomisation",
        "detectable",
    ];
    Sheet {
        title: "Against the baseline",
        note: String::new(),
        head: head.to_vec(),
        words: 1,
        lines: compared.iter().map(line).collect(),
    }
}

/// Those numbers of the agreement of annotators that are wanted.
pub(super) fn agreement(report: &Report, wanted: impl Fn(&Row) -> bool) -> Sheet {
    let rows: Vec<&Row> = report.ceiling.iter().filter(|row| wanted(row)).collect();
    let note = report.annotators.as_ref().map(|annotators| {
        let who = words::who(annotators);
        format!(
            "alpha is Krippendorff's, of stance ordinal; “disagreement” is the share of its \
             layer's disagreement that a label carries; {who}."
        )
    });
    Sheet {
        title: "Agreement of annotators",
        note: note.unwrap_or_default(),
        ..rows_sheet(&rows, None)
    }
}

/// What exchanging names did.
pub(super) fn side_swap(swaps: &[Swap]) -> Sheet {
    let line = |swap: &Swap| {
        vec![
            swap.first.to_string(),
            swap.second.to_string(),
            swap.judged.to_string(),
            swap.changed.to_string(),
            number(swap.failure),
            number(swap.mean_absolute_shift),
            swap.shift_to_second.map_or_else(|| UNDEFINED.to_owned(), signed),
            swap.lost.to_string(),
        ]
    };
    let head = [
        "first side",
        "second side",
        "judged",
        "changed",
        "failure",
        "shift",
        "towards second",
        "lost",
    ];
    Sheet {
        title: "With the sides' names exchanged",
        note: "Of the stances in sentences that the exchange changed, how many did not follow the \
               words to the other name (failure: their share); the mean shift of favourable less unfavourable \
               probability, and the same with its sign, positive where the second side's name \
               makes the same words sound better. Lost: stances that only one reading gives."
            .to_owned(),
        head: head.to_vec(),
        words: 2,
        lines: swaps.iter().map(line).collect(),
    }
}

/// How well probabilities fit.
pub(super) fn calibration(layers: &[LayerCalibration]) -> Sheet {
    let line = |layer: &LayerCalibration| {
        let of = &layer.calibration;
        let values = [
            of.brier,
            of.log_loss,
            of.ece,
            of.ece_by_chance,
            of.ece_by_chance_95,
            of.reliability,
            of.resolution,
            of.uncertainty,
            layer.coverage.aurc,
        ];
        let mut cells = vec![layer.layer.to_owned()];
        cells.extend(values.map(|value| number(Some(value))));
        cells.push(of.items.to_string());
        cells
    };
    let head = [
        "layer",
        "Brier",
        "log loss",
        "ECE (15 bins)",
        "by chance",
        "95 % below",
        "reliability",
        "resolution",
        "uncertainty",
        "AURC",
        "items",
    ];
    Sheet {
        title: "Calibration",
        note:
            "“by chance” is the ECE that as many items would have if each probability were right and \
               they were independent of each other: on average, and what 95 % of draws stay below."
                .to_owned(),
        head: head.to_vec(),
        words: 1,
        lines: layers.iter().map(line).collect(),
    }
}

pub(super) fn number(value: Option<f64>) -> String {
    value.map_or_else(|| UNDEFINED.to_owned(), |value| format!("{value:.3}").replace('-', "−"))
}

/// A difference: `+0.012`, `−0.012`.
pub(super) fn signed(value: f64) -> String {
    format!("{value:+.3}").replace('-', "−")
}

fn range(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) if low < 0.0 => {
            format!("{} to {}", number(Some(low)), number(Some(high)))
        }
        (Some(low), Some(high)) => format!("{low:.3}–{high:.3}"),
        _ => UNDEFINED.to_owned(),
    }
}
