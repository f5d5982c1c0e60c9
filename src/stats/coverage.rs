//! What abstaining buys: the error among the items about which a model is most confident.

/// Points of the curve that are kept.
const POINTS: usize = 20;

/// The risk–coverage curve and the area under it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Coverage {
    /// Mean error over every coverage (Geifman and El-Yaniv 2017): less is better.
    pub aurc: f64,
    /// Share of items kept, and share of errors among them, from few to all.
    pub curve: Vec<(f64, f64)>,
}

/// The curve of items given as confidence and whether they are right; `None` of nothing.
///
/// Among items of equal confidence errors are spread evenly, so their order does not matter.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
pub fn risk_coverage(items: &[(f64, bool)]) -> Option<Coverage> {
    let risks = risks(items);
    let total = risks.len();
    let places =
        (1..=POINTS).map(|point| (point * total).div_ceil(POINTS)).filter(|&kept| kept > 0);
    let mut curve: Vec<(f64, f64)> =
        places.map(|kept| (kept as f64 / total as f64, risks[kept - 1])).collect();
    curve.dedup();
    (total > 0).then(|| Coverage { aurc: risks.iter().sum::<f64>() / total as f64, curve })
}

/// The share of errors among the first, the first two, … items by falling confidence.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn risks(items: &[(f64, bool)]) -> Vec<f64> {
    let mut sorted = items.to_vec();
    sorted.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let (mut errors, mut risks) = (0.0, Vec::with_capacity(sorted.len()));
    for group in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let wrong = group.iter().filter(|(_, right)| !right).count() as f64;
        for place in 1..=group.len() {
            let spread = wrong * place as f64 / group.len() as f64;
            risks.push((errors + spread) / (risks.len() + 1) as f64);
        }
        errors += wrong;
    }
    risks
}
