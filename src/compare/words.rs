//! Distinctive words of an outlet, by voice, against the other outlets on the same events.
//!
//! Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin'
//! Words"): the prior is how often the word stands in all articles together, so that function
//! words, which all use alike, fall back of themselves.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::links::without_possessive;
use super::measure::{Item, Through};
use super::units::{Placed, items};
use crate::sides::{MentionKind, SideId};
use crate::text::Span;

/// A voice with fewer words, of the outlet or of the others, is too little to tell.
const LEAST_TOKENS: f64 = 50.0;
/// Words with a lower z are not distinctive: the 97.5 % point of the normal distribution.
const LEAST_Z: f64 = 1.96;

/// How to look for distinctive words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// How many words the prior weighs: more shrink rare words further. 500 as in the paper.
    pub prior: f64,
    /// The most words given for a voice.
    pub most: usize,
    /// Whether to look for pairs of words too.
    pub bigrams: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { prior: 500.0, most: 20, bigrams: false }
    }
}

/// The words of one voice of an outlet.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Distinctive {
    /// The outlet.
    pub outlet: String,
    /// Through whom.
    pub through: Through,
    /// Words the outlet has in this voice.
    pub tokens: f64,
    /// Words the others have in it, on the same events.
    pub others: f64,
    /// Whether either has too few to tell; then there are no words.
    pub too_few: bool,
    /// Words that the outlet has more of than the others, the most distinctive first.
    pub words: Vec<Word>,
    /// Pairs of words, where they were asked for.
    pub pairs: Vec<Word>,
}

/// One distinctive word or pair of words.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Word {
    /// In lower case.
    pub word: String,
    /// How many standard deviations its log-odds are above those of the others.
    pub z: f64,
    /// By how much the logarithm of its odds is greater than with the others.
    pub log_odds: f64,
    /// Times the outlet has it.
    pub count: f64,
    /// Times the others have it.
    pub others: f64,
    /// The side it names, where it mostly does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<SideId>,
}

/// Every voice of every outlet that says anything, in the order of outlets.
pub(super) fn distinctive(placed: &Placed, options: &Options) -> Vec<Distinctive> {
    let single = Usage::new(placed, 1);
    let double = options.bigrams.then(|| Usage::new(placed, 2));
    let voices: BTreeSet<(usize, &Through)> =
        single.counts.keys().map(|(outlet, _, through)| (*outlet, through)).collect();
    let voice = |(outlet, through): (usize, &Through)| {
        let (tokens, others, words) = single.distinctive(outlet, through, options);
        let too_few = tokens < LEAST_TOKENS || others < LEAST_TOKENS;
        let pairs = double.as_ref().filter(|_| !too_few);
        Distinctive {
            outlet: placed.outlets[outlet].to_owned(),
            through: through.clone(),
            tokens,
            others,
            too_few,
            words: if too_few { Vec::new() } else { words },
            pairs: pairs
                .map(|pairs| pairs.distinctive(outlet, through, options).2)
                .unwrap_or_default(),
        }
    };
    voices.into_iter().map(voice).collect()
}

/// How often each word stands somewhere, and how many words stand there in all.
type Totals = (HashMap<usize, f64>, f64);

/// How often each word stands where; in the events of an outlet lies all it is compared with.
#[derive(Debug, Default)]
struct Usage {
    names: Vec<String>,
    /// By word: how often it stands in all, and how often in a mention of each side.
    mentions: Vec<(f64, BTreeMap<SideId, f64>)>,
    /// By outlet, event and voice: of each word.
    counts: BTreeMap<(usize, usize, Through), HashMap<usize, f64>>,
    /// By event and voice, over outlets, and by event over voices: of each word, and of all.
    totals: HashMap<(usize, Option<Through>), Totals>,
    /// The events of each outlet.
    events: BTreeMap<usize, BTreeSet<usize>>,
}

impl Usage {
    /// Of single words, or of so many in a row within a sentence.
    fn new(placed: &Placed, length: usize) -> Self {
        let mut usage = Self::default();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for (outlet, event, article) in &placed.articles {
            usage.events.entry(*outlet).or_default().insert(*event);
            let mentions = named_places(article.annotated);
            for item in items(article) {
                let words = words(item.sentence.span, article.annotated.document.text());
                for run in words.windows(length) {
                    let word =
                        run.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" ");
                    let next = numbers.len();
                    let word = *numbers.entry(word).or_insert(next);
                    usage.see(word, run, &mentions);
                    usage.count(word, *outlet, *event, &item);
                }
            }
        }
        usage.names = vec![String::new(); numbers.len()];
        numbers.into_iter().for_each(|(name, at)| usage.names[at] = name);
        usage
    }

    fn see(&mut self, word: usize, run: &[(String, Span)], mentions: &[(SideId, Span)]) {
        if word == self.mentions.len() {
            self.mentions.push((0.0, BTreeMap::new()));
        }
        let (all, sides) = &mut self.mentions[word];
        *all += 1.0;
        let named = run.iter().find_map(|(_, span)| {
            let next = mentions.partition_point(|(_, mention)| mention.end() <= span.start());
            mentions.get(next).filter(|(_, mention)| mention.overlaps(*span))
        });
        if let Some((side, _)) = named {
            *sides.entry(side.clone()).or_insert(0.0) += 1.0;
        }
    }

    fn count(&mut self, word: usize, outlet: usize, event: usize, item: &Item) {
        let through = through(item);
        for key in [None, through.clone()].into_iter().take(1 + usize::from(through.is_some())) {
            let (words, sum) = self.totals.entry((event, key)).or_default();
            *words.entry(word).or_insert(0.0) += 1.0;
            *sum += 1.0;
        }
        if let Some(through) = through {
            let counts = self.counts.entry((outlet, event, through)).or_default();
            *counts.entry(word).or_insert(0.0) += 1.0;
        }
    }

    /// How many words an outlet and the others have in a voice, and the outlet's distinctive ones.
    fn distinctive(
        &self,
        outlet: usize,
        through: &Through,
        options: &Options,
    ) -> (f64, f64, Vec<Word>) {
        let events = self.events.get(&outlet).into_iter().flatten().copied();
        let events: Vec<usize> = events.collect();
        let mut own: BTreeMap<usize, f64> = BTreeMap::new();
        for &event in &events {
            for (&word, count) in
                self.counts.get(&(outlet, event, through.clone())).into_iter().flatten()
            {
                *own.entry(word).or_insert(0.0) += count;
            }
        }
        let over = |key: Option<&Through>| -> Vec<&(HashMap<usize, f64>, f64)> {
            let total = |&event: &usize| self.totals.get(&(event, key.cloned()));
            events.iter().filter_map(total).collect()
        };
        let (voice, all) = (over(Some(through)), over(None));
        let of = |totals: &[&(HashMap<usize, f64>, f64)], word: usize| -> f64 {
            totals.iter().filter_map(|(words, _)| words.get(&word)).sum()
        };
        let sum =
            |totals: &[&(HashMap<usize, f64>, f64)]| -> f64 { totals.iter().map(|t| t.1).sum() };
        let tokens: f64 = own.values().sum();
        let (others, background) = (sum(&voice) - tokens, sum(&all));
        let word = |(&word, &count): (&usize, &f64)| {
            let prior = options.prior * of(&all, word) / background;
            let elsewhere = of(&voice, word) - count;
            let (log_odds, z) =
                log_odds((count, tokens), (elsewhere, others), (prior, options.prior))?;
            (z >= LEAST_Z).then(|| Word {
                word: self.names[word].clone(),
                z,
                log_odds,
                count,
                others: elsewhere,
                side: self.side(word),
            })
        };
        let mut words: Vec<Word> = own.iter().filter_map(word).collect();
        words.sort_by(|a, b| b.z.total_cmp(&a.z).then_with(|| a.word.cmp(&b.word)));
        words.truncate(options.most);
        (tokens, others, words)
    }

    /// The side that a word names at least every other time.
    fn side(&self, word: usize) -> Option<SideId> {
        let (all, sides) = self.mentions.get(word)?;
        let most = sides.iter().max_by(|a, b| a.1.total_cmp(b.1))?;
        (2.0 * most.1 >= *all).then(|| most.0.clone())
    }
}

/// The difference of log-odds and its z: counts of the word and of all words, of one and of the
/// others, and of the prior. Equations 16, 20 and 22 of the paper, with its approximate variance;
/// `None` where a word is all there is.
fn log_odds(one: (f64, f64), other: (f64, f64), prior: (f64, f64)) -> Option<(f64, f64)> {
    let odds = |(count, all): (f64, f64)| {
        let with = count + prior.0;
        let without = all + prior.1 - with;
        (with > 0.0 && without > 0.0).then(|| (with / without).ln())
    };
    let delta = odds(one)? - odds(other)?;
    let variance = 1.0 / (one.0 + prior.0) + 1.0 / (other.0 + prior.0);
    Some((delta, delta / variance.sqrt()))
}

/// Whose voice; `None` where it is unclear.
fn through(item: &Item) -> Option<Through> {
    use crate::labels::Speaker;
    match &item.speaker {
        Speaker::Outlet => Some(Through::Outlet),
        Speaker::Side(side) => Some(Through::Side(side.clone())),
        Speaker::Other => Some(Through::Other),
        Speaker::Unclear => None,
    }
}

/// The words of a sentence in lower case, with where they stand; numbers are none.
fn words(sentence: Span, text: &str) -> Vec<(String, Span)> {
    let words = sentence.of(text).unicode_word_indices();
    let words = words.filter(|(_, word)| word.contains(char::is_alphabetic));
    let place = |at: usize, word: &str| Span::new(at, at + word.len()).shifted(sentence.start());
    words
        .map(|(at, word)| {
            let lower = without_possessive(word).to_lowercase().replace('’', "'");
            (lower, place(at, word))
        })
        .collect()
}

/// Where names and descriptions of one side stand, apart from each other in the order of the text.
fn named_places(annotated: &crate::labels::Annotated) -> Vec<(SideId, Span)> {
    let mentions = annotated.mentions.iter().flatten();
    let named = mentions.filter(|mention| mention.kind != Some(MentionKind::Pronoun));
    let mut places: Vec<_> = named.map(|mention| (mention.side.clone(), mention.span)).collect();
    places.sort_by_key(|(_, span)| (span.start(), std::cmp::Reverse(span.end())));
    // "Both sides" is nobody's word, and of one name within another the outer is meant.
    let of_two: HashSet<Span> =
        places.windows(2).filter(|two| two[0].1 == two[1].1).map(|two| two[0].1).collect();
    let mut end = 0;
    places.retain(|(_, span)| {
        let apart = span.start() >= end;
        end = end.max(span.end());
        apart && !of_two.contains(span)
    });
    places
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::article::Article;
    use super::super::sample;
    use super::*;
    use crate::labels::Voice;

    #[test]
    fn log_odds_are_those_of_the_published_formula() {
        let reference: Value =
            serde_json::from_str(include_str!("../../tests/reference/fightin_words.json")).unwrap();
        let number = |value: &Value| value.as_f64().unwrap();
        let (n, m) = (number(&reference["n"]), number(&reference["m"]));
        let prior = number(&reference["prior"]);
        for row in reference["words"].as_array().unwrap() {
            let [own, other, share] = ["own", "other", "share"].map(|key| number(&row[key]));
            let (delta, z) = log_odds((own, n), (other, m), (prior * share, prior)).unwrap();
            assert!((delta - number(&row["delta"])).abs() < 1e-9);
            assert!((z - number(&row["z"])).abs() < 1e-9);
        }
    }

    #[test]
    fn numbers_are_no_words_and_capitals_do_not_matter() {
        let text = "On 7 May the Port’s 12th crane, MV-2, fell.";
        let found: Vec<String> =
            words(Span::new(0, text.len()), text).into_iter().map(|(word, _)| word).collect();
        assert_eq!(found, ["on", "may", "the", "port", "12th", "crane", "mv", "fell"]);
    }

    /// Two articles alike but for one word of the outlet and one of a side's speaker.
    fn found(bigrams: bool) -> Vec<Distinctive> {
        let text = |own: &str, said: &str| {
            (0..20)
                .map(|_| format!("The crew left the quay {own}. We saw the {said} men go. "))
                .collect::<String>()
        };
        let texts = [text("angrily", "brave"), text("slowly", "idle")];
        let documents = texts.map(|text| {
            sample::article(&text, &["port", "union"], |at, sentence| {
                let said = at % 2 == 1;
                sentence.voice = Some(if said { Voice::Quoted } else { Voice::Author });
                sentence.source_side = said.then(|| Some("union".into()));
            })
        });
        let articles: Vec<Article> = ["herald", "mirror"]
            .into_iter()
            .zip(&documents)
            .map(|(outlet, annotated)| Article { outlet, event: "strike", annotated })
            .collect();
        let options = Options { bigrams, ..Options::default() };
        distinctive(&Placed::new(&articles), &options)
    }

    #[test]
    fn a_voice_has_its_own_words_and_what_all_say_is_no_ones() {
        let found = found(false);
        let of = |outlet: &str, through: Through| -> Vec<&str> {
            let voice = found.iter().find(|v| v.outlet == outlet && v.through == through);
            voice.unwrap().words.iter().map(|word| word.word.as_str()).collect()
        };
        assert_eq!(of("herald", Through::Outlet), ["angrily"]);
        assert_eq!(of("herald", Through::Side("union".into())), ["brave"]);
        assert_eq!(of("mirror", Through::Outlet), ["slowly"]);
    }

    #[test]
    fn pairs_of_words_do_not_run_over_sentences() {
        let found = found(true);
        let pairs: Vec<&str> = found[0].pairs.iter().map(|pair| pair.word.as_str()).collect();
        assert_eq!(pairs, ["quay angrily"]);
    }

    #[test]
    fn a_few_words_are_too_few() {
        let documents = ["One word here.", "Another word there."].map(|text| {
            sample::article(text, &[], |_, sentence| sentence.voice = Some(Voice::Author))
        });
        let articles = [("a", &documents[0]), ("b", &documents[1])];
        let articles =
            articles.map(|(outlet, annotated)| Article { outlet, event: "e", annotated });
        let found = distinctive(&Placed::new(&articles), &Options::default());
        assert!(found.iter().all(|voice| voice.too_few && voice.words.is_empty()));
    }
}
