//! True shares of classes from those a classifier found, by its confusion matrix.

use super::measure::{MOST_CLASSES, Shares};

/// A square in the corner of it holds the matrix.
type Square = [[f64; MOST_CLASSES]; MOST_CLASSES];

/// What a classifier makes of each class, and the way back.
///
/// With rows `P(found | true)` of a matrix A, found shares are `Aᵀ true`. The way back is its
/// inverse (Rogan and Gladen 1978 for two classes); where that leads out of the simplex, the
/// shares on its edge whose found shares come closest, by least squares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Solver {
    classes: usize,
    rows: Square,
    inverse: Square,
}

impl Solver {
    /// Of rows of counts, or of anything proportional to them; `None` where a row is empty or
    /// the matrix cannot be inverted.
    pub fn new(counts: &[Vec<f64>]) -> Option<Self> {
        let classes = counts.len().min(MOST_CLASSES);
        let mut rows = Square::default();
        for (row, counts) in rows.iter_mut().zip(counts) {
            let sum: f64 = counts.iter().sum();
            if sum <= 0.0 {
                return None;
            }
            row.iter_mut().zip(counts).for_each(|(p, count)| *p = count / sum);
        }
        Some(Self { classes, rows, inverse: inverse_of_transposed(&rows, classes)? })
    }

    /// By how much an error in found shares can grow: the largest sum of a row of the inverse.
    pub fn amplification(&self) -> f64 {
        let sums = self.inverse.iter().map(|row| row.iter().map(|cell| cell.abs()).sum());
        sums.fold(0.0, f64::max)
    }

    /// The shares that this classifier would find as `found`, or those that come closest.
    pub fn correct(&self, found: &Shares) -> Shares {
        let within = self.inverse.map(|row| dot(&row, found));
        if within.iter().all(|&share| share >= 0.0) { within } else { self.on_the_edge(found) }
    }

    /// The closest of the points closest on each edge; with two classes there is one edge. The
    /// optimum is on an edge wherever the inverse leads outside.
    fn on_the_edge(&self, found: &Shares) -> Shares {
        let edges = (0..self.classes).flat_map(|b| (0..b).map(move |a| (a, b)));
        let points = edges.map(|(a, b)| self.on_edge(a, b, found));
        let closest = points.min_by(|one, other| one.1.total_cmp(&other.1));
        closest.map_or(*found, |(shares, _)| shares)
    }

    /// The best mixture of two classes, and how far off it is.
    fn on_edge(&self, a: usize, b: usize, found: &Shares) -> (Shares, f64) {
        let along = minus(&self.rows[a], &self.rows[b]);
        let from_b = minus(found, &self.rows[b]);
        let length = dot(&along, &along);
        let part = if length > 0.0 { (dot(&from_b, &along) / length).clamp(0.0, 1.0) } else { 0.5 };
        let mut shares = Shares::default();
        (shares[a], shares[b]) = (part, 1.0 - part);
        let left = minus(&from_b, &along.map(|step| part * step));
        (shares, dot(&left, &left))
    }
}

fn dot(a: &Shares, b: &Shares) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn minus(a: &Shares, b: &Shares) -> Shares {
    std::array::from_fn(|at| a[at] - b[at])
}

/// Gauss and Jordan, with the largest pivot of each column.
fn inverse_of_transposed(rows: &Square, classes: usize) -> Option<Square> {
    let mut left: Square = std::array::from_fn(|i| std::array::from_fn(|j| rows[j][i]));
    let mut right = Square::default();
    (0..classes).for_each(|at| right[at][at] = 1.0);
    for at in 0..classes {
        let pivot =
            (at..classes).max_by(|&a, &b| left[a][at].abs().total_cmp(&left[b][at].abs()))?;
        left.swap(at, pivot);
        right.swap(at, pivot);
        let by = left[at][at];
        if by.abs() < 1e-9 {
            return None;
        }
        left[at] = left[at].map(|cell| cell / by);
        right[at] = right[at].map(|cell| cell / by);
        for other in (0..classes).filter(|&other| other != at) {
            let times = left[other][at];
            left[other] = minus(&left[other], &left[at].map(|cell| times * cell));
            right[other] = minus(&right[other], &right[at].map(|cell| times * cell));
        }
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shares() -> impl Strategy<Value = Shares> {
        prop::array::uniform3(0.01_f64..1.0).prop_map(|shares| {
            let sum: f64 = shares.iter().sum();
            shares.map(|share| share / sum)
        })
    }

    fn solver() -> impl Strategy<Value = Solver> {
        let row = || prop::collection::vec(0.0_f64..5.0, 3);
        (row(), row(), row()).prop_filter_map("singular", |(mut a, mut b, mut c)| {
            (a[0], b[1], c[2]) = (a[0] + 6.0, b[1] + 6.0, c[2] + 6.0);
            Solver::new(&[a, b, c])
        })
    }

    fn found(solver: &Solver, shares: &Shares) -> Shares {
        std::array::from_fn(|j| (0..3).map(|i| shares[i] * solver.rows[i][j]).sum())
    }

    proptest! {
        #[test]
        fn what_a_classifier_makes_of_true_shares_leads_back_to_them(
            solver in solver(), truth in shares(),
        ) {
            let corrected = solver.correct(&found(&solver, &truth));
            for (ours, truth) in corrected.iter().zip(truth) {
                prop_assert!((ours - truth).abs() < 1e-9);
            }
        }

        #[test]
        fn no_shares_come_closer_than_the_corrected_ones(
            solver in solver(), seen in shares(), other in shares(),
        ) {
            let corrected = solver.correct(&seen);
            prop_assert!((corrected.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!(corrected.iter().all(|&share| share >= 0.0));
            let off = |shares: &Shares| {
                let left = minus(&found(&solver, shares), &seen);
                dot(&left, &left)
            };
            prop_assert!(off(&corrected) <= off(&other) + 1e-12);
        }
    }

    #[test]
    fn two_classes_are_corrected_as_rogan_and_gladen_do() {
        let solver = Solver::new(&[vec![8.0, 2.0], vec![1.0, 9.0]]).unwrap();
        let corrected = solver.correct(&[0.45, 0.55, 0.0]);
        // (found + specificity - 1) / (sensitivity + specificity - 1)
        assert!((corrected[0] - (0.45 + 0.9 - 1.0) / (0.8 + 0.9 - 1.0)).abs() < 1e-12);
        assert_eq!(solver.correct(&[0.05, 0.95, 0.0])[0], 0.0);
    }

    #[test]
    fn a_classifier_that_does_not_look_has_no_way_back() {
        assert_eq!(Solver::new(&[vec![3.0, 1.0], vec![6.0, 2.0]]), None);
        assert_eq!(Solver::new(&[vec![0.0, 0.0], vec![6.0, 2.0]]), None);
    }
}
