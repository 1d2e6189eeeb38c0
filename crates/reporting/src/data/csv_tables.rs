//! The CSV outputs: plain UTF-8 without a byte order mark, comma, `\n`, header in the first line.
//! Codes, EDTF dates and numbers with a decimal point; several values of one cell are joined by
//! `|`. Text from sources passes [`neutral`], so that no spreadsheet runs it.

use std::collections::BTreeMap;

use attrition::{
    Candidate, Decision, Disposition, GapAnalysis, LinkSet, LinkStatus, RegisterPath, Rung,
};
use records::{PartialDate, RecordId};

use super::neutral;
use crate::codes;
use crate::error::ReportingError;
use crate::input::{LinkSets, OutputFile, SourceQuarantine};

/// A table under construction.
pub(crate) struct Sheet {
    file: &'static str,
    writer: csv::Writer<Vec<u8>>,
}

impl Sheet {
    pub(crate) fn new(file: &'static str, header: &[&str]) -> Result<Self, ReportingError> {
        let mut sheet = Self { file, writer: csv::Writer::from_writer(Vec::new()) };
        sheet.row(header)?;
        Ok(sheet)
    }

    pub(crate) fn row<S: AsRef<str>>(&mut self, cells: &[S]) -> Result<(), ReportingError> {
        self.writer
            .write_record(cells.iter().map(AsRef::as_ref))
            .map_err(|source| csv_error(self.file, source))
    }

    pub(crate) fn finish(self) -> Result<OutputFile, ReportingError> {
        let bytes = self
            .writer
            .into_inner()
            .map_err(|error| csv_error(self.file, error.into_error().into()))?;
        Ok(OutputFile { name: self.file.to_owned(), bytes })
    }
}

/// A table that cannot be written.
pub(super) const fn csv_error(file: &'static str, source: csv::Error) -> ReportingError {
    ReportingError::Csv { file, source }
}

pub(super) fn id(id: Option<&RecordId>) -> String {
    id.map_or_else(String::new, |id| neutral(id.as_str()))
}

pub(super) fn ids(ids: &[RecordId]) -> String {
    neutral(&ids.iter().map(RecordId::as_str).collect::<Vec<_>>().join("|"))
}

pub(super) fn text(text: Option<&String>) -> String {
    text.map_or_else(String::new, |text| neutral(text))
}

pub(super) fn date(date: Option<PartialDate>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}

/// Six decimals: finer than any posterior is known, coarse enough to read.
pub(super) fn probability(value: f64) -> String {
    format!("{value:.6}")
}

fn bits(value: f64) -> String {
    format!("{value:.4}")
}

/// `findings.csv`: one row per report of the cohort.
pub(crate) fn findings(analysis: &GapAnalysis) -> Result<OutputFile, ReportingError> {
    let mut sheet = Sheet::new(
        "findings.csv",
        &[
            "report",
            "finding",
            "probability",
            "reasons",
            "r0",
            "r1",
            "r2",
            "r3",
            "r4",
            "linked",
            "court_cases",
            "nearest_candidate",
            "nearest_weight_bits",
            "obstacle",
            "addressee",
            "cohort_date",
            "oblast",
            "raion",
            "victims",
        ],
    )?;
    for finding in &analysis.findings {
        let mut cells = vec![
            neutral(finding.report.as_str()),
            finding.finding.code().to_owned(),
            probability(finding.probability),
            finding.reasons.join("|"),
        ];
        for rung in Rung::ALL {
            let state = finding.rungs.iter().find(|(at, _)| *at == rung).map(|(_, state)| *state);
            cells.push(state.map_or("", codes::reached).to_owned());
        }
        let nearest = finding.candidates.first();
        cells.extend([
            id(finding.linked.as_ref()),
            ids(&finding.court_cases),
            id(nearest.map(|candidate| &candidate.right)),
            nearest.map_or_else(String::new, |candidate| bits(candidate.weight.bits())),
            text(finding.obstacle.as_ref()),
            text(finding.addressee.as_ref()),
            date(finding.cohort_date),
            text(finding.oblast.as_ref()),
            text(finding.raion.as_ref()),
            finding.victims.to_string(),
        ]);
        sheet.row(&cells)?;
    }
    sheet.finish()
}

/// `links.csv`: every candidate kept for every left record, best first, with its evidence as one
/// level and one weight column per comparison. A left record without candidates has one row with
/// an empty right side.
pub(crate) fn links(links: &LinkSets<'_>) -> Result<OutputFile, ReportingError> {
    let comparisons = comparisons(links);
    let mut header: Vec<String> = [
        "kind",
        "left",
        "rank",
        "right",
        "status",
        "probability",
        "none_probability",
        "weight_bits",
        "lineage",
        "blocking_rules",
    ]
    .map(str::to_owned)
    .to_vec();
    for comparison in &comparisons {
        header.push(format!("{comparison}_level"));
        header.push(format!("{comparison}_bits"));
    }
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut sheet = Sheet::new("links.csv", &header)?;
    for set in links.all() {
        for decision in &set.decisions {
            if decision.candidates.is_empty() {
                sheet.row(&link_row(set, decision, None, &comparisons))?;
            }
            for (rank, candidate) in decision.candidates.iter().enumerate() {
                sheet.row(&link_row(set, decision, Some((rank + 1, candidate)), &comparisons))?;
            }
        }
    }
    sheet.finish()
}

/// Every comparison that occurs, in the order the models list them.
fn comparisons(links: &LinkSets<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for set in links.all() {
        for candidate in set.decisions.iter().flat_map(|decision| &decision.candidates) {
            for evidence in &candidate.evidence {
                if !found.iter().any(|known| *known == evidence.comparison) {
                    found.push(evidence.comparison.to_string());
                }
            }
        }
    }
    found
}

fn link_row(
    set: &LinkSet,
    decision: &Decision,
    ranked: Option<(usize, &Candidate)>,
    comparisons: &[String],
) -> Vec<String> {
    let candidate = ranked.map(|(_, candidate)| candidate);
    let is_target = candidate.is_some_and(|c| decision.target.as_ref() == Some(&c.right));
    let status = if is_target { decision.status } else { LinkStatus::NonLink };
    let evidence: BTreeMap<&str, _> = candidate
        .iter()
        .flat_map(|candidate| &candidate.evidence)
        .map(|evidence| (&*evidence.comparison, evidence))
        .collect();
    let mut cells = vec![
        set.kind.code().to_owned(),
        neutral(decision.left.as_str()),
        ranked.map_or_else(String::new, |(rank, _)| rank.to_string()),
        id(candidate.map(|candidate| &candidate.right)),
        status.code().to_owned(),
        candidate.map_or_else(String::new, |candidate| probability(candidate.probability)),
        probability(decision.none_probability),
        candidate.map_or_else(String::new, |candidate| bits(candidate.weight.bits())),
        if is_target { ids(&decision.lineage) } else { String::new() },
        candidate.map_or_else(String::new, |candidate| candidate.rules.join("|")),
    ];
    for comparison in comparisons {
        match evidence.get(comparison.as_str()) {
            Some(evidence) => {
                cells.push(evidence.level.to_string());
                cells.push(bits(evidence.weight.bits()));
            }
            None => cells.extend([String::new(), String::new()]),
        }
    }
    cells
}

/// `register_paths.csv`: one row per crime record and stage.
pub(crate) fn register_paths(analysis: &GapAnalysis) -> Result<OutputFile, ReportingError> {
    let mut sheet = Sheet::new(
        "register_paths.csv",
        &[
            "record",
            "step",
            "stage",
            "entered",
            "left",
            "disposition",
            "ground",
            "obstacle",
            "exits_undone",
            "trafficking",
            "requalified_up",
            "office",
            "oblast",
            "raion",
            "victims",
            "suspects",
            "lineage",
            "reports",
            "court_cases",
        ],
    )?;
    for path in &analysis.paths {
        for row in path_rows(path) {
            sheet.row(&row)?;
        }
    }
    sheet.finish()
}

fn path_rows(path: &RegisterPath) -> impl Iterator<Item = Vec<String>> {
    let trafficking = match path.trafficking {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    };
    path.steps.iter().enumerate().map(move |(index, step)| {
        let exit = match &step.disposition {
            Disposition::Exited { ground, .. } => Some(ground),
            _ => None,
        };
        vec![
            neutral(path.record.as_str()),
            (index + 1).to_string(),
            step.stage.code().to_owned(),
            date(step.entered),
            date(step.left),
            step.disposition.code().to_owned(),
            text(exit.and_then(Option::as_ref)),
            if exit.is_some() { text(path.obstacle.as_ref()) } else { String::new() },
            undone(path),
            trafficking.to_owned(),
            path.requalified_up.to_string(),
            text(path.office.as_ref()),
            text(path.oblast.as_ref()),
            text(path.raion.as_ref()),
            path.victims.to_string(),
            path.suspects.to_string(),
            ids(&path.lineage),
            ids(&path.reports),
            ids(&path.court_cases),
        ]
    })
}

/// Exits the case came back from, each with its ground and date where known: `terminated:T02@2022`.
fn undone(path: &RegisterPath) -> String {
    let told = path.exits.iter().filter(|exit| exit.undone).map(|exit| {
        let ground = exit.ground.as_ref().map_or_else(String::new, |ground| format!(":{ground}"));
        let date = exit.date.map_or_else(String::new, |date| format!("@{date}"));
        format!("{}{ground}{date}", exit.kind.code())
    });
    neutral(&told.collect::<Vec<_>>().join("|"))
}

/// `discrepancies.csv`: gravest first.
pub(crate) fn discrepancies(analysis: &GapAnalysis) -> Result<OutputFile, ReportingError> {
    let mut sheet = Sheet::new(
        "discrepancies.csv",
        &["id", "kind", "severity", "crime_record", "court_case", "report", "left", "right"],
    )?;
    for row in &analysis.discrepancies {
        sheet.row(&[
            neutral(&row.id),
            row.kind.to_owned(),
            codes::severity(row.severity).to_owned(),
            id(row.crime_record.as_ref()),
            id(row.court_case.as_ref()),
            id(row.report.as_ref()),
            neutral(&row.left),
            neutral(&row.right),
        ])?;
    }
    sheet.finish()
}

/// `quarantine.csv`: every refused row with its place, in source and row order.
pub(crate) fn quarantine(rows: &[SourceQuarantine]) -> Result<OutputFile, ReportingError> {
    let mut sheet = Sheet::new(
        "quarantine.csv",
        &["source", "file", "sheet", "row", "column", "value_kind", "reason", "remedy"],
    )?;
    for SourceQuarantine { source, row } in rows {
        sheet.row(&[
            neutral(&source.0),
            neutral(&row.at.file),
            row.at.sheet.as_deref().map_or_else(String::new, neutral),
            row.at.row.to_string(),
            text(row.column.as_ref()),
            neutral(&row.value_kind),
            row.reason.code().to_owned(),
            neutral(&row.remedy),
        ])?;
    }
    sheet.finish()
}
