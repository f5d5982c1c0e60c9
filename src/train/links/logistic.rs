//! Logistic regression by Newton's method, with a ridge.

/// Penalty on the squared weights of standardised features, as scikit-learn's default has it: it
/// keeps features that say nearly the same from taking large weights of opposite sign.
const RIDGE: f64 = 1.0;
/// Newton steps; it settles in fewer than ten.
const STEPS: usize = 25;

/// A bias and a weight a feature.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fit {
    pub bias: f64,
    pub weights: Vec<f64>,
}

/// Fits the probability that a row is true. Features are standardised first, so that the ridge
/// weighs on all alike; the fit is of the features as given. A feature that never varies gets 0.
pub(super) fn fit(rows: &[&[f32]], truths: &[bool]) -> Fit {
    let width = rows.first().map_or(0, |row| row.len());
    let scales: Vec<(f64, f64)> = (0..width).map(|at| moments(rows, at)).collect();
    let standard: Vec<Vec<f64>> = rows.iter().map(|row| standardised(row, &scales)).collect();
    let mut weights = vec![0.0; width + 1];
    for _ in 0..STEPS {
        let step = newton(&standard, truths, &weights);
        weights.iter_mut().zip(&step).for_each(|(weight, step)| *weight += step);
        if step.iter().all(|step| step.abs() < 1e-9) {
            break;
        }
    }
    let of_feature = |(at, (_, scale)): (usize, &(f64, f64))| weights[at + 1] / scale;
    let unscaled: Vec<f64> = scales.iter().enumerate().map(of_feature).collect();
    let shift: f64 = unscaled.iter().zip(&scales).map(|(weight, (mean, _))| weight * mean).sum();
    Fit { bias: weights[0] - shift, weights: unscaled }
}

/// Mean and deviation of a feature; a deviation of 0 counts as 1.
#[expect(clippy::cast_precision_loss, reason = "thousands of rows")]
fn moments(rows: &[&[f32]], at: usize) -> (f64, f64) {
    let count = rows.len().max(1) as f64;
    let mean = rows.iter().map(|row| f64::from(row[at])).sum::<f64>() / count;
    let spread = rows.iter().map(|row| (f64::from(row[at]) - mean).powi(2)).sum::<f64>() / count;
    (mean, if spread > 1e-12 { spread.sqrt() } else { 1.0 })
}

/// 1 for the bias, then the features in deviations from their mean.
fn standardised(row: &[f32], scales: &[(f64, f64)]) -> Vec<f64> {
    let features = row.iter().zip(scales).map(|(&x, (mean, scale))| (f64::from(x) - mean) / scale);
    [1.0].into_iter().chain(features).collect()
}

fn newton(rows: &[Vec<f64>], truths: &[bool], weights: &[f64]) -> Vec<f64> {
    let width = weights.len();
    let mut gradient: Vec<f64> = weights.iter().map(|w| -RIDGE * w).collect();
    let mut curvature = vec![vec![0.0; width]; width];
    (gradient[0], curvature[0][0]) = (0.0, 1e-9);
    (1..width).for_each(|at| curvature[at][at] = RIDGE);
    for (row, &truth) in rows.iter().zip(truths) {
        let odds: f64 = row.iter().zip(weights).map(|(x, w)| x * w).sum();
        let p = 1.0 / (1.0 + (-odds).exp());
        let (error, spread) = (f64::from(u8::from(truth)) - p, p * (1.0 - p));
        for (i, x) in row.iter().enumerate() {
            gradient[i] += error * x;
            let cells = curvature[i].iter_mut().zip(row);
            cells.take(i + 1).for_each(|(cell, y)| *cell += spread * x * y);
        }
    }
    solve(curvature, gradient)
}

/// Solves a symmetric positive system, of which the lower half is given, by Cholesky's method.
fn solve(mut lower: Vec<Vec<f64>>, mut x: Vec<f64>) -> Vec<f64> {
    let width = x.len();
    for i in 0..width {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            let rest = lower[i][j] - known;
            lower[i][j] = if i == j { rest.max(1e-12).sqrt() } else { rest / lower[j][j] };
        }
    }
    for (i, row) in lower.iter().enumerate() {
        let known: f64 = row[..i].iter().zip(&x).map(|(cell, x)| cell * x).sum();
        x[i] = (x[i] - known) / row[i];
    }
    for i in (0..width).rev() {
        let known: f64 = (i + 1..width).map(|k| lower[k][i] * x[k]).sum();
        x[i] = (x[i] - known) / lower[i][i];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved() {
        let x = solve(vec![vec![4.0, 0.0], vec![2.0, 3.0]], vec![8.0, 7.0]);
        assert!((x[0] - 1.25).abs() < 1e-12 && (x[1] - 1.5).abs() < 1e-12, "{x:?}");
    }

    #[test]
    fn the_odds_of_two_groups_are_those_of_their_counts() {
        // 300 of 400 where the feature is 1, 100 of 400 where it is 0: odds 3 and 1/3.
        let rows: Vec<[f32; 2]> = (0..800).map(|n| [f32::from(u8::from(n < 400)), 7.0]).collect();
        let truths: Vec<bool> = (0..800).map(|n| !(300..700).contains(&n)).collect();
        let fit = fit(&rows.iter().map(|row| &row[..]).collect::<Vec<_>>(), &truths);
        assert!((fit.bias + 3f64.ln()).abs() < 0.02, "{fit:?}");
        assert!((fit.weights[0] - 9f64.ln()).abs() < 0.03, "{fit:?}");
        assert_eq!(fit.weights[1], 0.0);
    }

    #[test]
    fn nothing_to_learn_from_is_no_fault() {
        assert_eq!(fit(&[], &[]), Fit { bias: 0.0, weights: Vec::new() });
    }
}
