//! Our encoder for `tests/benches/peers.py`, and candle-transformers' with our weights:
//! `encode --model FOLDER --texts FILE --engine f32|bf16|int8|candle|candle-sorted` reads
//! `RUN COUNT THREADS OUT`, encodes so many texts, writes the means of their hidden states to OUT as
//! f32, and answers with a line of JSON.

#[path = "../bert/mod.rs"]
mod bert;

use std::error::Error;
use std::io::{Write, stdin, stdout};
use std::path::{Path, PathBuf};
use std::time::Instant;

use candle_core::{DType, Device, Tensor, safetensors};
use candle_transformers::models::bert::BertModel;
use parallax::model::{Card, Model, Precision};
use tokenizers::Tokenizer;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Sentences that candle-transformers is given at a time, padded to the longest.
const BATCH: usize = 32;

enum Encoder {
    Ours(Box<Model>),
    Candle(Box<Candle>),
}

struct Candle {
    tokenizer: Tokenizer,
    bert: BertModel,
    /// Whether texts of a length are put together, so that little is padded; else batches are made
    /// of the texts as they stand, as in the library's own example.
    sorted: bool,
}

impl Candle {
    fn load(folder: &Path, sorted: bool) -> Result<Self> {
        let card = Card::parse(&std::fs::read_to_string(folder.join("card.toml"))?)?;
        let ours = safetensors::load(folder.join("model.safetensors"), &Device::Cpu)?;
        let mut tokenizer = Tokenizer::from_file(folder.join("tokenizer.json"))?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None)?;
        Ok(Self { tokenizer, bert: bert::bert(&ours, &card.network)?, sorted })
    }

    fn means(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        let encoded = self.tokenizer.encode_batch(texts.to_vec(), true)?;
        let mut order: Vec<usize> = (0..texts.len()).collect();
        if self.sorted {
            order.sort_by_key(|&i| std::cmp::Reverse(encoded[i].len()));
        }
        let mut means = vec![Vec::new(); texts.len()];
        for batch in order.chunks(BATCH) {
            let ids: Vec<&[u32]> = batch.iter().map(|&i| encoded[i].get_ids()).collect();
            for (&i, mean) in batch.iter().zip(self.batch(&ids)?) {
                means[i] = mean;
            }
        }
        Ok(means)
    }

    fn batch(&self, ids: &[&[u32]]) -> Result<Vec<Vec<f32>>> {
        let width = ids.iter().map(|ids| ids.len()).max().unwrap_or_default();
        let padded = |ids: &&[u32]| [ids, &vec![0; width - ids.len()][..]].concat();
        let mask = |ids: &&[u32]| [vec![1f32; ids.len()], vec![0.0; width - ids.len()]].concat();
        let (rows, device) = (ids.len(), &Device::Cpu);
        let mask: Vec<f32> = ids.iter().flat_map(mask).collect();
        let mask = Tensor::from_vec(mask, (rows, width), device)?;
        let ids: Vec<u32> = ids.iter().flat_map(padded).collect();
        let ids = Tensor::from_vec(ids, (rows, width), device)?;
        let hidden = self.bert.forward(&ids, &ids.zeros_like()?, Some(&mask))?;
        let weights = mask.broadcast_div(&mask.sum_keepdim(1)?)?.unsqueeze(2)?;
        let means = hidden.to_dtype(DType::F32)?.broadcast_mul(&weights)?.sum(1)?;
        Ok(means.to_vec2()?)
    }
}

impl Encoder {
    fn load(folder: &Path, engine: &str) -> Result<Self> {
        if let "candle" | "candle-sorted" = engine {
            let sorted = engine == "candle-sorted";
            return Ok(Self::Candle(Box::new(Candle::load(folder, sorted)?)));
        }
        let precision = Precision::ALL.into_iter().find(|precision| precision.name() == engine);
        let model = Model::load(
            folder,
            Some(precision.ok_or("f32, bf16, int8, candle or candle-sorted")?),
        )?;
        Ok(Self::Ours(Box::new(model)))
    }

    fn means(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        match self {
            Self::Ours(model) => Ok(model.means(texts)?),
            Self::Candle(candle) => candle.means(texts),
        }
    }
}

/// The value behind a flag.
fn flag(name: &str) -> Result<String> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1).ok_or_else(|| format!("give {name}").into())
}

fn run(encoder: &Encoder, texts: &[&str], command: &str) -> Result<String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let ["RUN", count, threads, out] = words[..] else {
        return Err("RUN COUNT THREADS OUT".into());
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.parse()?).build()?;
    let texts = texts.get(..count.parse()?).ok_or("fewer texts than that")?;
    let start = Instant::now();
    let means = pool.install(|| encoder.means(texts))?;
    let seconds = start.elapsed().as_secs_f64();
    let bytes: Vec<u8> = means.iter().flatten().flat_map(|x| x.to_le_bytes()).collect();
    std::fs::write(out, bytes)?;
    Ok(format!("{{\"seconds\": {seconds}}}"))
}

fn main() -> Result<()> {
    let folder = PathBuf::from(flag("--model")?);
    let encoder = Encoder::load(&folder, &flag("--engine")?)?;
    let texts = std::fs::read_to_string(flag("--texts")?)?;
    let texts: Vec<&str> = texts.lines().collect();
    println!("READY");
    for command in stdin().lines() {
        println!("{}", run(&encoder, &texts, &command?)?);
        stdout().flush()?;
    }
    Ok(())
}
