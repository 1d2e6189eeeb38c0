//! Input that cannot be right: each is a discrepancy or a refusal with a reason, never a panic and
//! never a silent zero.

use records::{CourtCase, Instance, LineageKind, NgoReport};

use super::world::*;
use crate::{AttritionError, Finding, GapAnalysis, analyse};

fn kinds(analysis: &GapAnalysis) -> Vec<&'static str> {
    analysis.discrepancies.iter().map(|one| one.kind).collect()
}

fn merged(own: &str, into: &str) -> records::CrimeRecord {
    let record = crime_record(own, "2022-03-01", "2022-03-05", "CC-2021 166");
    joined(record, LineageKind::MergedInto, into)
}

#[test]
fn dates_that_run_backwards_are_told_and_the_case_is_still_followed() {
    let record = with_events(
        crime_record("1", "2022-03-09", "2022-03-05", "CC-2021 166"),
        &["charged 2021-01-10", "suspect_identified 2022-04-01", "sent_to_court 2020-05-10"],
    );
    let analysis = World::new().linked(report("1", "2022-03-01"), "1").record(record).analysed();
    let backwards = kinds(&analysis).iter().filter(|kind| **kind == "dates_run_backwards").count();
    assert!(backwards >= 3, "{:?}", analysis.discrepancies);
    assert_eq!(analysis.findings[0].finding, Finding::Registered);
    assert_eq!(analysis.paths.len(), 1);
}

#[test]
fn a_verdict_before_registration_is_told_with_both_dates() {
    let verdict = court_case("УД-1", Instance::First, "2021-01-10", &["convicted 2021-02-01"]);
    let record = crime_record("1", "2022-03-01", "2022-03-05", "CC-2021 166");
    let analysis = World::new().record(record).tried(verdict, "1").analysed();
    let found: Vec<String> = analysis
        .discrepancies
        .iter()
        .filter(|one| one.kind == "dates_run_backwards")
        .map(|one| format!("{} > {}", one.left, one.right))
        .collect();
    assert!(found.contains(&"registered 2022-03-05 > act 2021-02-01".to_owned()), "{found:?}");
}

#[test]
fn an_entry_merged_into_itself_and_long_circles_end_and_are_told() {
    let itself = World::new().record(merged("1", "1")).analysed();
    assert_eq!((itself.paths.len(), kinds(&itself)), (1, vec!["lineage_cycle"]));
    let circle = ["1", "2", "3", "4"].into_iter().zip(["2", "3", "4", "1"]);
    let circle = circle.fold(World::new(), |world, (own, into)| world.record(merged(own, into)));
    let analysis = circle.analysed();
    assert_eq!(analysis.paths.len(), 1, "one case");
    assert_eq!(analysis.paths[0].lineage.len(), 3);
    assert!(kinds(&analysis).contains(&"lineage_cycle"));
}

#[test]
fn a_cohort_without_members_has_bases_of_zero_and_no_values() {
    let mut world = World::new().unlinked(report("1", "2017-03-01"));
    let analysis = world.analysed();
    assert_eq!(analysis.outside_cohort, [ngo("1")], "told apart, not dropped");
    for figure in analysis.figures.iter().filter(|figure| figure.denominator.is_some()) {
        assert_eq!((figure.denominator, figure.value), (Some(0), None), "{}", figure.id);
        assert_eq!(figure.interval, None, "{}", figure.id);
    }
    world.cohort.to = "2016-01-01".parse().unwrap();
    assert_eq!(refusal(&world), AttritionError::EmptyCohort);
}

fn refusal(world: &World) -> AttritionError {
    let set = linkage::LinkSet {
        kind: linkage::LinkKind::NgoRegister,
        sizes: (0, 0),
        candidate_pairs: 0,
        decisions: Vec::new(),
        blocking: Vec::new(),
        parameters: Vec::new(),
    };
    let input = crate::AnalysisInput {
        reports: &world.reports,
        register: &world.register,
        court: &world.court,
        deliveries: &world.deliveries,
        ngo_register: &set,
        register_court: &set,
        ngo_ngo: &set,
        reference: reference(),
        cohort: world.cohort,
        audit: None,
    };
    analyse(&input).unwrap_err()
}

#[test]
fn lists_out_of_order_are_refused_by_name() {
    let mut world = World::new().unlinked(report("2", "2022-03-01"));
    world = world.unlinked(report("1", "2022-03-01"));
    let refused = refusal(&world);
    assert_eq!(refused, AttritionError::Unsorted { list: "reports" });
    assert!(refused.to_string().contains("sort them"));
}

#[test]
fn a_stratum_of_one_is_kept_and_marked() {
    let mut alone = report("1", "2022-03-01");
    alone.persons[0].citizenship = Some("UZ".to_owned());
    let mut world = World::new().unlinked(alone);
    for own in 2..20 {
        world = world.unlinked(report(&own.to_string(), "2022-03-01"));
    }
    let analysis = world.analysed();
    let figure = |id: &str| analysis.figures.iter().find(|figure| figure.id == id).unwrap();
    let one = figure("unregistered_rate.reports.citizenship=UZ");
    assert_eq!((one.numerator, one.denominator), (1, Some(1)));
    assert!(one.has_small_base());
    let interval = one.interval.unwrap();
    assert!(interval.low < 0.25 && interval.high == 1.0, "one case says little: {interval:?}");
    let rest = figure("unregistered_rate.reports.citizenship=unknown");
    assert_eq!(rest.denominator, Some(18));
    assert!(!rest.has_small_base());
}

#[test]
fn where_every_outcome_is_unknown_nothing_is_said_to_be_zero() {
    let mut world = World::new().too_few_identifiers(report("1", "2022-03-01"));
    world = world.possibly(report("2", "2022-03-01"), "9");
    world = world.record(crime_record("9", "2022-03-01", "2022-03-05", "CC-2021 209"));
    let analysis = world.analysed();
    let figure = |id: &str| analysis.figures.iter().find(|figure| figure.id == id).unwrap();
    for id in ["ladder.r1.reports", "ladder.r2.reports", "unregistered_rate.reports"] {
        assert_eq!((figure(id).denominator, figure(id).value), (Some(0), None), "{id}");
    }
    let unknown = figure("ladder.r2.unknown.reports");
    assert_eq!((unknown.numerator, unknown.denominator), (2, Some(2)), "and how many it is");
    let bounds = figure("unregistered_rate.reports.bounds").interval.unwrap();
    assert_eq!((bounds.low, bounds.high), (0.0, 1.0), "anything is possible");
}

#[test]
fn a_case_of_which_only_undated_things_are_known_is_pending_or_unknown_but_there() {
    let record = with_events(crime_record("1", "", "", "CC-2021 166"), &["suspended - S01"]);
    let silent =
        CourtCase { instance: None, ..court_case("УД-1", Instance::First, "", &["convicted  "]) };
    let undated = NgoReport { opened: None, hand_over: None, ..report("2", "") };
    let analysis = World::new()
        .linked(report("1", "2022-03-01"), "1")
        .unlinked(undated)
        .record(record)
        .tried(silent, "1")
        .analysed();
    assert_eq!(analysis.paths.len(), 1);
    assert_eq!(analysis.outside_cohort, [ngo("2")], "undated reports are told apart");
}
