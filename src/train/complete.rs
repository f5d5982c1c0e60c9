//! What a card says of a network's labels: fitted to development data, and scored on them.

use std::path::Path;

use super::card;
use super::context::fit_context;
use super::dev::{self, DevCorpus};
use super::failures::failures;
use super::fit::{fit_temperatures, fit_thresholds};
use super::job::load;
use super::recipe::{Recipe, Role};
use crate::annotate::{Decisions, Read};
use crate::error::{Error, Result};
use crate::files;
use crate::model::weights::CARD;
use crate::model::{Card, Model, Precision, Temperatures};

/// Completes the card of a network that says so of the development corpora, calibrated as a card
/// says: temperatures, thresholds, context, scores, confusions and failures. What no corpus has
/// labels for stays as it is in `draft`.
pub(super) fn complete<'d>(
    dev: &[DevCorpus],
    draft: &Card,
    mut said: impl FnMut(Card) -> Result<Vec<Vec<Read<'d>>>>,
) -> Result<Card> {
    let mut card = draft.clone();
    let raw = said(Card { temperatures: Temperatures::default(), ..card.clone() })?;
    card.temperatures = fit_temperatures(dev, &raw, &draft.temperatures);
    let said = said(card.clone())?;
    card.thresholds = fit_thresholds(dev, &said, &draft.thresholds)?;
    card.context = fit_context(dev, &said, &card.thresholds).or(draft.context);
    let alone = Decisions::alone(&card.thresholds);
    card.scores = card::scores(dev, &said, &alone)?;
    if let Some(context) = &card.context {
        let decisions = Decisions { context: Some(context), ..alone };
        card.scores.extend(card::scores(dev, &said, &decisions)?);
    }
    card.confusion = card::confusion(dev, &said, &alone)?;
    card.failures = failures(dev, &said, &alone);
    Ok(card)
}

/// Completes the card of a trained model anew, with the development corpora of a recipe. The weights
/// stay.
///
/// # Errors
/// Where the recipe names no development data; where they are missing, differ from the recipe, or
/// cannot be read; where the model cannot be loaded, or its card not written.
pub fn refit(recipe: &Recipe, data: &Path, folder: &Path) -> Result<Card> {
    let mut model = Model::load(folder, Some(Precision::F32))?;
    recipe.verify_dev(data)?;
    let corpora = recipe.dev().map(|corpus| Ok((corpus, load(corpus, data)?)));
    let corpora = corpora.collect::<Result<Vec<_>>>()?;
    if corpora.is_empty() {
        let wrong = "the recipe names none with role = \"dev\" to fit to".to_owned();
        return Err(Error::MissingData { folder: data.to_owned(), wrong });
    }
    let mut draft = model.card().clone();
    draft.data.retain(|data| data.role != Role::Dev.name());
    draft.data.extend(corpora.iter().map(|(corpus, gold)| card::data(corpus, gold.len())));
    let dev: Vec<DevCorpus> =
        corpora.into_iter().map(|(corpus, gold)| DevCorpus::new(corpus, gold)).collect();
    let card = complete(&dev, &draft, |card| {
        model.set_card(card);
        dev::read_all(&dev, &model)
    })?;
    files::write(&folder.join(CARD), card.to_toml().as_bytes())?;
    Ok(card)
}
