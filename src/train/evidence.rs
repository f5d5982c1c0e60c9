//! Stances that a language model labelled, weighed as evidence of what a crowd would say.
//!
//! A language model calls neutral what a crowd does not, and how often differs from stance to
//! stance. A first network that learnt from the crowd says how probably each target would be
//! called what by the crowd; how often the labeller says one thing where the crowd says another
//! is estimated from all targets by expectation maximisation (Dawid and Skene 1979; for noisy
//! labels of networks Patrini et al. 2017); Bayes' rule puts both together.

use candle_core::Device;
use rayon::prelude::*;

use super::examples::{Example, Examples, Judge, Judged};
use crate::error::Result;
use crate::labels::{Label, Stance};
use crate::model::{Batch, Network, Sequence};

const STANCES: usize = Stance::ALL.len();

/// Rounds of expectation maximisation.
const ROUNDS: usize = 50;

/// Sentences read at once.
const READ: usize = 32;

/// How often the labeller says each stance (the inner index) where the crowd says another (the
/// outer one), in the order of [`Stance::ALL`].
pub type Habits = [[f64; STANCES]; STANCES];

/// What the first network says of a target, and what the labeller does.
type Testimony = ([f64; STANCES], usize);

/// Shares out the belief in every stance that is to be weighed; `network` was trained without
/// them, and its logits are divided by `temperature`.
pub(super) fn weigh(
    examples: &mut Examples,
    network: &Network,
    temperature: f64,
) -> Result<Habits> {
    let said = stances(&examples.readings, network, temperature)?;
    let judged = || examples.readings.iter().flat_map(|example| &example.stance);
    let testimonies: Vec<Testimony> = judged()
        .zip(&said)
        .filter(|(judged, _)| judged.by == Judge::Weighed)
        .map(|(judged, &p)| (p, judged.stance))
        .collect();
    let habits = habits(&testimonies);
    let judged = examples.readings.iter_mut().flat_map(|example| &mut example.stance);
    for (judged, p) in judged.zip(said) {
        if judged.by == Judge::Weighed {
            #[expect(clippy::cast_possible_truncation, reason = "weights of a loss in f32")]
            let belief = posterior(p, judged.stance, &habits).map(|p| p as f32);
            *judged = Judged { belief, ..*judged };
        }
    }
    Ok(habits)
}

/// How probably each target of every example is called what, in order.
fn stances(
    examples: &[Example],
    network: &Network,
    temperature: f64,
) -> Result<Vec<[f64; STANCES]>> {
    let parts = examples.par_chunks(READ).map(|chunk| {
        let sequences: Vec<&Sequence> = chunk.iter().map(|example| &example.sequence).collect();
        let logits = network.forward(&Batch::new(&sequences, &Device::Cpu)?, None)?;
        let Some(stance) = logits.stance else { return Ok(Vec::new()) };
        let rows = stance.to_vec2::<f32>()?;
        Ok(rows.iter().map(|row| softmax(row, temperature)).collect())
    });
    Ok(parts.collect::<Result<Vec<_>>>()?.concat())
}

fn softmax(logits: &[f32], temperature: f64) -> [f64; STANCES] {
    let scaled: [f64; STANCES] = std::array::from_fn(|i| f64::from(logits[i]) / temperature);
    let highest = scaled.into_iter().fold(f64::MIN, f64::max);
    normalised(scaled.map(|z| (z - highest).exp()))
}

fn normalised(shares: [f64; STANCES]) -> [f64; STANCES] {
    let sum: f64 = shares.iter().sum();
    shares.map(|share| share / sum)
}

/// What to believe, once the labeller said `label`.
fn posterior(p: [f64; STANCES], label: usize, habits: &Habits) -> [f64; STANCES] {
    normalised(std::array::from_fn(|stance| p[stance] * habits[stance][label]))
}

/// The labeller's habits under which the testimonies are likeliest; those of a labeller who is
/// mostly right are where the search starts.
fn habits(testimonies: &[Testimony]) -> Habits {
    let agrees = |crowd, label| if crowd == label { 0.8 } else { 0.1 };
    let mut habits: Habits =
        std::array::from_fn(|crowd| std::array::from_fn(|label| agrees(crowd, label)));
    for _ in 0..ROUNDS {
        // A little of everything, so that no stance that nobody saw divides by zero.
        let mut counts = [[1e-3; STANCES]; STANCES];
        for &(p, label) in testimonies {
            for (row, belief) in counts.iter_mut().zip(posterior(p, label, &habits)) {
                row[label] += belief;
            }
        }
        habits = counts.map(normalised);
    }
    habits
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a hundred targets each that the crowd surely calls so, the labeller calls half of the
    /// polar ones neutral.
    fn reticent() -> Vec<Testimony> {
        let sure = |stance| std::array::from_fn(|i| if i == stance { 0.98 } else { 0.01 });
        let mut testimonies = Vec::new();
        for (stance, said) in [(0, 0), (0, 1), (1, 1), (1, 1), (2, 2), (2, 1)] {
            testimonies.extend(std::iter::repeat_n((sure(stance), said), 50));
        }
        testimonies
    }

    #[test]
    fn a_labellers_habits_are_found() {
        let found = habits(&reticent());
        let expected = [[0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [0.0, 0.5, 0.5]];
        for (found, expected) in found.as_flattened().iter().zip(expected.as_flattened()) {
            assert!((found - expected).abs() < 0.03, "{found} for {expected}");
        }
    }

    #[test]
    fn who_calls_much_neutral_is_believed_when_not_neutral() {
        let habits = habits(&reticent());
        let unsure = [0.45, 0.45, 0.1];
        let (unfavorable, neutral) = (Stance::Unfavorable.index(), Stance::Neutral.index());
        assert!(posterior(unsure, unfavorable, &habits)[unfavorable] > 0.95);
        let weighed = posterior(unsure, neutral, &habits);
        assert!(weighed[neutral] > 0.55 && weighed[unfavorable] > 0.25, "{weighed:?}");
    }
}
