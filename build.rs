//! Compares the model that is built into the program with its card, and packs its weights and its
//! vocabulary, so that start-up need do neither.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use parallax_engine::{
    Calibration, Config, Encoder, Heads, Labels, Numbers, Recording, Source, Tensors, Vocabulary,
    Words,
};
use sha2::{Digest, Sha256};

const FOLDER: &str = "models/parallax-minilm";

fn main() {
    println!("cargo::rerun-if-changed={FOLDER}");
    println!("cargo::rustc-check-cfg=cfg(packed)");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let card = read(&root, "card.toml");
    let card: toml::Table = str::from_utf8(&card).expect("UTF-8").parse().expect("TOML");
    let weights = verified(&root, "model.safetensors", &card["files"]["weights"]);
    let tokenizer = verified(&root, "tokenizer.json", &card["files"]["tokenizer"]);
    let calibration = verified(&root, "calibration.safetensors", &card["files"]["calibration"]);
    let order = env::var("CARGO_CFG_TARGET_ENDIAN").expect("cargo sets it");
    if order == if cfg!(target_endian = "little") { "little" } else { "big" } {
        let out = env::var("OUT_DIR").expect("cargo sets it");
        let out = Path::new(&out);
        pack(&card, &weights, &calibration, out)
            .and_then(|()| pack_tokenizer(&tokenizer, out))
            .unwrap_or_else(|e| panic!("{FOLDER}: {e}; check it out again"));
        println!("cargo::rustc-cfg=packed");
    }
}

fn read(root: &str, name: &str) -> Vec<u8> {
    let path = Path::new(root).join(FOLDER).join(name);
    fs::read(&path).unwrap_or_else(|e| {
        panic!("{}: {e}; the model is part of the repository: check it out again", path.display())
    })
}

/// A file that has the hash which the card gives.
fn verified(root: &str, name: &str, expected: &toml::Value) -> Vec<u8> {
    let bytes = read(root, name);
    let expected = expected.as_str().expect("a hash");
    let found: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
    assert!(
        found == expected,
        "{FOLDER}/{name}: its sha256 is {found}, card.toml says {expected}; check it out again"
    );
    bytes
}

/// Writes the weights as `src/model/packed.rs` takes them.
fn pack(
    card: &toml::Table,
    weights: &[u8],
    calibration: &[u8],
    out: &Path,
) -> parallax_engine::Result<()> {
    let write = |name: &str, recording: Recording| write(out, name, &recording.into_bytes());
    let sizes: Config = card["network"].clone().try_into().expect("sizes of a network");
    let source = Source::parse(weights)?;
    let calibration = Calibration::parse(calibration, &sizes)?;
    let tensors = Tensors { source: &source, calibration: &calibration };
    let words = Words::copied(&source, &sizes)?;
    for numbers in [Numbers::F32, Numbers::Int8] {
        let mut recording = Recording::new(tensors);
        Encoder::new(&mut recording, words.clone(), &sizes, numbers)?;
        write(&format!("encoder.{}", numbers.name()), recording);
    }
    let mut recording = Recording::new(tensors);
    Heads::new(&mut recording, &sizes, &labels(&card["labels"]))?;
    write("heads", recording);
    Ok(())
}

/// Writes the vocabulary of word pieces, and the tokenizer without it.
fn pack_tokenizer(tokenizer: &[u8], out: &Path) -> parallax_engine::Result<()> {
    let mut tokenizer: serde_json::Value = serde_json::from_slice(tokenizer).expect("JSON");
    let model = tokenizer["model"].as_object_mut().expect("a model");
    let pieces: BTreeMap<String, u32> =
        serde_json::from_value(model.remove("vocab").expect("a vocabulary")).expect("ids");
    write(out, "vocabulary", Vocabulary::new(&pieces)?.as_bytes());
    write(out, "tokenizer.json", tokenizer.to_string().as_bytes());
    Ok(())
}

fn write(out: &Path, name: &str, bytes: &[u8]) {
    fs::write(out.join(name), bytes).expect("OUT_DIR can be written to");
}

fn labels(of: &toml::Value) -> Labels {
    let count = |layer: &str| of[layer].as_array().expect("a list of labels").len();
    Labels {
        voice: count("voice"),
        certainty: count("certainty"),
        wording: count("wording"),
        frames: count("frames"),
        stance: count("stance"),
        spans: count("spans"),
    }
}
