//! Every operation's backward pass against finite differences of its forward pass.

use std::sync::Arc;

use candle_core::{Device, Result, Tensor, Var};
use parallax::model::ops;

/// Step of the central difference: small against the values, large against rounding in f32.
const STEP: f32 = 1e-2;

/// Values in −1..1 that repeat nowhere, the same on every run.
fn values(shape: &[usize], seed: usize) -> Result<Var> {
    let count: usize = shape.iter().product();
    let value = |i: usize| ((i * 7919 + seed * 104_729) as f32 * 0.618_034).fract() * 2.0 - 1.0;
    let values: Vec<f32> = (0..count).map(value).collect();
    Var::from_tensor(&Tensor::from_vec(values, shape, &Device::Cpu)?)
}

/// Compares the gradient of a weighted sum of `f`'s output by every value of every variable.
fn check(variables: &[&Var], f: impl Fn() -> Result<Tensor>) -> Result<()> {
    let weights = values(f()?.dims(), 99)?;
    let objective = || -> Result<f32> { (f()? * weights.as_tensor())?.sum_all()?.to_scalar() };
    let gradients = (f()? * weights.as_tensor())?.sum_all()?.backward()?;
    for (which, variable) in variables.iter().enumerate() {
        let gradient =
            gradients.get(variable).expect("a gradient").flatten_all()?.to_vec1::<f32>()?;
        let original = variable.flatten_all()?.to_vec1::<f32>()?;
        for (i, &computed) in gradient.iter().enumerate() {
            let at = |offset: f32| -> Result<f32> {
                let mut moved = original.clone();
                moved[i] += offset;
                variable.set(&Tensor::from_vec(moved, variable.shape(), &Device::Cpu)?)?;
                objective()
            };
            let numeric = (at(STEP)? - at(-STEP)?) / (2.0 * STEP);
            let tolerance = 2e-3 + 1e-2 * numeric.abs();
            assert!(
                (computed - numeric).abs() < tolerance,
                "variable {which}, value {i}: {computed} for {numeric}"
            );
        }
        variable.set(&Tensor::from_vec(original, variable.shape(), &Device::Cpu)?)?;
    }
    Ok(())
}

#[test]
fn linear_has_the_gradients_of_its_input_weight_and_bias() -> Result<()> {
    let (x, weight, bias) = (values(&[5, 7], 1)?, values(&[3, 7], 2)?, values(&[3], 3)?);
    check(&[&x, &weight, &bias], || ops::linear(&x, &weight, &bias))
}

#[test]
fn layer_norm_has_the_gradients_of_its_input_scale_and_shift() -> Result<()> {
    let (x, gamma, beta) = (values(&[4, 19], 1)?, values(&[19], 2)?, values(&[19], 3)?);
    check(&[&x, &gamma, &beta], || ops::layer_norm(&x, &gamma, &beta, 1e-5))
}

#[test]
fn gelu_has_the_gradient_of_its_input() -> Result<()> {
    let x = Var::from_tensor(&(values(&[3, 11], 1)?.as_tensor() * 4.0)?)?;
    check(&[&x], || ops::gelu(&x))
}

#[test]
fn attention_has_the_gradient_of_queries_keys_and_values() -> Result<()> {
    let lengths: Arc<[usize]> = Arc::from([3, 1, 4]);
    let qkv = values(&[8, 3 * 6], 1)?;
    check(&[&qkv], || ops::attention(&qkv, &lengths, 2))
}

#[test]
fn sentences_of_a_batch_do_not_see_each_other() -> Result<()> {
    let both = values(&[7, 18], 1)?;
    let together = ops::attention(&both, &Arc::from([3, 4]), 2)?;
    for (start, length) in [(0, 3), (3, 4)] {
        let alone = both.narrow(0, start, length)?.contiguous()?;
        let alone = ops::attention(&alone, &Arc::from([length]), 2)?;
        let difference = (together.narrow(0, start, length)? - alone)?.abs()?.max_all()?;
        assert_eq!(difference.to_scalar::<f32>()?, 0.0);
    }
    Ok(())
}
