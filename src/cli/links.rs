//! Benchmarks of links: articles embedded by the model, their sentences lined up as `compare` does.

use std::collections::BTreeMap;

use anyhow::Result;
use rayon::prelude::*;

use super::progress;
use crate::annotate::embed;
use crate::compare::links::Scorer;
use crate::eval::Report;
use crate::eval::links::{LinkedPair, Predicted};
use crate::labels::Annotated;
use crate::model::Model;
use crate::stats::Plan;
use crate::suites::Card;
use crate::train::links::{candidates, predict};

/// A benchmark of links between sentences of articles.
pub(super) struct LinkSuite {
    pub card: Card,
    pub pairs: Vec<LinkedPair>,
    /// The same as two annotators link them apart, where there are two.
    pub annotators: Option<[Vec<LinkedPair>; 2]>,
}

impl LinkSuite {
    /// Links found with the model's embeddings and the program's scorer, scored.
    pub fn report(&self, model: &Model, plan: &Plan) -> Result<Report> {
        let predicted = self.predicted(model)?;
        let (card, scorer) = (model.card(), Scorer::embedded());
        let weights = card.weights_id();
        let precision = model.reduced().map(|of| format!("|precision:{}", of.name()));
        let made_with = format!(
            "model:{}|weights:{weights}{}|links:{}",
            card.name,
            precision.unwrap_or_default(),
            scorer.source
        );
        let by = (card.name.clone(), made_with);
        let mut report = Report::of_links(&self.pairs, &predicted, by, plan);
        if let Some(annotators) = &self.annotators {
            report = report.with_links_of(annotators, plan);
        }
        Ok(report.of_benchmark(self.card.benchmark()))
    }

    fn predicted(&self, model: &Model) -> Result<Vec<Predicted>> {
        let (embedded, scorer) = (self.embedded(model)?, Scorer::embedded());
        let known = |article: &Annotated| &embedded[article.document.id()];
        let lined_up = |pair: &LinkedPair| {
            let candidates = candidates(known(&pair.first), known(&pair.second));
            predict(&candidates, &candidates.score(scorer), scorer.accept)
        };
        Ok(self.pairs.par_iter().map(lined_up).collect())
    }

    /// Every article, embedded once though it may stand in several pairs, by its id.
    fn embedded(&self, model: &Model) -> Result<BTreeMap<&str, Annotated>> {
        let all = self.pairs.iter().flat_map(|pair| [&pair.first, &pair.second]);
        let mut articles: BTreeMap<&str, Annotated> =
            all.map(|article| (article.document.id(), article.clone())).collect();
        let bar = progress::bar(articles.len(), "{pos}/{len} articles {wide_bar} {eta} left");
        for article in articles.values_mut() {
            embed(model, article)?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(articles)
    }
}
