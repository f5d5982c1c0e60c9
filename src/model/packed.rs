//! The embedded model's weights, as `build.rs` has packed them.

use super::engine::{Archive, Config, Encoder, Engine, Heads, Lines, Numbers, Words};
use super::logits::LABELS;
use crate::error::Result;

static F32: &Lines<[u8]> = &Lines(*include_bytes!(concat!(env!("OUT_DIR"), "/encoder.f32")));
static INT8: &Lines<[u8]> = &Lines(*include_bytes!(concat!(env!("OUT_DIR"), "/encoder.int8")));
static HEADS: &Lines<[u8]> = &Lines(*include_bytes!(concat!(env!("OUT_DIR"), "/heads")));

/// The engine on these weights, used where they are.
pub(super) fn engine(words: Words, sizes: &Config, numbers: Numbers) -> Result<Engine> {
    let mut archive = match numbers {
        Numbers::F32 => Archive::new(&F32.0),
        Numbers::Int8 => Archive::new(&INT8.0),
    };
    let encoder = Encoder::new(&mut archive, words, sizes, numbers)?;
    archive.end()?;
    let mut archive = Archive::new(&HEADS.0);
    let heads = Heads::new(&mut archive, sizes, &LABELS)?;
    archive.end()?;
    Ok(Engine::new(encoder, heads))
}
