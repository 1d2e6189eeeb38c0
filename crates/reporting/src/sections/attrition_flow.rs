//! The funnel by stage and the drop-outs by ground. Cohort and period view stand in tables of their
//! own and are never mixed; pending cases are always shown apart from drop-outs.

use std::collections::BTreeMap;

use attrition::{CountingUnit, ExitKind, FlowRow, FlowTable, FlowView, Stage};

use super::lists::obstacle_cells;
use super::{Context, returns};
use crate::error::ReportingError;
use crate::figure_ids;
use crate::model::{
    Bar, Block, Cell, Chart, Column, ColumnKind, Section, Segment, SegmentKind, Table,
};
use crate::number_format;

/// Flow tables of a view over the whole cohort, by unit.
fn flows<'a>(context: &Context<'a>, view: FlowView) -> impl Iterator<Item = &'a FlowTable> {
    context
        .input
        .analysis
        .flows
        .iter()
        .filter(move |flow| flow.view == view && flow.stratum.is_none())
}

/// The cohort's flow counted in this unit.
pub(super) fn cohort_flow<'a>(context: &Context<'a>, unit: CountingUnit) -> Option<&'a FlowTable> {
    flows(context, FlowView::Cohort).find(|flow| flow.unit == unit)
}

/// Units whose flow is drawn and whose drop-outs are listed.
const SHOWN: [(CountingUnit, &str); 2] = [
    (CountingUnit::Reports, "chart-funnel-reports"),
    (CountingUnit::Entries, "chart-funnel-entries"),
];

/// Cases that left at this stage, all kinds together.
pub(super) fn exits(row: &FlowRow) -> u64 {
    row.exits.iter().map(|(_, _, count)| count).sum()
}

/// The stage that loses most; the first of them, so that ties do not depend on anything else.
pub(super) fn worst_stage(flow: &FlowTable) -> Option<&FlowRow> {
    flow.rows.iter().rev().max_by_key(|row| exits(row)).filter(|row| exits(row) > 0)
}

/// Funnel chart and tables.
pub(super) fn funnel(context: &Context<'_>) -> Result<Section, ReportingError> {
    let mut blocks = vec![context.paragraph("funnel-lead")?];
    for (unit, id) in SHOWN {
        if let Some(flow) = cohort_flow(context, unit) {
            blocks.push(Block::Chart(chart(context, flow, id)?));
        }
    }
    blocks.extend(cohort_tables(context)?.into_iter().map(Block::Table));
    blocks.push(context.paragraph("period-lead")?);
    blocks.extend(period_tables(context)?.into_iter().map(Block::Table));
    context.section("funnel", blocks)
}

fn chart(
    context: &Context<'_>,
    flow: &FlowTable,
    id: &'static str,
) -> Result<Chart, ReportingError> {
    let words = context.words;
    let language = words.language();
    let mut bars = Vec::new();
    let mut told = Vec::new();
    for row in flow.rows.iter().filter(|row| row.entered > 0) {
        let counts = [
            (SegmentKind::Continued, "key-continued", row.continued),
            (SegmentKind::Continued, "key-completed", row.completed),
            (SegmentKind::Pending, "key-pending", row.pending),
            (SegmentKind::Exited, "key-exited", exits(row)),
        ];
        let label = words.stage(row.stage)?;
        told.push(words.format(
            "funnel-stage-told",
            &[
                ("stage", label.as_str().into()),
                ("entered", row.entered.into()),
                ("exited", exits(row).into()),
                ("pending", row.pending.into()),
            ],
        )?);
        bars.push(Bar {
            label,
            total: number_format::count(language, row.entered),
            segments: counts
                .into_iter()
                .filter(|(_, _, value)| *value > 0)
                .map(|(kind, key, value)| {
                    let count = number_format::count(language, value);
                    Ok(Segment { kind, value, text: format!("{count} {}", words.text(key)?) })
                })
                .collect::<Result<_, ReportingError>>()?,
        });
    }
    let message = match worst_stage(flow) {
        Some(worst) => Some(words.format(
            "chart-funnel-message",
            &[
                ("stage", words.stage(worst.stage)?.into()),
                ("exited", exits(worst).into()),
                ("entered", worst.entered.into()),
            ],
        )?),
        None => None,
    };
    told.extend(message.clone());
    told.rotate_right(usize::from(message.is_some()));
    Ok(Chart {
        id,
        message,
        title: words.format("chart-funnel", &[("unit", words.unit(flow.unit)?.into())])?,
        description: told.join(" "),
        unit: flow.unit,
        full: flow.rows.iter().map(|row| row.entered).max().unwrap_or(0),
        bars,
    })
}

/// One table per unit: units are never added or set against each other.
fn cohort_tables(context: &Context<'_>) -> Result<Vec<Table>, ReportingError> {
    let words = context.words;
    let mut tables = Vec::new();
    for flow in flows(context, FlowView::Cohort) {
        let (mut rows, mut figures) = (Vec::new(), Vec::new());
        for row in flow.rows.iter().filter(|row| row.entered > 0) {
            let (stage, unit) = (row.stage.code(), flow.unit.code());
            figures.push((rows.len(), None, figure_ids::funnel(stage, unit)));
            figures.push((rows.len(), Some(4), figure_ids::pending(stage, unit)));
            rows.push(vec![
                Cell::Text(words.stage(row.stage)?),
                Cell::Count(row.entered),
                Cell::Count(row.continued),
                Cell::Count(row.completed),
                Cell::Count(row.pending),
                Cell::Count(exits(row)),
            ]);
        }
        let columns = [
            ("stage", ColumnKind::Label),
            ("entered", ColumnKind::Number),
            ("continued", ColumnKind::Number),
            ("completed", ColumnKind::Number),
            ("pending", ColumnKind::Number),
            ("exited", ColumnKind::Number),
        ];
        let mut table = context.table("funnel", &columns, rows)?;
        table.name = format!("funnel_{}", flow.unit.code());
        table.title = format!("{}: {}", table.title, words.unit(flow.unit)?);
        tables.push(context.with_figures(table, figures));
    }
    Ok(tables)
}

/// Per unit: stages down, calendar years across, entries into each stage.
fn period_tables(context: &Context<'_>) -> Result<Vec<Table>, ReportingError> {
    let mut by_unit: BTreeMap<CountingUnit, BTreeMap<Option<i16>, &FlowTable>> = BTreeMap::new();
    for flow in flows(context, FlowView::Period) {
        by_unit.entry(flow.unit).or_default().insert(flow.year, flow);
    }
    let mut tables = Vec::new();
    for (unit, years) in by_unit {
        let entered = |stage: Stage, flow: &FlowTable| {
            flow.rows.iter().find(|row| row.stage == stage).map_or(0, |row| row.entered)
        };
        let (mut rows, mut figures) = (Vec::new(), Vec::new());
        for stage in Stage::ALL {
            let counts: Vec<u64> = years.values().map(|flow| entered(stage, flow)).collect();
            if counts.iter().any(|count| *count > 0) {
                for (column, year) in (1..).zip(years.keys()) {
                    let id = figure_ids::period(*year, stage.code(), unit.code());
                    figures.push((rows.len(), Some(column), id));
                }
                let mut row = vec![Cell::Text(context.words.stage(stage)?)];
                row.extend(counts.into_iter().map(Cell::Count));
                rows.push(row);
            }
        }
        let mut table = context.table("period", &[("stage", ColumnKind::Label)], rows)?;
        table.name = format!("period_{}", unit.code());
        table.title = format!("{}: {}", table.title, context.words.unit(unit)?);
        for year in years.keys() {
            let title = match year {
                Some(year) => year.to_string(),
                None => context.words.text("not-known")?,
            };
            table.columns.push(Column { title, kind: ColumnKind::Number });
        }
        tables.push(context.with_figures(table, figures));
    }
    Ok(tables)
}

/// Where cases left the path, on what ground, and what to do.
pub(super) fn drop_outs(context: &Context<'_>) -> Result<Section, ReportingError> {
    let words = context.words;
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    for flow in SHOWN.into_iter().filter_map(|(unit, _)| cohort_flow(context, unit)) {
        for row in &flow.rows {
            for (kind, ground, count) in &row.exits {
                let (obstacle, _) =
                    obstacle_cells(context, obstacle_of(context, *kind, ground.as_deref()));
                let left = (row.stage.code(), kind.code(), ground.as_deref());
                figures.push((rows.len(), None, figure_ids::drop_out(left, flow.unit.code())));
                rows.push(vec![
                    Cell::Text(words.stage(row.stage)?),
                    Cell::Text(words.unit(flow.unit)?),
                    Cell::Text(words.exit(*kind)?),
                    Cell::Text(words.ground(ground.as_deref())?),
                    match ground.as_deref().map(|code| words.ground_articles(code)).transpose()? {
                        Some(Some(articles)) => Cell::Text(articles),
                        _ => Cell::Empty,
                    },
                    Cell::Count(*count),
                    obstacle,
                ]);
            }
        }
    }
    let table = context.table(
        "drop_outs",
        &[
            ("stage", ColumnKind::Label),
            ("unit", ColumnKind::Text),
            ("exit", ColumnKind::Text),
            ("ground", ColumnKind::Text),
            ("ground-articles", ColumnKind::Text),
            ("cases", ColumnKind::Number),
            ("obstacle", ColumnKind::LongText),
        ],
        rows,
    )?;
    let table = context.with_figures(table, figures);
    let mut blocks = vec![context.paragraph("drop-outs-lead")?, Block::Table(table)];
    blocks.extend(returns::blocks(context)?);
    context.section("drop-outs", blocks)
}

fn obstacle_of<'a>(context: &Context<'a>, exit: ExitKind, ground: Option<&str>) -> Option<&'a str> {
    context.input.reference.obstacle_for(exit.code(), ground).map(|obstacle| obstacle.code.as_str())
}
