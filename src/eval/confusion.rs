//! Counts of a layer with one label an item: what was predicted for each gold class.

use std::ops::AddAssign;

use crate::labels::confusion::Matrix;

/// How often each predicted class met each gold class, with a column for no prediction.
///
/// Counts are `f64` throughout `eval`: exact below 2^53, and half credits need no second type.
#[derive(Debug, Clone, PartialEq)]
pub struct Confusion<const K: usize> {
    cells: [[f64; K]; K],
    missing: [f64; K],
}

impl<const K: usize> Default for Confusion<K> {
    fn default() -> Self {
        Self { cells: [[0.0; K]; K], missing: [0.0; K] }
    }
}

impl<const K: usize> AddAssign<&Self> for Confusion<K> {
    fn add_assign(&mut self, other: &Self) {
        for (row, more) in self.cells.iter_mut().zip(&other.cells) {
            row.iter_mut().zip(more).for_each(|(cell, more)| *cell += more);
        }
        self.missing.iter_mut().zip(&other.missing).for_each(|(cell, more)| *cell += more);
    }
}

impl<const K: usize> Confusion<K> {
    /// Counts one item; no prediction is wrong, yet burdens no predicted class.
    pub fn count(&mut self, gold: usize, predicted: Option<usize>) {
        match predicted {
            Some(predicted) => self.cells[gold][predicted] += 1.0,
            None => self.missing[gold] += 1.0,
        }
    }

    /// Rows are gold classes, columns predicted ones.
    #[must_use]
    pub fn cells(&self) -> &[[f64; K]; K] {
        &self.cells
    }

    /// Items of each gold class that got no prediction.
    #[must_use]
    pub fn missing(&self) -> &[f64; K] {
        &self.missing
    }

    /// The same under its names.
    #[must_use]
    pub fn matrix(&self, layer: &str, class: Option<&str>, classes: &[&str]) -> Matrix {
        Matrix {
            layer: layer.to_owned(),
            class: class.map(str::to_owned),
            classes: classes.iter().map(|&name| name.to_owned()).collect(),
            cells: self.cells.iter().map(|row| row.to_vec()).collect(),
            missing: self.missing.to_vec(),
        }
    }

    /// Items of this gold class.
    #[must_use]
    pub fn gold(&self, class: usize) -> f64 {
        self.cells[class].iter().sum::<f64>() + self.missing[class]
    }

    /// Items predicted to be of this class.
    #[must_use]
    pub fn predicted(&self, class: usize) -> f64 {
        self.cells.iter().map(|row| row[class]).sum()
    }

    /// Items in all.
    #[must_use]
    pub fn total(&self) -> f64 {
        (0..K).map(|class| self.gold(class)).sum()
    }

    /// Share of items predicted right; undefined where nothing was predicted at all.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        self.carried().then(|| self.correct() / self.total())
    }

    /// Of the items predicted to be of this class, how many are.
    #[must_use]
    pub fn precision(&self, class: usize) -> Option<f64> {
        ratio(self.cells[class][class], self.predicted(class))
    }

    /// Of the items of this gold class, how many were predicted to be.
    #[must_use]
    pub fn recall(&self, class: usize) -> Option<f64> {
        self.carried().then(|| ratio(self.cells[class][class], self.gold(class)))?
    }

    /// Harmonic mean of both; undefined where the class is in neither gold nor prediction.
    #[must_use]
    pub fn f1(&self, class: usize) -> Option<f64> {
        let both = self.gold(class) + self.predicted(class);
        self.carried().then(|| ratio(2.0 * self.cells[class][class], both))?
    }

    /// Mean F1 of the classes that occur in gold.
    #[must_use]
    pub fn macro_f1(&self) -> Option<f64> {
        mean((0..K).filter(|&class| self.gold(class) > 0.0).map(|class| self.f1(class)))
    }

    /// F1 over all items: accuracy, unless predictions are missing.
    #[must_use]
    pub fn micro_f1(&self) -> Option<f64> {
        let predicted: f64 = (0..K).map(|class| self.predicted(class)).sum();
        self.carried().then(|| ratio(2.0 * self.correct(), self.total() + predicted))?
    }

    fn correct(&self) -> f64 {
        (0..K).map(|class| self.cells[class][class]).sum()
    }

    /// Whether there is any prediction: a layer that predictions do not carry is not scored.
    fn carried(&self) -> bool {
        self.cells.iter().flatten().any(|&cell| cell > 0.0)
    }
}

/// `part / whole`, undefined where there is no whole.
pub(super) fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// The mean, undefined where there is nothing or any part of it is undefined.
pub(super) fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let values: Vec<f64> = values.collect::<Option<_>>()?;
    #[expect(clippy::cast_precision_loss, reason = "a handful of classes")]
    ratio(values.iter().sum(), values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_that_gold_lacks_is_left_out_of_the_mean() {
        let mut confusion = Confusion::<3>::default();
        confusion.count(0, Some(0));
        confusion.count(1, Some(1));
        assert_eq!(confusion.macro_f1(), Some(1.0));
        assert_eq!(confusion.f1(2), None);
    }

    #[test]
    fn a_layer_that_was_not_predicted_has_no_score() {
        let mut confusion = Confusion::<2>::default();
        confusion.count(0, None);
        assert_eq!((confusion.accuracy(), confusion.macro_f1()), (None, None));
        assert_eq!(confusion.total(), 1.0);
    }

    #[test]
    fn a_matrix_is_read_back_as_it_was_written() {
        let mut confusion = Confusion::<2>::default();
        confusion.count(0, Some(1));
        confusion.count(1, None);
        let matrix = confusion.matrix("frames", Some("economic"), &["no", "yes"]);
        let json = serde_json::to_value(&matrix).unwrap();
        assert_eq!(json["cells"][0][1], 1.0);
        assert_eq!(serde_json::from_value::<Matrix>(json).unwrap(), matrix);
        assert_eq!(matrix.items(), 2.0);
        let plain = serde_json::to_value(confusion.matrix("voice", None, &["a", "b"])).unwrap();
        assert!(plain.get("class").is_none());
    }

    #[test]
    fn a_missing_prediction_costs_recall_and_no_precision() {
        let mut confusion = Confusion::<2>::default();
        confusion.count(0, Some(0));
        confusion.count(0, None);
        assert_eq!((confusion.precision(0), confusion.recall(0)), (Some(1.0), Some(0.5)));
    }
}
