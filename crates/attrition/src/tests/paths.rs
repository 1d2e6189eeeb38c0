//! Each way through the stages and off the path.

use records::{Instance, LineageKind, PersonRole};

use super::world::*;
use crate::{Disposition, Stage};

/// Furthest stage and disposition of an entry with these events.
fn after(events: &[&str]) -> (Stage, String) {
    tried(events, Vec::new())
}

fn tried(events: &[&str], cases: Vec<records::CourtCase>) -> (Stage, String) {
    let record = crime_record("1", "2022-03-01", "2022-03-05", "CC-2021 166");
    let mut world = World::new().record(with_events(record, events));
    for case in cases {
        world = world.tried(case, "1");
    }
    let analysis = world.analysed();
    check_order(&analysis);
    ending(&analysis)
}

fn check_order(analysis: &crate::GapAnalysis) {
    for path in &analysis.paths {
        let (last, before) = path.steps.split_last().unwrap();
        assert!(before.iter().all(|step| step.disposition == Disposition::Continued));
        assert_ne!(last.disposition, Disposition::Continued);
        assert!(path.steps.is_sorted_by(|a, b| a.stage < b.stage));
    }
}

const TO_COURT: [&str; 4] = [
    "suspect_identified 2022-04-01",
    "charged 2022-04-10",
    "sent_to_prosecutor 2022-05-01",
    "sent_to_court 2022-05-10",
];

#[test]
fn every_way_off_before_court() {
    let ends = |events: &[&str], stage, code: &str| assert_eq!(after(events), (stage, code.into()));
    ends(&[], Stage::Registered, "pending");
    ends(&["victim_recognised 2022-03-10"], Stage::Investigation, "pending");
    ends(&["terminated 2022-05-01 T02"], Stage::Investigation, "terminated:T02");
    ends(&["suspended 2022-05-01 S01"], Stage::Investigation, "suspended:S01");
    ends(&["transferred 2022-05-01 X03"], Stage::Registered, "transferred:X03");
    ends(&["merged 2022-05-01"], Stage::Registered, "merged");
    ends(&["requalified 2022-05-01 CC-2021 159"], Stage::Investigation, "requalified_down");
    ends(&["refused 2022-03-06 R02"], Stage::Registered, "refused:R02");
    let returned = ["charged 2022-04-10", "sent_to_prosecutor 2022-05-01", "returned 2022-05-10"];
    ends(&returned, Stage::Charged, "returned");
    ends(&TO_COURT, Stage::SentToCourt, "pending");
}

#[test]
fn what_is_undone_or_overtaken_is_no_exit() {
    let pending = |events: &[&str], stage| assert_eq!(after(events), (stage, "pending".into()));
    pending(&["suspended 2022-05-01 S01", "resumed 2022-06-01"], Stage::Investigation);
    pending(&["terminated 2022-05-01 T02", "annulled 2022-06-01"], Stage::Investigation);
    pending(&["suspended 2022-05-01 S01", "charged 2022-06-01"], Stage::Charged);
    pending(
        &["sent_to_prosecutor 2022-05-01", "returned 2022-05-10", "sent_to_prosecutor 2022-06-10"],
        Stage::Charged,
    );
    pending(
        &["requalified 2022-05-01 CC-2021 159", "requalified 2022-06-01 CC-2021 166"],
        Stage::Investigation,
    );
    let again = ["suspended 2022-05-01 S01", "resumed 2022-06-01", "suspended 2022-07-01 S02"];
    assert_eq!(after(&again), (Stage::Investigation, "suspended:S02".into()));
}

#[test]
fn an_undated_decision_stands_where_the_rest_leaves_room_for_it() {
    assert_eq!(after(&["terminated - T02"]).1, "terminated:T02");
    assert_eq!(after(&["resumed 2022-06-01", "suspended - S01"]).1, "pending");
    assert_eq!(after(&["sent_to_court 2022-06-01", "suspended - S01"]).1, "pending");
    let explained = ["suspended 2022-05-01 S01", "resumed 2022-06-01", "terminated - T02"];
    assert_eq!(after(&explained).1, "terminated:T02");
    // "Terminated in 2022" is taken to follow the charge of May 2022.
    assert_eq!(after(&["terminated 2022 T02", "charged 2022-05-01"]).1, "terminated:T02");
}

#[test]
fn a_trafficking_case_ends_where_it_is_requalified_whatever_follows() {
    let mut events = vec!["requalified 2022-03-20 CC-2021 159"];
    events.extend(TO_COURT);
    assert_eq!(after(&events), (Stage::Investigation, "requalified_down".into()));
}

#[test]
fn a_new_article_of_the_same_offence_is_no_requalification_down() {
    let record = crime_record("1", "2021-03-01", "2021-03-05", "CC-2017 171");
    let record = with_events(record, &["requalified 2021-12-20 CC-2021 166"]);
    let analysis = World::new().record(record).analysed();
    assert_eq!(ending(&analysis), (Stage::Investigation, "pending".into()));
}

#[test]
fn every_outcome_at_court() {
    let at_court = |acts: &[&str]| {
        tried(&TO_COURT, vec![court_case("УД-1", Instance::First, "2022-05-20", acts)])
    };
    assert_eq!(at_court(&[]), (Stage::Trial, "pending".into()));
    assert_eq!(at_court(&["convicted 2022-09-01"]), (Stage::FirstInstance, "pending".into()));
    let in_force = at_court(&["convicted 2022-09-01 2022-10-01"]);
    assert_eq!(in_force, (Stage::InForce, "completed".into()));
    assert_eq!(
        at_court(&["acquitted 2022-09-01 2022-10-01"]),
        (Stage::FirstInstance, "acquitted".into())
    );
    assert_eq!(at_court(&["terminated 2022-09-01"]), (Stage::FirstInstance, "terminated".into()));
    assert_eq!(at_court(&["returned 2022-09-01"]), (Stage::Trial, "returned".into()));
    assert_eq!(
        at_court(&["requalified 2022-09-01 2022-10-01"]),
        (Stage::FirstInstance, "requalified_down".into())
    );
    let mut silent = court_case("УД-1", Instance::First, "2022-05-20", &[]);
    silent.closed = day("2022-09-01");
    assert_eq!(tried(&TO_COURT, vec![silent]), (Stage::Trial, "unknown".into()));
}

#[test]
fn appeals_and_remands_are_followed_by_instance() {
    let appeal = |first: &str, acts: &[&str]| {
        let mut higher = court_case("АУ-1", Instance::Appeal, "2022-10-01", acts);
        // Found through its lower number alone: nobody linked it.
        higher.lower = records::ReferenceNumber::new(records::NumberKind::Court, "УД-1");
        let lower = court_case("УД-1", Instance::First, "2022-05-20", &[first]);
        let record = crime_record("1", "2022-03-01", "2022-03-05", "CC-2021 166");
        let mut world = World::new().record(with_events(record, &TO_COURT)).tried(lower, "1");
        world.court.push(higher);
        ending(&world.analysed())
    };
    let convicted = "convicted 2022-09-01";
    assert_eq!(appeal(convicted, &[]), (Stage::Appeal, "pending".into()));
    let upheld = appeal(convicted, &["upheld 2022-12-01 2022-12-01"]);
    assert_eq!(upheld, (Stage::InForce, "completed".into()));
    assert_eq!(appeal(convicted, &["acquitted 2022-12-01"]), (Stage::Appeal, "acquitted".into()));
    assert_eq!(appeal(convicted, &["remanded 2022-12-01"]), (Stage::Appeal, "pending".into()));
    assert_eq!(appeal(convicted, &["reversed 2022-12-01"]), (Stage::Appeal, "unknown".into()));
    let acquitted = "acquitted 2022-09-01";
    assert_eq!(appeal(acquitted, &[]), (Stage::Appeal, "pending".into()), "not final yet");
    let stands = appeal(acquitted, &["upheld 2022-12-01"]);
    assert_eq!(stands, (Stage::FirstInstance, "acquitted".into()));
    let reversed = appeal(acquitted, &["reversed 2022-12-01 2022-12-01"]);
    assert_eq!(reversed, (Stage::InForce, "completed".into()));
}

#[test]
fn what_lies_after_the_as_of_day_has_not_happened() {
    let record = crime_record("1", "2022-03-01", "2022-03-05", "CC-2021 166");
    let mut world = World::new()
        .record(with_events(record, &TO_COURT))
        .tried(court_case("УД-1", Instance::First, "2022-05-20", &["convicted 2022-09-01"]), "1");
    world.cohort.as_of = "2022-04-15".parse().unwrap();
    assert_eq!(ending(&world.analysed()), (Stage::Charged, "pending".into()));
    world.cohort.as_of = "2022-02-01".parse().unwrap();
    assert!(world.analysed().paths.is_empty());
}

#[test]
fn a_merged_entry_goes_on_in_its_target_and_its_victim_counts_once() {
    let source = joined(
        with_events(
            crime_record("1", "2022-03-01", "2022-03-05", "CC-2021 166"),
            &["suspect_identified 2022-04-01", "merged 2022-05-01"],
        ),
        LineageKind::MergedInto,
        "2",
    );
    let mut target = with_events(
        crime_record("2", "2022-01-01", "2022-01-05", "CC-2021 166"),
        &["charged 2022-06-01", "terminated 2022-09-01 T09"],
    );
    target.persons.push(person(PersonRole::Victim, "Айгуль Асанова"));
    target.persons.push(person(PersonRole::Victim, "Токтогулова Нургуль"));
    let world = World::new().linked(report("1", "2022-03-01"), "1").record(source).record(target);
    let analysis = world.analysed();
    check_order(&analysis);
    let path = &analysis.paths[0];
    assert_eq!((path.record.clone(), path.lineage.clone()), (entry("2"), vec![entry("1")]));
    assert_eq!(path.victims, 2, "the same woman in both entries, and another");
    assert_eq!(ending(&analysis), (Stage::Charged, "terminated:T09".into()));
    let suspect = path.steps.iter().find(|step| step.stage == Stage::SuspectIdentified).unwrap();
    assert_eq!(suspect.entered, day("2022-04-01"), "a step of the merged entry");
    assert_eq!(analysis.findings[0].linked, Some(entry("1")));
}

#[test]
fn a_lineage_has_left_only_when_every_branch_has() {
    let parent = |end: &str| {
        let parent = crime_record("1", "2022-03-01", "2022-03-05", "CC-2021 166");
        with_events(parent, &["charged 2022-04-01", end])
    };
    let child = |events: &[&str]| {
        let child = crime_record("2", "2022-05-01", "2022-05-01", "CC-2021 166");
        joined(with_events(child, events), LineageKind::SeveredFrom, "1")
    };
    let open = World::new().record(parent("terminated 2022-06-01 T09")).record(child(&[]));
    assert_eq!(ending(&open.analysed()), (Stage::Registered, "pending".into()));
    let over = World::new()
        .record(parent("terminated 2022-06-01 T09"))
        .record(child(&["suspended 2022-07-01 S02"]));
    assert_eq!(ending(&over.analysed()), (Stage::Charged, "terminated:T09".into()));
}

#[test]
fn a_transfer_is_followed_where_the_other_entry_is_held() {
    let gone = with_events(
        crime_record("1", "2022-03-01", "2022-03-05", "CC-2021 166"),
        &["transferred 2022-04-01 X01"],
    );
    let lost = joined(gone.clone(), LineageKind::TransferredTo, "9");
    let analysis = World::new().record(lost).analysed();
    assert_eq!(ending(&analysis), (Stage::Registered, "transferred:X01".into()));
    assert_eq!(analysis.discrepancies[0].kind, "lineage_target_missing");

    let found = World::new()
        .record(joined(gone, LineageKind::TransferredTo, "2"))
        .record(with_events(crime_record("2", "", "2022-04-05", ""), &["charged 2022-05-01"]));
    let analysis = found.analysed();
    assert_eq!(ending(&analysis), (Stage::Charged, "pending".into()));
    assert_eq!(analysis.paths[0].trafficking, Some(true));
    let registered = analysis.paths[0].steps.iter().find(|s| s.stage == Stage::Registered);
    assert_eq!(registered.unwrap().entered, day("2022-03-05"), "first registered");
}

#[test]
fn a_circle_of_mergers_ends_the_walk_and_is_reported() {
    let record = |own, other| {
        joined(
            crime_record(own, "2022-03-01", "2022-03-05", "CC-2021 166"),
            LineageKind::MergedInto,
            other,
        )
    };
    let circle = World::new().record(record("1", "2")).record(record("2", "1"));
    let analysis = circle.analysed();
    assert_eq!(analysis.paths.len(), 1);
    assert!(analysis.discrepancies.iter().any(|d| d.kind == "lineage_cycle"));
    let itself = World::new().record(record("1", "1")).analysed();
    assert!(itself.discrepancies.iter().any(|d| d.kind == "lineage_cycle"));
}

#[test]
fn an_entry_that_began_as_another_offence_is_followed_when_a_report_leads_to_it() {
    let other = || crime_record("1", "2022-03-01", "2022-03-05", "CC-2021 209");
    assert!(World::new().record(other()).analysed().paths.is_empty());
    let analysis = World::new().linked(report("1", "2022-03-01"), "1").record(other()).analysed();
    assert_eq!(analysis.paths[0].trafficking, Some(false));
    let stages: Vec<Stage> = analysis.paths[0].steps.iter().map(|step| step.stage).collect();
    assert_eq!(stages, [Stage::Reported, Stage::HandedOver, Stage::Journal, Stage::Registered]);
}
