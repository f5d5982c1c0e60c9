//! Stances that a language model labelled, weighed as evidence of what a crowd would say.
//!
//! A language model calls neutral what a crowd does not, and how often differs from stance to
//! stance. A first network that learnt from the crowd says how probably each target would be
//! called what by the crowd; how often the labeller says one thing where the crowd says another
//! is estimated from all targets by expectation maximisation (Dawid and Skene 1979; for noisy
//! labels of networks Patrini et al. 2017); Bayes' rule puts both together.

use super::examples::{Example, Examples, Judge, Judged};
use super::shards::read;
use crate::error::Result;
use crate::labels::{Label, Stance};
use crate::model::{Network, softmax};

const STANCES: usize = Stance::ALL.len();

/// Rounds of expectation maximisation.
const ROUNDS: usize = 50;

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
    let said = read(network, &examples.readings, |logits| {
        let rows = logits.stance.map(|stance| stance.to_vec2::<f32>()).transpose()?;
        Ok(rows.unwrap_or_default())
    })?;
    let p = |row: &Vec<f32>| softmax([row[0], row[1], row[2]], temperature).map(f64::from);
    let said: Vec<[f64; STANCES]> = said.iter().flatten().map(p).collect();
    Ok(share_out(&mut examples.readings, &said))
}

/// The same, where the first network `said` how probable each stance is, towards each target of
/// every example in turn.
fn share_out(examples: &mut [Example], said: &[[f64; STANCES]]) -> Habits {
    let judged: Vec<&mut Judged> = examples.iter_mut().flat_map(|e| &mut e.stance).collect();
    assert_eq!(judged.len(), said.len(), "a row for every target");
    let mut weighed: Vec<(&mut Judged, [f64; STANCES])> = judged
        .into_iter()
        .zip(said.iter().copied())
        .filter(|(j, _)| j.by == Judge::Weighed)
        .collect();
    let testimonies: Vec<Testimony> = weighed.iter().map(|(j, p)| (*p, j.stance)).collect();
    let habits = habits(&testimonies);
    for (judged, p) in &mut weighed {
        #[expect(clippy::cast_possible_truncation, reason = "weights of a loss in f32")]
        let belief = posterior(*p, judged.stance, &habits).map(|p| p as f32);
        judged.belief = belief;
    }
    habits
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
    fn only_weighed_stances_are_shared_out_each_by_its_own_row() {
        let target =
            |by| Example { stance: vec![Judged::new(Stance::Neutral, by)], ..Example::default() };
        let mut examples = [
            target(Judge::Crowd),
            target(Judge::Weighed),
            Example::default(),
            target(Judge::Weighed),
        ];
        let said = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]];
        share_out(&mut examples, &said);
        let belief = |i: usize, stance: Stance| examples[i].stance[0].belief[stance.index()];
        assert_eq!(examples[0].stance, target(Judge::Crowd).stance);
        assert!(belief(1, Stance::Neutral) > belief(3, Stance::Neutral));
        assert!(belief(3, Stance::Favorable) > belief(3, Stance::Unfavorable));
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
