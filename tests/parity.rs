//! The network against candle-transformers' `BertModel` with the same weights: a tiny random one,
//! and the shipped one.

mod bert;

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::VarBuilder;
use parallax::labels::{Certainty, Frame, Label, SpanLabel, Stance, Voice, Wording};
use parallax::model::{Batch, Card, Config, Network, Sequence};

use bert::{Tensors, bert};

/// Largest difference of a value of a unit-length embedding, both computed in f32.
const TOLERANCE: f32 = 2e-5;

/// The largest difference between our embeddings of `sentences`, packed together, and those made
/// of BERT's hidden states, one sentence at a time.
fn difference(ours: Tensors, config: &Config, sentences: &[Vec<u32>]) -> Result<f32> {
    let bert = bert(&ours, config)?;
    let widened: Tensors = ours
        .into_iter()
        .map(|(name, tensor)| {
            let words = name == "encoder.words";
            Ok((name, if words { tensor } else { tensor.to_dtype(DType::F32)? }))
        })
        .collect::<Result<_>>()?;
    let (weight, bias) =
        (widened["heads.embedding.weight"].clone(), widened["heads.embedding.bias"].clone());
    let network =
        Network::new(config, &VarBuilder::from_tensors(widened, DType::F32, &Device::Cpu))?;
    let sequences: Vec<Sequence> =
        sentences.iter().map(|ids| Sequence { ids: ids.clone(), ..Sequence::default() }).collect();
    let batch = Batch::new(&sequences.iter().collect::<Vec<_>>(), &Device::Cpu)?;
    let packed = network.forward(&batch, None)?.embedding;
    let mut worst = 0f32;
    for (i, ids) in sentences.iter().enumerate() {
        let ids = Tensor::new(&ids[..], &Device::Cpu)?.unsqueeze(0)?;
        let hidden = bert.forward(&ids, &ids.zeros_like()?, None)?;
        let mean = hidden.mean(1)?;
        let embedding = mean.matmul(&weight.t()?)?.broadcast_add(&bias)?;
        let length = embedding.sqr()?.sum_keepdim(1)?.sqrt()?;
        let expected = embedding.broadcast_div(&length)?;
        let apart = (packed.narrow(0, i, 1)? - expected)?.abs()?.max_all()?;
        worst = worst.max(apart.to_scalar()?);
    }
    Ok(worst)
}

/// Weights that are random but the same on every run.
fn random(config: &Config) -> Result<Tensors> {
    let mut state = 7u64;
    let mut next = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1u64 << 24) as f32 - 0.5
    };
    let (h, wide) = (config.hidden, config.intermediate);
    let mut shapes: Vec<(String, Vec<usize>)> = vec![
        ("encoder.words".into(), vec![config.vocabulary, h]),
        ("encoder.positions".into(), vec![config.positions, h]),
        ("encoder.norm.gamma".into(), vec![h]),
        ("encoder.norm.beta".into(), vec![h]),
        ("heads.stance.key".into(), vec![h, h]),
    ];
    let mut linear: Vec<(String, usize, usize)> = vec![
        ("heads.embedding".into(), h, h),
        ("heads.spans".into(), 2 * SpanLabel::ALL.len(), h),
        ("heads.stance.query".into(), h, h),
        ("heads.stance.inner".into(), h, 3 * h),
        ("heads.stance.out".into(), Stance::ALL.len(), h),
    ];
    for i in 0..config.layers {
        linear.push((format!("encoder.layers.{i}.qkv"), 3 * h, h));
        linear.push((format!("encoder.layers.{i}.attention_out"), h, h));
        linear.push((format!("encoder.layers.{i}.up"), wide, h));
        linear.push((format!("encoder.layers.{i}.down"), h, wide));
    }
    for (layer, classes) in [
        (Voice::LAYER, Voice::ALL.len()),
        (Certainty::LAYER, Certainty::ALL.len()),
        (Wording::LAYER, Wording::ALL.len()),
        (Frame::LAYER, Frame::ALL.len()),
    ] {
        linear.push((format!("heads.{layer}.out"), classes, 2 * h));
        shapes.push((format!("heads.{layer}.attend"), vec![1, h]));
    }
    for (name, outputs, inputs) in linear {
        shapes.push((format!("{name}.weight"), vec![outputs, inputs]));
        shapes.push((format!("{name}.bias"), vec![outputs]));
    }
    for i in 0..config.layers {
        for norm in ["attention_norm", "out_norm"] {
            shapes.push((format!("encoder.layers.{i}.{norm}.gamma"), vec![h]));
            shapes.push((format!("encoder.layers.{i}.{norm}.beta"), vec![h]));
        }
    }
    shapes
        .into_iter()
        .map(|(name, shape)| {
            let values: Vec<f32> = (0..shape.iter().product()).map(|_| next()).collect();
            let tensor = Tensor::from_vec(values, shape, &Device::Cpu)?;
            let words = name == "encoder.words";
            Ok((name, if words { tensor.to_dtype(DType::F16)? } else { tensor }))
        })
        .collect()
}

#[test]
fn a_tiny_random_bert_gives_the_same_embeddings() -> Result<()> {
    let config = Config {
        vocabulary: 50,
        hidden: 24,
        layers: 3,
        heads: 4,
        intermediate: 40,
        positions: 32,
        layer_norm_epsilon: 1e-12,
    };
    let sentences = [vec![1, 2, 3], vec![4], (0..30).collect(), vec![49, 0, 7, 7, 7]];
    let worst = difference(random(&config)?, &config, &sentences)?;
    assert!(worst < TOLERANCE, "{worst}");
    Ok(())
}

#[test]
fn the_shipped_weights_give_the_same_embeddings() -> Result<()> {
    let card = Card::parse(parallax::model::Model::embedded_card()).expect("a card");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/models/parallax-minilm/model.safetensors");
    let tensors = candle_core::safetensors::load(path, &Device::Cpu)?;
    let sentences = [
        vec![101, 1996, 3417, 2056, 2027, 2052, 2022, 2445, 1012, 102],
        vec![101, 2054, 102],
        (0..200).map(|i| 1000 + i * 37).collect(),
    ];
    let worst = difference(tensors, &card.network, &sentences)?;
    assert!(worst < TOLERANCE, "{worst}");
    Ok(())
}
