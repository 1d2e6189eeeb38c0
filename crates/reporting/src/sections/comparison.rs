//! What makes the result comparable with others: ratios other countries publish, how far the
//! variables of IC-TIP are filled, and counts that somebody else published, each with its scope.

use jiff::civil::Date;
use records::PartialDate;

use super::{Context, told};
use crate::error::ReportingError;
use crate::figure_ids;
use crate::model::{Block, Cell, ColumnKind, Section, Table};

/// Three tables.
pub(super) fn section(context: &Context<'_>) -> Result<Section, ReportingError> {
    context.section(
        "comparison",
        vec![
            context.paragraph("comparison-lead")?,
            Block::Table(ratios(context)?),
            Block::Table(coverage(context)?),
            context.paragraph("published-lead")?,
            Block::Table(published(context)?),
        ],
    )
}

fn ratios(context: &Context<'_>) -> Result<Table, ReportingError> {
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    for figure in figure_ids::RATIOS.iter().filter_map(|id| context.optional_figure(id)) {
        figures.push((rows.len(), None, figure.id.clone()));
        rows.push(vec![
            Cell::Text(context.words.figure_label(figure)?),
            Cell::Count(figure.numerator),
            figure.denominator.map_or(Cell::Empty, Cell::Count),
            figure.value.map_or(Cell::Empty, Cell::Share),
        ]);
    }
    let columns = [
        ("figure", ColumnKind::Label),
        ("numerator", ColumnKind::Number),
        ("base", ColumnKind::Number),
        ("ratio", ColumnKind::Number),
    ];
    Ok(context.with_figures(context.table("ratios", &columns, rows)?, figures))
}

fn coverage(context: &Context<'_>) -> Result<Table, ReportingError> {
    let (mut rows, mut lists) = (Vec::new(), Vec::new());
    let not_stated = context.input.analysis.ictip.iter().filter(|count| count.value.is_none());
    for count in not_stated {
        let share = (count.base > 0).then(|| count.filled as f64 / count.base as f64);
        lists.push((rows.len(), vec![2, 4], told(&count.filled_of)));
        lists.push((rows.len(), vec![3], told(&count.base_of)));
        rows.push(vec![
            Cell::Text(context.words.text(&format!("ictip-{}", count.object))?),
            Cell::Text(context.words.ictip_variable(&count.object, &count.variable)),
            Cell::Count(count.filled),
            Cell::Count(count.base),
            share.map_or(Cell::Empty, Cell::Share),
        ]);
    }
    let columns = [
        ("ictip-object", ColumnKind::Text),
        ("ictip-variable", ColumnKind::Label),
        ("filled", ColumnKind::Number),
        ("base", ColumnKind::Number),
        ("share", ColumnKind::Number),
    ];
    Ok(context.with_lists(context.table("ictip_coverage", &columns, rows)?, lists))
}

fn published(context: &Context<'_>) -> Result<Table, ReportingError> {
    let words = context.words;
    let mut rows = Vec::new();
    for row in &context.input.reference.published_counts {
        let scope: Vec<String> = row.scope.iter().map(|family| words.family(family)).collect();
        rows.push(vec![
            period(context, row.from, row.to)?,
            Cell::Text(scope.join("; ")),
            Cell::Text(words.text(&format!("measure-{}", row.measure))?),
            Cell::Text(words.coded("unit", &row.unit)?),
            Cell::Text(words.place(&row.area)),
            Cell::Count(row.count),
            Cell::Text(row.citation.source.clone()),
        ]);
    }
    let columns = [
        ("period", ColumnKind::Text),
        ("scope", ColumnKind::LongText),
        ("measure", ColumnKind::Label),
        ("unit", ColumnKind::Text),
        ("area", ColumnKind::Text),
        ("published", ColumnKind::Number),
        ("source", ColumnKind::LongText),
    ];
    context.table("published", &columns, rows)
}

/// A whole year is told as one.
fn period(context: &Context<'_>, from: Date, to: Date) -> Result<Cell, ReportingError> {
    match PartialDate::year(from.year()) {
        Some(year) if (year.start(), year.last_day()) == (from, to) => context.date(Some(year)),
        _ => Ok(Cell::Text(format!("{}–{}", context.day(from)?, context.day(to)?))),
    }
}
