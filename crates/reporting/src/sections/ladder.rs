//! The registration ladder and the findings: how far reports climbed, and what is said of each.

use attrition::{CountingUnit, Finding, Reached, Rung};

use super::{Context, rate_cells};
use crate::error::ReportingError;
use crate::figure_ids;
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
            context.paragraph("findings-lead")?,
            Block::Table(findings_table(context)?),
        ],
    )
}

/// Reports for which it cannot be said whether this rung was reached.
fn unknown(context: &Context<'_>, rung: Rung) -> u64 {
    context
        .input
        .analysis
        .findings
        .iter()
        .filter(|finding| finding.rungs.contains(&(rung, Reached::Unknown)))
        .count() as u64
}

fn ladder_table(context: &Context<'_>) -> Result<Table, ReportingError> {
    let mut rows = Vec::new();
    for rung in Rung::ALL {
        let figure = context.figure(&figure_ids::rung(rung))?;
        let [share, low, high] = rate_cells(figure);
        rows.push(vec![
            Cell::Text(context.words.rung(rung)?),
            Cell::Count(figure.numerator),
            figure.denominator.map_or(Cell::Empty, Cell::Count),
            share,
            low,
            high,
            Cell::Count(unknown(context, rung)),
        ]);
    }
    context.table(
        "ladder",
        &[
            ("rung", ColumnKind::Label),
            ("reached", ColumnKind::Number),
            ("base", ColumnKind::Number),
            ("share", ColumnKind::Number),
            ("low", ColumnKind::Number),
            ("high", ColumnKind::Number),
            ("unknown", ColumnKind::Number),
        ],
        rows,
    )
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
        full = full.max(base);
        let label = words.rung(rung)?;
        let total =
            words.format("bar-of", &[("count", figure.numerator.into()), ("base", base.into())])?;
        told.push(format!("{label}: {total}"));
        let segment =
            |kind, value| Segment { kind, value, text: number_format::count(language, value) };
        bars.push(Bar {
            label,
            total,
            segments: vec![
                segment(SegmentKind::Continued, figure.numerator),
                segment(SegmentKind::Exited, base.saturating_sub(figure.numerator)),
            ],
        });
    }
    Ok(Chart {
        id: "chart-ladder",
        title: words.text("chart-ladder")?,
        description: format!("{}. {}.", words.text("chart-ladder-message")?, told.join("; ")),
        unit: CountingUnit::Reports,
        key: vec![
            (SegmentKind::Continued, words.text("key-reached")?),
            (SegmentKind::Exited, words.text("key-not-reached")?),
        ],
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
    context.table(
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
    )
}
