//! Plain lists: reports that are in a register but not as trafficking, reports that never count
//! against an office, obstacles with steps, cases to look at again, discrepancies.

use std::collections::BTreeMap;

use attrition::{CountingUnit, Finding, RegisterPath, ReportFinding, Severity};
use records::RecordId;

use super::{Context, rate_cells};
use crate::error::ReportingError;
use crate::figure_ids;
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
    let table = context.table(
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
    )?;
    Ok(table.without_empty_columns())
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

/// What holds cases up, and what to do about it: reports and entries apart.
pub(super) fn obstacles(context: &Context<'_>) -> Result<Section, ReportingError> {
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    for obstacle in &context.input.analysis.obstacles {
        let (name, step) = obstacle_cells(context, Some(&obstacle.code));
        for unit in [CountingUnit::Reports, CountingUnit::Entries] {
            let id = figure_ids::obstacle(&obstacle.code, unit);
            let Some(figure) = context.optional_figure(&id) else { continue };
            let mut row = vec![
                name.clone(),
                Cell::Text(context.words.unit(unit)?),
                Cell::Count(figure.numerator),
                figure.denominator.map_or(Cell::Empty, Cell::Count),
            ];
            row.extend(rate_cells(figure));
            figures.push((rows.len(), None, id));
            row.extend([step.clone(), Cell::Code(obstacle.code.clone())]);
            rows.push(row);
        }
    }
    let table = context.table(
        "obstacles",
        &[
            ("obstacle", ColumnKind::Label),
            ("unit", ColumnKind::Text),
            ("cases", ColumnKind::Number),
            ("base", ColumnKind::Number),
            ("share", ColumnKind::Number),
            ("low", ColumnKind::Number),
            ("high", ColumnKind::Number),
            ("step", ColumnKind::LongText),
            ("code", ColumnKind::Text),
        ],
        rows,
    )?;
    let table = context.with_figures(table, figures);
    context.section("obstacles", vec![context.paragraph("obstacles-lead")?, Block::Table(table)])
}

/// Cases to look at again, most promising first, each with its reason.
pub(super) fn rereview(context: &Context<'_>) -> Result<Section, ReportingError> {
    let words = context.words;
    let mut rows = Vec::new();
    for (at, case) in context.input.analysis.rereview.iter().enumerate() {
        let elements: Vec<String> = case
            .elements
            .iter()
            .map(|element| words.text(&format!("element-{element}")))
            .collect::<Result<_, _>>()?;
        rows.push(vec![
            Cell::Count(at as u64 + 1),
            Cell::Code(case.record.to_string()),
            case.office.clone().map_or(Cell::Empty, Cell::Text),
            Cell::Text(words.rereview_rule(&case.rule)),
            Cell::Text(words.ground(case.ground.as_deref())?),
            context.date(case.since)?,
            case.days_overdue.map_or(Cell::Empty, |days| Cell::Count(days.unsigned_abs().into())),
            Cell::Count(case.victims.into()),
            Cell::Share(case.reopening_share * case.link_probability),
            Cell::Count(case.comparable.0),
            Cell::Count(case.comparable.1),
            if elements.is_empty() { Cell::Empty } else { Cell::Text(elements.join(", ")) },
        ]);
    }
    let table = context.table(
        "rereview",
        &[
            ("place-in-list", ColumnKind::Number),
            ("record", ColumnKind::Code),
            ("office", ColumnKind::Text),
            ("rereview-reason", ColumnKind::LongText),
            ("ground", ColumnKind::LongText),
            ("since", ColumnKind::Date),
            ("days-overdue", ColumnKind::Number),
            ("victims", ColumnKind::Number),
            ("chance", ColumnKind::Number),
            ("came-back", ColumnKind::Number),
            ("happened", ColumnKind::Number),
            ("elements", ColumnKind::Text),
        ],
        rows,
    )?;
    context.section("rereview", vec![context.paragraph("rereview-lead")?, Block::Table(table)])
}

/// Where the registers contradict one another or themselves.
pub(super) fn discrepancies(context: &Context<'_>) -> Result<Section, ReportingError> {
    let words = context.words;
    let mut counts: BTreeMap<(Severity, &str), Vec<String>> = BTreeMap::new();
    let mut rows = Vec::new();
    for found in &context.input.analysis.discrepancies {
        let records: Vec<&str> = [&found.crime_record, &found.court_case, &found.report]
            .into_iter()
            .flatten()
            .map(RecordId::as_str)
            .collect();
        counts.entry((found.severity, found.kind)).or_default().push(records.join(" – "));
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
    let lists: Vec<_> =
        counts.values().enumerate().map(|(at, records)| (at, vec![2], records.clone())).collect();
    let summary = counts
        .into_iter()
        .map(|((severity, kind), records)| {
            Ok(vec![
                Cell::Text(words.text(&format!("discrepancy-{kind}"))?),
                Cell::Text(words.severity(severity)?),
                Cell::Count(records.len() as u64),
            ])
        })
        .collect::<Result<_, ReportingError>>()?;
    let columns = [
        ("discrepancy", ColumnKind::Label),
        ("severity", ColumnKind::Text),
        ("discrepancies", ColumnKind::Number),
    ];
    let kinds = context.with_lists(context.table("discrepancy_kinds", &columns, summary)?, lists);
    context.section(
        "discrepancies",
        vec![
            context.paragraph("discrepancies-lead")?,
            Block::Table(kinds),
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
