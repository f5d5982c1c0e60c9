//! Where a network's parts come from: from tensors, which are packed, or from an archive of parts
//! that were packed before. A network asks for them one after another, always in the same order.

use super::aligned::Aligned;
use super::archive::{Archive, put};
use super::calibration::Calibration;
use super::error::Result;
use super::layout::Places;
use super::linear::Linear;
use super::memory::Memory;
use super::numbers::Numbers;
use super::source::Source;

/// Gives a network its parts.
pub trait Weights {
    /// So many rows of values at these places. `dense` reads them from tensors.
    ///
    /// # Errors
    /// Where they are not to be had.
    fn rows(
        &mut self,
        count: usize,
        places: &Places,
        dense: &dyn Fn(&Tensors) -> Result<Vec<f32>>,
    ) -> Result<Memory<f32>>;

    /// A linear map. `dense` reads it from tensors.
    ///
    /// # Errors
    /// Where it is not to be had.
    fn linear(&mut self, map: Map, dense: &dyn Fn(&Tensors) -> Result<Dense>) -> Result<Linear>;
}

/// The shape of a linear map.
#[derive(Debug, Clone, Copy)]
pub struct Map<'a> {
    /// Rows of the result.
    pub outputs: &'a Places,
    /// Rows that it is of.
    pub inputs: &'a Places,
    /// What its weights are held in.
    pub numbers: Numbers,
}

/// A linear map that is not packed yet.
#[derive(Debug, Clone)]
pub struct Dense {
    /// `[outputs, inputs]`
    pub weights: Vec<f32>,
    /// `[outputs]`
    pub bias: Vec<f32>,
    /// How large each input gets; empty where nothing was measured.
    pub amplitudes: Vec<f32>,
}

/// Parts are packed from a model's tensors.
#[derive(Debug, Clone, Copy)]
pub struct Tensors<'a> {
    /// The tensors.
    pub source: &'a Source<'a>,
    /// What bytes are spread by.
    pub calibration: &'a Calibration,
}

/// Parts are packed from a model's tensors, and written down for an [`Archive`].
#[derive(Debug)]
pub struct Recording<'a> {
    tensors: Tensors<'a>,
    archive: Vec<u8>,
}

impl Tensors<'_> {
    /// The linear map of a name.
    pub(crate) fn dense(&self, name: &str, [outputs, inputs]: [&Places; 2]) -> Result<Dense> {
        let (outputs, inputs) = (outputs.count(), inputs.count());
        Ok(Dense {
            weights: self.source.f32(&format!("{name}.weight"), &[outputs, inputs])?,
            bias: self.source.f32(&format!("{name}.bias"), &[outputs])?,
            amplitudes: Vec::new(),
        })
    }
}

impl Weights for Tensors<'_> {
    fn rows(
        &mut self,
        count: usize,
        places: &Places,
        dense: &dyn Fn(&Tensors) -> Result<Vec<f32>>,
    ) -> Result<Memory<f32>> {
        // Read first: a size that no tensor has asks for no memory.
        let dense = dense(self)?;
        let mut rows = Aligned::zeros(count * places.width());
        let pairs = rows.chunks_exact_mut(places.width()).zip(dense.chunks_exact(places.count()));
        pairs.for_each(|(to, row)| places.spread_to(row, to));
        Ok(rows.into())
    }

    fn linear(&mut self, map: Map, dense: &dyn Fn(&Tensors) -> Result<Dense>) -> Result<Linear> {
        Ok(Linear::pack(map, dense(self)?))
    }
}

impl Weights for Archive {
    fn rows(
        &mut self,
        count: usize,
        places: &Places,
        _: &dyn Fn(&Tensors) -> Result<Vec<f32>>,
    ) -> Result<Memory<f32>> {
        self.take(count * places.width())
    }

    fn linear(&mut self, map: Map, _: &dyn Fn(&Tensors) -> Result<Dense>) -> Result<Linear> {
        Linear::read(map, self)
    }
}

impl<'a> Recording<'a> {
    /// Of these tensors, with nothing in it yet.
    #[must_use]
    pub fn new(tensors: Tensors<'a>) -> Self {
        Self { tensors, archive: Vec::new() }
    }

    /// What was written down.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.archive
    }
}

impl Weights for Recording<'_> {
    fn rows(
        &mut self,
        count: usize,
        places: &Places,
        dense: &dyn Fn(&Tensors) -> Result<Vec<f32>>,
    ) -> Result<Memory<f32>> {
        let rows = self.tensors.rows(count, places, dense)?;
        put(&mut self.archive, &rows);
        Ok(rows)
    }

    fn linear(&mut self, map: Map, dense: &dyn Fn(&Tensors) -> Result<Dense>) -> Result<Linear> {
        let linear = self.tensors.linear(map, dense)?;
        linear.write(&mut self.archive);
        Ok(linear)
    }
}
