//! The paths and flows of the hand-built sample.

use attrition::aalen_johansen::{Spell, incidence};
use attrition::{
    CountingUnit, Disposition, ExitKind, FlowRow, FlowTable, FlowView, Overdue, RegisterPath,
    Stage, StageStep, StageTime, TakenExit,
};
use records::RecordId;

pub(super) fn paths() -> Vec<RegisterPath> {
    let step = |stage, entered: &str, left: Option<&str>, disposition| StageStep {
        stage,
        entered: entered.parse().ok(),
        left: left.and_then(|text| text.parse().ok()),
        disposition,
    };
    vec![RegisterPath {
        record: "erp:03-050-2022-000002".into(),
        lineage: vec!["erp:03-050-2022-000003".into()],
        reports: vec!["ngo-ak:2".into()],
        court_cases: Vec::new(),
        steps: vec![
            step(Stage::Registered, "2022-03-09", Some("2022-03-10"), Disposition::Continued),
            step(
                Stage::Investigation,
                "2022-03-10",
                Some("2022-11"),
                Disposition::Exited { kind: ExitKind::Terminated, ground: Some("T02".into()) },
            ),
        ],
        exits: vec![
            TakenExit {
                kind: ExitKind::Suspended,
                ground: Some("S01".into()),
                date: "2022-05".parse().ok(),
                stage: Stage::Investigation,
                undone: true,
            },
            TakenExit {
                kind: ExitKind::Terminated,
                ground: Some("T02".into()),
                date: "2022-11".parse().ok(),
                stage: Stage::Investigation,
                undone: false,
            },
        ],
        court_outcomes: Vec::new(),
        in_cohort: true,
        first_family: Some("fraud".into()),
        last_family: Some("fraud".into()),
        trafficking: Some(false),
        requalified_up: false,
        office: Some("СУ ГУВД г. Ош".into()),
        oblast: Some("KG06000000000".into()),
        raion: None,
        victims: 2,
        suspects: 1,
        obstacle: Some("Q2".into()),
    }]
}

fn flow_row(
    stage: Stage,
    counts: [u64; 3],
    exits: Vec<(ExitKind, Option<String>, u64)>,
) -> FlowRow {
    let [continued, completed, pending] = counts;
    let left: u64 = exits.iter().map(|(_, _, count)| count).sum();
    FlowRow {
        stage,
        entered: continued + completed + pending + left,
        continued,
        completed,
        pending,
        exits,
        ids: Vec::new(),
    }
}

pub(super) fn flows() -> Vec<FlowTable> {
    let ground = |code: &str| Some(code.to_owned());
    let rows = vec![
        flow_row(Stage::Registered, [90, 0, 0], vec![(ExitKind::Refused, None, 4)]),
        flow_row(
            Stage::Investigation,
            [41, 0, 12],
            vec![
                (ExitKind::Terminated, ground("T02"), 26),
                (ExitKind::Suspended, ground("S01"), 9),
                (ExitKind::Terminated, None, 2),
            ],
        ),
        flow_row(Stage::SentToCourt, [38, 0, 2], vec![(ExitKind::Returned, None, 1)]),
        flow_row(Stage::FirstInstance, [30, 0, 5], vec![(ExitKind::Acquitted, None, 3)]),
        flow_row(Stage::InForce, [0, 30, 0], vec![]),
    ];
    let period = |year, count| FlowTable {
        view: FlowView::Period,
        year: Some(year),
        unit: CountingUnit::Entries,
        stratum: None,
        rows: vec![flow_row(Stage::Registered, [count, 0, 0], vec![])],
    };
    let cohort =
        |unit, rows| FlowTable { view: FlowView::Cohort, year: None, unit, stratum: None, rows };
    let reports = vec![
        flow_row(Stage::Reported, [7, 0, 0], vec![(ExitKind::NotHandedOver, None, 1)]),
        flow_row(Stage::HandedOver, [4, 0, 2], vec![(ExitKind::Unregistered, None, 1)]),
        flow_row(Stage::Journal, [2, 0, 1], vec![(ExitKind::Refused, None, 1)]),
        flow_row(Stage::Registered, [0, 0, 2], vec![]),
    ];
    vec![
        cohort(CountingUnit::Reports, reports),
        cohort(CountingUnit::Entries, rows),
        period(2022, 11),
        period(2023, 14),
    ]
}

/// Ten entries: half of them before a court within the year, two terminated.
pub(super) fn stage_times() -> Vec<StageTime> {
    let days = [(30, 0), (60, 1), (90, 0), (120, 0), (200, 1), (250, 0), (300, 0)];
    let ended = days.map(|(until, outcome)| (until, Some(outcome)));
    let open = [400, 410, 420, 430, 440, 450].map(|until| (until, None));
    let cases: Vec<(RecordId, Spell)> = (10..)
        .zip(ended.into_iter().chain(open))
        .map(|(at, (until, outcome))| {
            let id = format!("erp:03-050-2022-0000{at}");
            (id.as_str().into(), Spell { seen_after: None, until, outcome })
        })
        .collect();
    let spells: Vec<Spell> = cases.iter().map(|(_, spell)| *spell).collect();
    vec![StageTime {
        from: Stage::Registered,
        to: Stage::SentToCourt,
        unit: CountingUnit::Entries,
        curve: incidence(&spells, 2).while_at_risk(5),
        cases,
        left_out: vec!["erp:03-050-2022-000003".into()],
    }]
}

pub(super) fn overdue() -> Vec<Overdue> {
    vec![Overdue {
        limit: "t1",
        record: "ngo-ak:5".into(),
        office: Some("ГУВД г. Ош".into()),
        since: "2022-03-05".parse().expect("a date"),
        days: 1_570,
        law: super::reference::trilingual("CPC 2021", "УПК 2021 года", "2021-жылдагы ЖПК"),
    }]
}
