//! The codebook as types, and the annotated document, which is also the file format.
//!
//! `eval/CODEBOOK.md` defines every label; the names here are the names there.

pub mod annotated;
pub mod confusion;
pub mod joint;
pub mod record;
pub mod scheme;
pub mod signature;
pub mod summary;

pub use annotated::{Annotated, LabelledSentence, LabelledSpan, Probabilities, Provenance, Source};
pub use scheme::{Certainty, Frame, Label, SpanLabel, Stance, Voice, Wording};
pub use signature::{PROGRAM, Signature};
pub use summary::{Balance, Counts, Speaker, Summary, VoiceSummary};
