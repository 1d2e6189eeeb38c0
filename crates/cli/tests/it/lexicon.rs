//! `lexicon` reads what people decided, and only that.

use clerical_review::{ReviewAnswer, ReviewDecision};
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
    for (entry, answer) in entries.iter().zip([ReviewAnswer::Link, ReviewAnswer::NotLink]) {
        let decision = ReviewDecision {
            kind: LinkKind::NgoRegister,
            left: reports[0].id.clone(),
            right: entry.id.clone(),
            answer,
            reviewer: "reader-1".to_owned(),
            decided_at: "2026-07-01T10:00:00+06:00".to_owned(),
            shown_weight: None,
            note: String::new(),
        };
        store.append_review_decision(&decision).await.unwrap();
    }
    store.close().await.unwrap();
    assert_eq!(ask()["reviewed_links"], 1);
}
