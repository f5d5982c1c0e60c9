//! Our weights in candle-transformers' `BertModel`.

use std::collections::HashMap;

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config as BertConfig};
use parallax::model::Config;

/// Tensors by name.
pub type Tensors = HashMap<String, Tensor>;

/// The model with our weights.
pub fn bert(ours: &Tensors, config: &Config) -> Result<BertModel> {
    let theirs = VarBuilder::from_tensors(as_bert(ours, config)?, DType::F32, &Device::Cpu);
    BertModel::load(theirs, &bert_config(config))
}

/// Our tensors under BERT's names: queries, keys and values apart, no token type.
fn as_bert(ours: &Tensors, config: &Config) -> Result<Tensors> {
    let wide = |name: &str| ours[name].to_dtype(DType::F32);
    let mut bert = Tensors::new();
    let words = wide("encoder.words")?;
    bert.insert("embeddings.word_embeddings.weight".into(), words);
    bert.insert("embeddings.position_embeddings.weight".into(), wide("encoder.positions")?);
    let token_types = Tensor::zeros((2, config.hidden), DType::F32, &Device::Cpu)?;
    bert.insert("embeddings.token_type_embeddings.weight".into(), token_types);
    let mut names = vec![("encoder.norm".to_owned(), "embeddings.LayerNorm".to_owned())];
    for i in 0..config.layers {
        let (ours, theirs) = (format!("encoder.layers.{i}"), format!("encoder.layer.{i}"));
        for (our_part, their_part) in [
            ("attention_out", "attention.output.dense"),
            ("attention_norm", "attention.output.LayerNorm"),
            ("up", "intermediate.dense"),
            ("down", "output.dense"),
            ("out_norm", "output.LayerNorm"),
        ] {
            names.push((format!("{ours}.{our_part}"), format!("{theirs}.{their_part}")));
        }
        for part in ["weight", "bias"] {
            let parts = wide(&format!("{ours}.qkv.{part}"))?.chunk(3, 0)?;
            for (name, tensor) in ["query", "key", "value"].into_iter().zip(parts) {
                bert.insert(format!("{theirs}.attention.self.{name}.{part}"), tensor.contiguous()?);
            }
        }
    }
    for (our_name, their_name) in names {
        for (our_part, their_part) in
            [("weight", "weight"), ("bias", "bias"), ("gamma", "weight"), ("beta", "bias")]
        {
            if let Some(tensor) = ours.get(&format!("{our_name}.{our_part}")) {
                bert.insert(format!("{their_name}.{their_part}"), tensor.to_dtype(DType::F32)?);
            }
        }
    }
    Ok(bert)
}

fn bert_config(config: &Config) -> BertConfig {
    BertConfig {
        vocab_size: config.vocabulary,
        hidden_size: config.hidden,
        num_hidden_layers: config.layers,
        num_attention_heads: config.heads,
        intermediate_size: config.intermediate,
        max_position_embeddings: config.positions,
        layer_norm_eps: config.layer_norm_epsilon,
        ..BertConfig::default()
    }
}
