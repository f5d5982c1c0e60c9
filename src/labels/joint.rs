//! The stances of a sentence towards several sides, decided jointly.
//!
//! What readers ask of stances is whom the sentence favors, as [`favored`](super::annotated::favored)
//! has it. So that is decided first, by the probability of all stances under which it does, and then
//! the likeliest of those. Each decided by itself, two stances may tie although it is likelier that
//! one side comes off better, in one way or another. Stances towards different sides are taken to be
//! independent of each other.

use super::{Label, Stance};

const STANCES: usize = Stance::ALL.len();

/// How probable each stance towards a side is, in the order of [`Stance::ALL`].
type P = [f32; STANCES];

/// The place of the lowest stance.
const UNFAVORABLE: usize = Stance::Unfavorable as usize;

/// The place of the neutral stance, which a side that is absent has.
const NEUTRAL: usize = Stance::Neutral as usize;

/// The stances towards the sides that are `present`, by how probable each is, while so many more
/// sides are `absent`. A side that is present alone has its likeliest stance; of several, one may have
/// another than its own likeliest.
#[must_use]
pub fn decide(present: &[P], absent: usize) -> Vec<Stance> {
    let stances = if present.len() < 2 {
        present.iter().map(|p| best(p)).collect()
    } else {
        let sides = Sides { present, absent };
        match sides.favored() {
            Favored::Present(side) => sides.with_first(side),
            Favored::Absent => vec![UNFAVORABLE; present.len()],
            Favored::None => sides.tied(),
        }
    };
    stances.into_iter().map(|stance| Stance::ALL[stance]).collect()
}

/// Whom a sentence favors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Favored {
    /// The side at this place of those present.
    Present(usize),
    /// The only side that is absent, as all others come off badly.
    Absent,
    /// None: some tie at the top.
    None,
}

/// Two sides or more that are present, and how many are absent.
struct Sides<'a> {
    present: &'a [P],
    absent: usize,
}

impl Sides<'_> {
    /// Whom the sentence most probably favors.
    fn favored(&self) -> Favored {
        let all: f64 = self.present.iter().map(|p| sum(p)).product();
        let mut most = (Favored::None, 0.0);
        let mut favors = 0.0;
        let present =
            (0..self.present.len()).map(|side| (Favored::Present(side), self.first(side)));
        let badly = || self.present.iter().map(|p| f64::from(p[UNFAVORABLE])).product();
        let absent = (self.absent == 1).then(|| (Favored::Absent, badly()));
        for outcome in present.chain(absent) {
            favors += outcome.1;
            if outcome.1 > most.1 {
                most = outcome;
            }
        }
        if most.1 <= all - favors { Favored::None } else { most.0 }
    }

    /// How probable it is that this side comes off best.
    fn first(&self, side: usize) -> f64 {
        let under = |top: usize| self.others(side).map(|p| sum(&p[..top])).product::<f64>();
        self.tops().map(|top| f64::from(self.present[side][top]) * under(top)).sum()
    }

    /// The likeliest stances under which this side comes off best.
    fn with_first(&self, side: usize) -> Vec<usize> {
        let of = |top: usize| {
            let under = |(other, p): (usize, &P)| {
                if other == side { top } else { best(&p[..top]) }
            };
            self.present.iter().enumerate().map(under).collect()
        };
        self.likeliest(self.tops().map(of))
    }

    /// The stances that one side can have alone at the top.
    fn tops(&self) -> impl Iterator<Item = usize> {
        self.lowest() + 1..STANCES
    }

    /// The lowest that the highest stance can be.
    fn lowest(&self) -> usize {
        if self.absent > 0 { NEUTRAL } else { UNFAVORABLE }
    }

    /// The likeliest stances under which two sides or more come off best.
    fn tied(&self) -> Vec<usize> {
        self.likeliest((self.lowest()..STANCES).filter_map(|top| self.tied_at(top)))
    }

    /// The likeliest of those under which their stance is `top`; `None` where too few sides can have it.
    fn tied_at(&self, top: usize) -> Option<Vec<usize>> {
        let mut stances: Vec<usize> = self.present.iter().map(|p| best(&p[..=top])).collect();
        let absent = if top == NEUTRAL { self.absent } else { 0 };
        let there = absent + stances.iter().filter(|&&stance| stance == top).count();
        // Those are raised to the top whom it takes least.
        let mut lower: Vec<usize> = (0..stances.len()).filter(|&s| stances[s] < top).collect();
        let cost = |&side: &usize| {
            let p = &self.present[side];
            f64::from(p[stances[side]]) / f64::from(p[top])
        };
        lower.sort_by(|a, b| cost(a).total_cmp(&cost(b)));
        let raised = lower.get(..2usize.saturating_sub(there))?;
        for &side in raised {
            stances[side] = top;
        }
        Some(stances)
    }

    fn others(&self, side: usize) -> impl Iterator<Item = &P> {
        self.present.iter().enumerate().filter(move |(other, _)| *other != side).map(|(_, p)| p)
    }

    fn likeliest(&self, candidates: impl Iterator<Item = Vec<usize>>) -> Vec<usize> {
        let p = |stances: &Vec<usize>| -> f64 {
            self.present.iter().zip(stances).map(|(p, &stance)| f64::from(p[stance])).product()
        };
        candidates.max_by(|a, b| p(a).total_cmp(&p(b))).unwrap_or_default()
    }
}

fn sum(p: &[f32]) -> f64 {
    p.iter().map(|&p| f64::from(p)).sum()
}

/// The place of the most probable; 0 of none.
fn best(p: &[f32]) -> usize {
    (0..p.len()).max_by(|&a, &b| p[a].total_cmp(&p[b])).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::labels::annotated::favored;
    use crate::sides::{Side, SideId};

    fn side(place: usize) -> Side {
        let id = SideId::from(format!("side-{place}").as_str());
        Side { id: id.clone(), name: String::new(), aliases: Vec::new() }
    }

    /// Every way to judge so many sides.
    fn ways(present: usize) -> Vec<Vec<Stance>> {
        (0..present).fold(vec![Vec::new()], |ways, _| {
            let longer = |way: &Vec<Stance>| {
                let way = way.clone();
                Stance::ALL.iter().map(move |&stance| [&way[..], &[stance]].concat())
            };
            ways.iter().flat_map(longer).collect()
        })
    }

    fn probability(present: &[P], stances: &[Stance]) -> f64 {
        present.iter().zip(stances).map(|(p, stance)| f64::from(p[stance.index()])).product()
    }

    proptest! {
        #[test]
        fn the_favored_side_and_then_the_stances_are_the_likeliest_of_all_ways(
            present in prop::collection::vec(prop::array::uniform3(0.01f32..1.0), 2..5),
            absent in 0usize..4,
        ) {
            let sides: Vec<Side> = (0..present.len() + absent).map(side).collect();
            let favors = |stances: &[Stance]| {
                let judged: Vec<_> =
                    sides.iter().map(|side| side.id.clone()).zip(stances.iter().copied()).collect();
                favored(&sides, &judged)
            };
            let decided = decide(&present, absent);
            prop_assert_eq!(decided.len(), present.len());
            let all = ways(present.len());
            let total = |whom: &Option<SideId>| -> f64 {
                let such = all.iter().filter(|way| favors(way) == *whom);
                such.map(|way| probability(&present, way)).sum()
            };
            let whom = favors(&decided);
            for way in &all {
                let other = favors(way);
                prop_assert!(total(&other) <= total(&whom) + 1e-9, "{decided:?} {way:?}");
                let no_likelier = probability(&present, way) <= probability(&present, &decided) + 1e-9;
                prop_assert!(other != whom || no_likelier, "{decided:?} {way:?}");
            }
        }
    }

    #[test]
    fn who_probably_comes_off_better_does_so_though_each_stance_by_itself_ties() {
        let (first, second) = ([0.05, 0.48, 0.47], [0.40, 0.55, 0.05]);
        assert_eq!(decide(&[first, second], 0), [Stance::Favorable, Stance::Neutral]);
    }

    #[test]
    fn a_side_that_is_present_alone_has_its_likeliest_stance_however_many_are_absent() {
        for absent in 0..4 {
            assert_eq!(decide(&[[0.33, 0.28, 0.39]], absent), [Stance::Favorable]);
            assert_eq!(decide(&[], absent), []);
        }
    }

    #[test]
    fn what_is_not_probable_at_all_is_decided_all_the_same() {
        assert_eq!(decide(&[[0.0; STANCES], [f32::NAN; STANCES]], 1).len(), 2);
        assert_eq!(decide(&[[0.0; STANCES]; 3], 0).len(), 3);
    }
}
