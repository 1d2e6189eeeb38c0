//! The next card of a review with 10,000 cards in the queue and 2,000 answered: from the request to
//! the last byte of the page, over a socket as the browser does it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

use clerical_review::{Answer, Purpose, Queue, ReviewDecision, Role, Shown};
use criterion::{Criterion, criterion_group, criterion_main};
use ingest::reference::embedded;
use linkage::{LinkKind, LinkSet, Register};
use records::NgoReport;
use reporting::Language;
use review_web::{DeskInput, Outside, serve};
use store::{ProjectStore, SqliteStore, Store};
use tests::Scenario;

const CARDS: usize = 10_000;
const ANSWERED: usize = 2_000;

/// The reports of the demo with their candidates, over and over under new ids.
fn input() -> DeskInput {
    let reference = embedded().expect("the shipped reference data");
    let demo = Scenario::fixture("demo", &reference);
    let lineages = Register::of(&demo.register).expect("ids that differ").lineage_ids();
    let (mut reports, mut decisions) = (Vec::<NgoReport>::new(), Vec::new());
    let with_candidates =
        demo.ngo_register.decisions.iter().filter(|decision| !decision.candidates.is_empty());
    for (number, decision) in with_candidates.cycle().take(CARDS).enumerate() {
        let report = demo.reports.iter().find(|report| report.id == decision.left);
        let mut report = report.expect("a decision has its report").clone();
        let mut decision = decision.clone();
        report.id = format!("bench:{number:05}").as_str().into();
        decision.left = report.id.clone();
        reports.push(report);
        decisions.push(decision);
    }
    DeskInput {
        counted: reports.iter().map(|report| report.id.clone()).collect::<BTreeSet<_>>(),
        reports,
        lineages,
        register: demo.register,
        links: LinkSet { decisions, ..demo.ngo_register },
        links_hash: "bench".to_owned(),
        reference,
        sources: BTreeMap::new(),
        audit: None,
        reviewer: "ann".to_owned(),
        role: Role::Reader,
    }
}

fn answered(input: &DeskInput) -> Vec<ReviewDecision> {
    let lefts = input.links.decisions.iter().take(ANSWERED).enumerate();
    lefts
        .map(|(number, decision)| ReviewDecision {
            id: format!("bench-{number}").as_str().into(),
            kind: LinkKind::NgoRegister,
            left: decision.left.clone(),
            answer: Answer::NotLink,
            purpose: Purpose::Reading,
            queue: Queue::Work,
            reviewer: "ann".to_owned(),
            decided_at: "2026-07-01T10:00:00Z".to_owned(),
            shown: Shown::default(),
            note: "".into(),
            evidence: None,
            batch: None,
        })
        .collect()
}

fn request(port: &str, line: &str, header: &str) -> String {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).expect("a connection");
    let text = format!(
        "{line} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\norigin: http://127.0.0.1:{port}\r\n{header}\r\n\
         connection: close\r\n\r\n"
    );
    stream.write_all(text.as_bytes()).expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer.split_once("\r\n\r\n").expect("a body").1.to_owned()
}

fn next_card(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let dir = tempfile::tempdir().expect("a folder");
    let input = input();
    let store = runtime.block_on(async {
        let mut store = SqliteStore::open(&dir.path().join("b.sqlite")).await.expect("a store");
        store.append_review_decisions(&answered(&input)).await.expect("a write");
        ProjectStore::Sqlite(store)
    });
    let (announced, address) = channel();
    let announced = Mutex::new(announced);
    let outside = Outside {
        now: Box::new(|| "2026-07-01T10:00:00Z".to_owned()),
        elapsed: Box::new(|| Duration::ZERO),
        secret: Box::new(|| "bench".to_owned()),
        announce: Box::new(move |address| {
            let _ = announced.lock().expect("a lock").send(address.to_owned());
        }),
        complain: Box::new(|what| panic!("{what}")),
    };
    runtime.spawn(serve(input, store, Language::Russian, outside));
    let address = address.recv().expect("an address");
    let port = address.split(':').nth(2).and_then(|rest| rest.split('/').next()).expect("a port");
    let secret = request(port, "POST /session", "x-sverka-token: bench");
    let header = format!("x-sverka-session: {secret}");
    assert!(request(port, "GET /desk/next", &header).contains("class=\"card\""));
    let mut group = criterion.benchmark_group("review");
    group.sample_size(20);
    group.bench_function("next_card_of_10000", |bench| {
        bench.iter(|| request(port, "GET /desk/next", &header));
    });
    group.finish();
}

criterion_group!(review, next_card);
criterion_main!(review);
