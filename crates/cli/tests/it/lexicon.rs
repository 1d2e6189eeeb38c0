//! `lexicon` reads what people decided, and only that.

use clerical_review::{Answer, Purpose, Queue, ReviewDecision, Shown};
use linkage::LinkKind;
use serde_json::Value;
use store::{SqliteStore, Store};

use crate::common::{fixture_copy, sverka};

#[tokio::test]
async fn only_links_of_people_are_read() {
    let dir = fixture_copy("tiny");
    sverka().args(["ingest", "--quiet"]).arg(dir.path()).assert().success();
    let ask = || {
        let output = sverka().args(["lexicon", "--json", "--least", "1"]).arg(dir.path()).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    assert_eq!(ask()["reviewed_links"], 0);
    let mut store = SqliteStore::open(&dir.path().join("sverka.sqlite")).await.unwrap();
    let reports = store.reports().await.unwrap();
    let entries = store.crime_records().await.unwrap();
    let answers = [Answer::Link(entries[0].id.clone()), Answer::NotLink];
    for (report, answer) in reports.iter().zip(answers) {
        let decision = ReviewDecision {
            id: report.id.as_str().into(),
            kind: LinkKind::NgoRegister,
            left: report.id.clone(),
            answer,
            purpose: Purpose::Reading,
            queue: Queue::Work,
            reviewer: "reader-1".to_owned(),
            decided_at: "2026-07-01T10:00:00+06:00".to_owned(),
            shown: Shown::default(),
            note: "".into(),
            evidence: None,
            batch: None,
        };
        store.append_review_decisions(&[decision]).await.unwrap();
    }
    store.close().await.unwrap();
    assert_eq!(ask()["reviewed_links"], 1);
}
