//! Krippendorff's alpha from counts that sum over documents, so that it can be resampled.

use std::ops::AddAssign;

/// What kind of labels are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Labels in no order: any two differ as much.
    Nominal,
    /// Labels in order: those further apart differ more.
    Ordinal,
}

/// How often two annotators' labels met, over all pairs of annotators of each unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coincidences {
    classes: usize,
    /// Row by row, symmetric.
    cells: Vec<f64>,
}

impl AddAssign<&Self> for Coincidences {
    fn add_assign(&mut self, other: &Self) {
        self.grow(other.classes);
        for (a, b) in other.pairs() {
            self.cells[a * self.classes + b] += other.at(a, b);
        }
    }
}

impl Coincidences {
    /// None yet, of labels numbered below `classes`.
    #[must_use]
    pub fn new(classes: usize) -> Self {
        Self { classes, cells: vec![0.0; classes * classes] }
    }

    fn grow(&mut self, classes: usize) {
        if classes > self.classes {
            let mut larger = Self::new(classes);
            for (a, b) in self.pairs() {
                larger.cells[a * classes + b] = self.at(a, b);
            }
            *self = larger;
        }
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let classes = self.classes;
        (0..classes).flat_map(move |a| (0..classes).map(move |b| (a, b)))
    }

    /// 0 for labels that never occurred.
    fn at(&self, a: usize, b: usize) -> f64 {
        if a.max(b) < self.classes { self.cells[a * self.classes + b] } else { 0.0 }
    }

    /// Adds a unit with the labels of those who labelled it; fewer than two add nothing.
    #[expect(clippy::cast_precision_loss, reason = "a count of annotators")]
    pub fn count(&mut self, labels: &[usize]) {
        self.grow(labels.iter().max().map_or(0, |most| most + 1));
        let others = labels.len().saturating_sub(1) as f64;
        for (i, &a) in labels.iter().enumerate() {
            for (_, &b) in labels.iter().enumerate().filter(|&(j, _)| i != j) {
                self.cells[a * self.classes + b] += 1.0 / others;
            }
        }
    }

    /// Labels that could be compared with another's.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.cells.iter().sum()
    }

    /// Times this label was given where it could be compared.
    #[must_use]
    pub fn of(&self, class: usize) -> f64 {
        (0..self.classes).map(|other| self.at(class, other)).sum()
    }

    /// Share of all disagreement that involves this label; `None` where all agree.
    #[must_use]
    pub fn disagreement(&self, class: usize) -> Option<f64> {
        let apart = |a: usize, b: usize| if a == b { 0.0 } else { self.at(a, b) };
        let all: f64 = self.pairs().map(|(a, b)| apart(a, b)).sum();
        let with = |other| apart(class, other) + apart(other, class);
        let own: f64 = (0..self.classes).map(with).sum();
        (all > 0.0).then(|| own / all)
    }

    /// Alpha: 1 is full agreement, 0 that of chance. Undefined where fewer than two labels occur.
    #[must_use]
    pub fn alpha(&self, scale: Scale) -> Option<f64> {
        let totals: Vec<f64> = (0..self.classes).map(|class| self.of(class)).collect();
        let (mut seen, mut expected) = (0.0, 0.0);
        for (a, b) in self.pairs() {
            let distance = distance(scale, &totals, a, b);
            seen += self.at(a, b) * distance;
            expected += totals[a] * totals[b] * distance;
        }
        (expected > 0.0).then(|| 1.0 - (self.total() - 1.0) * seen / expected)
    }
}

/// Krippendorff's squared difference of two labels.
fn distance(scale: Scale, totals: &[f64], a: usize, b: usize) -> f64 {
    match scale {
        Scale::Nominal => f64::from(u8::from(a != b)),
        Scale::Ordinal => {
            let (low, high) = (a.min(b), a.max(b));
            let between: f64 = totals[low..=high].iter().sum();
            (between - f64::midpoint(totals[a], totals[b])).powi(2)
        }
    }
}
