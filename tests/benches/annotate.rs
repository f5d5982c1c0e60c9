//! What annotating costs: `cargo bench --bench annotate`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use parallax::annotate::{self, Options, Prepared};
use parallax::labels::Annotated;
use parallax::model::Model;
use parallax::text::{Document, segment};

const CORPUS: &str = include_str!("../../eval/corpus/dev.jsonl");

fn articles() -> Vec<Document> {
    let gold = CORPUS.lines().map(|line| Annotated::from_json(line).expect("gold"));
    gold.map(|gold| gold.document).collect()
}

fn annotate(c: &mut Criterion) {
    let articles = articles();
    let bytes: usize = articles.iter().map(|article| article.text().len()).sum();
    let model = Model::embedded().expect("a model");

    c.bench_function("load the embedded model", |b| b.iter(|| black_box(Model::embedded())));

    let mut group = c.benchmark_group("15 articles");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.sample_size(10);
    group.bench_function("cut into sentences", |b| {
        b.iter(|| articles.iter().map(|a| segment::sentences(a.text()).len()).sum::<usize>());
    });
    group.bench_function("find sides and mentions", |b| {
        b.iter(|| articles.iter().for_each(|a| drop(black_box(Prepared::found(a, None)))));
    });
    group.bench_function("annotate", |b| {
        let options = Options::default();
        b.iter(|| {
            articles.iter().for_each(|a| drop(black_box(annotate::article(&model, a, &options))));
        });
    });
    group.finish();
}

criterion_group!(benches, annotate);
criterion_main!(benches);
