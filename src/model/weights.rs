//! A model's three files, in the binary or in a folder, and their verification.

use std::fs;
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use rayon::prelude::*;
use safetensors::SafeTensors;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

use super::card::Card;
use super::network::Network;
use super::tokens::Tokens;
use crate::error::{Error, Result};

/// The files' names in a model's folder.
pub const CARD: &str = "card.toml";
/// The weights, f16.
pub const WEIGHTS: &str = "model.safetensors";
/// The tokenizer.
pub const TOKENIZER: &str = "tokenizer.json";

/// SHA-256 in hexadecimal, as cards and recipes write it.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The three files as read.
pub(super) struct Files<'a> {
    pub card: &'a str,
    pub weights: &'a [u8],
    pub tokenizer: &'a [u8],
}

impl Files<'_> {
    /// Compares the files with the hashes in the card.
    pub fn verify(&self, card: &Card) -> Result<()> {
        for (file, bytes, expected) in [
            (WEIGHTS, self.weights, &card.files.weights),
            (TOKENIZER, self.tokenizer, &card.files.tokenizer),
        ] {
            let found = sha256(bytes);
            if found != *expected {
                return Err(Error::Hash { file, expected: expected.clone(), found });
            }
        }
        Ok(())
    }

    /// Builds the network with its weights widened to f32 (the word embedding stays f16).
    pub fn network(&self, card: &Card) -> Result<Network> {
        let unusable = |reason: String| Error::Weights { reason };
        let tensors =
            SafeTensors::deserialize(self.weights).map_err(|e| unusable(e.to_string()))?;
        let tensors = tensors
            .tensors()
            .into_par_iter()
            .map(|(name, view)| {
                let dtype = DType::try_from(view.dtype())?;
                let tensor =
                    Tensor::from_raw_buffer(view.data(), dtype, view.shape(), &Device::Cpu)?;
                let words = name == "encoder.words";
                let tensor = if words { tensor } else { tensor.to_dtype(DType::F32)? };
                Ok((name, tensor))
            })
            .collect::<candle_core::Result<HashMap<_, _>>>()
            .map_err(|e| unusable(e.to_string()))?;
        let builder = VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu);
        Network::new(&card.network, &builder).map_err(|e| unusable(e.to_string()))
    }

    pub fn tokens(&self) -> Result<Tokens> {
        Tokens::from_bytes(self.tokenizer)
    }
}

/// A folder's three files, owned.
pub(super) struct Folder {
    card: String,
    weights: Vec<u8>,
    tokenizer: Vec<u8>,
}

impl Folder {
    pub fn read(folder: &Path) -> Result<Self> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(|source| Error::ModelFile { path, source })
        };
        let card = String::from_utf8(read(CARD)?)
            .map_err(|_| Error::Card { reason: "it is not UTF-8".to_owned() })?;
        Ok(Self { card, weights: read(WEIGHTS)?, tokenizer: read(TOKENIZER)? })
    }

    pub fn files(&self) -> Files<'_> {
        Files { card: &self.card, weights: &self.weights, tokenizer: &self.tokenizer }
    }
}
