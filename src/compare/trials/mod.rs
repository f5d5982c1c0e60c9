//! The room as a whole: simulated articles whose truth is known, and bad input.

mod corrections;
mod refusals;

use proptest::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::resample::random;
use super::{
    Article, Difference, Estimate, Framing, Measure, Options, Through, Unit, framing, sample,
};
use crate::annotate::summarise;
use crate::labels::{
    Annotated, Certainty, Frame, Label, LabelledSentence, Speaker, Stance, Voice, Wording,
};
use crate::stats::Plan;

const OUTLETS: [&str; 3] = ["gazette", "herald", "mirror"];
const SIDES: [&str; 2] = ["port", "union"];

/// An article with its outlet and event.
type Owned = (String, String, Annotated);

fn compared(articles: &[Owned], options: &Options) -> crate::Result<Framing> {
    let articles: Vec<Article> = articles
        .iter()
        .map(|(outlet, event, annotated)| Article { outlet, event, annotated })
        .collect();
    framing(&articles, options)
}

fn quick(seed: u64) -> Options {
    let plan = Plan { resamples: 300, seed, ..Plan::default() };
    Options { plan, permutations: 400, ..Options::default() }
}

/// So many articles of each of the first outlets on one event, labelled by outlet and article.
fn articles(
    outlets: usize,
    each: usize,
    paragraphs: usize,
    mut label: impl FnMut(usize, usize, &mut LabelledSentence),
) -> Vec<Owned> {
    let all = (0..outlets).flat_map(|outlet| (0..each).map(move |article| (outlet, article)));
    all.map(|(outlet, article)| {
        let text = sample::text(outlet * each + article, paragraphs);
        let annotated =
            sample::article(&text, &SIDES, |_, sentence| label(outlet, article, sentence));
        (OUTLETS[outlet].to_owned(), "strike".to_owned(), annotated)
    })
    .collect()
}

fn hedged(of: bool) -> Option<Certainty> {
    Some(if of { Certainty::Hedged } else { Certainty::Assertive })
}

const HEDGED: Measure = Measure::Hedged { through: Through::Anyone };

fn estimate<'f>(framing: &'f Framing, outlet: usize, measure: &Measure) -> &'f Estimate {
    framing.profiles[outlet].measures.iter().find(|of| of.measure == *measure).unwrap()
}

/// The difference between the first outlet and the second.
fn difference<'f>(framing: &'f Framing, measure: &Measure) -> &'f Difference {
    let pair =
        |of: &&Difference| of.outlet == OUTLETS[0] && of.against.as_deref() == Some(OUTLETS[1]);
    framing.differences.iter().filter(pair).find(|of| of.measure == *measure).unwrap()
}

fn covers(low: Option<f64>, high: Option<f64>, truth: f64) -> bool {
    low.is_some_and(|low| low <= truth) && high.is_some_and(|high| truth <= high)
}

fn share(of: impl Iterator<Item = bool>) -> f64 {
    let (mut all, mut held) = (0.0, 0.0);
    for one in of {
        all += 1.0;
        held += f64::from(u8::from(one));
    }
    held / all
}

/// Articles of two outlets of which each hedges at a rate of its own, around that of its outlet;
/// a fifth of the sentences is not judged, lest differences tie.
fn hedging(rates: [f64; 2], each: usize, seed: u64) -> Vec<Owned> {
    let mut random = random(seed, 0);
    let own: Vec<f64> = (0..2 * each).map(|_| random.random_range(-0.15..0.15)).collect();
    articles(2, each, 4, |outlet, article, sentence| {
        let rate = rates[outlet] + own[outlet * each + article];
        let (judged, hedges) = (random.random::<f64>() < 0.8, random.random::<f64>() < rate);
        sentence.certainty = hedged(hedges).filter(|_| judged);
    })
}

#[test]
fn without_a_difference_p_values_are_uniform() {
    let p: Vec<f64> = (0..150)
        .map(|seed| {
            let framing = compared(&hedging([0.4, 0.4], 8, seed), &quick(seed)).unwrap();
            difference(&framing, &HEDGED).p.unwrap()
        })
        .collect();
    for (level, slack) in [(0.05, 0.045), (0.25, 0.09), (0.5, 0.1), (0.75, 0.09)] {
        let below = share(p.iter().map(|&p| p < level));
        assert!((below - level).abs() < slack, "{below} of p-values are below {level}");
    }
}

#[test]
fn intervals_of_rates_and_differences_hold_the_truth() {
    let held: Vec<[bool; 2]> = (0..100)
        .map(|seed| {
            let framing = compared(&hedging([0.5, 0.3], 20, seed), &quick(seed)).unwrap();
            let own = estimate(&framing, 0, &HEDGED);
            let less = difference(&framing, &HEDGED);
            [covers(own.low, own.high, 0.5), covers(less.low, less.high, 0.2)]
        })
        .collect();
    for which in 0..2 {
        let held = share(held.iter().map(|held| held[which]));
        assert!((0.88..=0.995).contains(&held), "{held} of intervals hold the truth");
    }
}

/// Every layer at random.
fn labelled(random: &mut ChaCha8Rng, sentence: &mut LabelledSentence) {
    let one = |random: &mut ChaCha8Rng, of: usize| random.random_range(0..of);
    sentence.voice = Voice::ALL.get(one(random, 4)).copied();
    sentence.certainty = Certainty::ALL.get(one(random, 3)).copied();
    sentence.wording = Wording::ALL.get(one(random, 3)).copied();
    sentence.frames = Some(vec![Frame::ALL[one(random, 14)]]);
    sentence.source_side = Some(SIDES.get(one(random, 3)).map(|&side| side.into()));
    sentence.duplicate = Some(one(random, 9) == 0);
    let stances = SIDES.map(|side| (side.into(), Stance::ALL.get(one(random, 4)).copied()));
    let judged = stances.into_iter().filter_map(|(side, stance)| Some((side, stance?)));
    sentence.stance = Some(judged.collect());
}

#[test]
fn the_profile_of_one_document_agrees_with_its_summary() {
    let mut random = random(5, 0);
    let owned = articles(2, 1, 10, |_, _, sentence| labelled(&mut random, sentence));
    let framing = compared(&owned, &quick(1)).unwrap();
    let summary = summarise(&owned[0].2);
    let value = |measure: &Measure| {
        let of = estimate(&framing, 0, measure);
        (of.value.unwrap() * of.items, of.items)
    };
    let near = |(ours, items): (f64, f64), part: usize, whole: usize| {
        assert!((ours - part as f64).abs() < 1e-9 && items == whole as f64);
    };
    near(value(&HEDGED), summary.all.hedged, summary.all.certainty_judged);
    let own = summary.voice(&Speaker::Outlet).unwrap();
    near(
        value(&Measure::Loaded { through: Through::Outlet }),
        own.counts.loaded,
        own.counts.wording_judged,
    );
    let voices = [
        (Speaker::Outlet, Through::Outlet),
        (Speaker::Side("port".into()), Through::Side("port".into())),
        (Speaker::Other, Through::Other),
    ];
    for (speaker, through) in voices {
        let counts = &summary.voice(&speaker).unwrap().counts;
        let port = || "port".into();
        let favorable = Measure::Favorable { side: port(), through: through.clone() };
        let unfavorable = Measure::Unfavorable { side: port(), through };
        near(value(&favorable), counts.sides[0].favorable, counts.sides[0].judged());
        near(value(&unfavorable), counts.sides[0].unfavorable, counts.sides[0].judged());
    }
    for (&frame, &sentences) in &summary.frames {
        near(value(&Measure::Frame { frame }), sentences, summary.all.sentences);
    }
    assert_eq!(estimate(&framing, 0, &Measure::Words).value, Some(summary.all.words as f64));
    let words = |speaker: &Speaker| summary.voice(speaker).unwrap().counts.words;
    let [outlet, port, union, other] = [
        Speaker::Outlet,
        Speaker::Side("port".into()),
        Speaker::Side("union".into()),
        Speaker::Other,
    ]
    .map(|speaker| words(&speaker));
    near(value(&Measure::OwnWords), outlet, outlet + port + union + other);
    near(value(&Measure::SourceShare { side: "port".into() }), port, port + union + other);
}

#[test]
fn one_article_an_outlet_is_resampled_by_paragraph_and_several_by_document() {
    let mut random = random(6, 0);
    let mut owned = articles(3, 4, 10, |_, _, sentence| labelled(&mut random, sentence));
    owned.drain(9..);
    let framing = compared(&owned, &quick(1)).unwrap();
    let unit = |outlet: &str, against: Option<&str>| {
        let mut of = framing.differences.iter();
        let found = of.find(|of| of.outlet == outlet && of.against.as_deref() == against);
        found.map(|of| of.unit)
    };
    assert_eq!(unit("gazette", Some("herald")), Some(Unit::Document));
    assert_eq!(unit("gazette", Some("mirror")), Some(Unit::Block));
    assert_eq!(unit("gazette", None), Some(Unit::Document));
    assert_eq!(unit("mirror", None), Some(Unit::Block));
    let length = framing.differences.iter().filter(|of| of.measure == Measure::Words);
    let of_blocks = length.filter(|of| of.unit == Unit::Block);
    assert!(of_blocks.clone().count() > 0);
    assert!(of_blocks.into_iter().all(|of| of.too_few && of.p.is_none() && of.low.is_none()));
}

#[test]
fn what_differs_between_events_is_no_difference_between_outlets() {
    let mut random = random(7, 0);
    // The herald reports mostly on the event about which nobody is sure.
    let mut owned = articles(2, 20, 4, |outlet, article, sentence| {
        let unsure = if outlet == 0 { article < 5 } else { article < 15 };
        sentence.certainty = hedged(random.random::<f64>() < if unsure { 0.8 } else { 0.2 });
    });
    for (at, (outlet, event, _)) in owned.iter_mut().enumerate() {
        let unsure = if outlet.as_str() == OUTLETS[0] { at % 20 < 5 } else { at % 20 < 15 };
        *event = if unsure { "fire" } else { "vote" }.to_owned();
    }
    let framing = compared(&owned, &quick(1)).unwrap();
    let [gazette, herald] = [0, 1].map(|outlet| estimate(&framing, outlet, &HEDGED).value.unwrap());
    let within = difference(&framing, &HEDGED);
    assert!(herald - gazette > 0.2);
    assert!(within.difference.unwrap().abs() < 0.08 && within.p.unwrap() > 0.05);
    assert!(covers(within.low, within.high, 0.0));
    assert_eq!(within.events, 2);
}

#[test]
fn a_large_difference_is_found_among_all_cells_and_a_small_sample_says_so() {
    let owned = hedging([0.75, 0.2], 12, 3);
    let framing = compared(&owned, &Options { permutations: 4000, ..quick(1) }).unwrap();
    let found = difference(&framing, &HEDGED);
    assert!(found.significant && found.detectable.is_none(), "{found:?}");
    assert!(framing.differences.iter().all(|of| of.measure == HEDGED || !of.significant));
    let few = compared(&hedging([0.75, 0.2], 2, 3), &quick(1)).unwrap();
    let few = difference(&few, &HEDGED);
    assert!(few.too_few && few.p.is_none() && few.difference.is_some());
}

#[test]
fn what_is_given_up_early_is_far_from_certain_and_all_else_rests_on_every_exchange() {
    let owned = hedging([0.6, 0.4], 8, 4);
    let with = |permutations| compared(&owned, &Options { permutations, ..quick(1) }).unwrap();
    let (short, long) = (with(1000), with(4000));
    for (few, many) in short.differences.iter().zip(&long.differences) {
        let (Some(few), Some(many)) = (few.p, many.p) else { continue };
        // Every p-value is a count out of one more than the exchanges.
        let out_of = |p: f64, all: f64| (p * all - (p * all).round()).abs() < 1e-6;
        assert!(few == many && many >= 0.1 || out_of(many, 4001.0), "{few} {many}");
        assert!((few - many).abs() < 0.05);
    }
}

#[test]
fn the_same_seed_gives_the_same_result_however_many_threads_there_are() {
    let mut random = random(8, 0);
    let owned = articles(3, 3, 6, |_, _, sentence| labelled(&mut random, sentence));
    let with = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let framing = pool.install(|| compared(&owned, &quick(seed))).unwrap();
        serde_json::to_string(&framing).unwrap()
    };
    assert_eq!(with(1, 1), with(3, 1));
    assert_ne!(with(1, 1), with(1, 2));
}

#[test]
fn undefined_numbers_are_null_in_json_and_measures_have_their_names() {
    let owned = articles(2, 1, 3, |_, _, _| {});
    let framing = compared(&owned, &quick(1)).unwrap();
    let json = serde_json::to_value(&framing).unwrap();
    let first = &json["profiles"][0]["measures"][0];
    assert_eq!(first["measure"], "words");
    assert!(json["differences"].as_array().unwrap().iter().all(|of| of["p"].is_null()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_the_articles_no_number_is_out_of_bounds(
        places in prop::collection::vec((0..3_usize, 0..3_usize, 0..4_usize), 2..8), seed in 0_u64..99,
    ) {
        let mut random = random(seed, 7);
        let owned: Vec<Owned> = places.iter().enumerate().map(|(at, &(outlet, event, paragraphs))| {
            // Texts differ though some are all but empty.
            let text = format!("{}.\n\n{}", at + 1, sample::text(at, paragraphs));
            let annotated = sample::article(&text, &SIDES[..event], |_, sentence| {
                labelled(&mut random, sentence);
            });
            (OUTLETS[outlet].to_owned(), format!("event {event}"), annotated)
        }).collect();
        let plan = Plan { resamples: 30, seed, ..Plan::default() };
        let options = Options { plan, permutations: 30, ..Options::default() };
        prop_assume!(places.iter().any(|place| place.0 != places[0].0));
        let framing = compared(&owned, &options).unwrap();
        for of in framing.profiles.iter().flat_map(|profile| &profile.measures) {
            prop_assert!([of.value, of.low, of.high].into_iter().flatten().all(f64::is_finite));
            prop_assert!(of.low <= of.high && of.value.is_some());
        }
        for of in &framing.differences {
            prop_assert!(of.low <= of.high && of.difference.is_some_and(f64::is_finite));
            prop_assert!(of.p.is_none_or(|p| p > 0.0 && p <= 1.0 && of.q.is_some_and(|q| q >= p - 1e-12)));
            prop_assert!(of.p.is_none() || !of.too_few);
        }
    }
}
