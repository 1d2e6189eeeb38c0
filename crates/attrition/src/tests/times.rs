//! Times from stage to stage and what is overdue, counted on paper first.

use super::world::*;
use crate::stage_times::REACHED;
use crate::{GapAnalysis, Stage, StageTime};

fn time(analysis: &GapAnalysis, from: Stage, to: Stage) -> &StageTime {
    analysis.stage_times.iter().find(|time| (time.from, time.to) == (from, to)).unwrap()
}

/// Eight entries registered on one day: five sent to court after 10, 20, 30, 40 and 400 days, one
/// terminated after 25, two open.
fn world() -> World {
    let ends = [
        "sent_to_court 2022-03-15 -",
        "sent_to_court 2022-03-25 -",
        "sent_to_court 2022-04-04 -",
        "sent_to_court 2022-04-14 -",
        "sent_to_court 2023-04-09 -",
        "terminated 2022-03-30 T02",
        "",
        "",
    ];
    let mut world = World::new();
    for (at, end) in (1..).zip(ends) {
        let own = format!("{at}");
        let entry = crime_record(&own, "2022-03-01", "2022-03-05", "CC-2021 166");
        let events: Vec<&str> = Some(end).into_iter().filter(|end| !end.is_empty()).collect();
        world = world.linked(report(&own, "2022-02-20"), &own).record(with_events(entry, &events));
    }
    world
}

#[test]
fn open_cases_and_those_that_left_are_in_the_share() {
    let analysis = world().analysed();
    let court = time(&analysis, Stage::Registered, Stage::SentToCourt);
    assert_eq!((court.curve.cases, court.left_out.len()), (8, 0));
    let reading = court.reading(30).unwrap();
    assert_eq!(reading.at_risk, 5, "two sent to court and one terminated are gone");
    assert!((reading.reached - 3.0 / 8.0).abs() < 1e-12, "{reading:?}");
    assert!((reading.left - 1.0 / 8.0).abs() < 1e-12 && (reading.open - 0.5).abs() < 1e-12);
    assert_eq!(court.reading(90), None, "fewer than five are left to watch");
    assert_eq!(court.curve.median(REACHED), None, "the curve ends before half were reached");
    let (reached, all) = court.reached_by(30);
    assert_eq!((reached.len(), all.len()), (3, 8));
    let journal = time(&analysis, Stage::HandedOver, Stage::Journal);
    assert_eq!(journal.curve.median(REACHED).unwrap().day, 9);
    let id = "stage_time.registered.sent_to_court.30d.entries";
    let figure = analysis.figures.iter().find(|figure| figure.id == id).unwrap();
    assert_eq!((figure.numerator, figure.denominator), (3, Some(8)));
}

#[test]
fn vague_unknown_and_backward_days_have_no_time_and_are_named() {
    let analysis = world()
        .record(crime_record("21", "2022-03", "2022-04-05", "CC-2021 166"))
        .record(crime_record("22", "2022-05-01", "2022-04-05", "CC-2021 166"))
        .analysed();
    let registered = time(&analysis, Stage::Journal, Stage::Registered);
    assert_eq!(registered.left_out, [entry("21"), entry("22")]);
    assert_eq!(registered.curve.cases, 8);
}

#[test]
fn an_entry_older_than_its_extract_is_at_risk_from_the_extract_on() {
    let mut world = world();
    let period = ("2022-03-20".parse().unwrap(), "2024-06-30".parse().unwrap());
    world.delivery("erp").coverage.period = Some(period);
    let analysis = world.analysed();
    let court = time(&analysis, Stage::Registered, Stage::SentToCourt);
    // The one sent to court after ten days had left before the extract began to hold entries.
    assert_eq!(court.curve.cases, 7);
    assert!(court.cases.iter().all(|(_, spell)| spell.seen_after == Some(14)));
}

#[test]
fn what_is_surely_over_its_time_is_listed_and_nothing_else() {
    let analysis = World::new()
        .unlinked(report("1", "2022-03-01"))
        .record(crime_record("2", "2022-03-01", "", ""))
        .linked(report("2", "2022-03-01"), "2")
        .record(crime_record("3", "2022-03-01", "2022-03-05", "CC-2021 166"))
        .record(with_events(
            crime_record("4", "2022-03-01", "2022-03-05", "CC-2021 166"),
            &["sent_to_court 2022-05-05 -"],
        ))
        .record(crime_record("5", "2024-06-29", "2024-06-29", "CC-2021 166"))
        .analysed();
    let listed: Vec<(&str, &str)> =
        analysis.overdue.iter().map(|one| (one.limit, one.record.as_str())).collect();
    let ids = [ngo("1"), entry("2"), entry("3")];
    let expected: Vec<(&str, &str)> =
        ["t1", "t2", "t3"].into_iter().zip(ids.iter().map(|id| id.as_str())).collect();
    assert_eq!(listed, expected);
    assert!(analysis.overdue.iter().all(|one| one.days > 0 && !one.law.en.is_empty()));
}
