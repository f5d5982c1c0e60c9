//! What a report is about and how to read it, in plain words.

use crate::eval::Report;
use crate::eval::ceiling::Annotators;
use crate::eval::subject::Subject;

use super::super::plain::{count, list};

/// The heading of a page.
pub(super) fn heading(report: &Report) -> String {
    match (&report.subject.model, &report.annotators) {
        (Some(model), _) => format!("How well {model} labels"),
        (None, Some(annotators)) if report.rows.is_empty() => {
            format!("How far {} annotators agree", annotators.count)
        }
        _ => "How good the predictions are".to_owned(),
    }
}

/// What was compared with what, a paragraph each.
pub(super) fn lead(report: &Report) -> Vec<String> {
    let signature = &report.signature;
    let drawn = format!(
        "Intervals hold the middle 95 % of {} draws of the documents ({}). A number that is \
         undefined is “–”, never 0.",
        signature.resamples, signature.intervals
    );
    let first = match &report.annotators {
        Some(annotators) if report.rows.is_empty() => compared(annotators),
        _ => scored(&report.subject),
    };
    std::iter::once(first).chain(suite(report)).chain([drawn]).collect()
}

/// What a reader must know of the public benchmark that the report is about.
pub(super) fn suite(report: &Report) -> Option<String> {
    let suite = report.suite.as_ref()?;
    Some(format!(
        "{} ({}): {}. Licence: {}. {}",
        suite.name, suite.split, suite.citation, suite.licence, suite.caveats
    ))
}

fn scored(subject: &Subject) -> String {
    let by = subject.model.as_deref().unwrap_or("An annotator whose file names no model");
    let corpus = subject.corpus.iter().map(|name| format!(" of the {name}")).collect::<Vec<_>>();
    let of = if corpus.len() == 1 { corpus[0].clone() } else { String::new() };
    format!(
        "{by} labelled {} with {}{of}. Its labels are compared with {}.",
        count(subject.documents, "document"),
        count(subject.sentences, "sentence"),
        gold(&subject.labels_by)
    )
}

fn compared(annotators: &Annotators) -> String {
    format!(
        "{} annotators labelled the same {}; {}.",
        annotators.count,
        count(annotators.documents, "document"),
        who(annotators)
    )
}

/// The gold labels, by whom they were made.
fn gold(labels_by: &[String]) -> String {
    match labels_by {
        [] => "the gold labels, whose makers the file does not name".to_owned(),
        makers => format!("the gold labels, which were made by {}", makers_of(makers)),
    }
}

/// What the annotators are.
pub(super) fn who(annotators: &Annotators) -> String {
    match &annotators.labels_by[..] {
        [] => "what the annotators are, their files do not say".to_owned(),
        [only] if only == "model" => {
            "the annotators are language models, not people, and share their habits: take their \
             agreement as an upper bound of what people would reach"
                .to_owned()
        }
        makers => format!("the annotators are {}", makers_of(makers)),
    }
}

fn makers_of(makers: &[String]) -> String {
    let plain = makers.iter().map(|maker| match maker.as_str() {
        "model" => "language models",
        "crowd" => "crowd workers",
        "expert" => "experts",
        other => other,
    });
    list(&plain.map(str::to_owned).collect::<Vec<_>>())
}

/// What the column of the annotators' scores is.
pub(super) fn beside(report: &Report) -> String {
    let Some(annotators) = super::sheets::scored(report) else { return String::new() };
    format!(
        "“annotators” is the same score of one annotator against another, over {}; {}.",
        count(annotators.documents, "document"),
        who(annotators)
    )
}

/// A layer before people.
pub(super) fn layer(layer: &str) -> &str {
    match layer {
        "favors" => "whom it favours",
        "source_side" => "the speaker's side",
        "kind" => "kind of line",
        "stance" => "stance, by side",
        other => other,
    }
}

/// A score before people: `voice, macro-F1`.
pub(super) fn score(layer: &str, class: Option<&str>, metric: &str) -> String {
    let metric = match metric {
        "macro_f1" => "macro-F1",
        "micro_f1" => "micro-F1",
        "overlap_f1" => "overlap F1",
        "f1" => "F1",
        other => other,
    };
    let class = class.map(|class| format!(": {class}")).unwrap_or_default();
    format!("{}{class}, {metric}", self::layer(layer))
}
