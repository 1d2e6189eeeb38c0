//! One bench per stage of `sverka run`, on `fixtures/demo`. Throughput is in records of the stage's
//! own input. Compare with `cargo bench -p benches -- --baseline NAME`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fuzzy_matching::fold::Fold;
use ingest::reference::embedded;
use linkage::{LinkOptions, Register};
use records::{Records, Reference};
use reporting::{DisclosureLevel, Language, LinkSets, ReportInput, RunFacts};
use store::{ContentsRest, HeldContents, NewDelivery, RowAccount, SqliteStore, Store};
use tests::{Scenario, read, root};

fn reference() -> Reference {
    embedded().expect("the shipped reference data")
}

fn ingest_files(criterion: &mut Criterion) {
    let reference = reference();
    let demo = root().join("fixtures/demo");
    let rows: u64 = read(&demo, &reference).iter().map(|reading| reading.summary.rows_in).sum();
    let mut group = criterion.benchmark_group("ingest");
    group.throughput(Throughput::Elements(rows)).sample_size(10);
    group.bench_function("rows", |bench| bench.iter(|| black_box(read(&demo, &reference))));
    group.finish();
}

fn fold_names(criterion: &mut Criterion) {
    let reference = reference();
    let fold = Fold::new(&reference);
    let names: Vec<&str> = reference
        .lexicon
        .iter()
        .flat_map(|entry| entry.spellings.iter().map(String::as_str).chain([entry.name.as_str()]))
        .collect();
    let mut group = criterion.benchmark_group("fold");
    group.throughput(Throughput::Elements(names.len() as u64));
    group.bench_function("tokens", |bench| {
        bench.iter(|| names.iter().for_each(|name| drop(black_box(fold.token(name)))));
    });
    group.finish();
}

fn keep_records(criterion: &mut Criterion) {
    let linked = Scenario::fixture("demo", &reference());
    let delivery = linked
        .deliveries
        .iter()
        .find(|delivery| delivery.kind == records::SourceKind::Register)
        .expect("a register");
    let count = linked.register.len() as u64;
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut group = criterion.benchmark_group("store");
    group.throughput(Throughput::Elements(count)).sample_size(10);
    group.bench_function("put_crime_records", |bench| {
        bench.iter(|| {
            runtime.block_on(async {
                let dir = tempfile::tempdir().expect("a folder");
                let path = dir.path().join("bench.sqlite");
                let mut store = SqliteStore::open(&path).await.expect("a store");
                let account = RowAccount {
                    rows_in: count,
                    rows_in_records: count,
                    quarantined: 0,
                    records: count,
                };
                let rest = ContentsRest { quarantine: &[], account, notes: &[] };
                let records = Some(Records::Register(linked.register.clone()));
                let mut contents = HeldContents { records, rest };
                let new = NewDelivery { delivery, reading_hash: "bench", contents: &mut contents };
                store.put_deliveries(None, &mut [new]).await.expect("a write");
                store.close().await.expect("a close");
            });
        });
    });
    group.finish();
}

fn link_records(criterion: &mut Criterion) {
    let reference = reference();
    let linked = Scenario::fixture("demo", &reference);
    let options = LinkOptions::default();
    let mut group = criterion.benchmark_group("link");
    group.sample_size(10);
    group.throughput(Throughput::Elements(linked.register.len() as u64));
    group.bench_function("ngo_register", |bench| {
        bench.iter(|| {
            let register = Register::of(&linked.register).expect("ids that differ");
            linkage::link_ngo_register(&linked.reports, &register, &reference, &options, &|_| ())
        });
    });
    group.bench_function("register_court", |bench| {
        bench.iter(|| {
            let register = Register::of(&linked.register).expect("ids that differ");
            linkage::link_register_court(&register, &linked.court, &reference, &options, &|_| ())
        });
    });
    group.finish();
}

fn analyse_and_render(criterion: &mut Criterion) {
    let reference = reference();
    let linked = Scenario::fixture("demo", &reference);
    let input = linked.input(&reference);
    let mut group = criterion.benchmark_group("report");
    group.sample_size(10);
    group.throughput(Throughput::Elements(linked.reports.len() as u64));
    group.bench_function("analyse", |bench| bench.iter(|| attrition::analyse(black_box(&input))));
    let analysis = attrition::analyse(&input).expect("an analysis");
    let run = RunFacts {
        project: "bench".to_owned(),
        version: "0".to_owned(),
        as_of: input.cohort.as_of,
        sources: Vec::new(),
        reference_hash: reference.content_hash.clone(),
        checkpoint: String::new(),
        parameters: Vec::new(),
    };
    let snapshot = attrition::change::Snapshot {
        as_of: input.cohort.as_of,
        inputs: String::new(),
        linking_rules: String::new(),
        rules: String::new(),
        reports: Vec::new(),
        headlines: attrition::change::headlines(&analysis.figures),
    };
    group.bench_function("render_three_languages", |bench| {
        bench.iter(|| {
            let Scenario { ngo_register, register_court, ngo_ngo, .. } = &linked;
            let input = ReportInput {
                analysis: &analysis,
                links: LinkSets { ngo_register, register_court, ngo_ngo },
                quarantine: &[],
                reference: &reference,
                run: &run,
                snapshot: &snapshot,
                offices: &[],
                changes: None,
                disclosure: DisclosureLevel::RestrictedWithoutNames,
                excel_ru: false,
            };
            reporting::render_all(&input, &Language::ALL, None, Vec::new())
        });
    });
    group.finish();
}

criterion_group!(stages, ingest_files, fold_names, keep_records, link_records, analyse_and_render);
criterion_main!(stages);
