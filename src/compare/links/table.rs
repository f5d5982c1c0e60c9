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
    pub fn filled(&self, values: impl Iterator<Item = ((usize, usize), f32)>) -> Self {
        let mut filled = Self::new(self.rows, self.columns, |_, _| 0.0);
        values.for_each(|((row, column), value)| {
            filled.values[row * self.columns + column] = value;
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

    /// What leads each row and each column.
    pub fn leads(&self) -> Leads {
        let mut leads =
            Leads { rows: vec![[0.0; 2]; self.rows], columns: vec![[0.0; 2]; self.columns] };
        for (row, best) in leads.rows.iter_mut().enumerate() {
            let values = &self.values[row * self.columns..(row + 1) * self.columns];
            for (&value, other) in values.iter().zip(&mut leads.columns) {
                *best = with(*best, value);
                *other = with(*other, value);
            }
        }
        leads
    }

    /// The sum of each row, and of each column.
    pub fn sums(&self) -> [Vec<f32>; 2] {
        let row = |row| (0..self.columns).map(|column| self.at(row, column)).sum();
        let column = |column| (0..self.rows).map(|row| self.at(row, column)).sum();
        [(0..self.rows).map(row).collect(), (0..self.columns).map(column).collect()]
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

/// The best value and the second of each row and each column; what there is not counts as 0.
pub(super) struct Leads {
    rows: Vec<[f32; 2]>,
    columns: Vec<[f32; 2]>,
}

impl Leads {
    /// By how much a pair of this value exceeds the best other of its row, and of its column;
    /// negative where another is better.
    pub fn of(&self, value: f32, row: usize, column: usize) -> [f32; 2] {
        [self.rows[row], self.columns[column]]
            .map(|[first, second]| if value >= first { value - second } else { value - first })
    }
}

/// The best two, with another value.
fn with([first, second]: [f32; 2], value: f32) -> [f32; 2] {
    if value > first { [value, first] } else { [first, second.max(value)] }
}

/// The best of a list, the best first; of equals, the earlier.
fn top(length: usize, most: usize, value: impl Fn(usize) -> f32) -> Vec<usize> {
    let mut best: Vec<(f32, usize)> = Vec::with_capacity(most + 1);
    for at in 0..length {
        let value = value(at);
        let place = best.partition_point(|&(better, _)| better >= value);
        if place < most {
            best.insert(place, (value, at));
            best.truncate(most);
        }
    }
    best.into_iter().map(|(_, at)| at).collect()
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
        let leads = table().leads();
        let lead = |row, column| leads.of(table().at(row, column), row, column);
        assert!((lead(0, 0)[0] - 0.4).abs() < 1e-6);
        assert!((lead(0, 2)[0] + 0.8).abs() < 1e-6);
        assert!((lead(1, 1)[1] - 0.2).abs() < 1e-6);
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
