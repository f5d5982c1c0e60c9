//! Weights that were packed before against weights that are packed now.

use half::f16;
use safetensors::Dtype;
use safetensors::tensor::TensorView;

use super::aligned::Aligned;
use super::*;

/// Every width needs filling: heads of 5 and 3, hidden states of 15.
const SIZES: Config = Config {
    vocabulary: 11,
    hidden: 15,
    layers: 2,
    heads: 3,
    intermediate: 37,
    positions: 7,
    layer_norm_epsilon: 1e-12,
};

const LABELS: Labels =
    Labels { voice: 2, certainty: 3, wording: 2, frames: 14, stance: 3, spans: 4 };

/// Names and shapes of all tensors.
fn shapes() -> Vec<(String, Vec<usize>)> {
    let Config { vocabulary, hidden, intermediate, positions, .. } = SIZES;
    let mut shapes = vec![
        ("encoder.words".to_owned(), vec![vocabulary, hidden]),
        ("encoder.positions".to_owned(), vec![positions, hidden]),
        ("heads.stance.key".to_owned(), vec![hidden, hidden]),
    ];
    let mut linear = |name: &str, outputs: usize, inputs: usize| {
        shapes.push((format!("{name}.weight"), vec![outputs, inputs]));
        shapes.push((format!("{name}.bias"), vec![outputs]));
    };
    for i in 0..SIZES.layers {
        let layer = format!("encoder.layers.{i}");
        linear(&format!("{layer}.qkv"), 3 * hidden, hidden);
        linear(&format!("{layer}.attention_out"), hidden, hidden);
        linear(&format!("{layer}.up"), intermediate, hidden);
        linear(&format!("{layer}.down"), hidden, intermediate);
    }
    let sentence = [("voice", 2), ("certainty", 3), ("wording", 2), ("frames", 14)];
    sentence.iter().for_each(|(name, n)| linear(&format!("heads.{name}.out"), *n, 2 * hidden));
    linear("heads.stance.query", hidden, hidden);
    linear("heads.stance.inner", hidden, 3 * hidden);
    linear("heads.stance.out", LABELS.stance, hidden);
    linear("heads.spans", 2 * LABELS.spans, hidden);
    linear("heads.embedding", hidden, hidden);
    let layers = (0..SIZES.layers).flat_map(|i| {
        ["attention_norm", "out_norm"].map(|norm| format!("encoder.layers.{i}.{norm}"))
    });
    for norm in layers.chain(["encoder.norm".to_owned()]) {
        shapes.push((format!("{norm}.gamma"), vec![hidden]));
        shapes.push((format!("{norm}.beta"), vec![hidden]));
    }
    shapes.extend(sentence.map(|(name, _)| (format!("heads.{name}.attend"), vec![1, hidden])));
    shapes
}

/// A small model's `model.safetensors`, of numbers that look like chance.
fn file() -> Vec<u8> {
    let mut state = 1u32;
    let mut number = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f16::from_f32((state >> 16) as f32 / 65_536.0 - 0.5).to_le_bytes()
    };
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = shapes()
        .into_iter()
        .map(|(name, shape)| {
            let count = shape.iter().product();
            (name, shape, (0..count).flat_map(|_| number()).collect())
        })
        .collect();
    let views = tensors.iter().map(|(name, shape, bytes)| {
        (name, TensorView::new(Dtype::F16, shape.clone(), bytes).expect("a tensor"))
    });
    safetensors::serialize(views, None).expect("a file")
}

/// Two sentences, one of them with two targets.
fn sentences() -> [Sequence; 2] {
    [
        Sequence { ids: vec![1, 4, 9, 2], targets: vec![vec![1], vec![1, 2]] },
        Sequence { ids: vec![1, 10, 0, 3, 5, 2], targets: Vec::new() },
    ]
}

/// All that an engine says: its labels' numbers and its embeddings.
fn said(engine: &Engine) -> (Vec<[f32; 14]>, Vec<Vec<f32>>) {
    let sentences = sentences();
    let out = engine.forward(&sentences.iter().collect::<Vec<_>>()).expect("outputs");
    let rows = [out.voice, out.certainty, out.wording, out.frames, out.stance, out.spans];
    (rows.iter().flat_map(Matrix::arrays).collect(), out.embedding)
}

fn calibrated(source: &Source) -> Calibration {
    let nothing = Calibration::default();
    let mut tensors = Tensors { source, calibration: &nothing };
    engine(&mut tensors, source, Numbers::F32).calibrate(&sentences()).expect("amplitudes")
}

fn made(weights: &mut dyn Weights, source: &Source, numbers: Numbers) -> Result<Engine> {
    let words = Words::copied(source, &SIZES)?;
    let encoder = Encoder::new(weights, words, &SIZES, numbers)?;
    Ok(Engine::new(encoder, Heads::new(weights, &SIZES, &LABELS)?))
}

fn engine(weights: &mut dyn Weights, source: &Source, numbers: Numbers) -> Engine {
    made(weights, source, numbers).expect("an engine")
}

/// An archive at the start of a line, as in a program.
fn archive(bytes: &[u8]) -> Archive {
    let mut lines = Aligned::zeros(bytes.len());
    lines.copy_from_slice(bytes);
    Archive::new(Box::leak(Box::new(lines)))
}

fn recorded(source: &Source, calibration: &Calibration, numbers: Numbers) -> Vec<u8> {
    let mut recording = Recording::new(Tensors { source, calibration });
    engine(&mut recording, source, numbers);
    recording.into_bytes()
}

#[test]
fn weights_packed_before_give_the_bits_of_weights_packed_now() {
    let file = file();
    let source = Source::parse(&file).expect("tensors");
    let calibration = calibrated(&source);
    for numbers in Numbers::ALL {
        let mut tensors = Tensors { source: &source, calibration: &calibration };
        let mut now = engine(&mut tensors, &source, numbers);
        let mut archive = archive(&recorded(&source, &calibration, numbers));
        let mut before = engine(&mut archive, &source, numbers);
        archive.end().expect("nothing more");
        for level in Level::available() {
            (now, before) = (now.on(level), before.on(level));
            assert_eq!(said(&now), said(&before), "{} {}", numbers.name(), level.name());
        }
    }
}

#[test]
fn an_archive_of_another_length_is_refused() {
    let file = file();
    let source = Source::parse(&file).expect("tensors");
    let calibration = Calibration::default();
    for numbers in Numbers::ALL {
        let whole = recorded(&source, &calibration, numbers);
        for length in (0..whole.len()).step_by(64) {
            let cut = made(&mut archive(&whole[..length]), &source, numbers);
            assert!(cut.is_err_and(|e| e.reason.contains("too early")), "{length}");
        }
        let mut longer = archive(&[&whole[..], &[0; 64]].concat());
        engine(&mut longer, &source, numbers);
        assert!(longer.end().is_err_and(|e| e.reason.contains("64 bytes too long")));
    }
}
