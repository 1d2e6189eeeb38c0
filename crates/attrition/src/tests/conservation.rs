//! Whatever happens to cases, every table adds up and row order decides nothing.

use proptest::prelude::*;
use records::{EventKind, Instance, LineageKind};

use super::world::*;
use crate::{Disposition, FlowRow};

/// A world from numbers: per entry its first article, its events as (kind, day), a join and a court
/// case with its results.
type Plan = Vec<(u8, Vec<(u8, u8)>, u8, Vec<u8>)>;

fn plans() -> impl Strategy<Value = Plan> {
    let events = prop::collection::vec((any::<u8>(), any::<u8>()), 0..7);
    let results = prop::collection::vec(any::<u8>(), 0..4);
    prop::collection::vec((any::<u8>(), events, any::<u8>(), results), 1..9)
}

fn date(days: u8) -> String {
    match days % 12 {
        0 => "-".to_owned(),
        1 => "2022".to_owned(),
        2 => "2022-05".to_owned(),
        month => format!("20{}-{month:02}-{:02}", 22 + days % 2, 1 + days % 28),
    }
}

const LAWS: [&str; 5] = ["CC-2021 166", "CC-2021 159", "166", "CC-2017 171", ""];
const RESULTS: [&str; 10] = [
    "convicted",
    "acquitted",
    "terminated",
    "requalified",
    "medical_measures",
    "returned",
    "upheld",
    "changed",
    "reversed",
    "remanded",
];

fn world(plan: &Plan) -> World {
    let mut world = World::new();
    for (at, (law, events, join, results)) in plan.iter().enumerate() {
        let own = at.to_string();
        let events: Vec<String> = events
            .iter()
            .map(|(kind, day)| {
                let kind = EventKind::ALL[usize::from(*kind) % EventKind::ALL.len()];
                let law = LAWS[usize::from(*day) % 4];
                let more = if kind == EventKind::Requalified { law } else { "T02" };
                format!("{kind} {} {more}", date(*day))
            })
            .collect();
        let events: Vec<&str> = events.iter().map(String::as_str).collect();
        let registered = if law % 3 == 0 { "" } else { "2022-03-05" };
        let law = LAWS[usize::from(*law) % LAWS.len()];
        let mut record = with_events(crime_record(&own, "2022-03-01", registered, law), &events);
        let other = (usize::from(*join) % plan.len()).to_string();
        let kinds = LineageKind::ALL;
        if join % 2 == 0 {
            record = joined(record, kinds[usize::from(*join) / 2 % kinds.len()], &other);
        }
        world = world.record(record);
        world = match join % 5 {
            0 => world.unlinked(report(&own, "2022-03-01")),
            1 => world.possibly(report(&own, "2022-03-01"), &own),
            2 => world.linked(unproven(&own, "2022-03-01"), &other),
            _ => world.linked(report(&own, "2022-03-01"), &other),
        };
        let acts: Vec<String> = results
            .iter()
            .map(|result| {
                let code = RESULTS[usize::from(*result) % RESULTS.len()];
                let in_force = if result % 3 == 0 { "2023-12-01" } else { "" };
                format!("{code} 2023-{:02}-01 {in_force}", 1 + result % 12)
            })
            .collect();
        if !acts.is_empty() {
            let acts: Vec<&str> = acts.iter().map(String::as_str).collect();
            let instance = Instance::ALL[usize::from(results[0]) % 3];
            world =
                world.tried(court_case(&format!("УД-{own}"), instance, "2022-12-01", &acts), &own);
        }
        if at > 0 && join % 7 == 0 {
            world = world.same_case(&own, "0");
        }
    }
    world
}

fn adds_up(row: &FlowRow) -> bool {
    let exits: u64 = row.exits.iter().map(|(_, _, count)| count).sum();
    row.entered == row.continued + row.completed + row.pending + exits
}

/// Analyses a world and the same with every list in another order.
fn assert_order_decides_nothing(plan: &Plan, turn: usize) {
    let straight = world(plan);
    let mut shuffled = straight.clone();
    for record in &mut shuffled.register {
        let events = record.events.len().max(1);
        record.events.rotate_left(turn % events);
        if turn.is_multiple_of(2) {
            record.events.reverse();
        }
    }
    for case in &mut shuffled.court {
        case.acts.reverse();
    }
    shuffled.reports.reverse();
    shuffled.register.reverse();
    let (a, b) = (straight.analysed(), shuffled.analysed());
    assert_eq!(&a.findings, &b.findings);
    assert_eq!(&a.paths, &b.paths);
    assert_eq!(&a.discrepancies, &b.discrepancies);
    assert!(a == b, "flows or figures differ");
}

#[test]
fn two_requalifications_one_without_a_day_have_an_order_of_their_own() {
    assert_order_decides_nothing(&vec![(70, vec![(122, 132), (207, 49)], 0, vec![])], 0);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn every_row_of_every_table_adds_up(plan in plans()) {
        let analysis = world(&plan).analysed();
        prop_assert!(analysis.flows.iter().flat_map(|flow| &flow.rows).all(adds_up));
        prop_assert_eq!(analysis.findings.len(), plan.len());
        for path in &analysis.paths {
            let (last, before) = path.steps.split_last().unwrap();
            prop_assert!(before.iter().all(|step| step.disposition == Disposition::Continued));
            prop_assert!(last.disposition != Disposition::Continued);
            prop_assert!(path.steps.is_sorted_by(|a, b| a.stage < b.stage));
        }
    }

    #[test]
    fn no_lineage_is_followed_twice(plan in plans()) {
        let analysis = world(&plan).analysed();
        let mut members: Vec<_> = analysis
            .paths
            .iter()
            .flat_map(|path| path.lineage.iter().chain([&path.record]))
            .collect();
        members.sort();
        let followed = members.len();
        members.dedup();
        prop_assert_eq!(members.len(), followed);
    }

    #[test]
    fn the_order_of_rows_decides_nothing(plan in plans(), turn in 0_usize..20) {
        assert_order_decides_nothing(&plan, turn);
    }
}
