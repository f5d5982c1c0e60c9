//! Links as a report, with the agreement of those who judged them.

use std::collections::BTreeMap;

use super::{Judged, LinkCounts, LinkedPair, Places, Predicted, Score, row, score};
use crate::eval::Report;
use crate::eval::ceiling::Annotators;
use crate::eval::report::ReportSignature;
use crate::eval::subject::{Subject, labels_by};
use crate::labels::Annotated;
use crate::stats::{Coincidences, Plan, Scale, intervals};

impl Report {
    /// The scores of the links that `model` and a scorer, named in `made_with`, find in each pair
    /// of articles; intervals resample the pairs.
    #[must_use]
    pub fn of_links(
        pairs: &[LinkedPair],
        predicted: &[Predicted],
        (model, made_with): (String, String),
        plan: &Plan,
    ) -> Self {
        let signature =
            ReportSignature::new(pairs.iter().map(LinkedPair::line), Some(made_with), plan);
        let mut report = Self::new(Subject::new(articles(pairs), Some(model)), signature);
        let counts: Vec<LinkCounts> =
            pairs.iter().zip(predicted).map(|(pair, said)| LinkCounts::of(pair, said)).collect();
        report.rows = score(&counts, plan).rows();
        report
    }

    /// The same with the agreement of two annotators who judged the pairs apart.
    #[must_use]
    pub fn with_links_of(mut self, annotators: &[Vec<LinkedPair>; 2], plan: &Plan) -> Self {
        let [first, second] = annotators;
        let counts: Vec<LinkCounts> =
            first.iter().zip(second).map(|(a, b)| LinkCounts::of(a, &b.said())).collect();
        let mut scores = score(&counts, plan).rows();
        scores.retain(|row| ["precision", "recall", "f1"].contains(&row.metric.as_str()));
        self.ceiling = vec![row("alpha", alpha(annotators, plan))];
        self.annotators = Some(Annotators {
            count: annotators.len(),
            labels_by: labels_by(first.iter().flat_map(|pair| [&pair.first, &pair.second])),
            documents: first.len(),
            scores,
        });
        self
    }
}

impl LinkedPair {
    /// All that gold says of it, as one line, by which a corpus is told from another.
    fn line(&self) -> String {
        let texts = [&self.first, &self.second].map(|article| article.document.text());
        let line = serde_json::to_string(&(&self.id, texts, &self.links, &self.judged));
        line.expect("text and numbers are JSON")
    }

    /// Its links as somebody's prediction.
    fn said(&self) -> Predicted {
        Predicted { links: self.links.clone(), ranked: Vec::new() }
    }
}

/// Every article once, though it may stand in several pairs.
fn articles(pairs: &[LinkedPair]) -> Vec<&Annotated> {
    let all = pairs.iter().flat_map(|pair| [&pair.first, &pair.second]);
    let by_id: BTreeMap<&str, &Annotated> = all.map(|a| (a.document.id(), a)).collect();
    by_id.into_values().collect()
}

/// Krippendorff's alpha, nominal, of whether two sentences are linked.
fn alpha([first, second]: &[Vec<LinkedPair>; 2], plan: &Plan) -> Score {
    let counted: Vec<Coincidences> = first.iter().zip(second).map(|(a, b)| judged(a, b)).collect();
    let mut all = Coincidences::new(2);
    counted.iter().for_each(|of| all += of);
    let alpha = |of: &Coincidences| vec![of.alpha(Scale::Nominal)];
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    let support = first.iter().map(|pair| these(pair).count() as f64).sum();
    Score {
        value: all.alpha(Scale::Nominal),
        interval: intervals(&counted, plan, alpha).into_iter().next().flatten(),
        support,
    }
}

fn judged(first: &LinkedPair, second: &LinkedPair) -> Coincidences {
    let mut counted = Coincidences::new(2);
    for places in these(first) {
        let linked = [first, second].map(|of| usize::from(of.links.contains(places)));
        counted.count(&linked);
    }
    counted
}

/// The sentences that were put to the annotators.
fn these(pair: &LinkedPair) -> impl Iterator<Item = &Places> {
    let these = if let Judged::Only(these) = &pair.judged { Some(these) } else { None };
    these.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Document, Metadata};

    fn pair(id: &str, links: &[(usize, usize)]) -> LinkedPair {
        let article = |name: &str| {
            let meta = Metadata { id: format!("{id}-{name}"), ..Metadata::default() };
            Annotated::new(Document::new(meta, "Rain.".to_owned()))
        };
        LinkedPair {
            id: id.to_owned(),
            first: article("a"),
            second: article("b"),
            links: links.iter().copied().collect(),
            judged: Judged::Only([(0, 0), (0, 1), (1, 0), (1, 1)].into()),
        }
    }

    fn report(predicted: &[Predicted]) -> Report {
        let gold = [pair("quay", &[(0, 0)]), pair("vote", &[(1, 1)])];
        let by = ("harbour".to_owned(), "model:harbour".to_owned());
        let plan = Plan { resamples: 50, ..Plan::default() };
        let first = vec![pair("quay", &[(0, 0), (0, 1)]), pair("vote", &[(1, 1)])];
        let second = vec![pair("quay", &[(0, 0)]), pair("vote", &[(1, 1)])];
        Report::of_links(&gold, predicted, by, &plan).with_links_of(&[first, second], &plan)
    }

    #[test]
    fn links_are_scored_beside_the_agreement_of_those_who_judged_them() {
        let said = |links: &[(usize, usize)]| Predicted {
            links: links.iter().copied().collect(),
            ranked: Vec::new(),
        };
        let report = report(&[said(&[(0, 0), (1, 0)]), said(&[(1, 1)])]);
        assert_eq!(report.get("links.recall").unwrap().value, Some(1.0));
        assert_eq!(report.get("links.precision").unwrap().value, Some(2.0 / 3.0));
        let annotators = report.annotators.as_ref().unwrap();
        assert_eq!(annotators.get("links.f1").unwrap().value, Some(0.8));
        assert!(report.ceiling[0].value.is_some_and(|alpha| alpha > 0.0 && alpha < 1.0));
        assert_eq!((report.subject.documents, report.signature.documents), (4, 2));
    }
}
