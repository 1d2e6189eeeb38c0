//! A small analysis built by hand, for the tests of this crate: eight reports that receive every
//! finding, four register entries with an exit, a pending and a completed path, and sources with
//! refused rows. Every person is absent: only ids, offices and dates occur.

mod doubt;
mod history;
mod offices;
mod paths;
mod reference;

use attrition::change::{ChangeSet, Snapshot};
use attrition::{
    BlockingRuleReport, Candidate, Cohort, CountingUnit, Decision, Discrepancy, Evidence, ExitKind,
    Figure, Finding, GapAnalysis, IctipCount, Identifiability, Interval, LinkKind, LinkSet,
    LinkStatus, MatchWeight, ObstacleCount, OfficeFile, Reached, ReportFinding, RereviewCase, Rung,
    Severity, Uncertainty,
};
use jiff::civil::date;
use records::{
    Coverage, DeliveredFile, Delivery, PartialDate, QuarantinedRow, RecordId, Reference,
    RefusalReason, RowRef, SourceId, SourceKind,
};

use crate::input::{
    DisclosureLevel, LinkSets, ReportInput, RunFacts, SourceFacts, SourceQuarantine,
};

/// Owner of everything a [`ReportInput`] borrows.
pub(crate) struct Sample {
    pub(crate) analysis: GapAnalysis,
    pub(crate) reference: Reference,
    pub(crate) run: RunFacts,
    pub(crate) quarantine: Vec<SourceQuarantine>,
    pub(crate) snapshot: Snapshot,
    pub(crate) changes: Option<ChangeSet>,
    pub(crate) offices: Vec<OfficeFile>,
    links: [LinkSet; 3],
}

impl Sample {
    pub(crate) fn new() -> Self {
        let findings = findings();
        Self {
            analysis: GapAnalysis {
                cohort: cohort(),
                outside_cohort: vec!["ngo-sezim:99".into()],
                same_case: vec![vec!["ngo-ak:1".into(), "ngo-sezim:1".into()]],
                paths: paths::paths(),
                flows: paths::flows(),
                figures: figures(&findings),
                discrepancies: discrepancies(),
                obstacles: vec![
                    ObstacleCount {
                        code: "Q1".into(),
                        ids: vec!["ngo-sezim:3".into(), "ngo-sezim:4".into(), "ngo-ak:5".into()],
                    },
                    ObstacleCount { code: "Q2".into(), ids: vec!["erp:03-050-2022-000002".into()] },
                ],
                rereview: vec![RereviewCase {
                    record: "erp:03-050-2022-000002".into(),
                    reports: vec!["ngo-ak:2".into()],
                    rule: "dismissed_no_elements".into(),
                    exit: ExitKind::Terminated,
                    ground: Some("T02".into()),
                    since: "2022-11".parse().ok(),
                    days_overdue: None,
                    victims: 2,
                    elements: vec!["act", "purpose"],
                    link_probability: 0.97,
                    comparable: (1, 5),
                    reopening_share: 0.109,
                    expected_yield: 0.212,
                    office: Some("СУ ГУВД г. Ош".into()),
                    oblast: Some("KG06000000000".into()),
                    obstacle: Some("Q2".into()),
                }],
                cases: vec![vec!["ngo-ak:1".into(), "ngo-sezim:1".into()]],
                ictip: vec![
                    IctipCount {
                        object: "victim".into(),
                        variable: "sex".into(),
                        value: Some("female".into()),
                        count: 9,
                        filled: 9,
                        base: 12,
                        filled_of: Vec::new(),
                        base_of: Vec::new(),
                    },
                    IctipCount {
                        object: "victim".into(),
                        variable: "sex".into(),
                        value: None,
                        count: 3,
                        filled: 9,
                        base: 12,
                        filled_of: vec!["ngo-ak:1".into(); 9],
                        base_of: vec!["ngo-ak:1".into(); 12],
                    },
                ],
                stage_times: paths::stage_times(),
                overdue: paths::overdue(),
                findings,
            },
            reference: reference::reference(),
            run: run(),
            quarantine: quarantine(),
            snapshot: history::snapshot(),
            changes: Some(history::changes()),
            offices: offices::offices(),
            links: [ngo_register(), empty(LinkKind::RegisterCourt), empty(LinkKind::NgoNgo)],
        }
    }

    pub(crate) fn input(&self) -> ReportInput<'_> {
        ReportInput {
            analysis: &self.analysis,
            links: LinkSets {
                ngo_register: &self.links[0],
                register_court: &self.links[1],
                ngo_ngo: &self.links[2],
            },
            quarantine: &self.quarantine,
            reference: &self.reference,
            run: &self.run,
            snapshot: &self.snapshot,
            offices: &self.offices,
            changes: self.changes.as_ref(),
            disclosure: DisclosureLevel::RestrictedWithoutNames,
            excel_ru: false,
        }
    }
}

fn cohort() -> Cohort {
    Cohort {
        from: date(2019, 1, 1),
        to: date(2026, 6, 30),
        as_of: date(2026, 6, 30),
        horizon_days: 365,
    }
}

fn evidence(comparison: &str, level: &str, bits: f64, detail: &[(&str, &str)]) -> Evidence {
    Evidence {
        comparison: comparison.to_owned().into(),
        level: level.to_owned().into(),
        weight: MatchWeight::from_bits(bits),
        detail: detail.iter().copied().collect(),
    }
}

fn candidate(right: &str, probability: f64, evidence: Vec<Evidence>) -> Candidate {
    Candidate {
        right: right.into(),
        weight: evidence.iter().map(|evidence| evidence.weight).sum(),
        evidence,
        probability,
        rules: vec!["victim_name_pair".into()],
    }
}

fn near_miss() -> Vec<Candidate> {
    vec![
        candidate(
            "erp:03-050-2022-000001",
            0.02,
            vec![
                evidence(
                    "victims",
                    "some_aligned",
                    4.25,
                    &[
                        ("aligned", "1"),
                        ("left", "2"),
                        ("right", "3"),
                        ("person_name_1", "sibling_like"),
                        ("person_birth_date_1", "year_off_by_one"),
                        ("bits_1", "4.25"),
                    ],
                ),
                evidence("event_date", "apart", -7.5, &[("days", "803")]),
                evidence("place", "same_oblast", 1.0, &[]),
                evidence("reference_numbers", "missing", 0.0, &[]),
            ],
        ),
        candidate(
            "erp:03-050-2022-000002",
            0.004,
            vec![
                evidence("victims", "none_aligned", -5.5, &[]),
                evidence("event_date", "within_month", 3.75, &[("days", "12")]),
                evidence("place", "missing", 0.0, &[]),
                evidence("reference_numbers", "missing", 0.0, &[]),
            ],
        ),
    ]
}

/// One report: id, finding, probability, highest rung reached.
fn report(
    id: &str,
    finding: Finding,
    probability: f64,
    reached: usize,
    reasons: Vec<&'static str>,
) -> ReportFinding {
    let linked = match finding {
        Finding::Registered | Finding::RegisteredOtherOffence => Some("erp:03-050-2022-000002"),
        Finding::JournalOnly | Finding::Refused => Some("erp:ЖУИ-118@ош@2023"),
        _ => None,
    };
    let near = matches!(finding, Finding::Unregistered | Finding::Undetermined);
    ReportFinding {
        report: id.into(),
        finding,
        probability,
        reasons,
        rungs: Rung::ALL
            .into_iter()
            .enumerate()
            .map(|(index, rung)| (rung, if index < reached { Reached::Yes } else { Reached::No }))
            .collect(),
        linked: linked.map(RecordId::from),
        court_cases: Vec::new(),
        candidates: if near { near_miss() } else { Vec::new() },
        obstacle: (finding != Finding::Registered).then(|| "Q1".into()),
        addressee: Some("ГУВД г. Ош".into()),
        cohort_date: "2022-03-05".parse().ok(),
        oblast: Some("KG06000000000".into()),
        raion: None,
        victims: 2,
    }
}

fn findings() -> Vec<ReportFinding> {
    use Finding as F;
    let mut findings = vec![
        report("ngo-ak:1", F::Registered, 0.998, 5, vec![]),
        report("ngo-ak:2", F::RegisteredOtherOffence, 0.97, 3, vec![]),
        report("ngo-ak:3", F::JournalOnly, 0.93, 2, vec![]),
        report("ngo-ak:4", F::Refused, 0.96, 2, vec![]),
        report("ngo-ak:5", F::Unregistered, 0.976, 1, vec![]),
        report("ngo-sezim:3", F::Undetermined, 0.61, 1, vec![]),
        report("ngo-sezim:4", F::NotHandedOver, 1.0, 0, vec![]),
        report("ngo-sezim:5", F::NotAssessable, 1.0, 1, vec![]),
    ];
    findings[5].candidates[0].probability = 0.58;
    findings[6].cohort_date = "2021-21".parse().ok();
    findings[7].cohort_date = PartialDate::year(2020);
    findings[7].addressee = Some("=HYPERLINK(\"x\")".into());
    findings
}

fn figure(
    id: &str,
    label: &str,
    arguments: &[(&str, &str)],
    counted: (u64, u64),
    interval: (f64, f64),
) -> Figure {
    let (numerator, denominator) = counted;
    let ids = |count: u64| (0..count).map(|n| format!("ngo-ak:{n}").as_str().into()).collect();
    #[expect(clippy::cast_precision_loss, reason = "sample counts are tiny")]
    Figure {
        id: id.into(),
        label: label.into(),
        label_arguments: arguments.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect(),
        unit: CountingUnit::Reports,
        cohort: "handed_over_2019-01-01_2026-06-30".into(),
        numerator,
        denominator: Some(denominator),
        value: (denominator > 0).then(|| numerator as f64 / denominator as f64),
        interval: Some(Interval {
            low: interval.0,
            high: interval.1,
            level: 0.95,
            method: "wilson",
        }),
        uncertainty: Uncertainty::default(),
        method: "raw",
        ids: ids(numerator),
        denominator_ids: ids(denominator),
    }
}

fn figures(findings: &[ReportFinding]) -> Vec<Figure> {
    let oblast = [("dimension", "oblast"), ("value", "KG06000000000")];
    let mut figures = vec![
        figure("ladder.r0.reports", "figure-ladder-r0", &[], (7, 8), (0.529, 0.978)),
        figure("ladder.r1.reports", "figure-ladder-r1", &[], (4, 7), (0.25, 0.842)),
        figure("ladder.r2.reports", "figure-ladder-r2", &[], (2, 7), (0.082, 0.641)),
        figure("ladder.r3.reports", "figure-ladder-r3", &[], (1, 2), (0.095, 0.905)),
        figure("ladder.r4.reports", "figure-ladder-r4", &[], (1, 1), (0.207, 1.0)),
        figure(
            "ladder.r1.unknown.reports",
            "figure-ladder-unknown",
            &[("rung", "r1")],
            (2, 9),
            (0.063, 0.547),
        ),
        figure(
            "ladder.r2.reports.oblast=KG06000000000",
            "figure-ladder-r2-in",
            &oblast,
            (2, 7),
            (0.082, 0.641),
        ),
        figure(
            "ladder.r2.reports.source=ngo-ak",
            "figure-ladder-r2-in",
            &[("dimension", "source"), ("value", "ngo-ak")],
            (2, 5),
            (0.118, 0.769),
        ),
        figure(
            "unregistered_rate.reports",
            "figure-unregistered-rate",
            &[],
            (1, 5),
            (0.036, 0.624),
        ),
        figure(
            "unregistered_rate.reports.oblast=KG06000000000",
            "figure-unregistered-rate-in",
            &oblast,
            (1, 5),
            (0.036, 0.624),
        ),
        figure(
            "unregistered_rate.reports.bounds",
            "figure-unregistered-bounds",
            &[],
            (1, 6),
            (0.167, 0.333),
        ),
        figure(
            "exit_undone.suspended.entries",
            "figure-exit-undone",
            &[("exit", "suspended")],
            (1, 3),
            (0.061, 0.792),
        ),
        figure(
            "court.first.convicted.entries",
            "figure-court-outcome",
            &[("instance", "first"), ("outcome", "convicted")],
            (2, 3),
            (0.208, 0.939),
        ),
        figure("ratio.offender", "figure-ratio-offender", &[], (5, 4), (0.0, 0.0)),
        figure(
            "obstacle.Q1.reports",
            "figure-obstacle",
            &[("obstacle", "Q1"), ("unit", "reports")],
            (3, 8),
            (0.137, 0.694),
        ),
        figure("time.t1.in_time.reports", "figure-time-t1", &[], (3, 4), (0.301, 0.954)),
        figure("time.t1.late.reports", "figure-time-t1-late", &[], (1, 4), (0.046, 0.699)),
    ];
    for finding in Finding::ALL {
        let count = findings.iter().filter(|found| found.finding == finding).count() as u64;
        figures.push(figure(
            &format!("finding.{}.reports", finding.code()),
            "figure-finding",
            &[("finding", finding.code())],
            (count, 8),
            (0.022, 0.471),
        ));
    }
    figures.extend(doubt::figures());
    figures.sort_by(|a, b| a.id.cmp(&b.id));
    figures
}

fn discrepancies() -> Vec<Discrepancy> {
    vec![Discrepancy {
        id: "sent_to_court_without_case:erp:03-050-2022-000002".into(),
        kind: "sent_to_court_without_case",
        severity: Severity::High,
        crime_record: Some("erp:03-050-2022-000002".into()),
        court_case: None,
        report: None,
        left: "2023-02-01".into(),
        right: String::new(),
    }]
}

fn ngo_register() -> LinkSet {
    LinkSet {
        kind: LinkKind::NgoRegister,
        decisions: vec![
            Decision {
                left: "ngo-ak:2".into(),
                status: LinkStatus::Link,
                target: Some("erp:03-050-2022-000002".into()),
                lineage: vec!["erp:03-050-2022-000002".into(), "erp:03-050-2022-000003".into()],
                none_probability: 0.03,
                candidates: vec![candidate(
                    "erp:03-050-2022-000002",
                    0.97,
                    vec![
                        evidence("victims", "none_aligned", -5.5, &[]),
                        evidence("reference_numbers", "equal", 14.5, &[("kind", "register")]),
                    ],
                )],
                identifiability: Identifiability::Sufficient,
            },
            Decision {
                left: "ngo-ak:5".into(),
                status: LinkStatus::NonLink,
                target: None,
                lineage: Vec::new(),
                none_probability: 0.976,
                candidates: near_miss(),
                identifiability: Identifiability::Sufficient,
            },
        ],
        sizes: (2, 94),
        candidate_pairs: 12_345,
        blocking: vec![BlockingRuleReport {
            rule: "victim_name_pair".into(),
            pairs: 12_345,
            new_pairs: 12_345,
            purged_blocks: 0,
            purged_pairs: 0,
        }],
        parameters: vec![("link_threshold".into(), 0.9), ("possible_threshold".into(), 0.3)],
    }
}

fn empty(kind: LinkKind) -> LinkSet {
    LinkSet {
        kind,
        decisions: Vec::new(),
        sizes: (0, 0),
        candidate_pairs: 0,
        blocking: Vec::new(),
        parameters: Vec::new(),
    }
}

fn source(id: &str, kind: SourceKind, title: &str, counts: [u64; 4]) -> SourceFacts {
    let [rows_in, rows_in_records, quarantined, records] = counts;
    SourceFacts {
        delivery: Delivery {
            id: "ab".repeat(32).as_str().into(),
            source: id.into(),
            kind,
            title: title.into(),
            as_of: date(2026, 6, 30),
            coverage: Coverage {
                period: Some((date(2019, 1, 1), date(2026, 6, 30))),
                regions: vec!["KG06000000000".into()],
                families: Vec::new(),
            },
            files: vec![DeliveredFile {
                name: format!("data/{id}.xlsx").into(),
                sha256: "ab".repeat(32),
                bytes: 20_480,
            }],
        },
        rows_in,
        rows_in_records,
        quarantined,
        records,
        notes: vec!["read as windows-1251".into()],
    }
}

fn run() -> RunFacts {
    RunFacts {
        project: "Osh 2026".into(),
        version: "0.1.0".into(),
        as_of: date(2026, 6, 30),
        sources: vec![
            source(
                "erp",
                SourceKind::Register,
                "ЕРП, выгрузка по Ошской области",
                [120, 120, 0, 94],
            ),
            source("ngo-ak", SourceKind::Ngo, "ОФ «Ак жүрөк»", [6, 5, 1, 5]),
            source("ngo-sezim", SourceKind::Ngo, "Кризисный центр «Таяныч»", [4, 4, 0, 4]),
        ],
        reference_hash: "0".repeat(64),
        checkpoint: format!("12:{}", "a".repeat(64)),
        parameters: vec![("horizon_days".into(), "365".into())],
    }
}

fn quarantine() -> Vec<SourceQuarantine> {
    vec![SourceQuarantine {
        source: SourceId::from("ngo-ak"),
        row: QuarantinedRow {
            at: RowRef { file: "data/ngo-ak.xlsx".into(), sheet: Some("Лист1".into()), row: 7 },
            column: Some("Дата".into()),
            value_kind: "text of 7 characters".into(),
            reason: RefusalReason::UnreadableDate,
            remedy: "write the date as day.month.year".into(),
        },
    }]
}
