//! Which model a command uses: `--model DIR|NAME|hf:ORG/NAME[@REV]`.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result, bail};
use clap::Args;

use super::by_name;
use crate::annotate::Judging;
use crate::model::hub::HubModel;
use crate::model::weights::CARD;
use crate::model::{Card, Model, Precision};

/// A model and how it is run.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ModelArguments {
    /// A model's folder, a name below models/, or hf:ORG/NAME[@REV] [default: the one built in].
    #[arg(long, value_name = "MODEL")]
    model: Option<ModelChoice>,
    /// How precisely to run it: f32 is what the model was trained in, int8 the fastest where the
    /// machine multiplies bytes (AVX-512 VNNI, AVX-VNNI, Arm's dot products), mixed is int8, and f32
    /// for sentences whose labels hang on little; bf16 lies between where it multiplies 16-bit floats
    /// [default: mixed where it multiplies bytes, else f32].
    #[arg(long, value_name = "f32|bf16|int8|mixed", value_parser = by_name(&Precision::ALL, Precision::name))]
    precision: Option<Precision>,
}

/// Whether names are hidden from what judges stance.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct BlindArgument {
    /// Judge stances with the sides' names hidden, so that they follow the words and not who a side
    /// is: what is a mention's name is hidden, and descriptions stay ("the union"). Voice and all
    /// else are read with the names. Sentences that name a side are read twice.
    #[arg(long)]
    blind: bool,
}

impl BlindArgument {
    pub fn is_given(self) -> bool {
        self.blind
    }
}

/// How stances are judged.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct JudgingArguments {
    #[command(flatten)]
    blind: BlindArgument,
    /// Judge stances in the context of the article: its other sentences move them. More are right
    /// then; but they are no longer independent of each other, so that differences between articles
    /// must not be tested on them: `compare` leaves such articles out.
    #[arg(long)]
    context: bool,
}

impl JudgingArguments {
    /// Whether a flag was given.
    pub fn are_given(self) -> bool {
        self.blind.is_given() || self.context
    }

    /// How a model shall judge; refused where its card does not say how.
    pub fn of(self, model: &Model) -> Result<Judging> {
        let card = model.card();
        if self.context && card.context.is_none() {
            bail!(
                "--context: the card of {} has no [context]; `parallax model refit` fits it",
                card.name
            );
        }
        Ok(Judging { blind: self.blind.is_given(), context: self.context })
    }
}

impl ModelArguments {
    /// Loads it.
    pub fn load(&self) -> Result<Model> {
        ModelChoice::or_embedded(self.model.as_ref()).load(self.precision)
    }
}

/// A model as the user names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ModelChoice {
    /// The one in the program.
    Embedded,
    /// A folder, or a name below `models/`.
    Named(String),
    /// One on a hub, as written after `hf:`.
    Hub(String),
}

impl FromStr for ModelChoice {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(match name.strip_prefix("hf:") {
            Some(hub) => Self::Hub(hub.to_owned()),
            None => Self::Named(name.to_owned()),
        })
    }
}

impl ModelChoice {
    /// The model in the program unless another was named.
    pub fn or_embedded(choice: Option<&Self>) -> &Self {
        choice.unwrap_or(&Self::Embedded)
    }

    /// Loads it.
    pub fn load(&self, precision: Option<Precision>) -> Result<Model> {
        match self.folder()? {
            None => Ok(Model::embedded_in(precision.unwrap_or_default())?),
            Some(folder) => {
                Model::load(&folder, precision).with_context(|| format!("--model {self}"))
            }
        }
    }

    /// Loads it after comparing its files with its card.
    pub fn verify(&self) -> Result<Model> {
        if self.folder()?.is_none() {
            Model::verify_embedded()?;
        }
        self.load(None)
    }

    /// The text of its card.
    pub fn card(&self) -> Result<String> {
        let Some(folder) = self.folder()? else { return Ok(Model::embedded_card().to_owned()) };
        let path = folder.join(CARD);
        std::fs::read_to_string(&path).with_context(|| path.display().to_string())
    }

    /// Its folder; `None` for the one in the program.
    fn folder(&self) -> Result<Option<PathBuf>> {
        match self {
            Self::Embedded => Ok(None),
            Self::Hub(name) => Ok(Some(HubModel::parse(name)?.fetch()?)),
            Self::Named(name) => {
                let below = Path::new("models").join(name);
                let candidates = [PathBuf::from(name), below];
                if let Some(folder) = candidates.iter().find(|folder| folder.join(CARD).is_file()) {
                    return Ok(Some(folder.clone()));
                }
                if Card::parse(Model::embedded_card())?.name == *name {
                    return Ok(None);
                }
                bail!(
                    "--model {name}: no {CARD} in {} or {}; name a model's folder, a name below \
                     models/, or hf:ORG/NAME",
                    candidates[0].display(),
                    candidates[1].display()
                )
            }
        }
    }
}

impl std::fmt::Display for ModelChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Embedded => f.write_str("(embedded)"),
            Self::Named(name) => f.write_str(name),
            Self::Hub(name) => write!(f, "hf:{name}"),
        }
    }
}
