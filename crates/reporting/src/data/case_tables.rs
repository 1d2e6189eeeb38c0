//! Two lists of cases as CSV: what holds each case up, and which to look at again first.

use std::collections::BTreeMap;

use attrition::{Disposition, GapAnalysis, RegisterPath, ReportFinding};
use records::RecordId;

use super::csv_tables::{Sheet, date, id, ids, probability, text};
use super::neutral;
use crate::error::ReportingError;
use crate::input::OutputFile;

/// `obstacles.csv`: one row per obstacle and case it holds up, with what shows it.
pub(crate) fn obstacles(analysis: &GapAnalysis) -> Result<OutputFile, ReportingError> {
    let mut sheet = Sheet::new(
        "obstacles.csv",
        &[
            "obstacle",
            "unit",
            "case",
            "outcome",
            "ground",
            "date",
            "reasons",
            "report",
            "crime_record",
            "court_cases",
            "nearest_candidate",
        ],
    )?;
    let findings: BTreeMap<&RecordId, &ReportFinding> =
        analysis.findings.iter().map(|finding| (&finding.report, finding)).collect();
    let paths: BTreeMap<&RecordId, &RegisterPath> =
        analysis.paths.iter().map(|path| (&path.record, path)).collect();
    for obstacle in &analysis.obstacles {
        for case in &obstacle.ids {
            let row = match (findings.get(case), paths.get(case)) {
                (Some(finding), _) => of_report(finding),
                (None, Some(path)) => of_entry(path),
                (None, None) => continue,
            };
            let mut cells = vec![obstacle.code.clone()];
            cells.extend(row);
            sheet.row(&cells)?;
        }
    }
    sheet.finish()
}

fn of_report(finding: &ReportFinding) -> Vec<String> {
    let nearest = finding.candidates.first().filter(|_| finding.linked.is_none());
    vec![
        "reports".to_owned(),
        neutral(finding.report.as_str()),
        finding.finding.code().to_owned(),
        String::new(),
        date(finding.cohort_date),
        finding.reasons.join("|"),
        neutral(finding.report.as_str()),
        id(finding.linked.as_ref()),
        ids(&finding.court_cases),
        id(nearest.map(|candidate| &candidate.right)),
    ]
}

fn of_entry(path: &RegisterPath) -> Vec<String> {
    let last = path.steps.last();
    let ground = last.and_then(|step| match &step.disposition {
        Disposition::Exited { ground, .. } => ground.as_ref(),
        _ => None,
    });
    vec![
        "entries".to_owned(),
        neutral(path.record.as_str()),
        last.map_or("", |step| step.disposition.code()).to_owned(),
        text(ground),
        date(last.and_then(|step| step.left)),
        String::new(),
        ids(&path.reports),
        neutral(path.record.as_str()),
        ids(&path.court_cases),
        String::new(),
    ]
}

/// `rereview.csv`: greatest expected yield first.
pub(crate) fn rereview(analysis: &GapAnalysis) -> Result<OutputFile, ReportingError> {
    let mut sheet = Sheet::new(
        "rereview.csv",
        &[
            "rank",
            "crime_record",
            "rule",
            "exit",
            "ground",
            "since",
            "days_overdue",
            "victims",
            "elements",
            "comparable_undone",
            "comparable_taken",
            "reopening_share",
            "link_probability",
            "expected_yield",
            "obstacle",
            "office",
            "oblast",
            "reports",
        ],
    )?;
    for (at, case) in analysis.rereview.iter().enumerate() {
        sheet.row(&[
            (at + 1).to_string(),
            neutral(case.record.as_str()),
            neutral(&case.rule),
            case.exit.code().to_owned(),
            text(case.ground.as_ref()),
            date(case.since),
            case.days_overdue.map_or_else(String::new, |days| days.to_string()),
            case.victims.to_string(),
            case.elements.join("|"),
            case.comparable.0.to_string(),
            case.comparable.1.to_string(),
            probability(case.reopening_share),
            probability(case.link_probability),
            probability(case.expected_yield),
            text(case.obstacle.as_ref()),
            text(case.office.as_ref()),
            text(case.oblast.as_ref()),
            ids(&case.reports),
        ])?;
    }
    sheet.finish()
}
