//! Each finding, and what decides between two of them.

use records::{Consent, HandOver};

use super::world::*;
use crate::{Finding, Reached, ReportFinding, Rung};

fn only(world: &World) -> ReportFinding {
    let analysis = world.analysed();
    assert_eq!(analysis.findings.len(), 1);
    analysis.findings.into_iter().next().unwrap()
}

fn rungs(finding: &ReportFinding) -> String {
    let letter = |reached: &Reached| match reached {
        Reached::Yes => 'y',
        Reached::No => 'n',
        Reached::Unknown => '?',
    };
    finding.rungs.iter().map(|(_, reached)| letter(reached)).collect()
}

#[test]
fn registered_as_trafficking_from_the_start_and_kept() {
    let world = World::new().linked(report("1", "2022-03-01"), "1").record(crime_record(
        "1",
        "2022-03-01",
        "2022-03-05",
        "CC-2021 166",
    ));
    let finding = only(&world);
    assert_eq!((finding.finding, rungs(&finding).as_str()), (Finding::Registered, "yyyyy"));
    assert!((finding.probability - 0.98).abs() < 1e-12);
    assert_eq!(finding.linked, Some(entry("1")));
    assert_eq!(finding.obstacle, None);
    assert_eq!(finding.oblast.as_deref(), Some("KG11000000000"));
}

#[test]
fn registered_under_another_article_first() {
    let world = World::new().linked(report("1", "2022-03-01"), "1").record(crime_record(
        "1",
        "2022-03-01",
        "2022-03-05",
        "CC-2021 159",
    ));
    let finding = only(&world);
    let expected = (Finding::RegisteredOtherOffence, "yyynn");
    assert_eq!((finding.finding, rungs(&finding).as_str()), expected);
    assert_eq!(finding.obstacle.as_deref(), Some("Q2"));
}

#[test]
fn the_same_number_in_another_edition_is_another_offence() {
    // 166 was fraud to 2018 and prostitution to 2021.
    for (law, expected) in [
        ("CC-2021 166", Finding::Registered),
        ("CC-2017 166", Finding::RegisteredOtherOffence),
        ("CC-1997 124", Finding::Registered),
        ("CC-2021 124", Finding::RegisteredOtherOffence),
    ] {
        let world = World::new().linked(report("1", "2022-03-01"), "1").record(crime_record(
            "1",
            "2022-03-01",
            "2022-03-05",
            law,
        ));
        assert_eq!(only(&world).finding, expected, "{law}");
    }
}

#[test]
fn an_article_whose_edition_is_not_known_is_not_guessed() {
    let world = World::new().linked(report("1", "2022-03-01"), "1").record(crime_record(
        "1",
        "2022-03-01",
        "2022-03-05",
        "166",
    ));
    let finding = only(&world);
    assert_eq!((finding.finding, rungs(&finding).as_str()), (Finding::Undetermined, "yyy??"));
    assert_eq!(finding.reasons, ["article_edition_unclear", "linked"]);

    let none_given = World::new().linked(report("1", "2022-03-01"), "1").record(crime_record(
        "1",
        "2022-03-01",
        "2022-03-05",
        "",
    ));
    assert_eq!(only(&none_given).reasons[0], "no_qualification");
}

#[test]
fn a_journal_line_alone_is_journal_only_and_a_refused_one_refused() {
    let line = || crime_record("1", "2022-03-01", "", "");
    let journal_only = World::new().linked(report("1", "2022-03-01"), "1").record(line());
    let finding = only(&journal_only);
    assert_eq!((finding.finding, rungs(&finding).as_str()), (Finding::JournalOnly, "yynnn"));

    let refused = World::new()
        .linked(report("1", "2022-03-01"), "1")
        .record(with_events(line(), &["refused 2022-03-08 R02"]));
    let finding = only(&refused);
    assert_eq!((finding.finding, rungs(&finding).as_str()), (Finding::Refused, "yynnn"));
    assert_eq!(finding.obstacle.as_deref(), Some("D1"));

    let annulled = World::new()
        .linked(report("1", "2022-03-01"), "1")
        .record(with_events(line(), &["refused 2022-03-08 R02", "annulled 2022-04-01"]));
    assert_eq!(only(&annulled).finding, Finding::JournalOnly, "an annulled refusal is none");

    let mut recent = World::new().linked(report("1", "2024-06-20"), "1").record(crime_record(
        "1",
        "2024-06-21",
        "",
        "",
    ));
    recent.cohort.to = "2024-12-31".parse().unwrap();
    let finding = only(&recent);
    assert_eq!((finding.finding, rungs(&finding).as_str()), (Finding::JournalOnly, "yy???"));
    assert_eq!(finding.reasons[0], "time_limit_not_over");
}

#[test]
fn handed_over_with_proof_and_nowhere_is_unregistered() {
    let finding = only(&World::new().unlinked(report("1", "2022-03-01")));
    assert_eq!((finding.finding, rungs(&finding).as_str()), (Finding::Unregistered, "ynnnn"));
    assert!((finding.probability - 0.9).abs() < 1e-12);
    assert_eq!(finding.reasons, ["no_candidate"]);
    assert_eq!(finding.obstacle.as_deref(), Some("N9"));
}

#[test]
fn without_proof_nothing_counts_against_the_police() {
    let finding = only(&World::new().unlinked(unproven("1", "2022-03-01")));
    assert_eq!((finding.finding, rungs(&finding).as_str()), (Finding::NotHandedOver, "nnnnn"));
    assert_eq!(finding.probability, 1.0);

    // A date and an addressee prove nothing.
    let mut claimed = report("1", "2022-03-01");
    if let Some(hand_over) = &mut claimed.hand_over {
        hand_over.documents.clear();
    }
    assert_eq!(only(&World::new().unlinked(claimed)).finding, Finding::NotHandedOver);

    let refused = unproven("1", "2022-03-01");
    let refused = records::NgoReport { consent: Some(Consent::Refused), ..refused };
    let finding = only(&World::new().unlinked(refused));
    assert_eq!(finding.reasons, ["no_proof_of_hand_over", "consent_refused"]);
}

#[test]
fn a_case_the_police_found_themselves_is_said_so() {
    let world = World::new().linked(unproven("1", "2022-03-01"), "1").record(crime_record(
        "1",
        "2022-02-01",
        "2022-02-05",
        "CC-2021 166",
    ));
    let finding = only(&world);
    assert_eq!((finding.finding, rungs(&finding).as_str()), (Finding::NotHandedOver, "nyyyy"));
    assert!(finding.reasons.contains(&"found_anyway"));
    assert_eq!(finding.linked, Some(entry("1")));
}

#[test]
fn a_possible_link_leaves_everything_open() {
    let world = World::new().possibly(report("1", "2022-03-01"), "1").record(crime_record(
        "1",
        "2022-03-01",
        "2022-03-05",
        "CC-2021 166",
    ));
    let finding = only(&world);
    assert_eq!((finding.finding, rungs(&finding).as_str()), (Finding::Undetermined, "y????"));
    assert_eq!(finding.linked, None);
    assert!((finding.probability - 0.5).abs() < 1e-12);
}

#[test]
fn what_an_extract_does_not_cover_cannot_be_missing_from_it() {
    let reason = |change: fn(&mut World)| {
        let mut world = World::new().unlinked(report("1", "2022-03-01"));
        change(&mut world);
        let finding = only(&world);
        (finding.finding, finding.reasons.first().copied().unwrap_or(""))
    };
    let not = |why| (Finding::NotAssessable, why);
    let period = |from: &str, to: &str| Some((from.parse().unwrap(), to.parse().unwrap()));
    assert_eq!(
        reason(|world| world.delivery("erp").coverage.regions = vec!["KG06000000000".into()]),
        not("outside_coverage_region")
    );
    assert_eq!(
        reason(|world| {
            world.delivery("erp").coverage.families = vec!["trafficking".into(), "fraud".into()];
        }),
        not("outside_coverage_families")
    );
    assert_eq!(
        reason(|world| world.delivery("erp").as_of = "2022-03-05".parse().unwrap()),
        not("time_limit_not_over")
    );
    assert_eq!(
        reason(|world| world.deliveries.retain(|delivery| &*delivery.source.0 != "erp")),
        not("no_register")
    );
    let mut world = World::new().unlinked(report("1", "2022-03-01"));
    world.delivery("erp").coverage.period = period("2023-01-01", "2024-06-30");
    assert_eq!(only(&world).reasons, ["outside_coverage_period"]);
    // Two extracts that follow one another share the work.
    let mut earlier = world.delivery("erp").clone();
    earlier.source = "books".into();
    earlier.coverage.period = period("2018-01-01", "2022-12-31");
    world.deliveries.insert(0, earlier);
    assert_eq!(only(&world).finding, Finding::Unregistered);
    // A region that is not known puts nothing outside.
    let mut vague = report("1", "2022-03-01");
    if let Some(hand_over) = &mut vague.hand_over {
        hand_over.addressee = Some("МВД".into());
    }
    let mut world = World::new().unlinked(vague);
    world.delivery("erp").coverage.regions = vec!["KG06000000000".into()];
    assert_eq!(only(&world).finding, Finding::Unregistered);
}

#[test]
fn a_report_with_too_little_in_it_cannot_be_missed() {
    let finding = only(&World::new().too_few_identifiers(report("1", "2022-03-01")));
    assert_eq!(finding.finding, Finding::NotAssessable);
    assert_eq!(finding.reasons, ["too_few_identifiers"]);
    assert_eq!(rungs(&finding), "y????");
}

#[test]
fn two_reports_of_one_case_of_which_one_is_found_accuse_nobody() {
    let world = World::new()
        .linked(report("1", "2022-03-01"), "1")
        .unlinked(report("2", "2022-03-02"))
        .record(crime_record("1", "2022-03-01", "2022-03-05", "CC-2021 166"))
        .same_case("1", "2");
    let analysis = world.analysed();
    assert_eq!(analysis.same_case, [[ngo("1"), ngo("2")]]);
    assert_eq!(analysis.findings[1].finding, Finding::Undetermined);
    assert_eq!(analysis.findings[1].reasons, ["same_case_linked"]);
}

#[test]
fn the_highest_rung_needs_its_horizon_to_be_over() {
    let kept = |registered: &str, events: &[&str]| {
        let record = crime_record("1", registered, registered, "CC-2021 166");
        let world =
            World::new().linked(report("1", registered), "1").record(with_events(record, events));
        let finding = only(&world);
        finding.rungs.iter().find(|(rung, _)| *rung == Rung::Kept).unwrap().1
    };
    assert_eq!(kept("2022-03-05", &[]), Reached::Yes);
    assert_eq!(kept("2024-03-05", &[]), Reached::Unknown, "a year is not over");
    assert_eq!(kept("2024-03-05", &["terminated 2024-04-01 T02"]), Reached::No);
    assert_eq!(kept("2022-03-05", &["terminated 2023-06-01 T02"]), Reached::Yes, "later");
    assert_eq!(kept("2022-03-05", &["terminated 2023 T02"]), Reached::Unknown, "maybe later");
    assert_eq!(kept("2022-03-05", &["terminated - T02"]), Reached::Unknown, "undated");
    assert_eq!(kept("2022-03-05", &["requalified 2022-05-01 CC-2021 159"]), Reached::No);
    assert_eq!(kept("2022-03-05", &["suspended 2022-05-01 S01"]), Reached::Yes);
    let annulled = ["terminated 2022-05-01 T02", "annulled 2022-06-01", "resumed 2022-06-02"];
    assert_eq!(kept("2022-03-05", &annulled), Reached::Yes);
}

#[test]
fn reports_outside_the_cohort_or_without_a_date_are_listed_apart() {
    let undated = records::NgoReport {
        opened: None,
        hand_over: Some(HandOver::default()),
        ..report("3", "2022-03-01")
    };
    let world = World::new()
        .unlinked(report("1", "2017-12-31"))
        .unlinked(report("2", "2018-01-01"))
        .unlinked(undated);
    let analysis = world.analysed();
    assert_eq!(analysis.outside_cohort, [ngo("1"), ngo("3")]);
    assert_eq!(analysis.findings.len(), 1);
}
