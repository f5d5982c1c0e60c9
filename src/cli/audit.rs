//! `parallax eval --side-swap`: the model reads every document again with two sides' names
//! exchanged.

use anyhow::{Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use crate::annotate::{self, GoldGives};
use crate::eval::side_swap::{self, Swap};
use crate::labels::Annotated;
use crate::model::Model;

/// What is told of the text apart from its names: the sentences and mentions first found in it.
const GIVES: GoldGives = GoldGives { sentences: true, mentions: true };

/// The audit of every pair of sides in what the model predicted.
pub(super) fn side_swap(model: &Model, predicted: &[Annotated]) -> Result<Vec<Swap>> {
    let pairs = side_swap::pairs(predicted);
    if pairs.is_empty() {
        bail!("--side-swap: no document has two sides whose names could be exchanged");
    }
    let readings: usize = pairs.iter().map(|(_, documents)| documents.len()).sum();
    let bar = ProgressBar::new(readings as u64).with_style(
        ProgressStyle::with_template(
            "{pos}/{len} documents with names exchanged {wide_bar} {eta} left",
        )
        .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let swaps = pairs.iter().map(|((first, second), documents)| {
        let read = documents.par_iter().map(|document| {
            let exchanged = side_swap::exchange_names(document, first, second)?;
            let read = annotate::again(model, &exchanged, GIVES);
            bar.inc(1);
            read
        });
        let exchanged = read.collect::<crate::Result<Vec<_>>>()?;
        side_swap::audit(documents, &exchanged, first, second)
    });
    let swaps = swaps.collect::<crate::Result<Vec<_>>>();
    bar.finish_and_clear();
    Ok(swaps?)
}
