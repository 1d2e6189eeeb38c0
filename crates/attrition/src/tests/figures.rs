//! Every number counted on paper first.

use records::{PersonRole, RecordId, Sex};

use super::world::*;
use crate::{
    CountingUnit, ErrorSource, Figure, Finding, FlowView, GapAnalysis, LABELS, REASONS, Stage,
};

fn figure<'a>(analysis: &'a GapAnalysis, id: &str) -> &'a Figure {
    analysis
        .figures
        .binary_search_by(|figure| figure.id.as_str().cmp(id))
        .map(|at| &analysis.figures[at])
        .unwrap_or_else(|_| panic!("no figure {id}"))
}

fn fraction(analysis: &GapAnalysis, id: &str) -> (u64, u64) {
    let figure = figure(analysis, id);
    (figure.numerator, figure.denominator.unwrap())
}

/// Twelve reports: 4 registered as trafficking (one terminated early), 1 under another article,
/// 1 journal only, 1 refused, 2 unregistered, 1 possible, 1 without proof, 1 with too little in it.
fn mixed() -> World {
    let mut world = World::new();
    for own in ["1", "2", "3", "4"] {
        world = world.linked(report(own, "2022-03-01"), own).record(crime_record(
            own,
            "2022-03-02",
            "2022-03-05",
            "CC-2021 166",
        ));
    }
    world.register[3] = with_events(world.register[3].clone(), &["terminated 2022-05-01 T02"]);
    world
        .linked(report("5", "2022-03-01"), "5")
        .record(crime_record("5", "2022-03-09", "2022-05-05", "CC-2021 159"))
        .linked(report("6", "2022-03-01"), "6")
        .record(crime_record("6", "2022-03", "", ""))
        .linked(report("7", "2023-03-01"), "7")
        .record(with_events(crime_record("7", "2023-03-01", "", ""), &["refused 2023-03-08 R02"]))
        .unlinked(report("8", "2023-03-01"))
        .unlinked(report("9", "2023-03-01"))
        .possibly(report("10", "2023-03-01"), "1")
        .unlinked(unproven("11", "2023-03-01"))
        .too_few_identifiers(report("12", "2023-03-01"))
}

#[test]
fn the_ladder_is_counted_as_on_paper() {
    let analysis = mixed().analysed();
    // R0: eleven of twelve handed over, all with consent.
    assert_eq!(fraction(&analysis, "ladder.r0.reports"), (11, 12));
    // The possible link and the one with too little leave nine to ask; two are nowhere.
    assert_eq!(fraction(&analysis, "ladder.r1.reports"), (7, 9));
    assert_eq!(fraction(&analysis, "ladder.r2.reports"), (5, 9));
    assert_eq!(fraction(&analysis, "ladder.r2_of_r1.reports"), (5, 7));
    assert_eq!(fraction(&analysis, "ladder.r3.reports"), (4, 5));
    assert_eq!(fraction(&analysis, "ladder.r4.reports"), (3, 4));
    assert_eq!(fraction(&analysis, "ladder.r2.unknown.reports"), (2, 11));
    assert_eq!(fraction(&analysis, "ladder.r2.reports.year=2022"), (5, 6));
    assert_eq!(fraction(&analysis, "ladder.r2.reports.year=2023"), (0, 3));
    assert_eq!(fraction(&analysis, "ladder.r2.reports.oblast=KG11000000000"), (5, 9));
    assert_eq!(fraction(&analysis, "ladder.r2.reports.source=ngo-a"), (5, 9));
}

#[test]
fn every_report_has_exactly_one_finding() {
    let analysis = mixed().analysed();
    let counted: u64 = Finding::ALL
        .iter()
        .map(|finding| fraction(&analysis, &format!("finding.{}.reports", finding.code())).0)
        .sum();
    assert_eq!(counted, 12);
    assert_eq!(fraction(&analysis, "finding.unregistered.reports"), (2, 12));
    for finding in &analysis.findings {
        assert!(finding.reasons.iter().all(|reason| REASONS.contains(reason)));
        assert!(!finding.reasons.is_empty());
    }
}

#[test]
fn the_headline_is_told_three_ways() {
    let analysis = mixed().analysed();
    // Nine decided; ten with the possible one.
    assert_eq!(fraction(&analysis, "unregistered_rate.reports"), (2, 9));
    let bounds = figure(&analysis, "unregistered_rate.reports.bounds");
    let interval = bounds.interval.unwrap();
    assert_eq!((interval.low, interval.high, interval.method), (0.2, 0.3, "bounds"));
    let adjusted = figure(&analysis, "unregistered_rate.reports.linkage_adjusted");
    // Seven links at 0.02, two absences at 0.9, one possible link at 0.5.
    let absent = 7.0 * 0.02 + 2.0 * 0.9 + 0.5;
    assert!((adjusted.value.unwrap() - absent / 10.0).abs() < 1e-12);
    let errors = adjusted.uncertainty.link_errors.unwrap();
    assert_eq!((errors.from, errors.reviewed), (ErrorSource::ModelPosterior, 0));
    assert!((errors.recall.value - 7.0 * 0.98 / (10.0 - absent)).abs() < 1e-12);
    assert!((errors.false_link_rate.value - 7.0 * 0.02 / absent).abs() < 1e-12);
}

#[test]
fn lags_are_in_time_late_or_not_known() {
    let analysis = mixed().analysed();
    // T1: reports 1-4 and 7 within a day, 5 late, 6 in the journal "in March".
    assert_eq!(fraction(&analysis, "time.t1.in_time.reports"), (5, 6));
    assert_eq!(fraction(&analysis, "time.t1.late.reports"), (1, 6));
    assert_eq!(fraction(&analysis, "time.t1.unknown.reports"), (1, 7));
    // T2: 1-4 within ten days; 5 beyond thirty; 6 not registered long after; 7 was refused.
    assert_eq!(fraction(&analysis, "time.t2.in_time.reports"), (4, 6));
    assert_eq!(fraction(&analysis, "time.t2.late.reports"), (2, 6));
    // T3: 4 ended in time, the others are open long after.
    assert_eq!(fraction(&analysis, "time.t3.in_time.reports"), (1, 5));
}

#[test]
fn drop_outs_obstacles_and_links_are_counted_with_their_ids() {
    let analysis = mixed().analysed();
    let dropped = figure(&analysis, "drop_out.investigation.terminated.T02.entries");
    assert_eq!((dropped.numerator, dropped.denominator), (1, Some(1)));
    assert_eq!(dropped.ids, [entry("4")]);
    let refused = figure(&analysis, "drop_out.journal.refused.R02.reports");
    assert_eq!(refused.ids, [ngo("7")]);
    let nowhere = figure(&analysis, "drop_out.handed_over.unregistered.reports");
    assert_eq!(nowhere.ids, [ngo("8"), ngo("9")]);
    assert_eq!(figure(&analysis, "pending.handed_over.reports").numerator, 2);
    assert_eq!(figure(&analysis, "obstacle.N9.reports").ids, [ngo("8"), ngo("9")]);
    // D1 stands behind the refused report 7, report 4 and both their entries.
    let d1 = analysis.obstacles.iter().find(|obstacle| obstacle.code == "D1").unwrap();
    assert_eq!(d1.ids, [entry("4"), entry("7"), ngo("4"), ngo("7")]);
    assert_eq!(figure(&analysis, "links.ngo_register.link.reports").numerator, 7);
    assert_eq!(figure(&analysis, "links.ngo_register.possible_link.reports").numerator, 1);
}

#[test]
fn every_figure_can_be_checked_by_its_ids() {
    let analysis = mixed().analysed();
    assert!(analysis.figures.is_sorted_by(|a, b| a.id < b.id), "ids are unique and sorted");
    for figure in &analysis.figures {
        assert!(LABELS.contains(&figure.label.as_str()), "{}", figure.label);
        assert_eq!(figure.numerator, figure.ids.len() as u64, "{}", figure.id);
        assert!(figure.ids.is_sorted());
        let Some(denominator) = figure.denominator else { continue };
        assert_eq!(denominator, figure.denominator_ids.len() as u64, "{}", figure.id);
        if figure.method == "ratio" {
            continue;
        }
        // A curve that is still at zero has no interval.
        let flat = figure.method == "aalen_johansen" && figure.interval.is_none();
        let often = |ids: &[RecordId], id| ids.iter().filter(|other| *other == id).count();
        let contained = |id| often(&figure.ids, id) <= often(&figure.denominator_ids, id);
        assert!(figure.ids.iter().all(contained), "{}", figure.id);
        assert!(figure.ids.iter().all(|id| figure.denominator_ids.contains(id)), "{}", figure.id);
        assert_eq!(figure.interval.is_some() || flat, denominator > 0, "{}", figure.id);
        assert_eq!(figure.value.is_none(), denominator == 0, "{}", figure.id);
    }
}

#[test]
fn a_victim_of_two_reports_and_two_entries_counts_once() {
    let source = joined(
        crime_record("1", "2022-03-01", "2022-03-05", "CC-2021 166"),
        records::LineageKind::MergedInto,
        "2",
    );
    let mut told = report("1", "2022-03-01");
    told.persons[0].sex = Some(Sex::Female);
    let world = World::new()
        .linked(told, "1")
        .linked(report("2", "2022-03-02"), "2")
        .record(source)
        .record(crime_record("2", "2022-03-02", "2022-03-06", "CC-2021 166"))
        .unlinked(report("3", "2022-03-03"))
        .unlinked(report("4", "2022-03-04"))
        .same_case("3", "4");
    let analysis = world.analysed();
    let reached = |stage: Stage, unit: CountingUnit| {
        let id = format!("funnel.{}.{}", stage.code(), unit.code());
        figure(&analysis, &id).numerator
    };
    assert_eq!(reached(Stage::Reported, CountingUnit::Reports), 4);
    assert_eq!(reached(Stage::Reported, CountingUnit::Victims), 2);
    assert_eq!(reached(Stage::Registered, CountingUnit::Reports), 2);
    assert_eq!(reached(Stage::Registered, CountingUnit::Victims), 1);
    assert_eq!(reached(Stage::Registered, CountingUnit::Entries), 1);
}

#[test]
fn strata_hold_everyone_and_say_unknown_for_the_rest() {
    let mut with_age = report("1", "2022-03-01");
    with_age.persons[0].birth_date = day("2006-05-01");
    with_age.persons[0].sex = Some(Sex::Female);
    with_age.persons.push(person(PersonRole::Victim, "Бекова Чынара"));
    with_age.purposes = vec!["P1".into(), "P2".into()];
    let analysis = World::new().unlinked(with_age).unlinked(report("2", "2021-11")).analysed();
    let entered = |unit, dimension: &str, value: &str| {
        analysis
            .flows
            .iter()
            .find(|flow| {
                flow.view == FlowView::Cohort
                    && flow.unit == unit
                    && flow.stratum == Some((dimension.into(), value.into()))
            })
            .map_or(0, |flow| flow.rows[0].entered)
    };
    assert_eq!(entered(CountingUnit::Victims, "age_group", "0-17"), 1);
    assert_eq!(entered(CountingUnit::Victims, "age_group", "unknown"), 2);
    assert_eq!(entered(CountingUnit::Victims, "sex", "female"), 1);
    assert_eq!(entered(CountingUnit::Victims, "purpose", "P2"), 2);
    assert_eq!(entered(CountingUnit::Reports, "purpose", "P2"), 1);
    assert_eq!(entered(CountingUnit::Reports, "purpose", "unknown"), 1);
    assert_eq!(entered(CountingUnit::Reports, "edition", "CC-2017"), 1);
    assert_eq!(entered(CountingUnit::Reports, "edition", "CC-2021"), 1);
}

#[test]
fn a_cohort_with_no_member_has_figures_without_values() {
    let analysis = World::new().analysed();
    let headline = figure(&analysis, "unregistered_rate.reports");
    assert_eq!((headline.value, headline.interval, headline.denominator), (None, None, Some(0)));
}

#[test]
fn periods_count_entries_into_stages_whatever_the_cohort() {
    let mut world = World::new()
        .record(crime_record("1", "2021-12-30", "2022-01-05", "CC-2021 166"))
        .record(with_events(
            crime_record("2", "2017-03-01", "2017-03-01", "CC-1997 124"),
            &["sent_to_court 2022-02-01"],
        ));
    world.cohort.from = "2020-01-01".parse().unwrap();
    let analysis = world.analysed();
    assert_eq!(figure(&analysis, "period.2021.journal.entries").ids, [entry("1")]);
    assert_eq!(figure(&analysis, "period.2022.registered.entries").ids, [entry("1")]);
    assert_eq!(figure(&analysis, "period.2022.sent_to_court.entries").ids, [entry("2")]);
    assert_eq!(figure(&analysis, "period.2022.charged.entries").ids, [entry("2")], "passed then");
    let funnel = figure(&analysis, "funnel.registered.entries");
    assert_eq!(funnel.ids, [entry("1")], "the other one is older than the cohort");
}
