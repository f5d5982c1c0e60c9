//! Compares the model that is built into the program with its card, so that start-up need not.

use std::path::Path;
use std::{env, fs};

use sha2::{Digest, Sha256};

const FOLDER: &str = "models/parallax-minilm";

fn main() {
    println!("cargo::rerun-if-changed={FOLDER}");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let folder = Path::new(&root).join(FOLDER);
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).unwrap_or_else(|e| {
            panic!(
                "{}: {e}; the model is part of the repository: check it out again",
                path.display()
            )
        })
    };
    let card = String::from_utf8(read("card.toml")).expect("card.toml is UTF-8");
    let card: toml::Table = card.parse().expect("card.toml is TOML");
    for (key, name) in [
        ("weights", "model.safetensors"),
        ("tokenizer", "tokenizer.json"),
        ("calibration", "calibration.safetensors"),
    ] {
        let expected = card["files"][key].as_str().expect("a hash");
        let found: String = Sha256::digest(read(name)).iter().map(|b| format!("{b:02x}")).collect();
        assert!(
            found == expected,
            "{FOLDER}/{name}: its sha256 is {found}, card.toml says {expected}; check it out again"
        );
    }
}
