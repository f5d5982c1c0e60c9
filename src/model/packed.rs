//! The embedded model's weights and vocabulary, as `build.rs` has packed them.

use super::engine::{Archive, Config, Encoder, Engine, Heads, Lines, Numbers, Vocabulary, Words};
use super::logits::LABELS;
use super::tokens::Tokens;
use crate::error::Result;

static F32: &Lines<[u8]> = &Lines(*include_bytes!(concat!(env!("OUT_DIR"), "/encoder.f32")));
static INT8: &Lines<[u8]> = &Lines(*include_bytes!(concat!(env!("OUT_DIR"), "/encoder.int8")));
static VOCABULARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/vocabulary"));
/// Without the vocabulary.
static TOKENIZER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tokenizer.json"));
static HEADS: &Lines<[u8]> = &Lines(*include_bytes!(concat!(env!("OUT_DIR"), "/heads")));

/// The engine on these weights, used where they are.
pub(super) fn engine(words: Words, sizes: &Config, numbers: Numbers) -> Result<Engine> {
    // What is in 16-bit floats is narrowed here: that takes milliseconds, and the program is smaller.
    let (held, archive) = match numbers {
        Numbers::F32 | Numbers::Bf16 => (Numbers::F32, &F32.0),
        Numbers::Int8 => (Numbers::Int8, &INT8.0),
    };
    let mut archive = Archive::new(archive);
    let encoder = Encoder::new(&mut archive, words, sizes, held)?;
    archive.end()?;
    let encoder = if numbers == Numbers::Bf16 { encoder.narrowed() } else { encoder };
    let mut archive = Archive::new(&HEADS.0);
    let heads = Heads::new(&mut archive, sizes, &LABELS)?;
    archive.end()?;
    Ok(Engine::new(encoder, heads))
}

/// The tokenizer on the packed vocabulary, used where it is.
pub(super) fn tokens() -> Result<Tokens> {
    Tokens::packed(TOKENIZER, Vocabulary::in_place(VOCABULARY)?)
}
