//! What changed since the last run with other inputs, each change taken apart by cause.

use attrition::change::{FigureChange, rate};

use super::Context;
use crate::error::ReportingError;
use crate::model::{Block, Cell, ColumnKind, Section};

/// One table: a row per headline figure, a column per cause.
pub(super) fn section(context: &Context<'_>) -> Result<Section, ReportingError> {
    let Some(changes) = context.input.changes else {
        return context.section("changes", vec![context.paragraph("changes-none")?]);
    };
    let since = [("since", context.day(changes.since)?.into())];
    let lead = Block::Paragraph(context.words.format("changes-lead", &since)?);
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    for change in &changes.figures {
        // A figure that this version no longer has cannot be named.
        if let Some(figure) = context.optional_figure(&change.figure) {
            figures.push((rows.len(), None, change.figure.clone()));
            rows.push(row(context.words.figure_label(figure)?, change));
        }
    }
    let table = context.table(
        "changes",
        &[
            ("figure", ColumnKind::Label),
            ("reports-before", ColumnKind::Number),
            ("base-before", ColumnKind::Number),
            ("reports-now", ColumnKind::Number),
            ("base-now", ColumnKind::Number),
            ("points", ColumnKind::Number),
            ("points-new-data", ColumnKind::Number),
            ("points-new-link", ColumnKind::Number),
            ("points-review", ColumnKind::Number),
            ("points-rule-change", ColumnKind::Number),
        ],
        rows,
    )?;
    let table = context.with_figures(table, figures);
    context.section("changes", vec![lead, Block::Table(table)])
}

fn row(label: String, change: &FigureChange) -> Vec<Cell> {
    let points = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Points);
    let total = rate(change.after).zip(rate(change.before)).map(|(after, before)| after - before);
    let mut row = vec![
        Cell::Text(label),
        Cell::Count(change.before.0),
        Cell::Count(change.before.1),
        Cell::Count(change.after.0),
        Cell::Count(change.after.1),
        points(total),
    ];
    row.extend(change.parts.iter().map(|part| points(part.value)));
    row
}
