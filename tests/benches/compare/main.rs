//! What comparing a thousand articles of fifty outlets on twenty events costs, in seconds of the
//! wall, seconds of all cores together, and memory: `cargo bench --bench compare`.
//!
//! One run each: it takes seconds, and what is asked is whether it takes minutes.

mod press;

use std::time::Instant;

use parallax::compare::links::{Scorer, links};
use parallax::compare::{self, Article, Options, claims, framing, omissions};
use parallax::render;

/// Ticks of a processor's clock that Linux counts in a second.
const TICKS: f64 = 100.0;

fn main() {
    // `cargo test --all-targets` runs benchmarks without it, to see that they start.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let published = press::articles();
    let articles: Vec<Article> = published
        .iter()
        .map(|(outlet, event, annotated)| Article { outlet, event, annotated })
        .collect();
    let (scorer, options) =
        (Scorer::embedded(), Options { errors: Some(press::known_errors()), ..Options::default() });
    println!("{} articles of {} outlets", articles.len(), press::OUTLETS);
    println!("{:<28}{:>8}{:>8}{:>10}", "", "s", "CPU s", "peak MiB");
    let framing = timed("framing", || framing(&articles, &options));
    let framing = framing.expect("articles that can be compared");
    let found = timed("links", || links(&articles, scorer));
    let told = timed("claims", || claims::claims(&articles, &found, scorer));
    let left = timed("omissions", || omissions::omissions(&articles, &found, &told));
    println!(
        "{} differences, {} links of {} pairs scored near, {} claims, {} left out, {} told by one",
        framing.differences.len(),
        found.iter().filter(|link| link.accepted).count(),
        found.len(),
        told.len(),
        left.left_out.len(),
        left.only.len()
    );
    drop((framing, found, told, left));
    let whole = timed("compare, the whole", || compare::compare(&articles, scorer, &options));
    let whole = whole.expect("articles that can be compared");
    let written = [
        ("page", timed("write the page", || render::comparison::html(&whole, &articles))),
        ("JSON", timed("write the JSON", || render::comparison::json(&whole))),
        ("text", timed("write the text", || render::comparison::text(&whole, 100))),
    ];
    for (name, text) in written {
        println!("{name}: {:.1} MB", text.len() as f64 / 1e6);
    }
}

/// Runs it and says what it cost; memory is the most that was held up to its end.
fn timed<T>(name: &str, run: impl FnOnce() -> T) -> T {
    let (clock, before) = (Instant::now(), processor_seconds());
    let result = run();
    let (wall, after) = (clock.elapsed().as_secs_f64(), processor_seconds());
    let spent = before.zip(after).map_or("–".to_owned(), |(b, a)| format!("{:.1}", a - b));
    let peak = peak().map_or("–".to_owned(), |kib| format!("{:.0}", kib / 1024.0));
    println!("{name:<28}{wall:>8.1}{spent:>8}{peak:>10}");
    result
}

/// Of this process, in user and system mode; `None` where the system does not say.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Fields are counted behind the name, which may hold blanks: utime and stime are 14 and 15.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / TICKS)
}

/// The most memory this process held, in KiB.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
