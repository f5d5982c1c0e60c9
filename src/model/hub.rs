//! A model from a hub that serves the Hugging Face file layout: the cache first, the network
//! where that is allowed.

use std::path::PathBuf;

use hf_hub::api::sync::ApiBuilder;
use hf_hub::{Cache, Repo, RepoType};

use super::card::Card;
use super::weights::{CALIBRATION, CARD, TOKENIZER, WEIGHTS};
use crate::error::{Error, Result};

/// A repository on a hub, at a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubModel {
    /// `ORG/NAME`.
    pub repository: String,
    /// A commit, tag or branch.
    pub revision: String,
}

impl HubModel {
    /// Reads `ORG/NAME[@REV]`; without a revision, `main`.
    ///
    /// # Errors
    /// [`Error::HubName`] where it is neither.
    pub fn parse(name: &str) -> Result<Self> {
        let (repository, revision) = name.split_once('@').unwrap_or((name, "main"));
        let parts: Vec<&str> = repository.split('/').collect();
        let plain = |part: &str| {
            let legal = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            !part.is_empty() && part.chars().all(legal) && !part.starts_with('.')
        };
        if parts.len() != 2 || !parts.into_iter().all(plain) || revision.is_empty() {
            return Err(Error::HubName { name: name.to_owned() });
        }
        Ok(Self { repository: repository.to_owned(), revision: revision.to_owned() })
    }

    /// The folder in the cache that holds the model's files, fetched if they are not there.
    /// `HF_HOME`, `HF_ENDPOINT` and `HF_HUB_OFFLINE` are honoured.
    ///
    /// # Errors
    /// [`Error::Hub`], naming the cache folder.
    pub fn fetch(&self) -> Result<PathBuf> {
        let cache = Cache::from_env();
        self.complete(&cache, &[CARD, WEIGHTS, TOKENIZER])?;
        let kept = cache.repo(self.repo()).get(CARD);
        let path = kept.ok_or_else(|| self.failed(&cache, "card.toml was not kept".to_owned()))?;
        let failed = |e: std::io::Error| self.failed(&cache, format!("card.toml: {e}"));
        let card = Card::parse(&std::fs::read_to_string(&path).map_err(failed)?)?;
        if card.files.calibration.is_some() {
            self.complete(&cache, &[CALIBRATION])?;
        }
        Ok(path.parent().map(PathBuf::from).unwrap_or_default())
    }

    /// Fetches those of the files that are not in the cache.
    fn complete(&self, cache: &Cache, files: &[&str]) -> Result<()> {
        let cached = cache.repo(self.repo());
        let missing: Vec<&str> =
            files.iter().copied().filter(|file| cached.get(file).is_none()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let failed = |reason: String| self.failed(cache, reason);
        if offline() {
            let files = missing.join(", ");
            return Err(failed(format!("HF_HUB_OFFLINE is set and {files} not in the cache")));
        }
        let api = ApiBuilder::from_env().with_progress(false).build();
        let remote = api.map_err(|e| failed(e.to_string()))?.repo(self.repo());
        for file in missing {
            remote.get(file).map_err(|e| failed(format!("{file}: {e}")))?;
        }
        Ok(())
    }

    fn failed(&self, cache: &Cache, reason: String) -> Error {
        Error::Hub {
            repository: self.repository.clone(),
            revision: self.revision.clone(),
            cache: cache.path().clone(),
            reason,
        }
    }

    fn repo(&self) -> Repo {
        Repo::with_revision(self.repository.clone(), RepoType::Model, self.revision.clone())
    }
}

/// Whether `HF_HUB_OFFLINE` forbids the network, in the spellings that its Python client takes.
fn offline() -> bool {
    std::env::var("HF_HUB_OFFLINE").is_ok_and(|value| {
        ["1", "true", "yes", "on"].contains(&value.to_ascii_lowercase().as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_an_organisation_and_may_have_a_revision() {
        let model = HubModel::parse("harbour/parallax@v2").unwrap();
        assert_eq!(
            (model.repository.as_str(), model.revision.as_str()),
            ("harbour/parallax", "v2")
        );
        assert_eq!(HubModel::parse("harbour/parallax").unwrap().revision, "main");
    }

    #[test]
    fn a_name_that_could_leave_the_cache_is_refused() {
        for name in ["parallax", "a/b/c", "../b", "a/..", "a/b@", "/b", "a b/c"] {
            assert!(HubModel::parse(name).is_err(), "{name}");
        }
    }
}
