//! A linear map with its weights packed, in f32, bf16 or bytes.

use super::archive::{Archive, put};
use super::calibration::factors;
use super::error::Result;
use super::memory::Memory;
use super::numbers::Numbers;
use super::panels::{Bf16Panels, Int8Panels, Panels};
use super::weights::{Dense, Map};

/// `x·Wᵀ + b`
#[derive(Debug, Clone)]
pub struct Linear {
    pub(crate) packed: Packed,
    pub(crate) bias: Memory<f32>,
}

#[derive(Debug, Clone)]
pub(crate) enum Packed {
    F32(Panels),
    Bf16(Bf16Panels),
    Int8 {
        panels: Int8Panels,
        /// What inputs are multiplied by before they become bytes; the weights are divided by it.
        factors: Memory<f32>,
    },
}

impl Linear {
    /// Packs weights.
    pub(crate) fn pack(map: Map, dense: Dense) -> Self {
        let Map { outputs, inputs, numbers } = map;
        let weights = outputs.spread_matrix(inputs, dense.weights);
        let panels = |weights: &[f32]| Panels::pack(weights, inputs.width());
        let packed = match numbers {
            Numbers::F32 => Packed::F32(panels(&weights)),
            Numbers::Bf16 => Packed::Bf16(Bf16Panels::narrowed(&panels(&weights))),
            Numbers::Int8 => {
                let amplitudes = dense.amplitudes;
                let measured = amplitudes.len() == inputs.count();
                let amplitudes = measured.then(|| inputs.spread(&amplitudes));
                let factors = factors(&weights, inputs.width(), amplitudes.as_deref());
                Packed::int8(weights, factors)
            }
        };
        Self { packed, bias: outputs.spread(&dense.bias).as_slice().into() }
    }

    /// The next one of an archive.
    pub(crate) fn read(map: Map, archive: &mut Archive) -> Result<Self> {
        let (outputs, depth) = (map.outputs.width(), map.inputs.width());
        let packed = match map.numbers {
            Numbers::F32 => Packed::F32(Panels { values: archive.take(outputs * depth)?, depth }),
            Numbers::Bf16 => {
                Packed::Bf16(Bf16Panels { values: archive.take(outputs * depth)?, depth })
            }
            Numbers::Int8 => Packed::Int8 {
                panels: Int8Panels {
                    values: archive.take(outputs * depth)?,
                    scales: archive.take(outputs)?,
                    sums: archive.take(outputs)?,
                    depth,
                },
                factors: archive.take(depth)?,
            },
        };
        Ok(Self { packed, bias: archive.take(outputs)? })
    }

    /// Puts it behind what an archive holds, as [`Linear::read`] takes it.
    pub(crate) fn write(&self, archive: &mut Vec<u8>) {
        match &self.packed {
            Packed::F32(panels) => put(archive, &panels.values),
            Packed::Bf16(panels) => put(archive, &panels.values),
            Packed::Int8 { panels, factors } => {
                put(archive, &panels.values);
                put(archive, &panels.scales);
                put(archive, &panels.sums);
                put(archive, factors);
            }
        }
        put(archive, &self.bias);
    }

    /// The same in 16-bit floats, where it is in f32.
    pub(crate) fn narrowed(self) -> Self {
        match self.packed {
            Packed::F32(panels) => {
                Self { packed: Packed::Bf16(Bf16Panels::narrowed(&panels)), ..self }
            }
            packed => Self { packed, ..self },
        }
    }

    /// Length of a row of the result: the outputs, filled up with zeros to whole panels.
    pub(crate) fn width(&self) -> usize {
        self.bias.len()
    }
}

impl Packed {
    /// `factors`, one an input, even out the inputs.
    fn int8(mut weights: Vec<f32>, factors: Vec<f32>) -> Self {
        let depth = factors.len();
        for row in weights.chunks_exact_mut(depth) {
            row.iter_mut().zip(&factors).for_each(|(w, factor)| *w /= factor);
        }
        let panels = Int8Panels::pack(&weights, depth);
        Self::Int8 { panels, factors: factors.as_slice().into() }
    }
}
