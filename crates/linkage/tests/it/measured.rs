//! The groups of an evaluation add up to the whole, and "none" is said about as often as it is
//! true.

use std::collections::BTreeMap;

use linkage::evaluation::{
    Dimension, GroupScore, NOT_STATED, StatedGroups, evaluate, group_scores, none_calibration,
};
use linkage::{LinkKind, LinkSet};

use crate::simulated::{lineage_ids, linked, scenario};

fn groups(set: &LinkSet) -> Vec<GroupScore> {
    let s = scenario();
    let reports: BTreeMap<_, _> =
        s.reports.iter().map(|r| (r.id.clone(), StatedGroups::of_report(r))).collect();
    let register: BTreeMap<_, _> = s
        .register
        .iter()
        .map(|r| (r.id.clone(), StatedGroups::of_crime_record(r, set.kind)))
        .collect();
    let court: BTreeMap<_, _> =
        s.court.iter().map(|c| (c.id.clone(), StatedGroups::of_court_case(c))).collect();
    let (left, right) = match set.kind {
        LinkKind::NgoRegister => (&reports, &register),
        LinkKind::RegisterCourt => (&court, &register),
        LinkKind::NgoNgo => (&reports, &reports),
    };
    group_scores(set, &s.truth(set.kind.code()), &lineage_ids(s), left, right)
}

#[test]
fn the_groups_of_every_dimension_add_up_to_the_whole() {
    let s = scenario();
    for set in linked() {
        let whole = evaluate(set, &s.truth(set.kind.code()), &lineage_ids(s));
        let groups = groups(set);
        for dimension in Dimension::ALL {
            let of = || groups.iter().filter(|group| group.dimension == dimension);
            let sum = |count: fn(&GroupScore) -> u64| of().map(count).sum::<u64>();
            assert!(of().count() > 0);
            assert_eq!(sum(|group| group.records), set.decisions.len() as u64);
            assert_eq!(sum(|group| group.matches), whole.matches);
            assert_eq!(sum(|group| group.links), whole.links);
            assert_eq!(sum(|group| group.correct_links), whole.correct_links);
            assert_eq!(sum(|group| group.matches_in_review), whole.matches_in_review);
        }
        let scripts: Vec<&str> = groups
            .iter()
            .filter(|group| group.dimension == Dimension::Script)
            .map(|group| group.group.as_str())
            .collect();
        assert!(scripts.contains(&"cyrillic"), "{scripts:?}");
    }
}

#[test]
fn a_court_case_takes_the_citizenship_of_its_accused_from_the_entry_it_came_from() {
    let groups = groups(&linked()[1]);
    let stated = groups
        .iter()
        .filter(|group| group.dimension == Dimension::Citizenship && group.group != NOT_STATED);
    assert!(stated.map(|group| group.matches).sum::<u64>() > 0, "{groups:?}");
}

#[test]
fn none_is_said_about_as_often_as_it_is_true() {
    let (s, set) = (scenario(), &linked()[0]);
    let found = none_calibration(set, &s.truth(set.kind.code()), &lineage_ids(s));
    assert_eq!(found.records, s.reports.len() as u64);
    assert_eq!(found.bands.iter().map(|band| band.decisions).sum::<u64>(), found.records);
    let true_none: f64 = found.bands.iter().map(|band| band.matched * band.decisions as f64).sum();
    assert!((true_none - found.without_target as f64).abs() < 1e-9);
    assert!(found.brier < found.brier_of_share / 2.0, "{found:?}");
    let off = (found.expected - found.without_target as f64).abs() / found.records as f64;
    assert!(off < 0.05, "{off}: {found:?}");
}
