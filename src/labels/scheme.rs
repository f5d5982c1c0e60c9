//! The closed sets of labels, one enum a layer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Version of the label scheme; part of every signature. It changes when a label does.
pub const VERSION: &str = "1";

/// Frames a sentence has at most, by the codebook.
pub const MOST_FRAMES: usize = 2;

/// A closed set of labels: what every layer has in common.
pub trait Label: Copy + Eq + std::fmt::Debug + 'static {
    /// The layer's name in files: `voice`.
    const LAYER: &'static str;
    /// Every label, in the order in which models give their probabilities.
    const ALL: &'static [Self];

    /// The label's name in files: `quoted`.
    fn name(self) -> &'static str;

    /// Its place in [`Label::ALL`].
    fn index(self) -> usize {
        Self::ALL.iter().position(|&label| label == self).expect("ALL holds every label")
    }

    /// The names of [`Label::ALL`].
    fn names() -> Vec<&'static str> {
        Self::ALL.iter().map(|label| label.name()).collect()
    }

    /// The label of this name.
    ///
    /// # Errors
    /// [`Error::UnknownLabel`] where the layer has no such label.
    fn from_name(name: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|label| label.name() == name).ok_or_else(|| {
            Error::UnknownLabel {
                layer: Self::LAYER,
                name: name.to_owned(),
                expected: Self::names().join(", "),
            }
        })
    }
}

macro_rules! labels {
    ($(#[$doc:meta])* $layer:literal $type:ident { $($(#[$variant_doc:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        pub enum $type {
            $($(#[$variant_doc])* #[serde(rename = $name)] $variant,)+
        }

        impl Label for $type {
            const LAYER: &'static str = $layer;
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

labels! {
    /// Who speaks the main proposition.
    "voice" Voice {
        /// The outlet speaks for itself.
        Author = "author",
        /// The main proposition stands inside quotation marks.
        Quoted = "quoted",
        /// A source's proposition, without quotation marks.
        Reported = "reported",
    }
}

labels! {
    /// How firmly the main proposition is put.
    "certainty" Certainty {
        /// The words weaken commitment to it.
        Hedged = "hedged",
        /// Put as plain fact, promise or judgement.
        Assertive = "assertive",
    }
}

labels! {
    /// The choice of words.
    "wording" Wording {
        /// Some word evaluates, dramatises or insinuates.
        Loaded = "loaded",
        /// None does.
        Plain = "plain",
    }
}

labels! {
    /// How one side comes off in a sentence. The order is that of the scale: a later label is
    /// better for the side.
    "stance" Stance {
        /// Unreasonable, wrong, aggressive, weak, deceptive, obstructive or illegitimate.
        Unfavorable = "unfavorable",
        /// Named without either.
        Neutral = "neutral",
        /// Reasonable, right, strong, truthful, wronged or worthy of support.
        Favorable = "favorable",
    }
}

labels! {
    /// Which considerations a sentence brings up: the fourteen generic policy frames of
    /// Boydstun et al. (2014).
    "frames" Frame {
        /// Costs, benefits, money.
        Economic = "economic",
        /// Capacity and resources.
        Capacity = "capacity",
        /// Duty, right and wrong.
        Morality = "morality",
        /// Fairness and equality.
        Fairness = "fairness",
        /// Legality, constitutionality and jurisprudence.
        Legality = "legality",
        /// Policy prescription and evaluation.
        Policy = "policy",
        /// Crime and punishment.
        Crime = "crime",
        /// Security and defence.
        Security = "security",
        /// Health and safety.
        Health = "health",
        /// Quality of life.
        QualityOfLife = "quality_of_life",
        /// Cultural identity.
        Culture = "culture",
        /// Public opinion.
        PublicOpinion = "public_opinion",
        /// The contest for power and advantage.
        Political = "political",
        /// Relations between states and standing in the world.
        External = "external",
    }
}

labels! {
    /// What a span of words is.
    "spans" SpanLabel {
        /// The shortest words that weaken commitment.
        Hedge = "hedge",
        /// The shortest words that raise it.
        Booster = "booster",
        /// The loaded word or phrase itself.
        Loaded = "loaded",
        /// Somebody's speech between quotation marks, marks not included.
        Quote = "quote",
        /// The speaker of a quoted or reported sentence, as named there.
        Source = "source",
        /// The words that attribute.
        Cue = "cue",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_lead_back<L: Label>() {
        for &label in L::ALL {
            assert_eq!(L::from_name(label.name()).unwrap(), label);
            assert_eq!(L::ALL[label.index()], label);
        }
    }

    #[test]
    fn every_name_leads_back_to_its_label() {
        names_lead_back::<Voice>();
        names_lead_back::<Certainty>();
        names_lead_back::<Wording>();
        names_lead_back::<Stance>();
        names_lead_back::<Frame>();
        names_lead_back::<SpanLabel>();
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_names_there_are() {
        let message = Voice::from_name("narrator").unwrap_err().to_string();
        assert_eq!(
            message,
            "unknown voice label \"narrator\": expected one of author, quoted, reported"
        );
    }

    #[test]
    fn stances_stand_in_the_order_of_the_scale() {
        assert!(Stance::Favorable > Stance::Neutral && Stance::Neutral > Stance::Unfavorable);
    }
}
