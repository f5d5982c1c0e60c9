//! `y = x·Wᵀ + b`.

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};
use gemm::Parallelism;
use rayon::prelude::*;

use super::{values, with_values};

/// `[rows, inputs] × [outputs, inputs] + [outputs] → [rows, outputs]`, in f32.
///
/// # Errors
/// Where shapes do not fit.
pub fn linear(x: &Tensor, weight: &Tensor, bias: &Tensor) -> Result<Tensor> {
    x.contiguous()?.apply_op3(weight, bias, Linear)
}

struct Linear;

impl CustomOp3 for Linear {
    fn name(&self) -> &'static str {
        "linear"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        weight: &CpuStorage,
        weight_layout: &Layout,
        bias: &CpuStorage,
        bias_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (rows, inputs) = x_layout.shape().dims2()?;
        let (outputs, width) = weight_layout.shape().dims2()?;
        if width != inputs || bias_layout.shape().dims1()? != outputs {
            candle_core::bail!("linear: {rows}×{inputs} does not fit a weight of {outputs}×{width}")
        }
        let bias = values(bias, bias_layout)?;
        let mut y = bias.repeat(rows);
        let x = Matrix { values: values(x, x_layout)?, row: inputs, column: 1 };
        let weight = Matrix { values: values(weight, weight_layout)?, row: 1, column: inputs };
        add_product(&mut y, [rows, outputs, inputs], x, weight);
        Ok((CpuStorage::F32(y), Shape::from((rows, outputs))))
    }

    fn bwd(
        &self,
        x: &Tensor,
        weight: &Tensor,
        _bias: &Tensor,
        _y: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let ((rows, inputs), outputs) = (x.dims2()?, weight.dim(0)?);
        let device = x.device();
        let dx = with_values(grad, |grad| {
            with_values(weight, |weight| {
                let grad = Matrix { values: grad, row: outputs, column: 1 };
                let weight = Matrix { values: weight, row: inputs, column: 1 };
                product([rows, inputs, outputs], grad, weight)
            })
        })??;
        let dweight = with_values(grad, |grad| {
            with_values(x, |x| {
                let grad = Matrix { values: grad, row: 1, column: outputs };
                let x = Matrix { values: x, row: inputs, column: 1 };
                product([outputs, inputs, rows], grad, x)
            })
        })??;
        let dbias = with_values(grad, |grad| column_sums(grad, outputs))?;
        Ok((
            Some(Tensor::from_vec(dx, (rows, inputs), device)?),
            Some(Tensor::from_vec(dweight, (outputs, inputs), device)?),
            Some(Tensor::from_vec(dbias, outputs, device)?),
        ))
    }
}

/// A matrix over a slice: the distance between its rows and between its columns.
#[derive(Clone, Copy)]
struct Matrix<'a> {
    values: &'a [f32],
    row: usize,
    column: usize,
}

impl Matrix<'_> {
    fn holds(self, rows: usize, columns: usize) -> bool {
        let last = (rows - 1) * self.row + (columns - 1) * self.column;
        last < self.values.len()
    }
}

/// `[m, n]` of `[m, k] × [k, n]`.
fn product([m, n, k]: [usize; 3], left: Matrix, right: Matrix) -> Vec<f32> {
    let mut out = vec![0.0; m * n];
    add_product(&mut out, [m, n, k], left, right);
    out
}

/// `out += left × right`, where `out` is `[m, n]` row by row.
#[expect(unsafe_code, reason = "the matrix kernels take raw pointers")]
fn add_product(out: &mut [f32], [m, n, k]: [usize; 3], left: Matrix, right: Matrix) {
    if m == 0 || n == 0 || k == 0 {
        return;
    }
    assert!(out.len() == m * n && left.holds(m, k) && right.holds(k, n));
    #[expect(clippy::cast_possible_wrap, reason = "a slice has at most isize::MAX bytes")]
    let stride = |x: usize| x as isize;
    // SAFETY: the assertion above holds every address that the strides reach inside its slice,
    // and `out` is borrowed alone.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            out.as_mut_ptr(),
            1,
            stride(n),
            true,
            left.values.as_ptr(),
            stride(left.column),
            stride(left.row),
            right.values.as_ptr(),
            stride(right.column),
            stride(right.row),
            1.0,
            1.0,
            false,
            false,
            false,
            Parallelism::Rayon(rayon::current_num_threads()),
        );
    }
}

/// Sums over rows, in an order that does not depend on the number of threads.
pub(super) fn column_sums(x: &[f32], width: usize) -> Vec<f32> {
    const ROWS: usize = 128;
    let partial: Vec<Vec<f32>> = x
        .par_chunks(ROWS * width)
        .map(|rows| {
            let mut sums = vec![0.0; width];
            rows.chunks_exact(width).for_each(|row| super::vector::axpy(&mut sums, 1.0, row));
            sums
        })
        .collect();
    let mut sums = vec![0.0; width];
    partial.iter().for_each(|part| super::vector::axpy(&mut sums, 1.0, part));
    sums
}
