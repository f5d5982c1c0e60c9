//! How two actors stand to each other in the sentences that name them.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::actors::Actors;
use super::marks;
use crate::sides::lexicon::Class;
use crate::sides::mentions::Hit;
use crate::sides::words::Words;

/// Most sentences between a speaker and one who answers.
const ANSWER: usize = 3;

/// What the sentences say of two actors, each a count.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pair {
    /// Sentences with both.
    pub together: f32,
    /// Those of them with a word of contention.
    pub opposed: f32,
    /// Places where a word of contention stands between the two.
    pub between: f32,
    /// One speaks after the other.
    pub exchange: f32,
    /// One speaks after the other with a word of contention.
    pub rejoinder: f32,
    /// One is first named where only the other has been.
    pub near: f32,
}

/// The relations of two actors, the lower first.
#[derive(Debug, Default)]
pub(super) struct Relations(HashMap<(usize, usize), Pair>);

/// What a sentence hands on to the next.
#[derive(Default)]
struct Before {
    seen: HashSet<usize>,
    sentence: usize,
    actors: Vec<usize>,
    speaker: Option<(usize, usize)>,
}

impl Relations {
    /// The relation of two actors.
    pub fn of(&self, a: usize, b: usize) -> Pair {
        self.0.get(&(a.min(b), a.max(b))).copied().unwrap_or_default()
    }

    fn entry(&mut self, a: usize, b: usize) -> &mut Pair {
        self.0.entry((a.min(b), a.max(b))).or_default()
    }

    /// Adds what an article says of the actors `among` whom the sides are sought.
    pub fn read(&mut self, words: &Words<'_>, hits: &[Hit], actors: &Actors, among: &[usize]) {
        let number = |hit: &Hit| words.words[hit.first].sentence;
        let mut before = Before::default();
        for hits in hits.chunk_by(|a, b| number(a) == number(b)) {
            let there: Vec<(usize, &Hit)> = hits
                .iter()
                .filter(|hit| !marks::is_place(words, hit))
                .filter_map(|hit| Some((actors.of_seed[hit.owner?], hit)))
                .filter(|(actor, _)| among.contains(actor))
                .collect();
            self.read_sentence(words, number(&hits[0]), &there, &mut before);
        }
    }

    fn read_sentence(
        &mut self,
        words: &Words<'_>,
        number: usize,
        there: &[(usize, &Hit)],
        before: &mut Before,
    ) {
        let opposes =
            |mut range: std::ops::Range<usize>| range.any(|i| words.has(i, Class::Opposition));
        let opposed = f32::from(u8::from(opposes(words.sentences[number].clone())));
        let actors: BTreeSet<usize> = there.iter().map(|(actor, _)| *actor).collect();
        for &a in &actors {
            for &b in actors.range(a + 1..) {
                let pair = self.entry(a, b);
                pair.together += 1.0;
                pair.opposed += opposed;
            }
        }
        for two in there.windows(2).filter(|two| two[0].0 != two[1].0) {
            if opposes(two[0].1.last + 1..two[1].1.first) {
                self.entry(two[0].0, two[1].0).between += 1.0;
            }
        }
        self.introduce(number, there, before);
        let speaker = there.iter().find(|(_, hit)| marks::speaks(words, hit));
        if let Some(&(speaker, _)) = speaker {
            self.answer(number, speaker, opposed, before);
        }
    }

    /// Counts a first mention beside one other actor only.
    fn introduce(&mut self, number: usize, there: &[(usize, &Hit)], before: &mut Before) {
        for (index, &(actor, _)) in there.iter().enumerate() {
            if !before.seen.insert(actor) {
                continue;
            }
            let previous = before.actors.iter().filter(|_| before.sentence + 1 >= number);
            let near = previous.chain(there[..index].iter().map(|(other, _)| other));
            let near: BTreeSet<usize> = near.copied().filter(|&other| other != actor).collect();
            if let (1, Some(&other)) = (near.len(), near.first()) {
                self.entry(actor, other).near += 1.0;
            }
        }
        before.sentence = number;
        before.actors = there.iter().map(|(actor, _)| *actor).collect();
    }

    /// Counts a speaker behind another.
    fn answer(&mut self, number: usize, speaker: usize, opposed: f32, before: &mut Before) {
        let last = before.speaker.replace((speaker, number));
        if let Some((other, at)) = last
            && other != speaker
            && at + ANSWER >= number
        {
            let pair = self.entry(other, speaker);
            pair.exchange += 1.0;
            pair.rejoinder += opposed;
        }
    }
}
