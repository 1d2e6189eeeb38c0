//! What people decide reaches the next run, is shown as theirs, and is not overruled by new data.

use std::fs;
use std::path::Path;

use clerical_review::{Answer, Purpose, Queue, ReviewDecision, Shown, ShownCandidate};
use linkage::{LinkKind, LinkStatus};
use records::RecordId;
use store::{SqliteStore, Store};

use crate::common::{fixture_copy, sverka};

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// The reports with candidates that were not linked, each with them.
pub(crate) fn doubtful(dir: &Path) -> Vec<(RecordId, Vec<ShownCandidate>)> {
    block_on(async {
        let mut store = SqliteStore::open(&dir.join("sverka.sqlite")).await.unwrap();
        let (links, _) = store.links(LinkKind::NgoRegister).await.unwrap().unwrap();
        let shown = |candidate: &linkage::Candidate| ShownCandidate {
            right: candidate.right.clone(),
            weight: candidate.weight,
            probability: candidate.probability,
        };
        let decisions = links.decisions.iter();
        let open = decisions.filter(|one| one.status != LinkStatus::Link);
        open.filter(|one| !one.candidates.is_empty())
            .map(|one| (one.left.clone(), one.candidates.iter().map(shown).collect()))
            .collect()
    })
}

fn decide(dir: &Path, id: &str, (left, shown): &(RecordId, Vec<ShownCandidate>), answer: Answer) {
    let decision = ReviewDecision {
        id: id.into(),
        kind: LinkKind::NgoRegister,
        left: left.clone(),
        answer,
        purpose: Purpose::Reading,
        queue: Queue::Work,
        reviewer: id.split('-').next().unwrap().into(),
        decided_at: "2026-07-01T10:00:00Z".into(),
        shown: Shown { links: String::new(), candidates: shown.clone() },
        note: "".into(),
        evidence: None,
        batch: None,
    };
    block_on(async {
        let mut store = SqliteStore::open(&dir.join("sverka.sqlite")).await.unwrap();
        store.append_review_decisions(&[decision]).await.unwrap();
        store.close().await.unwrap();
    });
}

pub(crate) fn said(dir: &Path, command: &str) -> String {
    let output = sverka().arg(command).arg(dir).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn decisions_bind_the_next_run_and_outlive_a_delivery() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    said(dir, "run");
    let doubtful = doubtful(dir);
    let (linked, refused) = (&doubtful[0], &doubtful[1]);
    let target = linked.1[0].right.clone();
    decide(dir, "ann-1", linked, Answer::Link(target.clone()));
    decide(dir, "ann-2", refused, Answer::NotLink);
    assert!(said(dir, "report").contains("people have decided more since"));
    assert!(!said(dir, "run").contains("decided by people, and kept; but"));
    assert!(!said(dir, "report").contains("people have decided more since"));
    let links = fs::read_to_string(dir.join("out/links.csv")).unwrap();
    let row = |left: &RecordId, right: &RecordId| {
        let of_pair = |line: &&str| {
            let fields: Vec<&str> = line.split(',').collect();
            fields[0] == "ngo_register" && fields[1] == left.as_str() && fields[3] == right.as_str()
        };
        links.lines().find(of_pair).unwrap_or_default().to_owned()
    };
    assert!(row(&linked.0, &target).contains("must_link"), "{links}");
    for candidate in &refused.1 {
        let row = row(&refused.0, &candidate.right);
        assert!(row.is_empty() || row.contains("cannot_link"), "{row}");
    }
    // A delivery without the target: the decision waits, and that is said.
    let own = target.as_str().split_once(':').unwrap().1;
    for entry in fs::read_dir(dir.join("data")).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(text) = fs::read_to_string(&entry) else { continue };
        if entry.extension().is_some_and(|extension| extension == "csv") && text.contains(own) {
            let kept: Vec<&str> = text.lines().filter(|line| !line.contains(own)).collect();
            fs::write(&entry, kept.join("\n") + "\n").unwrap();
        }
    }
    let told = said(dir, "run");
    let expected =
        format!("{}: decided by people, and kept; but a record of it is in no", linked.0);
    assert!(told.contains(&expected), "{told}");
}

#[test]
fn readers_who_differ_are_named_and_fix_nothing() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    said(dir, "run");
    let before = fs::read(dir.join("out/links.csv")).unwrap();
    let card = &doubtful(dir)[0];
    decide(dir, "ann-1", card, Answer::Link(card.1[0].right.clone()));
    decide(dir, "ben-1", card, Answer::NotLink);
    let told = said(dir, "run");
    assert!(told.contains(&format!("{}: ann and ben decided differently", card.0)), "{told}");
    assert_eq!(fs::read(dir.join("out/links.csv")).unwrap(), before);
}
