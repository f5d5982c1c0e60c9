//! Gold documents read anew by the model, so many at a time, with a bar on a terminal.

use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget};

use super::progress;
use crate::annotate::{self, GoldGives, Judging};
use crate::labels::Annotated;
use crate::model::Model;

/// Bytes of text that the model reads together: enough sentences for every core, few enough to
/// keep memory flat.
const TOGETHER: usize = 64 << 10;

/// What the model says of gold's documents, given what gold gives.
pub(super) fn again(
    model: &Model,
    gold: &[Annotated],
    gives: GoldGives,
    judging: Judging,
) -> Result<Vec<Annotated>> {
    let bar = bar(gold);
    let mut predicted = Vec::with_capacity(gold.len());
    let mut rest = gold;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(together(rest));
        predicted.extend(annotate::again(model, now, gives, judging)?);
        bar.inc(now.len() as u64);
        rest = later;
    }
    bar.finish_and_clear();
    Ok(predicted)
}

fn bar(gold: &[Annotated]) -> ProgressBar {
    let bar = progress::bar(gold.len(), "{pos}/{len} documents {wide_bar} {eta} left");
    // Nothing is drawn for a moment's work.
    if together(gold) == gold.len() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar
}

/// How many documents, from the first, are read together.
fn together(gold: &[Annotated]) -> usize {
    let mut bytes = 0;
    let fits = |document: &&Annotated| {
        bytes += document.document.text().len();
        bytes <= TOGETHER
    };
    gold.iter().take_while(fits).count().max(1).min(gold.len())
}
