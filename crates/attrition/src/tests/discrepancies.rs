//! Each kind of discrepancy, and the nearest thing that is none.

use records::{Consent, CourtCase, CrimeRecord, Instance, NumberKind, PersonRole, ReferenceNumber};

use super::world::*;
use crate::{DISCREPANCY_KINDS, Discrepancy, Severity};

fn found(world: &World) -> Vec<(&'static str, Severity)> {
    let discrepancies = world.analysed().discrepancies;
    assert!(discrepancies.iter().all(|one| DISCREPANCY_KINDS.contains(&one.kind)));
    discrepancies.iter().map(|one| (one.kind, one.severity)).collect()
}

fn entry_with(events: &[&str]) -> CrimeRecord {
    with_events(crime_record("1", "2022-03-01", "2022-03-05", "CC-2021 166"), events)
}

fn first(acts: &[&str]) -> CourtCase {
    court_case("УД-1", Instance::First, "2022-05-20", acts)
}

#[test]
fn sent_to_court_and_no_case_there() {
    let kind = ("sent_to_court_without_case", Severity::High);
    let world = || World::new().record(entry_with(&["sent_to_court 2022-05-10"]));
    assert_eq!(found(&world()), [kind]);
    let mut early = world();
    early.delivery("court").as_of = "2022-06-15".parse().unwrap();
    assert_eq!(found(&early), [], "the court may not have entered it yet");
    let mut elsewhere = world();
    elsewhere.delivery("court").coverage.regions = vec!["KG06000000000".into()];
    assert_eq!(found(&elsewhere), [], "the court of another oblast");
    let returned = entry_with(&["sent_to_court 2022-05-10", "returned 2022-05-20"]);
    assert_eq!(found(&World::new().record(returned)), []);
    assert_eq!(found(&world().tried(first(&[]), "1")), []);
}

#[test]
fn a_court_case_the_register_does_not_know_of() {
    let world = World::new().record(entry_with(&["charged 2022-04-01"])).tried(first(&[]), "1");
    assert_eq!(found(&world), [("court_case_without_sent_event", Severity::Medium)]);
    let mut before = world;
    before.delivery("erp").as_of = "2022-05-01".parse().unwrap();
    assert_eq!(found(&before), [], "received after the register was extracted");
}

#[test]
fn verdicts_on_entries_that_the_register_has_ended() {
    for (event, kind) in [
        ("suspended 2022-05-01 S01", "verdict_on_suspended_entry"),
        ("terminated 2022-05-01 T02", "verdict_on_terminated_entry"),
        ("refused 2022-05-01 R02", "verdict_on_refused_entry"),
    ] {
        let world =
            World::new().record(entry_with(&[event])).tried(first(&["convicted 2022-09-01"]), "1");
        assert!(found(&world).contains(&(kind, Severity::High)), "{kind}");
    }
    let resumed = ["suspended 2022-04-01 S01", "resumed 2022-04-20", "sent_to_court 2022-05-10"];
    let world =
        World::new().record(entry_with(&resumed)).tried(first(&["convicted 2022-09-01"]), "1");
    assert_eq!(found(&world), []);
}

#[test]
fn dates_that_surely_run_backwards() {
    let backwards = |record: CrimeRecord| {
        World::new()
            .record(record)
            .analysed()
            .discrepancies
            .into_iter()
            .filter(|one| one.kind == "dates_run_backwards")
            .map(|one| format!("{} > {}", one.left, one.right))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        backwards(crime_record("1", "2022-03-09", "2022-03-05", "CC-2021 166")),
        ["journal 2022-03-09 > registered 2022-03-05"]
    );
    assert_eq!(
        backwards(entry_with(&["charged 2022-01-10"])),
        ["registered 2022-03-05 > charged 2022-01-10"]
    );
    assert_eq!(backwards(entry_with(&["charged 2022"])), Vec::<String>::new(), "maybe in order");
    let after = CrimeRecord { event: day("2022-04-01"), ..entry_with(&[]) };
    assert_eq!(backwards(after).len(), 2, "the crime after journal and registration");
    let early = court_case("УД-1", Instance::First, "2021-05-20", &["convicted 2021-04-01"]);
    let world = World::new().record(entry_with(&["sent_to_court 2022-05-10"])).tried(early, "1");
    let count = found(&world).iter().filter(|(kind, _)| *kind == "dates_run_backwards").count();
    assert_eq!(count, 4, "received before sent and registered, decided before both");
}

#[test]
fn the_charge_is_another_offence_than_the_register_has() {
    let charged = |law: &str| {
        let case = CourtCase { charges: vec![article(law)], ..first(&[]) };
        let record = entry_with(&["sent_to_court 2022-05-10"]);
        found(&World::new().record(record).tried(case, "1"))
    };
    assert_eq!(charged("CC-2021 166"), []);
    assert_eq!(charged("CC-2017 171"), [], "the same family in an older code");
    assert_eq!(charged("CC-2021 159"), [("articles_differ", Severity::High)]);
    assert_eq!(charged("CC-2021 170"), [("articles_differ", Severity::Medium)]);
    assert_eq!(charged("166"), [], "one of the editions it may be agrees");
}

#[test]
fn numbers_cited_that_are_not_the_entrys() {
    let cited = |raw: &str| ReferenceNumber::new(NumberKind::Register, raw).into_iter().collect();
    let sent = || entry_with(&["sent_to_court 2022-05-10"]);
    let right = CourtCase { cited: cited(&number("1")), ..first(&[]) };
    assert_eq!(found(&World::new().record(sent()).tried(right, "1")), []);
    let wrong = CourtCase { cited: cited(&number("7")), ..first(&[]) };
    let kind = ("register_number_cited_differs", Severity::Medium);
    assert_eq!(found(&World::new().record(sent()).tried(wrong, "1")), [kind]);

    let mut told = report("1", "2022-03-01");
    if let Some(hand_over) = &mut told.hand_over {
        hand_over.documents.extend(ReferenceNumber::new(NumberKind::Register, &number("7")));
    }
    assert_eq!(found(&World::new().linked(told, "1").record(entry_with(&[]))), [kind]);
}

#[test]
fn refused_here_and_registered_there() {
    let world = World::new()
        .linked(report("1", "2022-03-01"), "1")
        .linked(report("2", "2022-03-02"), "2")
        .record(with_events(crime_record("1", "2022-03-01", "", ""), &["refused 2022-03-08 R02"]))
        .record(crime_record("2", "2022-03-04", "2022-03-09", "CC-2021 166"));
    assert_eq!(found(&world), []);
    let kind = ("refused_but_registered_elsewhere", Severity::High);
    assert_eq!(found(&world.clone().same_case("1", "2")), [kind]);
    let mut same_talon = world;
    for record in &mut same_talon.register {
        record.numbers.extend(ReferenceNumber::new(NumberKind::Talon, "T-55"));
    }
    assert_eq!(found(&same_talon), [kind]);
}

#[test]
fn reports_and_entries_that_tell_it_differently() {
    let mut two = report("1", "2022-03-10");
    two.persons.push(person(PersonRole::Victim, "Токтогулова Нургуль"));
    two.consent = Some(Consent::Refused);
    let world = World::new().linked(two, "1").record(entry_with(&[]));
    assert_eq!(
        found(&world),
        [
            ("hand_over_after_registration", Severity::Medium),
            ("handed_over_without_consent", Severity::Medium),
            ("victim_count_differs", Severity::Low),
        ]
    );
}

#[test]
fn what_a_source_cannot_know_and_what_it_left_out() {
    let future = World::new().record(entry_with(&["charged 2025-01-01"]));
    assert_eq!(found(&future), [("event_after_as_of", Severity::Medium)]);
    let unexplained =
        World::new().record(entry_with(&["terminated 2022-05-01 T02", "charged 2022-06-01"]));
    assert_eq!(found(&unexplained), [("proceeded_without_resumption", Severity::Low)]);
}

#[test]
fn the_gravest_come_first_and_ids_are_unique_and_name_nobody() {
    let mut told = report("1", "2022-03-10");
    told.consent = Some(Consent::Refused);
    let world = World::new()
        .linked(told, "1")
        .record(entry_with(&["charged 2022-01-10", "suspended 2022-05-01 S01"]))
        .tried(first(&["convicted 2022-09-01", "acquitted 2022-01-01"]), "1");
    let found: Vec<Discrepancy> = world.analysed().discrepancies;
    assert!(found.len() >= 5);
    assert!(found.is_sorted_by(|a, b| (a.severity, &a.id) < (b.severity, &b.id)));
    let text = format!("{found:?}");
    for name in ["Асанова", "Айгуль"] {
        assert!(!text.contains(name));
    }
}
