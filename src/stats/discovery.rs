//! Many tests at once.

/// P-values adjusted so that rejecting those under 5 % makes at most 5 % of the rejections
/// false (Benjamini and Hochberg 1995), in the order given.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a count of tests")]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_unstable_by(|&a, &b| p[b].total_cmp(&p[a]));
    let mut adjusted = vec![0.0; p.len()];
    let mut least = 1.0_f64;
    for (from_top, &at) in order.iter().enumerate() {
        let rank = p.len() - from_top;
        least = least.min(p[at] * p.len() as f64 / rank as f64);
        adjusted[at] = least;
    }
    adjusted
}
