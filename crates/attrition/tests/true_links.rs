//! Given the true links of the simulated scenario, the analysis must tell what truly happened: the
//! finding of every report, the furthest stage and the exit of every entry.
//!
//! Linkage is left out on purpose, so that a disagreement here is a fault of this crate, of reading
//! or of the scenario's truth, and of nothing else.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read has to fail the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use attrition::{AnalysisInput, Cohort, Disposition, Finding, GapAnalysis, analyse};
use ingest::limits::Limits;
use ingest::source::read_source;
use ingest::source_config::SourceConfig;
use linkage::{Candidate, Decision, Identifiability, LinkKind, LinkSet, LinkStatus, MatchWeight};
use records::{CourtCase, CrimeRecord, Delivery, NgoReport, RecordId, Records, Reference};
use serde::Deserialize;

#[derive(Deserialize)]
struct Project {
    source: Vec<SourceConfig>,
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/demo")
}

#[derive(Default)]
struct Sources {
    reports: Vec<NgoReport>,
    register: Vec<CrimeRecord>,
    court: Vec<CourtCase>,
    deliveries: Vec<Delivery>,
}

fn read(reference: &Reference) -> Sources {
    let text = fs::read_to_string(demo().join("sverka.toml")).unwrap();
    let project: Project = toml::from_str(&text).unwrap();
    let mut sources = Sources::default();
    for config in &project.source {
        let reading = read_source(config, &demo(), reference, &Limits::default(), &|_| {}).unwrap();
        sources.deliveries.push(reading.delivery);
        match reading.records {
            Records::Ngo(records) => sources.reports.extend(records),
            Records::Register(records) => sources.register.extend(records),
            Records::Court(records) => sources.court.extend(records),
        }
    }
    sources.reports.sort_by(|a, b| a.id.cmp(&b.id));
    sources.register.sort_by(|a, b| a.id.cmp(&b.id));
    sources.court.sort_by(|a, b| a.id.cmp(&b.id));
    sources.deliveries.sort_by(|a, b| a.source.cmp(&b.source));
    sources
}

/// Rows of `truth.csv` by kind.
struct Truth(Vec<[String; 4]>);

impl Truth {
    fn read() -> Self {
        let mut reader = csv::Reader::from_path(demo().join("truth.csv")).unwrap();
        let rows = reader.records().map(|row| {
            let row = row.unwrap();
            [0, 1, 2, 3].map(|at| row[at].to_owned())
        });
        Self(rows.collect())
    }

    fn of<'t>(&'t self, kind: &'t str) -> impl Iterator<Item = &'t [String; 4]> {
        self.0.iter().filter(move |row| row[0] == kind)
    }

    fn links(
        &self,
        kind: LinkKind,
        lefts: &[RecordId],
        pairs: BTreeMap<RecordId, RecordId>,
    ) -> LinkSet {
        let too_few: BTreeSet<&str> = self
            .of("finding")
            .filter(|row| row[3] == "not_assessable")
            .map(|row| row[1].as_str())
            .collect();
        let decision = |left: &RecordId| {
            let target = pairs.get(left).cloned();
            Decision {
                left: left.clone(),
                status: if target.is_some() { LinkStatus::Link } else { LinkStatus::NonLink },
                lineage: target.iter().cloned().collect(),
                candidates: target.iter().map(certain).collect(),
                none_probability: if target.is_some() { 0.0 } else { 1.0 },
                target,
                identifiability: if too_few.contains(left.as_str()) {
                    Identifiability::TooFewIdentifiers
                } else {
                    Identifiability::Sufficient
                },
            }
        };
        LinkSet {
            kind,
            decisions: lefts.iter().map(decision).collect(),
            sizes: (lefts.len() as u64, 0),
            candidate_pairs: 0,
            blocking: Vec::new(),
            parameters: Vec::new(),
        }
    }
}

fn certain(right: &RecordId) -> Candidate {
    Candidate {
        right: right.clone(),
        evidence: Vec::new(),
        weight: MatchWeight::ZERO,
        probability: 1.0,
        rules: Vec::new(),
    }
}

fn id(text: &str) -> RecordId {
    RecordId::from(text)
}

fn analysed(truth: &Truth) -> GapAnalysis {
    let reference = ingest::reference::embedded().unwrap();
    let sources = read(&reference);
    let pairs = |kind: &'static str, left: usize, right: usize| -> BTreeMap<RecordId, RecordId> {
        truth.of(kind).map(|row| (id(&row[left]), id(&row[right]))).collect()
    };
    let reports: Vec<RecordId> = sources.reports.iter().map(|report| report.id.clone()).collect();
    let court: Vec<RecordId> = sources.court.iter().map(|case| case.id.clone()).collect();
    let ngo_register = truth.links(LinkKind::NgoRegister, &reports, pairs("ngo_register", 1, 2));
    let register_court =
        truth.links(LinkKind::RegisterCourt, &court, pairs("register_court", 2, 1));
    let ngo_ngo = truth.links(LinkKind::NgoNgo, &reports, pairs("ngo_ngo", 1, 2));
    analyse(&AnalysisInput {
        reports: &sources.reports,
        register: &sources.register,
        court: &sources.court,
        deliveries: &sources.deliveries,
        ngo_register: &ngo_register,
        register_court: &register_court,
        ngo_ngo: &ngo_ngo,
        reference: &reference,
        cohort: Cohort {
            from: "2017-01-01".parse().unwrap(),
            to: "2026-06-30".parse().unwrap(),
            as_of: "2026-06-30".parse().unwrap(),
            horizon_days: 365,
        },
        audit: None,
    })
    .unwrap()
}

#[test]
fn true_links_lead_to_true_findings_stages_and_exits() {
    let truth = Truth::read();
    let analysis = analysed(&truth);
    assert!(analysis.outside_cohort.is_empty());
    let mut wrong = Vec::new();
    let mut checked = [0; 3];

    let findings: BTreeMap<&str, Finding> = analysis
        .findings
        .iter()
        .map(|finding| (finding.report.as_str(), finding.finding))
        .collect();
    for row in truth.of("finding") {
        checked[0] += 1;
        let found = findings.get(row[1].as_str()).map_or("none", |finding| finding.code());
        if found != row[3] {
            wrong.push(format!("{}: {found}, truly {}", row[1], row[3]));
        }
    }
    let ends: BTreeMap<&str, (&str, String)> = analysis
        .paths
        .iter()
        .map(|path| {
            let last = path.steps.last().unwrap();
            let exit = match &last.disposition {
                Disposition::Exited { kind, ground: Some(ground) } => {
                    format!("{}:{ground}", kind.code())
                }
                other => other.code().to_owned(),
            };
            (path.record.as_str(), (last.stage.code(), exit))
        })
        .collect();
    for (kind, at) in [("stage", 1), ("exit", 2)] {
        for row in truth.of(kind) {
            // An entry that began as another offence is followed only where a report leads to it.
            let Some((stage, exit)) = ends.get(row[1].as_str()) else {
                wrong.push(format!("{}: not followed, truly {} {}", row[1], kind, row[3]));
                continue;
            };
            checked[at] += 1;
            let told = if kind == "stage" { stage } else { exit.as_str() };
            if told != row[3] {
                wrong.push(format!("{}: {kind} {told}, truly {}", row[1], row[3]));
            }
        }
    }
    assert!(checked.iter().all(|count| *count >= 100), "{checked:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // Coverage is found out by the analysis, not told to it.
    for reason in ["outside_coverage_period", "outside_coverage_region"] {
        assert!(
            analysis.findings.iter().any(|finding| finding.reasons.contains(&reason)),
            "{reason}"
        );
    }
}
