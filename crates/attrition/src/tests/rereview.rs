//! What is put up for re-review, in which order, and what holds cases up.

use records::PersonRole;

use super::world::*;

fn with(own: &str, events: &[&str]) -> records::CrimeRecord {
    with_events(crime_record(own, "2022-03-01", "2022-03-05", "CC-2021 166"), events)
}

fn world() -> World {
    let mut two_victims = with("2", &["terminated 2022-05-01 T02"]);
    two_victims.persons.push(person(PersonRole::Victim, "Токтогулова Нургуль"));
    let mut telling = report("5", "2022-03-01");
    telling.acts = vec!["recruitment".into()];
    telling.purposes = vec!["forced_labour".into()];
    World::new()
        .record(with("1", &["terminated 2022-05-01 T02"]))
        .record(two_victims)
        .record(with("3", &["terminated 2022-05-01 T02", "annulled 2022-07-01"]))
        .record(with("4", &["terminated 2022-05-01 T03"]))
        .linked(telling, "5")
        .record(with("5", &["requalified 2022-05-01 CC-2021 159"]))
        .record(with("6", &["suspended 2022-05-01 S01"]))
        .record(with("7", &["suspended 2024-06-01 S01"]))
        .record(with_events(
            crime_record("8", "2022-03-01", "", "CC-2021 166"),
            &["refused 2022-03-08 R03"],
        ))
}

#[test]
fn each_kind_is_listed_with_its_reason_and_others_are_not() {
    let analysis = world().analysed();
    let listed: Vec<(String, &str)> = analysis
        .rereview
        .iter()
        .map(|case| (case.record.to_string(), case.rule.as_str()))
        .collect();
    assert_eq!(
        listed,
        [
            (entry("2").to_string(), "dismissed_no_elements"),
            (entry("1").to_string(), "dismissed_no_elements"),
            (entry("8").to_string(), "refused_not_appealed"),
            (entry("5").to_string(), "downgraded"),
            (entry("6").to_string(), "suspended_overdue"),
        ],
        "limitation is no reason, one was taken up again, one is not overdue yet"
    );
}

#[test]
fn the_chance_is_learned_from_what_was_taken_up_again() {
    let analysis = world().analysed();
    let case = |own: &str| analysis.rereview.iter().find(|case| case.record == entry(own)).unwrap();
    // Of three dismissals one was annulled: (0.0867·20 + 1) / (20 + 3).
    let share = (0.0867 * 20.0 + 1.0) / 23.0;
    assert_eq!(case("1").comparable, (1, 3));
    assert!((case("1").reopening_share - share).abs() < 1e-12);
    assert!((case("2").expected_yield - 2.0 * share).abs() < 1e-12, "two victims");
    // A linked entry counts with the probability that it is the reported case.
    assert!((case("5").expected_yield - 0.0867 * 20.0 / 21.0 * 0.98).abs() < 1e-12);
    assert_eq!(case("5").elements, ["act", "purpose"]);
    // 1 May 2022 to 30 June 2024 less three months of 31 days.
    assert_eq!(case("6").days_overdue, Some(791 - 93));
}

#[test]
fn every_drop_out_and_every_unregistered_report_has_an_obstacle() {
    let analysis = world()
        .unlinked(report("9", "2022-03-01"))
        .record(with("10", &["merged 2022-05-01"]))
        .record(with("11", &["returned 2022-05-01"]))
        .analysed();
    for path in &analysis.paths {
        let exited =
            matches!(path.steps.last().unwrap().disposition, crate::Disposition::Exited { .. });
        assert_eq!(path.obstacle.is_some(), exited, "{}", path.record);
    }
    let unregistered = analysis.findings.iter().find(|finding| finding.report == ngo("9"));
    assert_eq!(unregistered.unwrap().obstacle.as_deref(), Some("N9"));
    let figure = |id: &str| analysis.figures.iter().find(|figure| figure.id == id).unwrap();
    let nowhere = figure("obstacle.N9.reports");
    assert_eq!((nowhere.numerator, nowhere.denominator), (1, Some(2)));
    assert!(nowhere.interval.is_some());
    assert_eq!(figure("rereview.downgraded.entries").ids, [entry("5")]);
}
