//! `sverka match` by phase, on two invented lists, and what its comparisons rest on. Throughput is in
//! rows, in candidate pairs, or in pairs of distinct words. Compare with
//! `cargo bench -p benches --bench lists -- --baseline NAME`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fuzzy_matching::edit_distance::EditCosts;
use fuzzy_matching::fold::Fold;
use ingest::reference::embedded;
use linkage::list::{
    Cardinality, Decisions, FieldInput, FieldKind, ListOptions, Lists, PHASES, link,
};
use records::{CodedColumn, CodedColumnBuilder};

/// Rows of each list.
const ROWS: u64 = 20_000;
/// How many given names, surnames, days of birth and places there are.
const POOLS: [u64; 4] = [800, 12_000, 18_000, 400];

/// A scrambling of 64 bits (the finaliser of splitmix64).
const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A word of two to four syllables for each number.
fn word(number: u64) -> String {
    const ONSETS: [&str; 16] =
        ["b", "d", "f", "g", "h", "k", "l", "m", "n", "r", "s", "sh", "t", "z", "st", "br"];
    const VOWELS: [&str; 6] = ["a", "e", "i", "o", "u", "ai"];
    let mut draw = mix(number + 1);
    let mut next = |most: usize| {
        draw = mix(draw);
        (draw % most as u64) as usize
    };
    (0..2 + next(3)).map(|_| [ONSETS[next(16)], VOWELS[next(6)]].concat()).collect()
}

/// The value of a column for a person: common values are drawn more often.
fn value(column: usize, person: u64) -> String {
    let draw = mix(person * 4 + column as u64);
    let share = (draw >> 11) as f64 / (1u64 << 53) as f64;
    let rank = (share * share * POOLS[column] as f64) as u64;
    match column {
        2 => format!("{}-{:02}-{:02}", 1950 + rank % 50, 1 + rank / 50 % 12, 1 + rank / 600 % 28),
        _ => word(rank << 2 | column as u64),
    }
}

/// One column of a list; in one row of six of the right list a letter is wanting. Three fifths of
/// its people are in the left list as well.
fn column(column: usize, right: bool) -> CodedColumn {
    let mut builder = CodedColumnBuilder::default();
    for row in 0..ROWS {
        let person = if right { row + ROWS * 2 / 5 } else { row };
        let mut text = value(column, person);
        let slip = mix(row * 8 + column as u64);
        if right && slip.is_multiple_of(6) {
            text.remove((slip >> 8) as usize % text.len());
        }
        builder.push(&text);
    }
    builder.finish()
}

fn lists() -> Lists {
    let kinds = [FieldKind::Given, FieldKind::Surname, FieldKind::BirthDate, FieldKind::Place];
    let field = |(at, kind): (usize, FieldKind)| FieldInput {
        kind,
        label: kind.code().to_owned(),
        left: column(at, false),
        right: Some(column(at, true)),
    };
    Lists::new(kinds.into_iter().enumerate().map(field).collect()).expect("lists")
}

/// The phases of a run, each timed within whole runs.
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn phases(criterion: &mut Criterion) {
    let reference = embedded().expect("the shipped reference data");
    let lists = lists();
    let options = ListOptions {
        threshold: 0.5,
        cardinality: Cardinality::OneToOne,
        blocking: None,
        model: None,
        decisions: Decisions::default(),
        truth: None,
    };
    let first = link(&lists, &reference, &options, |_| ()).expect("links");
    let (pairs, learned) = (first.candidate_pairs, first.model.provenance.pairs);
    let mut group = criterion.benchmark_group("lists");
    group.sample_size(10);
    for phase in PHASES {
        let elements = match phase {
            "score" => pairs,
            "estimate" => learned,
            _ => 2 * ROWS,
        };
        group.throughput(Throughput::Elements(elements));
        group.bench_function(BenchmarkId::from_parameter(phase), |bench| {
            bench.iter_custom(|runs| {
                let mut total = Duration::ZERO;
                for _ in 0..runs {
                    let mut since = None;
                    let result = link(&lists, &reference, &options, |begun| {
                        total += since.take().map_or(Duration::ZERO, |at: Instant| at.elapsed());
                        since = (begun == phase).then(Instant::now);
                    });
                    total += since.map_or(Duration::ZERO, |at| at.elapsed());
                    black_box(&result);
                }
                total
            });
        });
    }
    group.finish();
}

/// Distinct words: none of them is remembered, and none is told apart at a glance.
fn similarity(criterion: &mut Criterion) {
    let reference = embedded().expect("the shipped reference data");
    let (fold, costs) = (Fold::new(&reference), EditCosts::new(&reference));
    let words: Vec<String> = (0..2_000).map(|number| fold.k1(&word(number))).collect();
    let mut group = criterion.benchmark_group("similarity");
    group.throughput(Throughput::Elements(words.len() as u64));
    for (name, floor) in [("whole", 0.0), ("from_weak", 0.75)] {
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let pairs = words.iter().zip(words.iter().skip(7).chain(&words));
                pairs.map(|(a, b)| costs.similarity_from(a, b, floor)).sum::<f64>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, phases, similarity);
criterion_main!(benches);
