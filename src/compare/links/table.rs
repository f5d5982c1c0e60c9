//! A number for every pair of passages of two articles.

/// A value for each pair of a row (a passage of one article) and a column (one of the other).
#[derive(Debug, Clone)]
pub(super) struct Table {
    rows: usize,
    columns: usize,
    values: Vec<f32>,
}

impl Table {
    /// Fills a table.
    pub fn new(rows: usize, columns: usize, value: impl Fn(usize, usize) -> f32) -> Self {
        let value = &value;
        let values =
            (0..rows).flat_map(|row| (0..columns).map(move |column| value(row, column))).collect();
        Self { rows, columns, values }
    }

    /// A table of the same shape with these values, and 0 elsewhere.
    pub fn filled(&self, values: impl Iterator<Item = ((usize, usize), f64)>) -> Self {
        let mut filled = Self::new(self.rows, self.columns, |_, _| 0.0);
        #[expect(clippy::cast_possible_truncation, reason = "probabilities are kept as f32")]
        values.for_each(|((row, column), value)| {
            filled.values[row * self.columns + column] = value as f32;
        });
        filled
    }

    /// The value of a pair.
    pub fn at(&self, row: usize, column: usize) -> f32 {
        self.values[row * self.columns + column]
    }

    /// The value of a pair `down` rows and `right` columns away, if there is one.
    pub fn near(&self, row: usize, column: usize, down: isize, right: isize) -> Option<f32> {
        let row = row.checked_add_signed(down).filter(|&row| row < self.rows)?;
        let column = column.checked_add_signed(right).filter(|&column| column < self.columns)?;
        Some(self.at(row, column))
    }

    /// For each pair, by how much it exceeds the best other of its row; negative where another
    /// is better.
    pub fn lead_in_row(&self) -> Self {
        let best: Vec<[f32; 2]> = (0..self.rows)
            .map(|row| best_two((0..self.columns).map(|c| self.at(row, c))))
            .collect();
        Self::new(self.rows, self.columns, |row, column| lead(self.at(row, column), best[row]))
    }

    /// As [`Self::lead_in_row`], of its column.
    pub fn lead_in_column(&self) -> Self {
        let best: Vec<[f32; 2]> = (0..self.columns)
            .map(|c| best_two((0..self.rows).map(|row| self.at(row, c))))
            .collect();
        Self::new(self.rows, self.columns, |row, column| lead(self.at(row, column), best[column]))
    }

    /// The pairs that are among the `most` best of their row or of their column, in order.
    pub fn nearest(&self, most: usize) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for row in 0..self.rows {
            let best = top(self.columns, most, |column| self.at(row, column));
            pairs.extend(best.into_iter().map(|column| (row, column)));
        }
        for column in 0..self.columns {
            let best = top(self.rows, most, |row| self.at(row, column));
            pairs.extend(best.into_iter().map(|row| (row, column)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

/// The best value and the second; what there is not counts as 0.
fn best_two(values: impl Iterator<Item = f32>) -> [f32; 2] {
    values.fold([0.0; 2], |[first, second], value| match value {
        value if value > first => [value, first],
        value => [first, second.max(value)],
    })
}

fn lead(value: f32, [first, second]: [f32; 2]) -> f32 {
    if value >= first { value - second } else { value - first }
}

fn top(length: usize, most: usize, value: impl Fn(usize) -> f32) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    order.sort_by(|&a, &b| value(b).total_cmp(&value(a)));
    order.truncate(most);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let values = [[0.9, 0.5, 0.1], [0.6, 0.7, 0.2]];
        Table::new(2, 3, |row, column| values[row][column])
    }

    #[test]
    fn the_best_of_a_row_leads_the_second_and_others_trail_the_best() {
        let lead = table().lead_in_row();
        assert!((lead.at(0, 0) - 0.4).abs() < 1e-6);
        assert!((lead.at(0, 2) + 0.8).abs() < 1e-6);
        let lead = table().lead_in_column();
        assert!((lead.at(1, 1) - 0.2).abs() < 1e-6);
    }

    #[test]
    fn the_nearest_are_those_of_either_direction() {
        assert_eq!(table().nearest(1), [(0, 0), (1, 1), (1, 2)]);
    }

    #[test]
    fn beside_the_edge_there_is_nothing() {
        assert_eq!(table().near(0, 0, -1, 0), None);
        assert_eq!(table().near(0, 2, 1, 1), None);
        assert_eq!(table().near(0, 0, 1, 1), Some(0.7));
    }
}
