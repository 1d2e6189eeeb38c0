//! Figures over draws of the links, corrected shares and the verified sample.

use std::collections::BTreeMap;

use linkage::LinkStatus;
use records::RecordId;

use super::world::*;
use crate::{AuditSample, AuditStratum, ErrorSource, Figure, GapAnalysis};

fn figure<'a>(analysis: &'a GapAnalysis, id: &str) -> &'a Figure {
    analysis.figures.iter().find(|figure| figure.id == id).unwrap_or_else(|| panic!("no {id}"))
}

const ADJUSTED: &str = "unregistered_rate.reports.linkage_adjusted";
const VERIFIED: &str = "unregistered_rate.reports.verified_sample";

/// Six linked, three possible, six unlinked reports of one year.
fn world() -> World {
    let mut world = World::new();
    for at in 1..=15 {
        let own = at.to_string();
        let report = report(&own, "2022-03-01");
        world = match at {
            1..=6 => world.linked(report, &own),
            7..=9 => world.possibly(report, &own),
            _ => world.unlinked(report),
        };
        if at < 10 {
            let law = if at % 2 == 0 { "CC-2021 166" } else { "CC-2021 159" };
            world = world.record(crime_record(&own, "2022-03-02", "2022-03-05", law));
        }
    }
    world
}

#[test]
fn drawn_shares_have_both_parts_and_stand_near_what_the_links_expect() {
    let analysis = world().analysed();
    let drawn = figure(&analysis, "ladder.r2.reports.link_draws");
    let raw = figure(&analysis, "ladder.r2.reports");
    assert_eq!((drawn.numerator, drawn.denominator), (raw.numerator, raw.denominator));
    // Six at 0.98 and three at 0.5; the six unlinked are somewhere with 0.1, but nobody knows on
    // which rung, so they count only where they are drawn absent.
    let value = drawn.value.unwrap();
    assert!((value - 7.38 / 14.4).abs() < 0.01, "{value}");
    let (interval, parts) = (drawn.interval.unwrap(), drawn.uncertainty.parts.unwrap());
    let width = |(low, high): (f64, f64)| high - low;
    assert!(width(parts.linkage) > 0.0);
    assert!(width((interval.low, interval.high)) >= width(parts.sampling));
    // What a link cannot change is not drawn.
    assert!(analysis.figures.iter().all(|figure| figure.id != "ladder.r0.reports.link_draws"));
    assert_eq!(analysis, world().analysed(), "the draws are always the same");
}

#[test]
fn reports_of_one_case_are_found_or_missed_together() {
    let apart = world().analysed();
    let mut same = world();
    for pair in [("7", "8"), ("8", "9")] {
        same = same.same_case(pair.0, pair.1);
    }
    let together = same.analysed();
    let linkage = |analysis: &GapAnalysis| {
        let (low, high) = figure(analysis, ADJUSTED).uncertainty.parts.unwrap().linkage;
        high - low
    };
    assert!(linkage(&together) > linkage(&apart), "three that move as one move the share further");
}

fn ids(range: std::ops::RangeInclusive<u32>) -> Vec<RecordId> {
    range.map(|at| ngo(&at.to_string())).collect()
}

/// Everything read: link 6 was wrong, possible 7 right, 8 wrong, 9 not decided, non-link 15 missed.
fn sample() -> AuditSample {
    let stratum = |status, population, present: Vec<RecordId>, absent: Vec<RecordId>, undecided| {
        AuditStratum { status, population, present, absent, undecided }
    };
    let strata = vec![
        stratum(LinkStatus::Link, 6, ids(1..=5), ids(6..=6), vec![]),
        stratum(LinkStatus::PossibleLink, 3, ids(7..=7), ids(8..=8), ids(9..=9)),
        stratum(LinkStatus::NonLink, 6, ids(15..=15), ids(10..=14), vec![]),
    ];
    let decided: BTreeMap<RecordId, bool> = strata
        .iter()
        .flat_map(|one: &AuditStratum| {
            let found = one.present.iter().map(|id| (id.clone(), true));
            found.chain(one.absent.iter().map(|id| (id.clone(), false))).collect::<Vec<_>>()
        })
        .collect();
    AuditSample { strata, decided }
}

#[test]
fn a_verified_sample_gives_the_errors_and_a_share_of_its_own() {
    let mut audited = world();
    audited.audit = Some(sample());
    let analysis = audited.analysed();
    let verified = figure(&analysis, VERIFIED);
    assert_eq!((verified.numerator, verified.denominator), (7, Some(14)));
    // One of six, half of three, five of six.
    let absent = 1.0 + 1.5 + 5.0;
    assert!((verified.value.unwrap() - absent / 15.0).abs() < 1e-12);
    assert_eq!(verified.uncertainty.notes, ["undecided_in_sample"]);
    let adjusted = figure(&analysis, ADJUSTED);
    let errors = adjusted.uncertainty.link_errors.unwrap();
    assert_eq!((errors.from, errors.reviewed), (ErrorSource::AuditSample, 14));
    // Of 7.5 present five are linked, of 7.5 absent one.
    assert!((errors.recall.value - 5.0 / 7.5).abs() < 1e-12, "{errors:?}");
    assert!((errors.false_link_rate.value - 1.0 / 7.5).abs() < 1e-12, "{errors:?}");
    assert!((adjusted.value.unwrap() - 0.5).abs() < 1e-12);
    assert_eq!(adjusted.ids.len() as u64, adjusted.numerator);
}

#[test]
fn a_sample_that_left_a_machine_result_unread_gives_no_errors_and_no_share() {
    let mut audited = world();
    let mut part = sample();
    let unread = &mut part.strata[2];
    for id in unread.present.drain(..).chain(unread.absent.drain(..)) {
        part.decided.remove(&id);
    }
    audited.audit = Some(part);
    let analysis = audited.analysed();
    assert!(analysis.figures.iter().all(|figure| figure.id != VERIFIED));
    let errors = figure(&analysis, ADJUSTED).uncertainty.link_errors.unwrap();
    assert_eq!(errors.from, ErrorSource::ModelPosterior, "the model speaks instead, and says so");
}

#[test]
fn without_a_report_that_counts_the_corrected_share_has_no_value() {
    let analysis = World::new().unlinked(unproven("1", "2022-03-01")).analysed();
    let adjusted = figure(&analysis, ADJUSTED);
    assert_eq!((adjusted.value, adjusted.interval, adjusted.denominator), (None, None, Some(0)));
}

#[test]
fn strata_are_corrected_where_the_base_allows_and_stand_as_counted_elsewhere() {
    let mut foreign = report("16", "2022-03-01");
    foreign.persons[0].citizenship = Some("UZ".to_owned());
    let analysis = world().unlinked(foreign).analysed();
    let overall = figure(&analysis, ADJUSTED);
    let year = figure(&analysis, &format!("{ADJUSTED}.year=2022"));
    assert_eq!((year.value, year.interval), (overall.value, overall.interval), "the same reports");
    let rest = figure(&analysis, &format!("{ADJUSTED}.citizenship=unknown"));
    assert_eq!((rest.numerator, rest.denominator), (6, Some(15)));
    // Six at .02, three at .5, six at .9.
    assert!((rest.value.unwrap() - 7.02 / 15.0).abs() < 1e-9, "{:?}", rest.value);
    let rung = figure(&analysis, "ladder.r2.reports.link_draws.citizenship=unknown");
    assert_eq!(rung.uncertainty.link_errors, rest.uncertainty.link_errors);
    let alone = "unregistered_rate.reports.citizenship=UZ";
    assert!(figure(&analysis, alone).has_small_base(), "as counted, and marked");
    let corrected = format!("{ADJUSTED}.citizenship=UZ");
    assert!(analysis.figures.iter().all(|figure| figure.id != corrected));
}

#[test]
fn rungs_have_a_share_by_the_verified_sample() {
    let mut audited = world();
    audited.audit = Some(sample());
    let analysis = audited.analysed();
    // Found and linked: 1 to 5; found and not linked: 7 and 15, of which no rung is known; 6, 8 and
    // 10 to 14 stand nowhere. The one possible link that was decided absent speaks for one and a half.
    let registered = figure(&analysis, "ladder.r2.reports.verified_sample");
    assert_eq!((registered.numerator, registered.denominator), (5, Some(12)));
    assert!((registered.value.unwrap() - 5.0 / 12.5).abs() < 1e-12, "{:?}", registered.value);
    let trafficking = figure(&analysis, "ladder.r3.reports.verified_sample");
    assert_eq!((trafficking.numerator, trafficking.denominator), (2, Some(5)), "2 and 4");
    assert!((trafficking.value.unwrap() - 0.4).abs() < 1e-12);
    for figure in [registered, trafficking] {
        let interval = figure.interval.unwrap();
        assert!(interval.low < 0.4 && interval.high > 0.4);
        assert_eq!(figure.uncertainty.notes, ["undecided_in_sample"]);
        assert_eq!(figure.ids.len() as u64, figure.numerator);
    }
    // Corrected by what people found: 1 to 5 and 7 and 15 present, the rest absent but for 9.
    let drawn = figure(&analysis, "ladder.r2.reports.link_draws");
    assert_eq!(drawn.uncertainty.link_errors.unwrap().from, ErrorSource::AuditSample);
}

#[test]
fn the_share_with_a_target_is_uncertain_too() {
    let linkage = |world: &World| {
        let (low, high) = figure(&world.analysed(), ADJUSTED).uncertainty.parts.unwrap().linkage;
        high - low
    };
    let mut with_share = world();
    for own in 16..40 {
        with_share = with_share.possibly(report(&own.to_string(), "2022-03-01"), "1");
    }
    let fixed = linkage(&with_share);
    with_share.match_share = Some((0.6, 0.5));
    assert!(linkage(&with_share) > 1.1 * fixed, "{} {fixed}", linkage(&with_share));
}
