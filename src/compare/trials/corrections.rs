//! Rates corrected for errors that are known.

use super::*;
use crate::compare::KnownErrors;
use crate::labels::confusion::Matrix;

fn drawn(shares: &[f64], random: &mut ChaCha8Rng) -> usize {
    let mut left = random.random::<f64>();
    shares
        .iter()
        .position(|share| {
            left -= share;
            left < 0.0
        })
        .unwrap_or(shares.len() - 1)
}

/// How often a classifier that takes classes for one another like this was seen to do so.
fn counted(layer: &str, classes: &[&str], rows: &[Vec<f64>], random: &mut ChaCha8Rng) -> Matrix {
    let cells = rows.iter().map(|row| {
        let mut cells = vec![0.0; row.len()];
        (0..150).for_each(|_| cells[drawn(row, random)] += 1.0);
        cells
    });
    Matrix {
        layer: layer.to_owned(),
        class: None,
        classes: classes.iter().map(|&name| name.to_owned()).collect(),
        cells: cells.collect(),
        missing: vec![0.0; classes.len()],
    }
}

#[test]
fn corrected_intervals_hold_the_truth_and_raw_ones_do_not() {
    let certainty = [vec![0.7, 0.3], vec![0.1, 0.9]];
    let stance = [vec![0.7, 0.25, 0.05], vec![0.15, 0.8, 0.05], vec![0.05, 0.35, 0.6]];
    let truth = [[0.5, 0.4, 0.1], [0.2, 0.5, 0.3]];
    let balance = Measure::Balance { side: "port".into(), through: Through::Anyone };
    let held: Vec<[bool; 6]> = (0..100)
        .map(|seed| {
            let mut random = random(seed, 1);
            let owned = articles(2, 12, 8, |outlet, _, sentence| {
                let really = drawn(&[0.7, 0.3], &mut random);
                sentence.certainty = Some(Certainty::ALL[drawn(&certainty[really], &mut random)]);
                let really = drawn(&truth[outlet], &mut random);
                let found = Stance::ALL[drawn(&stance[really], &mut random)];
                sentence.stance = Some(vec![("port".into(), found)]);
            });
            let matrices = [
                counted("certainty", &Certainty::names(), &certainty, &mut random),
                counted("stance", &Stance::names(), &stance, &mut random),
            ];
            let errors = Some(KnownErrors::new(&matrices).unwrap());
            let framing = compared(&owned, &Options { errors, ..quick(seed) }).unwrap();
            let rate = estimate(&framing, 0, &HEDGED);
            let own = estimate(&framing, 0, &balance);
            let less = difference(&framing, &balance);
            let [a, b, c] = [rate.corrected, own.corrected, less.corrected].map(Option::unwrap);
            [
                covers(a.low, a.high, 0.7),
                covers(b.low, b.high, -0.4),
                covers(c.low, c.high, -0.5),
                covers(rate.low, rate.high, 0.7),
                covers(own.low, own.high, -0.4),
                covers(less.low, less.high, -0.5),
            ]
        })
        .collect();
    let held = |which: usize| share(held.iter().map(|held| held[which]));
    for which in 0..3 {
        assert!(
            held(which) >= 0.9,
            "corrected interval {which} holds the truth in {}",
            held(which)
        );
        assert!(held(which + 3) <= 0.5, "raw interval {which} holds it in {}", held(which + 3));
    }
}

#[test]
fn a_matrix_that_tells_too_little_corrects_nothing_and_says_so() {
    let mut random = random(9, 0);
    let owned = articles(2, 3, 4, |_, _, sentence| labelled(&mut random, sentence));
    let certainty =
        counted("certainty", &Certainty::names(), &[vec![0.5, 0.5], vec![0.5, 0.5]], &mut random);
    let mut wording =
        counted("wording", &Wording::names(), &[vec![0.9, 0.1], vec![0.1, 0.9]], &mut random);
    wording.cells[0] = vec![9.0, 1.0];
    let errors = Some(KnownErrors::new(&[certainty, wording]).unwrap());
    let framing = compared(&owned, &Options { errors, ..quick(1) }).unwrap();
    let reason = |layer: &str| {
        let note = framing.corrections.iter().find(|note| note.layer == layer).unwrap();
        note.reason.clone().unwrap()
    };
    assert!(reason("certainty").contains("fold") || reason("certainty").contains("inverted"));
    assert_eq!(reason("wording"), "a class has fewer than 20 gold items");
    assert_eq!(reason("stance"), "its confusion matrix is not known");
    assert_eq!(estimate(&framing, 0, &HEDGED).corrected, None);
}

#[test]
fn known_errors_are_read_from_an_evaluation_whatever_the_order_of_classes() {
    let read = |classes: &str| {
        KnownErrors::from_json(&format!(
            r#"{{"scores":[],"confusions":[{{"layer":"wording","classes":{classes},
                "cells":[[30,2],[5,40]],"missing":[0,0]}},
                {{"layer":"favors","classes":["first"],"cells":[[1]],"missing":[0]}}]}}"#
        ))
    };
    let turned = KnownErrors::new(&[Matrix {
        layer: "wording".to_owned(),
        class: None,
        classes: vec!["loaded".to_owned(), "plain".to_owned()],
        cells: vec![vec![40.0, 5.0], vec![2.0, 30.0]],
        missing: vec![0.0; 2],
    }]);
    assert_eq!(read(r#"["plain","loaded"]"#).unwrap(), turned.unwrap());
    let message = read(r#"["plain","vivid"]"#).unwrap_err().to_string();
    assert_eq!(
        message,
        "known errors: the classes of wording are [plain, vivid], this program has [loaded, plain]; \
         give the JSON of `parallax eval --format json`"
    );
}

#[test]
fn errors_of_labels_that_were_judged_in_context_correct_no_others() {
    let read = |context: &str| {
        KnownErrors::from_json(&format!(
            r#"{{"confusions":[],"signature":{{"predictions":"parallax|names:hidden{context}|scheme:1"}}}}"#
        ))
    };
    assert!(read("").is_ok());
    assert!(read("|context:article").unwrap_err().to_string().contains("made with --context"));
}
