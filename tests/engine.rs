//! The engine against the reference, on articles of the corpus.

use std::collections::BTreeMap;
use std::path::Path;

use parallax::annotate::{self, GoldGives, Judging};
use parallax::labels::{Annotated, LabelledSentence, Probabilities};
use parallax::model::engine::Level;
use parallax::model::{Input, Model, Precision, Prediction};
use parallax::text::Span;

/// Largest difference of a probability, both computed in f32.
const TOLERANCE: f32 = 1e-4;

const CORPUS: &str = include_str!("../eval/corpus/dev.jsonl");

fn articles(count: usize) -> Vec<Annotated> {
    CORPUS.lines().take(count).map(|line| Annotated::from_json(line).expect("gold")).collect()
}

/// Gold as a model judges it, sentence by sentence.
fn read(model: &Model, gold: &[Annotated]) -> Vec<Annotated> {
    judged(model, gold, Judging::default())
}

fn judged(model: &Model, gold: &[Annotated], judging: Judging) -> Vec<Annotated> {
    let gives = GoldGives { sentences: true, mentions: true };
    annotate::again(model, gold, gives, judging).expect("annotated")
}

/// What a sentence was labelled, without probabilities.
fn labels(sentence: &LabelledSentence) -> LabelledSentence {
    LabelledSentence { p: None, ..sentence.clone() }
}

fn numbers(p: &Probabilities) -> Vec<f32> {
    let stance = p.stance.iter().flat_map(|(_, p)| p.iter());
    let all = p.voice.iter().chain(&p.certainty).chain(&p.wording).chain(&p.frames).chain(stance);
    all.copied().collect()
}

fn largest_difference(one: &Annotated, other: &Annotated) -> f32 {
    let pairs = one.sentences.iter().zip(&other.sentences);
    let apart = pairs.filter_map(|(one, other)| {
        let (one, other) = (numbers(one.p.as_ref()?), numbers(other.p.as_ref()?));
        one.into_iter().zip(other).map(|(a, b)| (a - b).abs()).reduce(f32::max)
    });
    apart.reduce(f32::max).unwrap_or_default()
}

#[test]
fn the_engine_gives_the_labels_of_the_reference() {
    let gold = articles(3);
    let reference = read(&Model::embedded_reference().expect("a model"), &gold);
    for level in Level::available() {
        // Plain loops take their time.
        let some = if level.name() == "portable" { 1 } else { gold.len() };
        let f32 = Model::embedded_in(Precision::F32).expect("a model");
        let engine = read(&f32.on(level), &gold[..some]);
        for (one, other) in engine.iter().zip(&reference) {
            let apart = largest_difference(one, other);
            assert!(apart < TOLERANCE, "{}: {apart}", level.name());
            let of =
                |document: &Annotated| document.sentences.iter().map(labels).collect::<Vec<_>>();
            assert_eq!(of(one), of(other), "{}", level.name());
            let spans = |document: &Annotated| {
                document.spans.iter().map(|s| (s.label, s.span)).collect::<Vec<_>>()
            };
            assert_eq!(spans(one), spans(other), "{}", level.name());
        }
    }
}

/// How many of the labels of a sentence, and of all of them, are those of the reference.
#[derive(Debug, Default)]
struct Agreement {
    layers: BTreeMap<&'static str, (usize, usize)>,
    sentences: usize,
    /// Sentences whose numbers are, to the last bit, those of f32.
    exact: usize,
}

impl Agreement {
    fn of(one: &[Annotated], other: &[Annotated]) -> Self {
        let mut agreement = Self::default();
        let sentences = |all: &[Annotated]| -> Vec<LabelledSentence> {
            all.iter().flat_map(|a| a.sentences.clone()).filter(|s| s.p.is_some()).collect()
        };
        for (one, other) in sentences(one).iter().zip(&sentences(other)) {
            agreement.sentences += 1;
            agreement.exact += usize::from(one.p == other.p);
            for (layer, same) in [
                ("voice", one.voice == other.voice),
                ("certainty", one.certainty == other.certainty),
                ("wording", one.wording == other.wording),
                ("frames", one.frames == other.frames),
            ] {
                agreement.count(layer, same);
            }
            let stances = one.stance.iter().flatten().zip(other.stance.iter().flatten());
            stances.for_each(|(one, other)| agreement.count("stance", one == other));
        }
        agreement
    }

    fn count(&mut self, layer: &'static str, same: bool) {
        let (equal, all) = self.layers.entry(layer).or_default();
        *equal += usize::from(same);
        *all += 1;
    }

    /// The least share of equal labels among the layers.
    fn least(&self) -> f64 {
        let share = |&(equal, all): &(usize, usize)| equal as f64 / all as f64;
        self.layers.values().map(share).reduce(f64::min).expect("labels")
    }
}

#[test]
fn fewer_bits_give_nearly_the_labels_of_f32_and_mixed_gives_all_but_them() {
    let gold = articles(6);
    let exact = read(&Model::embedded_in(Precision::F32).expect("a model"), &gold);
    for (precision, least) in
        [(Precision::Bf16, 0.98), (Precision::Int8, 0.93), (Precision::Mixed, 0.99)]
    {
        let some = read(&Model::embedded_in(precision).expect("a model"), &gold);
        let agreement = Agreement::of(&some, &exact);
        assert!(agreement.least() >= least, "{}: {agreement:?}", precision.name());
        assert!(agreement.sentences > 50 && agreement.exact < agreement.sentences, "{agreement:?}");
        assert_eq!(agreement.exact > 0, precision == Precision::Mixed, "{agreement:?}");
        let signature = some[0].signature.as_ref().expect("a signature");
        assert_eq!(signature.precision.as_deref(), Some(precision.name()));
    }
}

/// `PARALLAX_GOLD=FILE cargo test --release --test engine -- --ignored --nocapture`: how the
/// precisions agree on the sentences of a gold file, judged alone and in context.
#[test]
#[ignore = "needs a gold file of some thousand sentences"]
fn how_the_precisions_agree() {
    let path = std::env::var("PARALLAX_GOLD").expect("PARALLAX_GOLD names a gold file");
    let text = std::fs::read_to_string(path).expect("a file");
    let gold: Vec<Annotated> =
        text.lines().map(|line| Annotated::from_json(line).expect("gold")).collect();
    for context in [false, true] {
        let read = |precision| {
            let model = Model::embedded_in(precision).expect("a model");
            judged(&model, &gold, Judging { context, ..Judging::default() })
        };
        let exact = read(Precision::F32);
        for precision in [Precision::Bf16, Precision::Int8, Precision::Mixed] {
            let agreement = Agreement::of(&read(precision), &exact);
            let how = if context { "in context" } else { "alone" };
            println!("{} {how} {:.4} {agreement:?}", precision.name(), agreement.least());
        }
    }
}

/// Sentences of very different lengths, one of them longer than a window.
fn sentences() -> Vec<String> {
    let mut sentences: Vec<String> = articles(1)[0]
        .sentences
        .iter()
        .map(|sentence| sentence.span.of(articles(1)[0].document.text()).to_owned())
        .collect();
    sentences.truncate(12);
    sentences.push("The Harbour Board said no. ".repeat(60));
    sentences.push(String::new());
    sentences.push("No.".to_owned());
    sentences
}

fn predict(model: &Model, sentences: &[String]) -> Vec<Prediction> {
    let targets: Vec<Vec<Vec<Span>>> = sentences
        .iter()
        .map(|text| if text.len() > 10 { vec![vec![Span::new(0, 10)]] } else { Vec::new() })
        .collect();
    let inputs: Vec<Input> =
        sentences.iter().zip(&targets).map(|(text, targets)| Input { text, targets }).collect();
    model.predict(&inputs).expect("predictions")
}

#[test]
fn threads_and_neighbours_change_no_bit() {
    for precision in Precision::ALL {
        let model = Model::embedded_in(precision).expect("a model");
        let sentences = sentences();
        let together = predict(&model, &sentences);
        let alone: Vec<Prediction> =
            sentences.chunks(1).flat_map(|sentence| predict(&model, sentence)).collect();
        assert_eq!(together, alone, "{}", precision.name());
        for threads in [1, 3] {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            let again = pool.install(|| predict(&model, &sentences));
            assert_eq!(together, again, "{} on {threads} threads", precision.name());
        }
    }
}

#[test]
fn weights_packed_at_build_give_the_bits_of_those_packed_at_load() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/parallax-minilm");
    for precision in Precision::ALL {
        let built = Model::embedded_in(precision).expect("a model");
        let loaded = Model::load(&folder, Some(precision)).expect("a model");
        let (built, loaded) = (predict(&built, &sentences()), predict(&loaded, &sentences()));
        assert_eq!(built, loaded, "{}", precision.name());
    }
}
