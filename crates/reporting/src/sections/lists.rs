//! Plain lists: reports that are in a register but not as trafficking, reports that never count
//! against an office, obstacles with steps, discrepancies.

use std::collections::BTreeMap;

use attrition::{Finding, RegisterPath, ReportFinding, Severity};
use records::RecordId;

use super::Context;
use crate::error::ReportingError;
use crate::model::{Block, Cell, ColumnKind, Section, Table};

/// Findings listed in a table each, with the table's name.
const LISTED: [(Finding, &str); 5] = [
    (Finding::RegisteredOtherOffence, "registered_other_offence"),
    (Finding::JournalOnly, "journal_only"),
    (Finding::Refused, "refused"),
    (Finding::NotHandedOver, "not_handed_over"),
    (Finding::NotAssessable, "not_assessable"),
];

/// Reports whose way led elsewhere than to a registration as trafficking.
pub(super) fn registered_otherwise(context: &Context<'_>) -> Result<Section, ReportingError> {
    let mut blocks = vec![context.paragraph("otherwise-lead")?];
    for (finding, name) in LISTED {
        blocks.push(Block::Table(finding_table(context, finding, name)?));
    }
    context.section("otherwise", blocks)
}

fn finding_table(
    context: &Context<'_>,
    kind: Finding,
    name: &str,
) -> Result<Table, ReportingError> {
    let words = context.words;
    let paths: BTreeMap<&RecordId, &RegisterPath> =
        context.input.analysis.paths.iter().map(|path| (&path.record, path)).collect();
    let rows = context
        .findings(kind)
        .map(|finding| {
            let (obstacle, _) = obstacle_cells(context, finding.obstacle.as_deref());
            Ok(vec![
                Cell::Code(finding.report.to_string()),
                Cell::Text(words.source_of(&finding.report)),
                context.date(finding.cohort_date)?,
                finding.addressee.clone().map_or(Cell::Empty, Cell::Text),
                finding.linked.as_ref().map_or(Cell::Empty, |id| Cell::Code(id.to_string())),
                state_cell(context, finding, &paths)?,
                Cell::Probability(finding.probability),
                reasons_cell(context, &finding.reasons)?,
                obstacle,
            ])
        })
        .collect::<Result<_, ReportingError>>()?;
    context.table(
        name,
        &[
            ("report", ColumnKind::Code),
            ("ngo", ColumnKind::Text),
            ("cohort-date", ColumnKind::Date),
            ("addressee", ColumnKind::Text),
            ("record", ColumnKind::Code),
            ("state", ColumnKind::Text),
            ("probability", ColumnKind::Number),
            ("reasons", ColumnKind::LongText),
            ("obstacle", ColumnKind::LongText),
        ],
        rows,
    )
}

/// Where the linked record stands now: its last stage and how that ended.
fn state_cell(
    context: &Context<'_>,
    finding: &ReportFinding,
    paths: &BTreeMap<&RecordId, &RegisterPath>,
) -> Result<Cell, ReportingError> {
    let last = finding.linked.as_ref().and_then(|id| paths.get(id)).and_then(|p| p.steps.last());
    let Some(step) = last else { return Ok(Cell::Empty) };
    let words = context.words;
    let disposition = words.text(&format!("disposition-{}", step.disposition.code()))?;
    Ok(Cell::Text(format!("{}: {disposition}", words.stage(step.stage)?)))
}

/// Reasons in words, in order of weight.
pub(super) fn reasons_cell(
    context: &Context<'_>,
    reasons: &[&str],
) -> Result<Cell, ReportingError> {
    if reasons.is_empty() {
        return Ok(Cell::Empty);
    }
    let told: Vec<String> = reasons
        .iter()
        .map(|reason| context.words.text(&format!("reason-{reason}")))
        .collect::<Result<_, _>>()?;
    Ok(Cell::Text(told.join("; ")))
}

/// An obstacle and the step against it.
pub(super) fn obstacle_cells(context: &Context<'_>, code: Option<&str>) -> (Cell, Cell) {
    let Some(code) = code else { return (Cell::Empty, Cell::Empty) };
    let (name, step) = context.words.obstacle(code);
    (Cell::Text(name), if step.is_empty() { Cell::Empty } else { Cell::Text(step) })
}

/// What holds cases up, and what to do about it.
pub(super) fn obstacles(context: &Context<'_>) -> Result<Section, ReportingError> {
    let rows = context
        .input
        .analysis
        .obstacles
        .iter()
        .map(|obstacle| {
            let (name, step) = obstacle_cells(context, Some(&obstacle.code));
            vec![
                name,
                Cell::Count(obstacle.ids.len() as u64),
                step,
                Cell::Code(obstacle.code.clone()),
            ]
        })
        .collect();
    let table = context.table(
        "obstacles",
        &[
            ("obstacle", ColumnKind::Label),
            ("cases", ColumnKind::Number),
            ("step", ColumnKind::LongText),
            ("code", ColumnKind::Text),
        ],
        rows,
    )?;
    context.section("obstacles", vec![context.paragraph("obstacles-lead")?, Block::Table(table)])
}

/// Where the registers contradict one another or themselves.
pub(super) fn discrepancies(context: &Context<'_>) -> Result<Section, ReportingError> {
    let words = context.words;
    let mut counts: BTreeMap<(Severity, &str), u64> = BTreeMap::new();
    let mut rows = Vec::new();
    for found in &context.input.analysis.discrepancies {
        *counts.entry((found.severity, found.kind)).or_default() += 1;
        let records: Vec<&str> = [&found.crime_record, &found.court_case, &found.report]
            .into_iter()
            .flatten()
            .map(RecordId::as_str)
            .collect();
        let side = |text: &str| -> Result<Cell, ReportingError> {
            Ok(if text.is_empty() { Cell::Empty } else { Cell::Text(words.side(text)?) })
        };
        rows.push(vec![
            Cell::Text(words.text(&format!("discrepancy-{}", found.kind))?),
            Cell::Text(words.severity(found.severity)?),
            Cell::Code(records.join("\n")),
            side(&found.left)?,
            side(&found.right)?,
        ]);
    }
    let summary = counts
        .into_iter()
        .map(|((severity, kind), count)| {
            Ok(vec![
                Cell::Text(words.text(&format!("discrepancy-{kind}"))?),
                Cell::Text(words.severity(severity)?),
                Cell::Count(count),
            ])
        })
        .collect::<Result<_, ReportingError>>()?;
    context.section(
        "discrepancies",
        vec![
            context.paragraph("discrepancies-lead")?,
            Block::Table(context.table(
                "discrepancy_kinds",
                &[
                    ("discrepancy", ColumnKind::Label),
                    ("severity", ColumnKind::Text),
                    ("discrepancies", ColumnKind::Number),
                ],
                summary,
            )?),
            Block::Table(context.table(
                "discrepancies",
                &[
                    ("discrepancy", ColumnKind::LongText),
                    ("severity", ColumnKind::Text),
                    ("records", ColumnKind::Code),
                    ("left", ColumnKind::Text),
                    ("right", ColumnKind::Text),
                ],
                rows,
            )?),
        ],
    )
}
