//! Ways off the path that were undone, requalification up, and what each instance decided.

use records::{Instance, PersonRole};

use super::world::*;
use crate::{GapAnalysis, Stage};

fn fraction(analysis: &GapAnalysis, id: &str) -> (u64, u64) {
    let figure = analysis.figures.iter().find(|figure| figure.id == id);
    let figure = figure.unwrap_or_else(|| panic!("no figure {id}"));
    (figure.numerator, figure.denominator.unwrap())
}

fn with(own: &str, law: &str, events: &[&str]) -> records::CrimeRecord {
    with_events(crime_record(own, "2022-03-01", "2022-03-05", law), events)
}

#[test]
fn every_exit_is_remembered_with_whether_the_case_came_back() {
    let events = [
        "suspended 2022-04-01 S01",
        "resumed 2022-05-01",
        "terminated 2022-06-01 T02",
        "annulled 2022-07-01",
        "requalified 2022-08-01 CC-2021 159",
        "requalified 2022-09-01 CC-2021 166",
        "sent_to_prosecutor 2022-10-01",
        "returned 2022-10-10",
        "sent_to_prosecutor 2022-11-01",
        "suspended 2022-12-01 S02",
    ];
    let analysis = World::new().record(with("1", "CC-2021 166", &events)).analysed();
    let told: Vec<String> = analysis.paths[0]
        .exits
        .iter()
        .map(|exit| format!("{} {}", exit.kind.code(), exit.undone))
        .collect();
    assert_eq!(
        told,
        [
            "suspended true",
            "terminated true",
            "requalified_down true",
            "returned true",
            "suspended false",
        ]
    );
    assert!(!analysis.paths[0].requalified_up, "it began as trafficking");
    assert_eq!(ending(&analysis), (Stage::Charged, "suspended:S02".into()));
}

#[test]
fn exits_and_returns_are_counted_over_the_entries_of_the_cohort() {
    let analysis = World::new()
        .record(with("1", "CC-2021 166", &["suspended 2022-04-01 S01"]))
        .record(with("2", "CC-2021 166", &["suspended 2022-04-01 S01", "resumed 2022-05-01"]))
        .record(with("3", "CC-2021 166", &["terminated 2022-04-01 T02", "annulled 2022-05-01"]))
        .record(with("4", "CC-2021 166", &[]))
        .linked(report("5", "2022-03-01"), "5")
        .record(with("5", "CC-2021 209", &["requalified 2022-05-01 CC-2021 166"]))
        .linked(report("6", "2022-03-01"), "6")
        .record(with("6", "CC-2021 209", &[]))
        .analysed();
    assert_eq!(fraction(&analysis, "exit_taken.suspended.entries"), (2, 6));
    assert_eq!(fraction(&analysis, "exit_undone.suspended.entries"), (1, 2));
    assert_eq!(fraction(&analysis, "exit_undone.terminated.entries"), (1, 1));
    assert_eq!(fraction(&analysis, "exit_undone.acquitted.entries"), (0, 0));
    assert_eq!(fraction(&analysis, "requalified_up.entries"), (1, 2));
}

#[test]
fn each_instance_is_told_by_its_last_decision() {
    let tried = |cases: Vec<(Instance, &str, Vec<&str>)>| {
        let mut world = World::new().record(with(
            "1",
            "CC-2021 166",
            &["charged 2022-04-01", "sent_to_court 2022-05-01"],
        ));
        for (at, (instance, received, acts)) in cases.into_iter().enumerate() {
            world = world.tried(court_case(&format!("УД-{at}"), instance, received, &acts), "1");
        }
        let outcomes = &world.analysed().paths[0].court_outcomes;
        outcomes
            .iter()
            .map(|(instance, outcome)| format!("{} {}", instance.code(), outcome.code()))
            .collect::<Vec<_>>()
    };
    let first = (Instance::First, "2022-05-20", vec!["convicted 2022-09-01"]);
    let appeal = (Instance::Appeal, "2022-10-01", vec!["remanded 2022-12-01"]);
    assert_eq!(tried(vec![first.clone()]), ["first convicted"]);
    assert_eq!(tried(vec![first.clone(), appeal.clone()]), ["first convicted", "appeal remanded"]);
    let again = (Instance::First, "2023-01-10", vec![]);
    assert_eq!(
        tried(vec![first.clone(), appeal.clone(), again]),
        ["first pending", "appeal remanded"],
        "a new trial is pending"
    );
    let later = (Instance::First, "2024-09-01", vec![]);
    assert_eq!(tried(vec![first, later]), ["first convicted"], "after the as-of day");
}

#[test]
fn outcomes_of_an_instance_add_up_to_what_it_received() {
    let case = |own: &str, act: &[&str]| court_case(own, Instance::First, "2022-05-20", act);
    let mut silent = case("УД-3", &[]);
    silent.closed = day("2022-09-01");
    let analysis = World::new()
        .record(with("1", "CC-2021 166", &[]))
        .record(with("2", "CC-2021 166", &[]))
        .record(with("3", "CC-2021 166", &[]))
        .record(with("4", "CC-2021 166", &[]))
        .tried(case("УД-1", &["convicted 2022-09-01"]), "1")
        .tried(case("УД-2", &["acquitted 2022-09-01"]), "2")
        .tried(silent, "3")
        .tried(case("УД-4", &[]), "4")
        .analysed();
    let mut sum = 0;
    for outcome in ["convicted", "acquitted", "closed", "pending"] {
        let (part, whole) = fraction(&analysis, &format!("court.first.{outcome}.entries"));
        assert_eq!(whole, 4, "{outcome}");
        sum += part;
    }
    assert_eq!(sum, 4);
    assert_eq!(fraction(&analysis, "court.appeal.pending.entries"), (0, 0));
}

#[test]
fn ratios_divide_suspects_by_entries_and_by_suspects() {
    let accused = |own: &str, names: &[&str]| {
        let mut record = with(own, "CC-2021 166", &["sent_to_court 2022-05-10"]);
        record.persons.extend(names.iter().map(|name| person(PersonRole::Suspect, name)));
        record
    };
    let case = |own: &str, act: &str| court_case(own, Instance::First, "2022-05-20", &[act]);
    let analysis = World::new()
        .record(accused("1", &["Бекова Чынара", "Садыков Нурлан"]))
        .record(accused("2", &["Осмонов Тилек"]))
        .record(with("3", "CC-2021 166", &[]))
        .tried(case("УД-1", "convicted 2022-09-01"), "1")
        .tried(case("УД-2", "acquitted 2022-09-01"), "2")
        .analysed();
    let figure = |id: &str| analysis.figures.iter().find(|figure| figure.id == id).unwrap();
    assert_eq!(figure("ratio.offender").value, Some(1.0), "three suspects, three entries");
    assert_eq!(fraction(&analysis, "ratio.conviction"), (2, 3));
    assert_eq!(figure("ratio.conviction").ids, [entry("1"), entry("1")]);
    assert_eq!(figure("ratio.conviction").interval, None);
}

#[test]
fn what_courts_did_is_told_over_draws_of_their_links() {
    let tried =
        |own: &str| court_case(own, Instance::First, "2022-05-20", &["convicted 2022-09-01"]);
    let mut appeal = court_case("УД-3", Instance::Appeal, "2022-10-01", &["upheld 2022-12-01"]);
    appeal.lower = records::ReferenceNumber::new(records::NumberKind::Court, "УД-2");
    let world = ["1", "2", "3", "4"].into_iter().fold(World::new(), |world, own| {
        world.record(with(own, "CC-2021 166", &["charged 2022-04-01"]))
    });
    let world =
        world.tried(tried("УД-1"), "1").perhaps_tried(tried("УД-2"), "2", 0.5).of_no_entry(appeal);
    let analysis = world.analysed();
    let figure = |id: &str| {
        let found = analysis.figures.iter().find(|figure| figure.id == id);
        found.unwrap_or_else(|| panic!("no figure {id}"))
    };
    assert_eq!(fraction(&analysis, "funnel.first_instance.entries"), (1, 4));
    let drawn = figure("funnel.first_instance.entries.link_draws");
    assert_eq!((drawn.numerator, drawn.denominator), (1, Some(4)), "the counts as they stand");
    // One at .99 and one at .5, of four.
    assert!((drawn.value.unwrap() - 1.49 / 4.0).abs() < 0.01, "{:?}", drawn.value);
    let (low, high) = drawn.uncertainty.parts.unwrap().linkage;
    assert!(low <= 0.25 && high >= 0.5, "{low} {high}");
    // The appeal goes where the case goes that it names.
    let appealed = figure("funnel.appeal.entries.link_draws");
    assert_eq!(appealed.numerator, 0);
    assert!((appealed.value.unwrap() - 0.5 / 4.0).abs() < 0.01, "{:?}", appealed.value);
    // What links to court cannot change has no such figure.
    assert!(analysis.figures.iter().all(|one| one.id != "funnel.charged.entries.link_draws"));
    assert_eq!(analysis, world.analysed(), "the draws are always the same");
}
