//! Cases told one by one: the unregistered and the undetermined reports, each with its facts, what
//! was searched, the nearest entries and why they are not taken, and what to do. Record ids only.

use attrition::{Candidate, Finding, ReportFinding};

use super::Context;
use super::evidence::{candidate_note, is_missing, probability};
use crate::error::ReportingError;
use crate::model::{Block, CaseCard, CaseList, Cell, ColumnKind, Section, Table};
use crate::number_format;

/// Candidates told on the page; the workbook lists all that were kept.
const CANDIDATES_ON_PAGE: usize = 2;

/// Reports in no register.
pub(super) fn unregistered(context: &Context<'_>) -> Result<Section, ReportingError> {
    let list = cases(context, "unregistered", Finding::Unregistered, |context, finding| {
        why_unregistered(context, finding)
    })?;
    context.section(
        "unregistered",
        vec![context.paragraph("unregistered-lead")?, Block::Cases(Box::new(list))],
    )
}

/// Reports with a possible link that somebody has to decide.
pub(super) fn undetermined(context: &Context<'_>) -> Result<Section, ReportingError> {
    let list = cases(context, "undetermined", Finding::Undetermined, |context, finding| {
        what_would_decide(context, finding)
    })?;
    context.section(
        "undetermined",
        vec![context.paragraph("undetermined-lead")?, Block::Cases(Box::new(list))],
    )
}

fn cases(
    context: &Context<'_>,
    name: &str,
    kind: Finding,
    statements: impl Fn(&Context<'_>, &ReportFinding) -> Result<Vec<String>, ReportingError>,
) -> Result<CaseList, ReportingError> {
    let found: Vec<&ReportFinding> = context.findings(kind).collect();
    let facts = facts_table(context, name, &found)?;
    let evidence = evidence_table(context, &format!("{name}_evidence"), &found)?;
    let cards = found
        .iter()
        .zip(&facts.rows)
        .enumerate()
        .map(|(index, (finding, row))| {
            Ok(CaseCard {
                anchor: format!("{name}-{}", index + 1),
                title: finding.report.to_string(),
                // The first column is the heading.
                facts: facts
                    .columns
                    .iter()
                    .zip(row)
                    .skip(1)
                    .map(|(column, cell)| (column.title.clone(), cell.clone()))
                    .collect(),
                statements: statements(context, finding)?,
                candidates: finding
                    .candidates
                    .iter()
                    .take(CANDIDATES_ON_PAGE)
                    .map(|candidate| candidate_note(context, candidate))
                    .collect::<Result<_, _>>()?,
            })
        })
        .collect::<Result<_, ReportingError>>()?;
    Ok(CaseList { facts, evidence, cards })
}

fn facts_table(
    context: &Context<'_>,
    name: &str,
    found: &[&ReportFinding],
) -> Result<Table, ReportingError> {
    let words = context.words;
    let rows = found
        .iter()
        .map(|finding| {
            let (obstacle, step) =
                super::lists::obstacle_cells(context, finding.obstacle.as_deref());
            let nearest = finding.candidates.first();
            let text = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
            Ok(vec![
                Cell::Code(finding.report.to_string()),
                Cell::Text(words.source_of(&finding.report)),
                context.date(finding.cohort_date)?,
                text(finding.addressee.clone()),
                text(finding.oblast.as_deref().map(|code| words.place(code))),
                Cell::Count(u64::from(finding.victims)),
                Cell::Probability(finding.probability),
                nearest.map_or(Cell::Empty, |candidate| Cell::Code(candidate.right.to_string())),
                nearest.map_or(Cell::Empty, |candidate| Cell::Bits(candidate.weight.bits())),
                super::lists::reasons_cell(context, &finding.reasons)?,
                obstacle,
                step,
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
            ("oblast", ColumnKind::Text),
            ("victims", ColumnKind::Number),
            ("probability", ColumnKind::Number),
            ("nearest", ColumnKind::Code),
            ("nearest-bits", ColumnKind::Number),
            ("reasons", ColumnKind::LongText),
            ("obstacle", ColumnKind::LongText),
            ("step", ColumnKind::LongText),
        ],
        rows,
    )
}

fn evidence_table(
    context: &Context<'_>,
    name: &str,
    found: &[&ReportFinding],
) -> Result<Table, ReportingError> {
    let words = context.words;
    let mut rows = Vec::new();
    for finding in found {
        for (rank, candidate) in (1_u64..).zip(&finding.candidates) {
            for evidence in &candidate.evidence {
                rows.push(vec![
                    Cell::Code(finding.report.to_string()),
                    Cell::Count(rank),
                    Cell::Code(candidate.right.to_string()),
                    Cell::Probability(candidate.probability),
                    Cell::Text(words.comparison(&evidence.comparison)?),
                    Cell::Text(words.level(evidence)?),
                    Cell::Bits(evidence.weight.bits()),
                ]);
            }
        }
    }
    context.table(
        name,
        &[
            ("report", ColumnKind::Code),
            ("rank", ColumnKind::Number),
            ("candidate", ColumnKind::Code),
            ("candidate-probability", ColumnKind::Number),
            ("comparison", ColumnKind::Text),
            ("level", ColumnKind::LongText),
            ("bits", ColumnKind::Number),
        ],
        rows,
    )
}

fn why_unregistered(
    context: &Context<'_>,
    finding: &ReportFinding,
) -> Result<Vec<String>, ReportingError> {
    let words = context.words;
    let sure = [("probability", probability(context, finding.probability).into())];
    let Some(nearest) = finding.candidates.first() else {
        return Ok(vec![words.format("unregistered-no-candidate", &sure)?]);
    };
    let mut statements = vec![words.format("unregistered-sure", &sure)?];
    statements.push(words.format(
        "unregistered-nearest",
        &[
            ("record", nearest.right.as_str().into()),
            ("why", strongest_against(context, nearest)?.into()),
        ],
    )?);
    Ok(statements)
}

/// What speaks most against a candidate: the two heaviest opposing comparisons, or the words for
/// "too little speaks for it".
fn strongest_against(
    context: &Context<'_>,
    candidate: &Candidate,
) -> Result<String, ReportingError> {
    let words = context.words;
    let mut opposing: Vec<_> =
        candidate.evidence.iter().filter(|evidence| evidence.weight.bits() < 0.0).collect();
    opposing.sort_by(|a, b| a.weight.bits().total_cmp(&b.weight.bits()));
    let mut told = Vec::new();
    for evidence in opposing.into_iter().take(2) {
        told.push(format!(
            "{} – {}",
            words.comparison(&evidence.comparison)?,
            words.level(evidence)?
        ));
    }
    if told.is_empty() { words.text("too-little-agrees") } else { Ok(told.join("; ")) }
}

fn what_would_decide(
    context: &Context<'_>,
    finding: &ReportFinding,
) -> Result<Vec<String>, ReportingError> {
    let words = context.words;
    if let Some(linked) = &finding.linked {
        let record = [("record", linked.as_str().into())];
        return Ok(vec![words.format("undetermined-qualification", &record)?]);
    }
    let Some(best) = finding.candidates.first() else { return Ok(Vec::new()) };
    let language = words.language();
    let mut statements = vec![words.format(
        "undetermined-best",
        &[
            ("record", best.right.as_str().into()),
            ("bits", number_format::signed(language, best.weight.bits(), 1).into()),
            ("probability", probability(context, best.probability).into()),
        ],
    )?];
    if let Some(second) = finding.candidates.get(1) {
        let gap = best.weight.bits() - second.weight.bits();
        statements.push(words.format(
            "undetermined-runner-up",
            &[
                ("record", second.right.as_str().into()),
                ("gap", number_format::decimal(language, gap, 1).into()),
            ],
        )?);
    }
    let missing: Vec<String> = best
        .evidence
        .iter()
        .filter(|evidence| is_missing(evidence))
        .map(|evidence| words.comparison(&evidence.comparison))
        .collect::<Result<_, _>>()?;
    statements.push(if missing.is_empty() {
        words.text("undetermined-read-files")?
    } else {
        words.format("undetermined-would-decide", &[("list", missing.join("; ").into())])?
    });
    Ok(statements)
}
