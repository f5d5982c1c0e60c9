//! An invented press: a thousand articles that tell the same facts in different words.
//!
//! Nothing is read and no model is run. Every event has facts; an article tells some of them, each
//! in words and with an embedding that are nearly the fact's.

use parallax::compare::KnownErrors;
use parallax::labels::confusion::Matrix;
use parallax::labels::{
    Annotated, Certainty, Frame, Label, LabelledSentence, SpanLabel, Stance, Voice, Wording,
};
use parallax::sides::{Side, SideId};
use parallax::text::{Document, Metadata, Span};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// Outlets, each with an article on every event.
pub const OUTLETS: usize = 50;
/// Events, each of two sides of its own.
pub const EVENTS: usize = 20;
const FACTS: usize = 80;
const SENTENCES: usize = 30;
const PARAGRAPH: usize = 3;
const WORDS: usize = 20;
/// Sides of the embedding, as many as those of the model that is built in.
const DIMENSIONS: usize = 384;
/// How far a telling's embedding lies from its fact's: their cosine is about 0.8.
const SPREAD: f32 = 0.5;
/// Share of a fact's words that a telling replaces.
const REPLACED: f64 = 0.3;
const SYLLABLES: [&str; 12] =
    ["bar", "cul", "dro", "fen", "gal", "hov", "lin", "mar", "nes", "pry", "tol", "ver"];

/// Outlet, event, article.
pub type Published = (String, String, Annotated);

struct Fact {
    words: Vec<String>,
    embedding: Vec<f32>,
}

/// An article of every outlet on every event.
pub fn articles() -> Vec<Published> {
    let random = &mut ChaCha8Rng::seed_from_u64(1);
    let mut published = Vec::new();
    for event in 0..EVENTS {
        let facts: Vec<Fact> = (0..FACTS).map(|_| Fact::new(random)).collect();
        for outlet in 0..OUTLETS {
            let annotated = article(&format!("outlet-{outlet}-{event}"), event, &facts, random);
            published.push((format!("Outlet {outlet:02}"), format!("event {event:02}"), annotated));
        }
    }
    published
}

impl Fact {
    fn new(random: &mut ChaCha8Rng) -> Self {
        let words = (0..WORDS).map(|_| word(random)).collect();
        Self { words, embedding: unit((0..DIMENSIONS).map(|_| normal(random)).collect()) }
    }

    fn told(&self, random: &mut ChaCha8Rng) -> (String, Vec<f32>) {
        let words = self
            .words
            .iter()
            .map(|own| if random.random::<f64>() < REPLACED { word(random) } else { own.clone() });
        let text = words.collect::<Vec<_>>().join(" ") + ".";
        #[expect(clippy::cast_precision_loss, reason = "hundreds of dimensions")]
        let step = SPREAD / (DIMENSIONS as f32).sqrt() * 1.5;
        let near = self.embedding.iter().map(|x| x + step * normal(random)).collect();
        (text[..1].to_uppercase() + &text[1..], unit(near))
    }
}

fn normal(random: &mut ChaCha8Rng) -> f32 {
    StandardNormal.sample(random)
}

fn unit(mut of: Vec<f32>) -> Vec<f32> {
    let length = of.iter().map(|x| x * x).sum::<f32>().sqrt();
    of.iter_mut().for_each(|x| *x /= length);
    of
}

fn word(random: &mut ChaCha8Rng) -> String {
    let syllables = random.random_range(1..4);
    (0..syllables).map(|_| SYLLABLES[random.random_range(0..SYLLABLES.len())]).collect()
}

fn article(id: &str, event: usize, facts: &[Fact], random: &mut ChaCha8Rng) -> Annotated {
    let sides = ["port", "union"].map(|side| SideId::from(format!("{side}-{event}").as_str()));
    let (mut text, mut sentences) = (String::new(), Vec::new());
    for at in 0..SENTENCES {
        if at > 0 {
            text.push_str(if at % PARAGRAPH == 0 { "\n\n" } else { " " });
        }
        let (words, embedding) = facts[random.random_range(0..facts.len())].told(random);
        let span = Span::new(text.len(), text.len() + words.len());
        sentences.push(labelled(span, embedding, &sides, random));
        text.push_str(&words);
    }
    let side = |id: SideId| Side { name: id.to_string(), id, aliases: Vec::new() };
    let meta = Metadata { id: id.to_owned(), ..Metadata::default() };
    Annotated {
        sides: Some(sides.map(side).to_vec()),
        sentences,
        span_layers: SpanLabel::ALL.to_vec(),
        ..Annotated::new(Document::new(meta, text))
    }
}

fn labelled(
    span: Span,
    embedding: Vec<f32>,
    sides: &[SideId; 2],
    random: &mut ChaCha8Rng,
) -> LabelledSentence {
    let mut sentence = LabelledSentence::new(span);
    sentence.embedding = Some(embedding);
    sentence.voice = one(Voice::ALL, random);
    sentence.certainty = one(Certainty::ALL, random);
    sentence.wording = one(Wording::ALL, random);
    sentence.frames = Some(one(Frame::ALL, random).into_iter().collect());
    sentence.source_side = Some(sides.get(random.random_range(0..3)).cloned());
    let stances = sides.iter().map(|side| (side.clone(), one(Stance::ALL, random)));
    sentence.stance = Some(stances.filter_map(|(side, stance)| Some((side, stance?))).collect());
    sentence
}

fn one<T: Copy>(of: &[T], random: &mut ChaCha8Rng) -> Option<T> {
    of.get(random.random_range(0..of.len())).copied()
}

/// What a labeller that is right three times in four gets wrong, on two hundred of each class.
pub fn known_errors() -> KnownErrors {
    let matrix = |layer: &str, class: Option<&str>, classes: &[&str]| Matrix {
        layer: layer.to_owned(),
        class: class.map(str::to_owned),
        classes: classes.iter().map(ToString::to_string).collect(),
        cells: (0..classes.len()).map(|gold| row(gold, classes.len())).collect(),
        missing: vec![0.0; classes.len()],
    };
    let frames = Frame::ALL
        .iter()
        .map(|frame| matrix(Frame::LAYER, Some(&frame.to_string()), &["no", "yes"]));
    let matrices: Vec<Matrix> = frames
        .chain([
            matrix(Stance::LAYER, None, &Stance::names()),
            matrix(Certainty::LAYER, None, &Certainty::names()),
            matrix(Wording::LAYER, None, &Wording::names()),
        ])
        .collect();
    KnownErrors::new(&matrices).expect("the layers of the codebook")
}

/// How often a class is taken for each.
fn row(gold: usize, classes: usize) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "two or three classes")]
    let wrong = 50.0 / (classes - 1) as f64;
    (0..classes).map(|class| if class == gold { 150.0 } else { wrong }).collect()
}
