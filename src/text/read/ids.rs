//! Distinct names for the documents of one run.

use std::collections::HashMap;

/// Gives out every `id` once: the second `strike` becomes `strike-2`.
#[derive(Debug, Clone, Default)]
pub struct DistinctIds {
    /// Each id given out, with the number to try next after it.
    given: HashMap<String, usize>,
}

impl DistinctIds {
    /// None given out yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `id`, or the first of `id-2`, `id-3`, … that was not given out.
    pub fn distinct(&mut self, id: &str) -> String {
        let Some(next) = self.given.get(id).copied() else {
            self.given.insert(id.to_owned(), 2);
            return id.to_owned();
        };
        let mut number = next;
        let mut candidate = format!("{id}-{number}");
        while self.given.contains_key(&candidate) {
            number += 1;
            candidate = format!("{id}-{number}");
        }
        self.given.insert(id.to_owned(), number + 1);
        self.given.insert(candidate.clone(), 2);
        candidate
    }
}

#[cfg(test)]
mod tests {
    use super::DistinctIds;

    #[test]
    fn an_id_is_given_out_once() {
        let mut ids = DistinctIds::new();
        let given = ["a", "a", "a-2", "a", "b"].map(|id| ids.distinct(id));
        assert_eq!(given, ["a", "a-2", "a-2-2", "a-3", "b"]);
    }
}
