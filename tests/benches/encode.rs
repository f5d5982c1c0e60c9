//! Our encoder for `tests/benches/peers.py`: `encode --model FOLDER --texts FILE --precision NAME`
//! reads `RUN COUNT THREADS OUT`, encodes so many texts, writes the means of their hidden states to
//! OUT as f32, and answers with a line of JSON.

use std::error::Error;
use std::io::{Write, stdin, stdout};
use std::path::Path;
use std::time::Instant;

use parallax::model::{Model, Precision};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The value behind a flag.
fn flag(name: &str) -> Result<String> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1).ok_or_else(|| format!("give {name}").into())
}

fn run(model: &Model, texts: &[&str], command: &str) -> Result<String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let ["RUN", count, threads, out] = words[..] else {
        return Err("RUN COUNT THREADS OUT".into());
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.parse()?).build()?;
    let texts = texts.get(..count.parse()?).ok_or("fewer texts than that")?;
    let start = Instant::now();
    let means = pool.install(|| model.means(texts))?;
    let seconds = start.elapsed().as_secs_f64();
    let bytes: Vec<u8> = means.iter().flatten().flat_map(|x| x.to_le_bytes()).collect();
    std::fs::write(out, bytes)?;
    Ok(format!("{{\"seconds\": {seconds}}}"))
}

fn main() -> Result<()> {
    let name = flag("--precision")?;
    let precision = Precision::ALL.into_iter().find(|precision| precision.name() == name);
    let model = Model::load(Path::new(&flag("--model")?), precision.ok_or("f32 or int8")?)?;
    let texts = std::fs::read_to_string(flag("--texts")?)?;
    let texts: Vec<&str> = texts.lines().collect();
    println!("READY");
    for command in stdin().lines() {
        println!("{}", run(&model, &texts, &command?)?);
        stdout().flush()?;
    }
    Ok(())
}
