//! Every parser over inputs that are nearly right: what comes back is a value or a refusal, never a
//! panic, and soon. Rounds follow from a seed, so that a failure is named by target and round.
//!
//! A short run stands among the tests; the long one is run by hand:
//! `cargo test -p cli fuzz -- --ignored --nocapture`.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clerical_review::{Answer, DecisionId, Purpose, Queue, ReviewDecision, Shown, ShownCandidate};
use ingest::limits::Limits;
use ingest::source::read_source;
use ingest::source_config::FileSpec;
use linkage::list::{FieldKind, ListComparison, ListLevel, ListModel, Provenance};
use linkage::{LinkKind, MatchWeight};
use records::Reference;
use store::audit::Checkpoint;
use store::{read_review_decision, write_review_decision};
use testkit::Mutator;

use crate::case_model::{self, CaseModel};
use crate::list_model;
use crate::project::{FILE_NAME, Project};

const SEED: u64 = 20_260_630;
const SHORT: u64 = 24;
const LONG: u64 = 2_000;
/// Most time one input may take, on a machine that is busy with other tests.
const MOST: Duration = Duration::from_secs(20);

/// What was fed to one parser.
struct Fed {
    target: &'static str,
    inputs: u64,
    accepted: u64,
    slowest: Duration,
}

/// Feeds `rounds` damaged inputs; `parse` says whether it took one.
fn feed(
    target: &'static str,
    seeds: &[Vec<u8>],
    rounds: u64,
    parse: impl Fn(&[u8]) -> bool,
) -> Fed {
    assert!(!seeds.is_empty(), "{target} has no seed");
    for (at, seed) in seeds.iter().enumerate() {
        assert!(parse(seed), "{target}: seed {at} itself is refused");
    }
    #[expect(clippy::disallowed_methods, reason = "an input that takes long is a failure")]
    let now = std::time::Instant::now;
    let mut fed = Fed { target, inputs: rounds, accepted: 0, slowest: Duration::ZERO };
    for round in 0..rounds {
        let seed = &seeds[round as usize % seeds.len()];
        let mut mutator = Mutator::new(SEED, target, round);
        let inside = (round % 2 == 0).then(|| mutator.mutate_inside(seed)).flatten();
        let input = inside.unwrap_or_else(|| mutator.mutate(seed));
        let since = now();
        match catch_unwind(AssertUnwindSafe(|| parse(&input))) {
            Ok(accepted) => fed.accepted += u64::from(accepted),
            Err(_) => panic!("{target}: round {round} panics"),
        }
        let took = since.elapsed();
        assert!(took < MOST, "{target}: round {round} took {took:?}");
        fed.slowest = fed.slowest.max(took);
    }
    fed
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// The files of a fixture's data with one of these endings.
fn data(endings: &[&str]) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = ["tiny", "demo"]
        .iter()
        .flat_map(|name| fs::read_dir(fixtures().join(name).join("data")).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| endings.iter().any(|ending| path.extension().is_some_and(|e| e == *ending)))
        .collect();
    paths.sort();
    // The first kilobytes of long text files: mutations should fall where structure is.
    let cut = |bytes: Vec<u8>, path: &Path| match path.extension().and_then(|e| e.to_str()) {
        Some("xlsx" | "ods") => bytes,
        _ => match bytes.iter().take(20_000).rposition(|byte| *byte == b'\n') {
            Some(end) => bytes[..=end].to_vec(),
            None => bytes,
        },
    };
    paths.iter().map(|path| cut(fs::read(path).unwrap(), path)).collect()
}

/// A table of this format, and what `inspect` makes of it.
fn table(
    target: &'static str,
    ending: &str,
    endings: &[&str],
    rounds: u64,
    reference: &Reference,
) -> Fed {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(format!("fuzzed.{ending}"));
    let limits = Limits::default();
    feed(target, &data(endings), rounds, |input| {
        fs::write(&path, input).unwrap();
        let inspected = ingest::inspect::inspect_file(&path, "fuzzed", reference, &limits).is_ok();
        let read = ingest::file::read_table(&path, "fuzzed", &FileSpec::default(), &limits);
        read.is_ok_and(|reading| reading.table.rows_in() > 0) && inspected
    })
}

/// A whole source whose table is damaged: rows are accounted for, or the file is refused.
fn sources(rounds: u64, reference: &Reference) -> Fed {
    let project = Project::open(&fixtures().join("tiny")).unwrap();
    let source = project.file.source.iter().find(|source| source.id == "ngo-a").unwrap();
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("data")).unwrap();
    let seed = fs::read(fixtures().join("tiny/data/ngo-a.csv")).unwrap();
    feed("source", &[seed], rounds, |input| {
        fs::write(dir.path().join("data/ngo-a.csv"), input).unwrap();
        match read_source(source, dir.path(), reference, &Limits::default(), &|_| ()) {
            Ok(reading) => {
                let summary = reading.summary;
                assert_eq!(summary.rows_in, summary.rows_in_records + summary.quarantined);
                true
            }
            Err(ingest::error::IngestError::Accounting { .. }) => panic!("rows went missing"),
            Err(_) => false,
        }
    })
}

/// The project file with its column maps, codes and dates, applied to the files it names.
fn projects(rounds: u64, reference: &Reference) -> Fed {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("data")).unwrap();
    for entry in fs::read_dir(fixtures().join("tiny/data")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), dir.path().join("data").join(entry.file_name())).unwrap();
    }
    let seed = fs::read(fixtures().join("tiny").join(FILE_NAME)).unwrap();
    feed("project file", &[seed], rounds, |input| {
        fs::write(dir.path().join(FILE_NAME), input).unwrap();
        let Ok(project) = Project::open(dir.path()) else { return false };
        for source in &project.file.source {
            let _ = read_source(source, dir.path(), reference, &project.file.limits, &|_| ());
        }
        true
    })
}

fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}

fn list_model_file() -> String {
    let level = |code: &str, m, u| ListLevel {
        code: code.to_owned(),
        m,
        u,
        u_named: Some([u, u]),
        typical_share: Some(0.1),
    };
    let levels = vec![level("exact", 0.9, 0.01), level("different", 0.1, 0.99)];
    let kind = FieldKind::from_code("exact").unwrap();
    list_model::written(&ListModel {
        comparisons: vec![ListComparison { label: "city".to_owned(), kind, levels }],
        prior: 0.001,
        swapped: 0.01,
        provenance: Provenance {
            left_rows: 10,
            right_rows: 10,
            pairs: 100,
            vectors: 2,
            rounds: 3,
            converged: true,
            expected_matches: 9.5,
            blocking_recall: 0.75,
        },
    })
}

fn decision() -> String {
    let right = || records::RecordId::from("erp:03-050-2022-000101");
    let shown = ShownCandidate { right: right(), weight: MatchWeight::ZERO, probability: 0.5 };
    write_review_decision(&ReviewDecision {
        id: DecisionId("d1".into()),
        kind: LinkKind::NgoRegister,
        left: "ngo-a:А-01".into(),
        answer: Answer::Link(right()),
        purpose: Purpose::Reading,
        queue: Queue::Work,
        reviewer: "a.k".to_owned(),
        decided_at: "2026-07-01T10:00:00+06:00".to_owned(),
        shown: Shown { links: "ab".to_owned(), candidates: vec![shown] },
        note: "".into(),
        evidence: None,
        batch: None,
    })
    .unwrap()
}

fn everything(rounds: u64) -> Vec<Fed> {
    let reference = ingest::reference::embedded().unwrap();
    let path = Path::new("fuzzed.json");
    let checkpoint = format!("17:{}", "ab".repeat(32));
    vec![
        table("csv", "csv", &["csv", "tsv"], rounds, &reference),
        table("xlsx", "xlsx", &["xlsx"], rounds, &reference),
        table("ods", "ods", &["ods"], rounds, &reference),
        table("json lines", "jsonl", &["jsonl"], rounds, &reference),
        sources(rounds, &reference),
        projects(rounds, &reference),
        feed("case model", &[case_model::shipped(&reference).into_bytes()], rounds, |input| {
            CaseModel::parse(path, &text(input), &reference).is_ok()
        }),
        feed("list model", &[list_model_file().into_bytes()], rounds, |input| {
            list_model::read(path, &text(input)).is_ok()
        }),
        feed("review decision", &[decision().into_bytes()], rounds, |input| {
            text(input).lines().all(|line| read_review_decision(line).is_ok())
        }),
        feed("checkpoint", &[checkpoint.into_bytes()], rounds, |input| {
            text(input).parse::<Checkpoint>().is_ok()
        }),
    ]
}

#[test]
fn no_parser_panics_on_what_is_nearly_right() {
    for fed in everything(SHORT) {
        assert!(fed.accepted < fed.inputs, "{}: nothing was refused", fed.target);
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "a long run says what it covered")]
#[ignore = "twenty thousand inputs"]
fn no_parser_panics_in_a_long_run() {
    for Fed { target, inputs, accepted, slowest } in everything(LONG) {
        println!("{target}: {inputs} inputs, {accepted} accepted, slowest {slowest:?}");
    }
}
