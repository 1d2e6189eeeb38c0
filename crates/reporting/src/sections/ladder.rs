//! The registration ladder and the findings: how far reports climbed, and what is said of each.

use attrition::{CountingUnit, Finding, Rung};

use super::{Context, doubt, rate_cells};
use crate::error::ReportingError;
use crate::figure_ids;
use crate::language::Argument;
use crate::model::{Bar, Block, Cell, Chart, ColumnKind, Section, Segment, SegmentKind, Table};
use crate::number_format;

/// Ladder chart and table, then the findings.
pub(super) fn section(context: &Context<'_>) -> Result<Section, ReportingError> {
    context.section(
        "ladder",
        vec![
            context.paragraph("ladder-lead")?,
            Block::Chart(chart(context)?),
            Block::Table(ladder_table(context)?),
            Block::Table(doubt::headline_table(context)?),
            Block::Points(doubt::headline_notes(context)?),
            Block::Table(doubt::rungs_table(context)?),
            Block::Table(timeliness_table(context)?),
            context.paragraph("findings-lead")?,
            Block::Table(findings_table(context)?),
        ],
    )
}

/// Reports of the rung's base for which it cannot be said whether it was reached.
fn unknown(context: &Context<'_>, rung: Rung) -> u64 {
    context.optional_figure(&figure_ids::rung_unknown(rung)).map_or(0, |figure| figure.numerator)
}

fn ladder_table(context: &Context<'_>) -> Result<Table, ReportingError> {
    let mut rows = Vec::new();
    for rung in Rung::ALL {
        let figure = context.figure(&figure_ids::rung(rung))?;
        let [share, low, high] = rate_cells(figure);
        let bounds = context.optional_figure(&figure_ids::rung_bounds(rung));
        let [_, least, most] = bounds.map_or([Cell::Empty, Cell::Empty, Cell::Empty], rate_cells);
        rows.push(vec![
            Cell::Text(context.words.rung(rung)?),
            Cell::Count(figure.numerator),
            figure.denominator.map_or(Cell::Empty, Cell::Count),
            share,
            low,
            high,
            Cell::Count(unknown(context, rung)),
            least,
            most,
        ]);
    }
    let figures = Rung::ALL.into_iter().enumerate().flat_map(|(row, rung)| {
        [
            (row, None, figure_ids::rung(rung)),
            (row, Some(6), figure_ids::rung_unknown(rung)),
            (row, Some(7), figure_ids::rung_bounds(rung)),
            (row, Some(8), figure_ids::rung_bounds(rung)),
        ]
    });
    let table = context.table(
        "ladder",
        &[
            ("rung", ColumnKind::Label),
            ("reached", ColumnKind::Number),
            ("base", ColumnKind::Number),
            ("share", ColumnKind::Number),
            ("low", ColumnKind::Number),
            ("high", ColumnKind::Number),
            ("unknown", ColumnKind::Number),
            ("bounds-from", ColumnKind::Number),
            ("bounds-to", ColumnKind::Number),
        ],
        rows,
    )?;
    Ok(context.with_figures(table, figures))
}

/// One bar per rung over its own base: reached, and the rest.
pub(super) fn chart(context: &Context<'_>) -> Result<Chart, ReportingError> {
    let words = context.words;
    let language = words.language();
    let mut bars = Vec::new();
    let mut told = Vec::new();
    let mut full = 0;
    for rung in Rung::ALL {
        let figure = context.figure(&figure_ids::rung(rung))?;
        let base = figure.denominator.unwrap_or(figure.numerator);
        let unknown = unknown(context, rung);
        full = full.max(base + unknown);
        let label = words.rung(rung)?;
        let total =
            words.format("bar-of", &[("count", figure.numerator.into()), ("base", base.into())])?;
        told.push(format!("{label}: {total}"));
        let segment = |kind, value, key: &str| -> Result<Segment, ReportingError> {
            let text = format!("{} {}", number_format::count(language, value), words.text(key)?);
            Ok(Segment { kind, value, text })
        };
        bars.push(Bar {
            label,
            total,
            segments: vec![
                segment(SegmentKind::Continued, figure.numerator, "key-reached")?,
                segment(SegmentKind::Pending, unknown, "key-unknown")?,
                segment(
                    SegmentKind::Exited,
                    base.saturating_sub(figure.numerator),
                    "key-not-reached",
                )?,
            ],
        });
    }
    let reached = |rung| -> Result<Argument<'_>, ReportingError> {
        Ok(context.figure(&figure_ids::rung(rung))?.numerator.into())
    };
    let message = words.format(
        "chart-ladder-message",
        &[
            ("handed", reached(Rung::HandedOver)?),
            ("trafficking", reached(Rung::RegisteredAsTrafficking)?),
            ("kept", reached(Rung::Kept)?),
        ],
    )?;
    Ok(Chart {
        id: "chart-ladder",
        title: words.text("chart-ladder")?,
        description: format!("{message} {}.", told.join("; ")),
        message: Some(message),
        unit: CountingUnit::Reports,
        bars,
        full,
    })
}

fn findings_table(context: &Context<'_>) -> Result<Table, ReportingError> {
    let mut rows = Vec::new();
    for finding in Finding::ALL {
        let counted = context.findings(finding).count() as u64;
        let mut row = vec![
            Cell::Text(context.words.finding(finding)?),
            Cell::Text(context.words.text(&format!("finding-{}-meaning", finding.code()))?),
            Cell::Count(counted),
        ];
        match context.optional_figure(&figure_ids::finding(finding)) {
            Some(figure) => {
                if figure.numerator != counted {
                    return Err(ReportingError::Disagreement {
                        what: format!("finding {}", finding.code()),
                        left: figure.numerator,
                        right: counted,
                    });
                }
                row.push(figure.denominator.map_or(Cell::Empty, Cell::Count));
                row.extend(rate_cells(figure));
            }
            None => row.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]),
        }
        rows.push(row);
    }
    let figures = Finding::ALL.into_iter().enumerate();
    let figures = figures.map(|(row, finding)| (row, None, figure_ids::finding(finding)));
    let table = context.table(
        "findings",
        &[
            ("finding", ColumnKind::Label),
            ("meaning", ColumnKind::LongText),
            ("reports", ColumnKind::Number),
            ("base", ColumnKind::Number),
            ("share", ColumnKind::Number),
            ("low", ColumnKind::Number),
            ("high", ColumnKind::Number),
        ],
        rows,
    )?;
    Ok(context.with_figures(table, figures))
}

/// Reports in time, late, and of which it cannot be said, per legal limit.
fn timeliness_table(context: &Context<'_>) -> Result<Table, ReportingError> {
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    for limit in figure_ids::LIMITS {
        let Some(in_time) = context.optional_figure(&figure_ids::time(limit, "in_time")) else {
            continue;
        };
        let count = |what| {
            let figure = context.optional_figure(&figure_ids::time(limit, what));
            figure.map_or(Cell::Empty, |figure| Cell::Count(figure.numerator))
        };
        let mut row = vec![
            Cell::Text(context.words.text(&format!("limit-{limit}"))?),
            Cell::Count(in_time.numerator),
            count("late"),
            in_time.denominator.map_or(Cell::Empty, Cell::Count),
        ];
        row.extend(rate_cells(in_time));
        row.push(count("unknown"));
        for (column, what) in [(None, "in_time"), (Some(2), "late"), (Some(7), "unknown")] {
            figures.push((rows.len(), column, figure_ids::time(limit, what)));
        }
        rows.push(row);
    }
    let table = context.table(
        "timeliness",
        &[
            ("limit", ColumnKind::Label),
            ("in-time", ColumnKind::Number),
            ("late", ColumnKind::Number),
            ("base", ColumnKind::Number),
            ("share", ColumnKind::Number),
            ("low", ColumnKind::Number),
            ("high", ColumnKind::Number),
            ("unknown", ColumnKind::Number),
        ],
        rows,
    )?;
    Ok(context.with_figures(table, figures))
}
