//! The store contract, run on every engine there is. Each check takes any [`Store`].

#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use clerical_review::{
    Answer, EvidenceReference, Purpose, Queue, ReviewDecision, Shown, ShownCandidate,
    UndecidedReason,
};
use linkage::{
    Candidate, Decision, Evidence, Identifiability, LinkKind, LinkSet, LinkStatus, MatchWeight,
};
use records::{
    Article, CaseEvent, Consent, CourtAct, CourtCase, CourtResult, Coverage, CrimeRecord,
    DeliveredFile, Delivery, EditionId, EditionKnowledge, EventKind, HandOver, Instance, Lineage,
    LineageKind, NgoReport, NumberKind, Person, PersonName, PersonRole, Pin, PlaceMention,
    PlaceRole, Provenance, Qualification, QuarantinedRow, Records, ReferenceNumber, RefusalReason,
    RowRef, Sex, SourceKind,
};
use store::audit::{AuditNote, Checkpoint, verify};
use store::{
    Contents, ContentsRest, DeliveryOutcome, HeldContents, NewDelivery, RecordChanges, RowAccount,
    SqliteStore, Store, StoreError,
};

mod encrypted;
mod logged;
mod long_lists;
mod postgres;
mod postgres_server;

use long_lists::{
    a_register_comes_back_packed, long_lists_come_back_whole, records_flow_in_any_order,
};

fn row(number: u32) -> RowRef {
    RowRef { file: "cases.csv".into(), sheet: Some("Лист1".into()), row: number }
}

fn provenance(source: &str) -> Provenance {
    Provenance { source: source.into(), delivery: "d".into(), rows: vec![row(2), row(3)] }
}

fn delivery(source: &str, kind: SourceKind, hash: &str) -> Delivery {
    Delivery {
        id: hash.into(),
        source: source.into(),
        kind,
        title: "Источник".into(),
        as_of: "2026-06-30".parse().unwrap(),
        coverage: Coverage {
            period: Some(("2019-01-01".parse().unwrap(), "2026-06-30".parse().unwrap())),
            regions: vec!["KG11000000000".into()],
            families: vec![],
        },
        files: vec![DeliveredFile { name: "cases.csv".into(), sha256: hash.into(), bytes: 17 }],
    }
}

fn qualification() -> Qualification {
    Qualification {
        date: "2022-03".parse().ok(),
        edition: EditionKnowledge::OneOf(vec![
            EditionId("CC-2017".into()),
            EditionId("CC-2021".into()),
        ]),
        article: Article { number: 166, superscript: 1, part: Some(2), point: None },
    }
}

fn victim() -> Person {
    Person {
        key: Some("p1".into()),
        names: vec![
            PersonName::Whole("Айнура кызы Бермет".into()),
            PersonName::Parts { surname: Some("Х".into()), given: None, patronymic: None },
        ],
        sex: Some(Sex::Female),
        birth_date: "1994-03-05".parse().ok(),
        pin: Pin::new("10503199400012"),
        phone: Some("+996 000 00 00 00".into()),
        ..Person::new(PersonRole::Victim)
    }
}

fn report(own_ref: &str) -> NgoReport {
    NgoReport {
        id: format!("ngo-a:{own_ref}").as_str().into(),
        provenance: provenance("ngo-a"),
        own_ref: own_ref.into(),
        opened: "2021-21".parse().ok(),
        received: None,
        consent: Some(Consent::Given),
        hand_over: Some(HandOver {
            date: "2021-05-04".parse().ok(),
            addressee: Some("УВД".into()),
            channel: None,
            documents: ReferenceNumber::new(NumberKind::Talon, "T-15").into_iter().collect(),
        }),
        event: "2020-01-01/2020-02-15".parse().ok(),
        places: vec![PlaceMention { role: PlaceRole::Exploitation, written: "г. Ош".into() }],
        acts: vec!["recruitment".into()],
        means: vec![],
        purposes: vec!["forced_labour".into()],
        suspected: vec![qualification()],
        narrative: Some("…".into()),
        persons: vec![victim()],
        closure: None,
    }
}

fn crime_record() -> CrimeRecord {
    CrimeRecord {
        id: "erp:03-050-2022-000547".into(),
        provenance: provenance("erp"),
        scheme: Some("erp".into()),
        numbers: ReferenceNumber::new(NumberKind::Register, "03-050-2022-000-547")
            .into_iter()
            .collect(),
        journal_date: None,
        registered: "2022-03-05".parse().ok(),
        channel: None,
        office: Some("РУВД".into()),
        prosecutor: None,
        persons: vec![victim()],
        event: "1990-01-01?".parse().ok(),
        places: vec![],
        qualifications: vec![qualification()],
        events: vec![CaseEvent {
            kind: EventKind::Terminated,
            date: "2022-09-01".parse().ok(),
            ground: Some("T02".into()),
            qualification: Some(qualification()),
            body: None,
            other: None,
            row: row(9),
        }],
        lineage: vec![Lineage {
            kind: LineageKind::MergedInto,
            other: ReferenceNumber::new(NumberKind::Register, "03-050-2022-000600").unwrap(),
            date: None,
        }],
        narrative: None,
    }
}

fn court_case() -> CourtCase {
    CourtCase {
        id: "court:УД-1/22-Б1".into(),
        provenance: provenance("court"),
        court: Some("суд".into()),
        number: ReferenceNumber::new(NumberKind::Court, "УД-1/22-Б1"),
        instance: Some(Instance::First),
        received: "2022-10-01".parse().ok(),
        closed: None,
        charges: vec![qualification()],
        prosecutor: None,
        cited: vec![],
        persons: vec![Person::new(PersonRole::Defendant)],
        acts: vec![CourtAct {
            date: "2023-01".parse().ok(),
            act_type: Some("приговор".into()),
            result: Some(CourtResult::Convicted),
            ground: None,
            in_force: None,
            row: row(4),
        }],
        lower: None,
        narrative: None,
    }
}

fn quarantined() -> QuarantinedRow {
    QuarantinedRow {
        at: row(7),
        column: Some("Дата".into()),
        value_kind: "text of 7 characters".into(),
        reason: RefusalReason::UnreadableDate,
        remedy: "write the date as 05.03.2021".into(),
    }
}

fn account(records: u64, quarantined: u64) -> RowAccount {
    RowAccount { rows_in: records + quarantined, rows_in_records: records, quarantined, records }
}

fn link_set() -> LinkSet {
    LinkSet {
        kind: LinkKind::NgoRegister,
        decisions: vec![Decision {
            left: "ngo-a:1".into(),
            status: LinkStatus::Link,
            target: Some("erp:03-050-2022-000547".into()),
            lineage: vec!["erp:03-050-2022-000547".into()],
            none_probability: 0.1 + 0.2,
            candidates: vec![Candidate {
                right: "erp:03-050-2022-000547".into(),
                evidence: vec![Evidence {
                    comparison: "victims".into(),
                    level: "full_exact".into(),
                    weight: MatchWeight::from_bits(1.0 / 3.0),
                    detail: [("aligned", "1")].into_iter().collect(),
                }],
                weight: MatchWeight::from_bits(1.0 / 3.0),
                probability: 0.7,
                rules: vec!["pin".into()],
            }],
            identifiability: Identifiability::Sufficient,
        }],
        sizes: (1, 1),
        candidate_pairs: 1,
        blocking: vec![],
        parameters: vec![("link_threshold".into(), 0.9)],
    }
}

/// Contents without notes.
fn held<'a>(
    records: Records,
    quarantine: &'a [QuarantinedRow],
    account: RowAccount,
) -> HeldContents<'a> {
    HeldContents { records: Some(records), rest: ContentsRest { quarantine, account, notes: &[] } }
}

/// What is put comes back equal, field by field.
async fn everything_comes_back_as_it_was_put(store: &mut impl Store) {
    let (ngo, erp, court) = (
        delivery("ngo-a", SourceKind::Ngo, "h1"),
        delivery("erp", SourceKind::Register, "h2"),
        delivery("court", SourceKind::Court, "h3"),
    );
    let (reports, records, cases) = ([report("1")], [crime_record()], [court_case()]);
    let quarantine = [quarantined()];
    let notes = ["cases.csv: UTF-8".to_owned()];
    let mut of_ngo = held(Records::Ngo(reports.to_vec()), &quarantine, account(1, 1));
    of_ngo.rest.notes = &notes;
    let mut of_erp = held(Records::Register(records.to_vec()), &[], account(1, 0));
    let mut of_court = held(Records::Court(cases.to_vec()), &[], account(1, 0));
    let outcomes = store
        .put_deliveries(
            None,
            &mut [
                NewDelivery { delivery: &ngo, reading_hash: "r1", contents: &mut of_ngo },
                NewDelivery { delivery: &erp, reading_hash: "r2", contents: &mut of_erp },
                NewDelivery { delivery: &court, reading_hash: "r3", contents: &mut of_court },
            ],
        )
        .await
        .unwrap();
    assert_eq!(outcomes, [DeliveryOutcome::Added, DeliveryOutcome::Added, DeliveryOutcome::Added]);
    assert_eq!(store.reports().await.unwrap(), reports);
    assert_eq!(store.crime_records().await.unwrap(), records);
    let asked = [records[0].id.clone(), "erp:not there".into()];
    assert_eq!(store.crime_records_of(&asked).await.unwrap(), records);
    assert_eq!(store.crime_records_of(&asked[1..]).await.unwrap(), []);
    assert_eq!(store.court_cases().await.unwrap(), cases);
    assert_eq!(store.quarantine().await.unwrap(), [("ngo-a".into(), quarantined())]);
    let kept = store.deliveries().await.unwrap();
    assert_eq!(kept.len(), 3);
    assert_eq!(kept[2].delivery, ngo);
    assert_eq!(kept[2].account, account(1, 1));
    assert_eq!(kept[2].notes, notes);

    store.put_links(&[link_set()], "i1").await.unwrap();
    assert_eq!(
        store.links(LinkKind::NgoRegister).await.unwrap(),
        Some((link_set(), "i1".to_owned()))
    );
    assert_eq!(store.links(LinkKind::RegisterCourt).await.unwrap(), None);
    let made_from = store.links_made_from(LinkKind::NgoRegister).await.unwrap();
    assert_eq!(made_from.as_deref(), Some("i1"));
    assert_eq!(store.links_made_from(LinkKind::NgoNgo).await.unwrap(), None);
}

/// The same reading changes nothing; a newer one says what changed; an unnamed source retires.
async fn deliveries_replace_one_another(store: &mut impl Store) {
    async fn put(
        store: &mut impl Store,
        source: &str,
        hash: &str,
        reports: &[NgoReport],
    ) -> DeliveryOutcome {
        let delivery = delivery(source, SourceKind::Ngo, hash);
        let mut held = held(Records::Ngo(reports.to_vec()), &[], account(reports.len() as u64, 0));
        let new = NewDelivery { delivery: &delivery, reading_hash: hash, contents: &mut held };
        store.put_deliveries(None, &mut [new]).await.unwrap().remove(0)
    }
    let first = [report("1"), report("2")];
    assert_eq!(put(store, "ngo-a", "h1", &first).await, DeliveryOutcome::Added);
    assert_eq!(put(store, "ngo-a", "h1", &first).await, DeliveryOutcome::Unchanged);

    let mut moved = report("2");
    moved.provenance.rows = vec![row(99)];
    assert_eq!(
        put(store, "ngo-a", "h2", &[report("1"), moved]).await,
        DeliveryOutcome::Replaced(RecordChanges::default()),
        "the same record on another row is not a change"
    );
    let mut changed = report("2");
    changed.consent = None;
    let expected = RecordChanges {
        added: vec!["ngo-a:3".into()],
        removed: vec!["ngo-a:1".into()],
        changed: vec!["ngo-a:2".into()],
    };
    assert_eq!(
        put(store, "ngo-a", "h3", &[changed, report("3")]).await,
        DeliveryOutcome::Replaced(expected)
    );
    assert_eq!(put(store, "ngo-b", "h4", &[]).await, DeliveryOutcome::Added);
    assert!(store.reports().await.unwrap().is_empty(), "ngo-a was not named and is retired");
    assert_eq!(put(store, "ngo-a", "h3", &first).await, DeliveryOutcome::Added);
}

/// A delivery whose rows do not add up is refused and nothing of the call remains.
async fn rows_that_do_not_add_up_are_refused(store: &mut impl Store) {
    let (good, bad) =
        (delivery("ngo-a", SourceKind::Ngo, "h1"), delivery("ngo-b", SourceKind::Ngo, "h2"));
    let lost = RowAccount { rows_in: 3, rows_in_records: 1, quarantined: 1, records: 1 };
    let mut of_good = held(Records::Ngo(vec![]), &[], account(0, 0));
    let mut of_bad = held(Records::Ngo(vec![]), &[], lost);
    let refused = store
        .put_deliveries(
            None,
            &mut [
                NewDelivery { delivery: &good, reading_hash: "r", contents: &mut of_good },
                NewDelivery { delivery: &bad, reading_hash: "r", contents: &mut of_bad },
            ],
        )
        .await;
    assert!(matches!(refused, Err(StoreError::Engine(_))), "{refused:?}");
    assert!(store.deliveries().await.unwrap().is_empty());
}

fn review_decision(id: &str, answer: Answer, purpose: Purpose) -> ReviewDecision {
    ReviewDecision {
        id: id.into(),
        kind: LinkKind::NgoRegister,
        left: "ngo-a:1".into(),
        answer,
        purpose,
        queue: Queue::Audit,
        reviewer: "reviewer-1".into(),
        decided_at: "2026-06-30T10:00:00+06:00".into(),
        shown: Shown {
            links: "0123".into(),
            candidates: vec![ShownCandidate {
                right: "erp:1".into(),
                weight: MatchWeight::from_bits(0.1 + 0.2),
                probability: 1.0 / 3.0,
            }],
        },
        note: "см. талон".into(),
        evidence: Some(EvidenceReference {
            file: "талон.pdf".into(),
            page: "2".into(),
            sha256: "ab".repeat(32),
        }),
        batch: Some("b1".into()),
    }
}

async fn review_decisions_keep_their_order(store: &mut impl Store) {
    let ids = vec!["1".into(), "2".into()];
    let decisions = [
        review_decision("1", Answer::Link("erp:1".into()), Purpose::Reading),
        review_decision("2", Answer::NotLink, Purpose::Reread),
        review_decision("3", Answer::Skip, Purpose::Reading),
        review_decision(
            "4",
            Answer::CannotDecide(UndecidedReason::CandidatesEqual),
            Purpose::Adjudication(ids.clone()),
        ),
        review_decision("5", Answer::Withdraw(ids), Purpose::Reading),
    ];
    store.append_review_decisions(&decisions[..2]).await.unwrap();
    store.append_review_decisions(&decisions[2..]).await.unwrap();
    assert_eq!(store.review_decisions().await.unwrap(), decisions);
    let more = review_decision("6", Answer::Skip, Purpose::Reading);
    let refused = store.append_review_decisions(&[more, decisions[0].clone()]).await;
    assert!(matches!(refused, Err(StoreError::Engine(_))), "an id is used once: {refused:?}");
    assert_eq!(store.review_decisions().await.unwrap().len(), 5, "all or none");
}

/// What is put is logged with it, the log holds, and a note that says nothing new adds nothing.
async fn everything_that_changes_is_logged(store: &mut impl Store) {
    everything_comes_back_as_it_was_put(store).await;
    review_decisions_keep_their_order(store).await;
    let note = AuditNote::configuration("p", "r", "1");
    for _ in 0..2 {
        store.append_audit(&note).await.unwrap();
    }
    store.put_links(&[link_set()], "i1").await.unwrap();
    let log = store.audit_log().await.unwrap();
    let kinds: Vec<_> = log.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "input",
            "input",
            "input",
            "links",
            "decision",
            "decision",
            "decision",
            "decision",
            "decision",
            "configuration"
        ],
        "the same configuration and the same links are logged once"
    );
    let state = store.audited_state().await.unwrap();
    assert_eq!(verify(&log, &state, None), []);

    let erp = delivery("erp", SourceKind::Register, "h2");
    let quarantine = [quarantined()];
    let records = [crime_record()];
    let mut held = held(Records::Register(records.to_vec()), &quarantine, account(1, 1));
    let new = NewDelivery { delivery: &erp, reading_hash: "r4", contents: &mut held };
    store.put_deliveries(None, &mut [new]).await.unwrap();
    let longer = store.audit_log().await.unwrap();
    assert_eq!(longer[..log.len()], log);
    let added: Vec<_> = longer[log.len()..].iter().map(|entry| entry.subject.as_str()).collect();
    assert_eq!(added, ["erp", "court", "ngo-a"], "a new delivery, and two sources retired");
    let state = store.audited_state().await.unwrap();
    assert_eq!(verify(&longer, &state, None), []);
    assert_eq!(state.recorded, Checkpoint::of_outputs(&longer).unwrap());
}

/// Runs one check of the contract on a fresh SQLite file, with or without a key.
macro_rules! on_sqlite {
    ($key:expr; $($check:ident),+ $(,)?) => {$(
        #[tokio::test]
        async fn $check() {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("p.sqlite");
            let mut store = SqliteStore::open_with(&path, $key).await.unwrap();
            super::$check(&mut store).await;
            store.close().await.unwrap();
        }
    )+};
}
use on_sqlite;

mod sqlite {
    use super::*;
    use sqlx::{ConnectOptions, Connection};

    on_sqlite!(
        None;
        everything_comes_back_as_it_was_put,
        deliveries_replace_one_another,
        rows_that_do_not_add_up_are_refused,
        review_decisions_keep_their_order,
        everything_that_changes_is_logged,
        long_lists_come_back_whole,
        a_register_comes_back_packed,
        records_flow_in_any_order,
    );

    async fn raw(path: &std::path::Path) -> sqlx::SqliteConnection {
        sqlx::sqlite::SqliteConnectOptions::new().filename(path).connect().await.unwrap()
    }

    #[tokio::test]
    async fn a_review_decision_can_be_neither_updated_nor_deleted() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("p.sqlite");
        let mut store = SqliteStore::open(&path).await.unwrap();
        super::review_decisions_keep_their_order(&mut store).await;
        store.close().await.unwrap();
        let mut connection = raw(&path).await;
        for statement in ["UPDATE review_decision SET left_id = 'x'", "DELETE FROM review_decision"]
        {
            let refused = sqlx::query(statement).execute(&mut connection).await.unwrap_err();
            assert!(refused.to_string().contains("superseded"), "{refused}");
        }
        connection.close().await.unwrap();
    }

    #[tokio::test]
    async fn an_audit_entry_can_be_forgotten_and_neither_changed_nor_deleted() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("p.sqlite");
        let mut store = SqliteStore::open(&path).await.unwrap();
        super::review_decisions_keep_their_order(&mut store).await;
        store.close().await.unwrap();
        let mut connection = raw(&path).await;
        for statement in [
            "DELETE FROM audit_entry",
            "UPDATE audit_entry SET content = '{}'",
            "UPDATE audit_entry SET content = NULL",
            "UPDATE audit_entry SET head = 'x', salt = NULL, content = NULL",
        ] {
            let refused = sqlx::query(statement).execute(&mut connection).await.unwrap_err();
            assert!(refused.to_string().contains("never"), "{refused}");
        }
        let forget = "UPDATE audit_entry SET salt = NULL, content = NULL WHERE seq = 1";
        sqlx::query(forget).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        let mut store = SqliteStore::open(&path).await.unwrap();
        let (log, state) = (store.audit_log().await.unwrap(), store.audited_state().await.unwrap());
        assert_eq!(verify(&log, &state, None), [], "the log holds without what was forgotten");
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("p.sqlite");
        std::fs::write(&path, "name;surname\n".repeat(200)).unwrap();
        let refused = SqliteStore::open(&path).await.unwrap_err();
        assert!(matches!(refused, StoreError::NotADatabase { .. }), "{refused:?}");
        assert!(refused.to_string().contains("p.sqlite"));
    }

    #[tokio::test]
    async fn a_newer_schema_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("p.sqlite");
        SqliteStore::open(&path).await.unwrap().close().await.unwrap();
        let mut connection = raw(&path).await;
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'later', 1, x'00', 0)",
        )
        .execute(&mut connection)
        .await
        .unwrap();
        connection.close().await.unwrap();
        let refused = SqliteStore::open(&path).await.unwrap_err();
        assert!(matches!(refused, StoreError::Incompatible { .. }), "{refused:?}");
    }

    #[tokio::test]
    async fn who_opens_to_read_cannot_write_and_finds_what_is_there() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("p.sqlite");
        let absent = SqliteStore::open_to_read(&path).await.unwrap_err();
        assert!(matches!(absent, StoreError::Open { .. }), "{absent:?}");
        assert!(!path.exists());
        let mut store = SqliteStore::open(&path).await.unwrap();
        super::everything_comes_back_as_it_was_put(&mut store).await;
        let mut reader = SqliteStore::open_to_read(&path).await.unwrap();
        assert_eq!(reader.reports().await.unwrap(), [report("1")]);
        let refused = reader.put_links(&[link_set()], "i2").await.unwrap_err();
        assert!(refused.to_string().contains("readonly"), "{refused}");
        reader.close().await.unwrap();
        store.close().await.unwrap();
    }

    #[tokio::test]
    async fn a_second_writer_is_told_to_wait() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("p.sqlite");
        let mut store = SqliteStore::open(&path).await.unwrap();
        let mut other = raw(&path).await;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
        let refused = store.put_links(&[link_set()], "i").await.unwrap_err();
        assert!(matches!(refused, StoreError::Locked), "{refused:?}");
        other.close().await.unwrap();
    }
}
