//! Two classes of voice where a benchmark has no more.

use crate::labels::{Annotated, Label, Voice};

/// Calls every quoted sentence reported, and gives `reported` the probability of both.
pub(super) fn quoted_is_reported(annotated: &mut Annotated) {
    let (quoted, reported) = (Voice::Quoted.index(), Voice::Reported.index());
    for sentence in &mut annotated.sentences {
        if sentence.voice == Some(Voice::Quoted) {
            sentence.voice = Some(Voice::Reported);
        }
        if let Some(p) = &mut sentence.p {
            p.voice[reported] += p.voice[quoted];
            p.voice[quoted] = 0.0;
        }
    }
}
