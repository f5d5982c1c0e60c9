//! Whether probabilities mean what they say.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::interval::quantile;

/// How often it is drawn what chance makes of probabilities that mean what they say.
const DRAWS: usize = 200;

/// What these draws start from.
const SEED: u64 = 1;

/// Bins of confidence that [`Calibration::of`] is usually given; as in Guo et al. (2017).
pub const BINS: usize = 15;

/// What was foretold of one item and what was so.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The probability of each class.
    pub p: Vec<f64>,
    /// The class that was so.
    pub truth: usize,
}

impl Forecast {
    /// The most probable class, the first of equals, and its probability.
    #[must_use]
    pub fn top(&self) -> (usize, f64) {
        let mut best = (0, 0.0);
        for (class, &p) in self.p.iter().enumerate() {
            if p > best.1 {
                best = (class, p);
            }
        }
        best
    }

    /// Whether the most probable class was so.
    #[must_use]
    pub fn right(&self) -> bool {
        self.top().0 == self.truth
    }
}

/// One bar of a reliability diagram.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Bin {
    /// Where it begins; it does not include this confidence.
    pub from: f64,
    /// Where it ends; it includes this confidence.
    pub to: f64,
    /// Items in it.
    pub count: f64,
    /// Their mean confidence.
    pub confidence: Option<f64>,
    /// How many of them were right, 0 to 1.
    pub accuracy: Option<f64>,
}

/// How well probabilities fit what was so.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Calibration {
    /// Items.
    pub items: usize,
    /// Mean squared distance of the probabilities from what was so, summed over classes, 0 to 2.
    pub brier: f64,
    /// Mean negative logarithm of the probability of what was so.
    pub log_loss: f64,
    /// Expected calibration error of the most probable class over [`Calibration::bins`].
    pub ece: f64,
    /// The ECE that as many items would have by chance if each confidence were right and they were
    /// independent of each other, as sentences of one article are not quite: on average over
    /// [`DRAWS`] draws of which are right. It falls with the number of items.
    pub ece_by_chance: f64,
    /// What it would stay below in 95 % of them.
    pub ece_by_chance_95: f64,
    /// Brier score of the confidence in the most probable class against its being right:
    /// `reliability - resolution + uncertainty + within`.
    pub top_brier: f64,
    /// Murphy (1973): how far confidence is from accuracy, bin by bin; 0 is best.
    pub reliability: f64,
    /// How far the bins' accuracies are from each other; more is better.
    pub resolution: f64,
    /// Variance of being right.
    pub uncertainty: f64,
    /// What binning leaves over: confidence that varies within a bin.
    pub within: f64,
    /// Bins of equal width over the confidence.
    pub bins: Vec<Bin>,
}

impl Calibration {
    /// Of these forecasts in this many bins; `None` where there are no forecasts or bins.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    pub fn of(forecasts: &[Forecast], bins: usize) -> Option<Self> {
        let items = forecasts.len() as f64;
        (items > 0.0 && bins > 0).then_some(())?;
        let average = |of: fn(&Forecast) -> f64| forecasts.iter().map(of).sum::<f64>() / items;
        let bins = reliability_bins(forecasts, bins);
        let accuracy = average(|forecast| f64::from(u8::from(forecast.right())));
        let weighted = |of: &dyn Fn(f64, f64) -> f64| {
            let bin = |bin: &Bin| Some(bin.count * of(bin.confidence?, bin.accuracy?));
            bins.iter().filter_map(bin).sum::<f64>() / items
        };
        let reliability = weighted(&|confidence, right| (confidence - right).powi(2));
        let resolution = weighted(&|_, right| (right - accuracy).powi(2));
        let uncertainty = accuracy * (1.0 - accuracy);
        let top_brier = average(top_brier);
        let by_chance = by_chance(forecasts, bins.len());
        Some(Self {
            items: forecasts.len(),
            brier: average(brier),
            log_loss: average(log_loss),
            ece: weighted(&|confidence, right| (confidence - right).abs()),
            ece_by_chance: by_chance.iter().sum::<f64>() / DRAWS as f64,
            ece_by_chance_95: quantile(&by_chance, 0.95).unwrap_or_default(),
            top_brier,
            reliability,
            resolution,
            uncertainty,
            within: top_brier - (reliability - resolution + uncertainty),
            bins,
        })
    }
}

fn brier(forecast: &Forecast) -> f64 {
    let so = |class: usize| f64::from(u8::from(class == forecast.truth));
    forecast.p.iter().enumerate().map(|(class, p)| (p - so(class)).powi(2)).sum()
}

fn top_brier(forecast: &Forecast) -> f64 {
    (forecast.top().1 - f64::from(u8::from(forecast.right()))).powi(2)
}

/// Clipped as scikit-learn clips, so that one certain error does not make the mean infinite.
fn log_loss(forecast: &Forecast) -> f64 {
    let p = forecast.p.get(forecast.truth).copied().unwrap_or(0.0);
    -p.clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln()
}

/// The ECE of each draw of which forecasts are right, by their own confidence; sorted.
fn by_chance(forecasts: &[Forecast], count: usize) -> Vec<f64> {
    let confidences: Vec<(f64, usize)> =
        forecasts.iter().map(|f| f.top().1).map(|p| (p, bin_of(p, count))).collect();
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut draw = || {
        let mut gaps = vec![0.0; count];
        for &(confidence, bin) in &confidences {
            gaps[bin] += confidence - f64::from(u8::from(random.random::<f64>() < confidence));
        }
        gaps.into_iter().map(f64::abs).sum::<f64>() / confidences.len() as f64
    };
    let mut draws: Vec<f64> = (0..DRAWS).map(|_| draw()).collect();
    draws.sort_by(f64::total_cmp);
    draws
}

/// The bin of so many that a confidence falls into.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a bin's number, clamped"
)]
fn bin_of(confidence: f64, count: usize) -> usize {
    ((confidence * count as f64).ceil() as usize).clamp(1, count) - 1
}

#[expect(clippy::cast_precision_loss, reason = "few bins")]
fn reliability_bins(forecasts: &[Forecast], count: usize) -> Vec<Bin> {
    let mut sums = vec![(0.0, 0.0, 0.0); count];
    for forecast in forecasts {
        let (_, confidence) = forecast.top();
        let at = bin_of(confidence, count);
        sums[at].0 += 1.0;
        sums[at].1 += confidence;
        sums[at].2 += f64::from(u8::from(forecast.right()));
    }
    let width = 1.0 / count as f64;
    let bin = |(at, (items, confidence, right)): (usize, (f64, f64, f64))| Bin {
        from: at as f64 * width,
        to: (at + 1) as f64 * width,
        count: items,
        confidence: (items > 0.0).then(|| confidence / items),
        accuracy: (items > 0.0).then(|| right / items),
    };
    sums.into_iter().enumerate().map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecasts(p: f64, items: usize) -> Vec<Forecast> {
        vec![Forecast { p: vec![p, 1.0 - p], truth: 0 }; items]
    }

    #[test]
    fn chance_alone_gives_few_items_an_error_and_many_hardly_any() {
        let by_chance = |p, items| {
            let of = Calibration::of(&forecasts(p, items), BINS).unwrap();
            [of.ece_by_chance, of.ece_by_chance_95]
        };
        assert_eq!(by_chance(1.0, 5), [0.0, 0.0]);
        // Of one item .8 - 1 or .8 - 0: .32 on average, .8 at most.
        let [mean, highest] = by_chance(0.8, 1);
        assert!((mean - 0.32).abs() < 0.06 && (highest - 0.8).abs() < 1e-9, "{mean} {highest}");
        // Of 1,600 the mean error of a share of .8 is that of a normal distribution.
        let [mean, _] = by_chance(0.8, 1600);
        let expected = (2.0 / std::f64::consts::PI).sqrt() * (0.8f64 * 0.2 / 1600.0).sqrt();
        assert!((mean - expected).abs() < expected / 5.0, "{mean} {expected}");
    }
}
