//! How the report was made and what it does not know, with every parameter of the run.

use super::Context;
use crate::error::ReportingError;
use crate::model::{Block, Cell, ColumnKind, Section, Table};
use crate::reference_quality;

/// Paragraphs on method, in reading order.
const METHOD: [&str; 6] = [
    "method-cohort",
    "method-linking",
    "method-probability",
    "method-finding",
    "method-interval",
    "method-pending",
];

/// Limits every reader has to know.
const LIMITS: [&str; 6] = [
    "limit-coverage",
    "limit-linkage-error",
    "limit-thresholds",
    "limit-small-numbers",
    "limit-not-hidden",
    "limit-not-proof",
];

/// Method, limits, parameters.
pub(super) fn section(context: &Context<'_>) -> Result<Section, ReportingError> {
    let words = context.words;
    let mut blocks = Vec::new();
    for key in METHOD {
        blocks.push(if key == "method-cohort" {
            let cohort = context.input.analysis.cohort;
            Block::Paragraph(words.format(
                key,
                &[
                    ("from", context.day(cohort.from)?.into()),
                    ("to", context.day(cohort.to)?.into()),
                    ("as_of", context.day(cohort.as_of)?.into()),
                    ("outside", (context.input.analysis.outside_cohort.len() as u64).into()),
                    ("days", u64::from(cohort.horizon_days.unsigned_abs()).into()),
                ],
            )?)
        } else {
            context.paragraph(key)?
        });
    }
    blocks.push(Block::Paragraph(words.text("limits-lead")?));
    let limits = LIMITS.into_iter().map(|key| words.text(key)).collect::<Result<_, _>>()?;
    blocks.push(Block::Points(limits));
    blocks.push(Block::Table(links(context)?));
    blocks.push(Block::Table(parameters(context)?));
    blocks.push(Block::Table(unverified(context)?));
    context.section("method", blocks)
}

fn links(context: &Context<'_>) -> Result<Table, ReportingError> {
    use attrition::LinkStatus::{Link, NonLink, PossibleLink};
    let mut lists = Vec::new();
    let rows = context
        .input
        .links
        .all()
        .into_iter()
        .enumerate()
        .map(|(at, set)| {
            for (column, status) in [(4, Link), (5, PossibleLink), (6, NonLink)] {
                let decided = set.decisions.iter().filter(|d| d.status == status);
                lists.push((at, vec![column], decided.map(|d| d.left.to_string()).collect()));
            }
            let with = |status| {
                Cell::Count(set.decisions.iter().filter(|d| d.status == status).count() as u64)
            };
            Ok(vec![
                Cell::Text(context.words.text(&format!("link-kind-{}", set.kind.code()))?),
                Cell::Count(set.sizes.0),
                Cell::Count(set.sizes.1),
                Cell::Count(set.candidate_pairs),
                with(Link),
                with(PossibleLink),
                with(NonLink),
            ])
        })
        .collect::<Result<_, ReportingError>>()?;
    let table = context.table(
        "linking",
        &[
            ("link-kind", ColumnKind::Label),
            ("left-records", ColumnKind::Number),
            ("right-records", ColumnKind::Number),
            ("candidate-pairs", ColumnKind::Number),
            ("links", ColumnKind::Number),
            ("possible-links", ColumnKind::Number),
            ("non-links", ColumnKind::Number),
        ],
        rows,
    )?;
    Ok(context.with_lists(table, lists))
}

fn parameters(context: &Context<'_>) -> Result<Table, ReportingError> {
    let words = context.words;
    let mut rows = Vec::new();
    for set in context.input.links.all() {
        let kind = words.text(&format!("link-kind-{}", set.kind.code()))?;
        for (name, value) in &set.parameters {
            rows.push(vec![
                Cell::Code(name.clone()),
                Cell::Text(kind.clone()),
                Cell::Text(value.to_string()),
            ]);
        }
    }
    for (name, value) in &context.input.run.parameters {
        let scope = words.text("scope-run")?;
        rows.push(vec![Cell::Code(name.clone()), Cell::Text(scope), Cell::Text(value.clone())]);
    }
    rows.push(vec![
        Cell::Code("reference_sha256".into()),
        Cell::Text(words.text("scope-run")?),
        Cell::Code(context.input.run.reference_hash.clone()),
    ]);
    context.table(
        "parameters",
        &[
            ("parameter", ColumnKind::Code),
            ("scope", ColumnKind::Text),
            ("value", ColumnKind::Code),
        ],
        rows,
    )
}

fn unverified(context: &Context<'_>) -> Result<Table, ReportingError> {
    let rows = reference_quality::unverified(context.input.reference)
        .into_iter()
        .map(|table| {
            vec![
                Cell::Code(format!("reference/{}", table.file)),
                Cell::Count(table.unverified),
                Cell::Count(table.rows),
            ]
        })
        .collect();
    context.table(
        "unverified_reference",
        &[
            ("reference-file", ColumnKind::Code),
            ("rows-unverified", ColumnKind::Number),
            ("rows-in-file", ColumnKind::Number),
        ],
        rows,
    )
}
