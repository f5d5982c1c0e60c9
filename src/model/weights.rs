//! A model's files, in the binary or in a folder, and their verification.

use std::fs;
use std::io::ErrorKind::NotFound;
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use rayon::prelude::*;
use safetensors::SafeTensors;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

use super::card::Card;
use super::engine::{Calibration, Encoder, Engine, Heads, Source, Tensors, Words};
use super::logits::LABELS;
use super::network::Network;
use super::precision::Precision;
use super::predict::Runners;
use super::tokens::Tokens;
use crate::error::{Error, Result};

/// The files' names in a model's folder.
pub const CARD: &str = "card.toml";
/// The weights, f16.
pub const WEIGHTS: &str = "model.safetensors";
/// The tokenizer.
pub const TOKENIZER: &str = "tokenizer.json";

/// What bytes are spread by, f16.
pub const CALIBRATION: &str = "calibration.safetensors";

/// SHA-256 in hexadecimal, as cards and recipes write it.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The files as read.
pub(super) struct Files<'a> {
    pub card: &'a str,
    pub weights: &'a [u8],
    pub tokenizer: &'a [u8],
    /// Older models have none.
    pub calibration: Option<&'a [u8]>,
}

impl Files<'_> {
    /// Compares the files with the hashes in the card.
    pub fn verify(&self, card: &Card) -> Result<()> {
        let calibration = self.calibration.unwrap_or_default();
        let of_calibration =
            card.files.calibration.iter().map(|hash| (CALIBRATION, calibration, hash));
        for (file, bytes, expected) in [
            (WEIGHTS, self.weights, &card.files.weights),
            (TOKENIZER, self.tokenizer, &card.files.tokenizer),
        ]
        .into_iter()
        .chain(of_calibration)
        {
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

    /// Packs the weights for the engines of a precision, which share what they can.
    pub fn runners(&self, card: &Card, precision: Precision) -> Result<Runners> {
        let sizes = &card.network;
        let source = Source::parse(self.weights)?;
        // One that the card does not name was not compared with anything.
        let calibration = match self.calibration.filter(|_| card.files.calibration.is_some()) {
            Some(bytes) => Calibration::parse(bytes, sizes)?,
            None => Calibration::default(),
        };
        let tensors = Tensors { source: &source, calibration: &calibration };
        let words = Words::copied(&source, sizes)?;
        let heads = Heads::new(&mut { tensors }, sizes, &LABELS)?;
        Runners::of(precision, |numbers| {
            let encoder = Encoder::new(&mut { tensors }, words.clone(), sizes, numbers)?;
            Ok(Engine::new(encoder, heads.clone()))
        })
    }

    pub fn tokens(&self) -> Result<Tokens> {
        Tokens::from_bytes(self.tokenizer)
    }
}

#[cfg(packed)]
impl Files<'static> {
    /// The word embedding, used where it is.
    pub fn words(&self, card: &Card) -> Result<Words> {
        Ok(Words::in_place(&Source::parse(self.weights)?, &card.network)?)
    }
}

/// A folder's files, owned.
pub(super) struct Folder {
    card: String,
    weights: Vec<u8>,
    tokenizer: Vec<u8>,
    calibration: Option<Vec<u8>>,
}

impl Folder {
    pub fn read(folder: &Path) -> Result<Self> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(|source| Error::ModelFile { path, source })
        };
        let card = String::from_utf8(read(CARD)?)
            .map_err(|_| Error::Card { reason: "it is not UTF-8".to_owned() })?;
        let calibration = match read(CALIBRATION) {
            Ok(bytes) => Some(bytes),
            Err(Error::ModelFile { source, .. }) if source.kind() == NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self { card, weights: read(WEIGHTS)?, tokenizer: read(TOKENIZER)?, calibration })
    }

    pub fn files(&self) -> Files<'_> {
        Files {
            card: &self.card,
            weights: &self.weights,
            tokenizer: &self.tokenizer,
            calibration: self.calibration.as_deref(),
        }
    }
}
