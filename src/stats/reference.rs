//! The room against other people's tools: values made by `tests/reference/make.py`.

use std::ops::AddAssign;

use serde_json::Value;

use super::agreement::{Coincidences, Scale};
use super::calibration::{Calibration, Forecast};
use super::coverage::risk_coverage;
use super::discovery::benjamini_hochberg;
use super::interval::{bca, percentile};
use super::paired::{compare, p_value};
use super::resample::Plan;

macro_rules! reference {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!(
            "../../tests/reference/",
            $name,
            ".json"
        )))
        .unwrap()
    };
}

fn numbers(value: &Value) -> Vec<f64> {
    serde_json::from_value(value.clone()).unwrap()
}

fn near(ours: f64, theirs: &Value, tolerance: f64) {
    let theirs = theirs.as_f64().unwrap();
    assert!((ours - theirs).abs() <= tolerance, "ours {ours}, theirs {theirs}");
}

#[test]
fn percentile_and_bca_intervals_are_those_of_scipy() {
    let reference = reference!("intervals");
    let (sample, resampled) = (numbers(&reference["sample"]), numbers(&reference["resampled"]));
    let sum: f64 = sample.iter().sum();
    let mean = sum / sample.len() as f64;
    let left: Vec<f64> = sample.iter().map(|x| (sum - x) / (sample.len() - 1) as f64).collect();
    let plain = percentile(&resampled).unwrap();
    near(plain.low, &reference["percentile"][0], 1e-12);
    near(plain.high, &reference["percentile"][1], 1e-12);
    let accelerated = bca(&resampled, mean, &left).unwrap();
    near(accelerated.low, &reference["bca"][0], 1e-9);
    near(accelerated.high, &reference["bca"][1], 1e-9);
}

#[test]
fn the_p_value_is_that_of_sacrebleu() {
    let reference = reference!("paired");
    let ours =
        p_value(&numbers(&reference["differences"]), reference["observed"].as_f64().unwrap());
    near(ours, &reference["p"], 1e-12);
}

#[derive(Clone, Copy, Default)]
struct Total(f64);

impl AddAssign<&Total> for Total {
    fn add_assign(&mut self, other: &Self) {
        self.0 += other.0;
    }
}

#[test]
fn randomisation_comes_to_the_exact_permutation_test_of_scipy() {
    let reference = reference!("paired");
    let ours: Vec<Total> = numbers(&reference["small"]).into_iter().map(Total).collect();
    let plan = Plan { resamples: 20_000, ..Plan::default() };
    let total = |total: &Total| vec![Some(total.0)];
    let difference = compare(&ours, &[Total(0.0); 12], &plan, total)[0].unwrap();
    near(difference.p_randomisation, &reference["small_exact_p"], 0.01);
}

/// BLEU's counts of a sentence: lengths, then matched and all n-grams.
#[derive(Clone, Copy, Default)]
struct Bleu([f64; 10]);

impl AddAssign<&Bleu> for Bleu {
    fn add_assign(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, more)| *own += more);
    }
}

fn bleu(Bleu(counts): &Bleu) -> Vec<Option<f64>> {
    let logs: f64 = (2..6).map(|n| (counts[n] / counts[n + 4]).ln()).sum();
    let brevity = (1.0 - counts[1] / counts[0]).min(0.0);
    vec![Some(100.0 * (brevity + logs / 4.0).exp())]
}

#[test]
fn paired_tests_come_to_what_sacrebleu_says_of_bleu() {
    let reference = reference!("paired");
    let counts = |key: &str| -> Vec<Bleu> {
        let rows: Vec<[f64; 10]> = serde_json::from_value(reference[key].clone()).unwrap();
        rows.into_iter().map(Bleu).collect()
    };
    let (one, two) = (counts("bleu_one"), counts("bleu_two"));
    let plan = Plan { resamples: 4000, ..Plan::default() };
    let difference = compare(&two, &one, &plan, bleu)[0].unwrap();
    let scores = numbers(&reference["bleu"]);
    assert!((difference.observed - (scores[1] - scores[0])).abs() < 1e-9);
    // sacrebleu counts differences in one direction only, so its value is about half of ours.
    near(difference.p_bootstrap / 2.0, &reference["bleu_p_bootstrap"], 0.01);
    near(difference.p_randomisation, &reference["bleu_p_randomisation"], 0.015);
}

#[test]
fn adjusted_p_values_are_those_of_scipy() {
    let reference = reference!("discovery");
    let ours = benjamini_hochberg(&numbers(&reference["p"]));
    for (at, ours) in ours.into_iter().enumerate() {
        near(ours, &reference["adjusted"][at], 1e-12);
    }
}

#[test]
fn alpha_is_that_of_the_krippendorff_package() {
    let reference = reference!("agreement");
    let units: Vec<Vec<Option<usize>>> =
        serde_json::from_value(reference["units"].clone()).unwrap();
    // Counted in two halves: the sum of their counts is the count of the whole.
    let mut halves = [Coincidences::default(), Coincidences::default()];
    for (at, unit) in units.iter().enumerate() {
        halves[at % 2].count(&unit.iter().flatten().copied().collect::<Vec<_>>());
    }
    let [mut all, other] = halves;
    all += &other;
    near(all.alpha(Scale::Nominal).unwrap(), &reference["nominal"], 1e-9);
    near(all.alpha(Scale::Ordinal).unwrap(), &reference["ordinal"], 1e-9);
}

#[test]
fn calibration_is_that_of_scikit_learn() {
    let reference = reference!("calibration");
    let p: Vec<Vec<f64>> = serde_json::from_value(reference["p"].clone()).unwrap();
    let truth: Vec<usize> = serde_json::from_value(reference["truth"].clone()).unwrap();
    let forecasts: Vec<Forecast> =
        p.into_iter().zip(truth).map(|(p, truth)| Forecast { p, truth }).collect();
    let ours = Calibration::of(&forecasts, 15).unwrap();
    near(ours.brier, &reference["brier"], 1e-9);
    near(ours.top_brier, &reference["top_brier"], 1e-9);
    near(ours.log_loss, &reference["log_loss"], 1e-9);
    near(ours.ece, &reference["ece"], 1e-9);
    let full = ours.bins.iter().filter(|bin| bin.count > 0.0);
    for (at, bin) in full.enumerate() {
        near(bin.count, &reference["counts"][at], 0.0);
        near(bin.accuracy.unwrap(), &reference["accuracy"][at], 1e-9);
        near(bin.confidence.unwrap(), &reference["confidence"][at], 1e-9);
    }
}

#[test]
fn confidence_that_does_not_vary_within_bins_leaves_nothing_over() {
    let forecast =
        |p: f64, right: bool| Forecast { p: vec![p, 1.0 - p], truth: usize::from(!right) };
    let forecasts =
        [forecast(0.9, true), forecast(0.9, true), forecast(0.6, false), forecast(0.6, true)];
    let ours = Calibration::of(&forecasts, 10).unwrap();
    assert!(ours.within.abs() < 1e-12);
    assert_eq!(Calibration::of(&[], 10), None);
}

#[test]
fn risk_rises_with_coverage_where_confidence_ranks_well() {
    let coverage = risk_coverage(&[(0.9, true), (0.8, true), (0.7, false), (0.6, false)]).unwrap();
    assert!((coverage.aurc - (1.0 / 3.0 + 0.5) / 4.0).abs() < 1e-12);
    assert_eq!(coverage.curve.last(), Some(&(1.0, 0.5)));
    assert_eq!(risk_coverage(&[]), None);
}

#[test]
fn the_order_of_items_of_equal_confidence_does_not_matter() {
    let one = risk_coverage(&[(0.5, true), (0.5, false), (0.5, false)]);
    let other = risk_coverage(&[(0.5, false), (0.5, false), (0.5, true)]);
    assert_eq!(one, other);
}
