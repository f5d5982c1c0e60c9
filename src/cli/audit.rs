//! `parallax eval --side-swap`: the model reads every document again with two sides' names
//! exchanged.

use anyhow::{Result, bail};
use indicatif::ProgressBar;
use rayon::prelude::*;

use super::progress;
use crate::annotate::{self, GoldGives, Judging};
use crate::eval::side_swap::{self, Exchange, Swap};
use crate::labels::Annotated;
use crate::model::Model;

/// What is told of the text apart from its names: the sentences and mentions first found in it.
const GIVES: GoldGives = GoldGives { sentences: true, mentions: true };

/// The audit of every pair of sides in what the model predicted.
pub(super) fn side_swap(
    model: &Model,
    predicted: &[Annotated],
    judging: Judging,
) -> Result<Vec<Swap>> {
    let exchanges = side_swap::exchanges(predicted);
    if exchanges.is_empty() {
        bail!("--side-swap: no document has two sides whose names could be exchanged");
    }
    let readings: usize = exchanges.iter().map(|of| of.documents.len()).sum();
    let form = "{pos}/{len} with names exchanged {wide_bar} {eta} left";
    let bar = progress::bar(readings, form);
    let swaps: crate::Result<Vec<Swap>> =
        exchanges.iter().map(|exchange| swap(model, exchange, judging, &bar)).collect();
    bar.finish_and_clear();
    Ok(swaps?)
}

/// Has the model read the documents of one pair again.
fn swap(
    model: &Model,
    exchange: &Exchange,
    judging: Judging,
    bar: &ProgressBar,
) -> crate::Result<Swap> {
    let Exchange { first, second, documents } = exchange;
    let again = documents.par_iter().map(|document| {
        let exchanged = side_swap::exchange_names(document, first, second)?;
        let read = annotate::again(model, std::slice::from_ref(&exchanged), GIVES, judging);
        bar.inc(1);
        read
    });
    let exchanged = again.collect::<crate::Result<Vec<_>>>()?.concat();
    side_swap::audit(documents, &exchanged, first, second)
}
