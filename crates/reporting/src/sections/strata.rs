//! The headline rates by stratum. Small bases are marked in words: a rate over fewer
//! than ten reports says little, and its interval says so.

use std::collections::BTreeMap;

use attrition::{Figure, Rung};

use super::{Context, rate_cells};
use crate::error::ReportingError;
use crate::figure_ids;
use crate::model::{Block, Cell, ColumnKind, Section, Table};

/// One table with every stratum of every dimension.
pub(super) fn section(context: &Context<'_>) -> Result<Section, ReportingError> {
    let words = context.words;
    let base = figure_ids::rung(Rung::Registered);
    let mut strata: BTreeMap<(&str, String), (&str, &Figure)> = BTreeMap::new();
    for figure in &context.input.analysis.figures {
        if let Some((dimension, value)) = figure_ids::stratum_of(&figure.id, &base) {
            let name = words.coded(dimension, value)?;
            strata.insert((dimension, name), (value, figure));
        }
    }
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    for ((dimension, name), (value, figure)) in strata {
        let unregistered = context.optional_figure(&figure_ids::in_stratum(
            figure_ids::UNREGISTERED,
            dimension,
            value,
        ));
        let mut row = vec![
            Cell::Text(words.text(&format!("dimension-{dimension}"))?),
            Cell::Text(name),
            figure.denominator.map_or(Cell::Empty, Cell::Count),
            Cell::Count(figure.numerator),
        ];
        row.extend(rate_cells(figure));
        row.push(unregistered.map_or(Cell::Empty, |figure| Cell::Count(figure.numerator)));
        let unknown = figure_ids::rung_unknown(Rung::Registered);
        let unknown = context.optional_figure(&figure_ids::in_stratum(&unknown, dimension, value));
        row.push(unknown.map_or(Cell::Empty, |figure| Cell::Count(figure.numerator)));
        row.push(if figure.has_small_base() {
            Cell::Text(words.text("small-base")?)
        } else {
            Cell::Empty
        });
        figures.push((rows.len(), None, figure.id.clone()));
        let others =
            [(7, figure_ids::UNREGISTERED), (8, &*figure_ids::rung_unknown(Rung::Registered))];
        for (column, id) in others {
            let id = figure_ids::in_stratum(id, dimension, value);
            figures.push((rows.len(), Some(column), id));
        }
        rows.push(row);
    }
    let table = context.table(
        "strata",
        &[
            ("dimension", ColumnKind::Text),
            ("stratum", ColumnKind::Label),
            ("handed-over", ColumnKind::Number),
            ("in-register", ColumnKind::Number),
            ("share", ColumnKind::Number),
            ("low", ColumnKind::Number),
            ("high", ColumnKind::Number),
            ("unregistered", ColumnKind::Number),
            ("unknown", ColumnKind::Number),
            ("caution", ColumnKind::Text),
        ],
        rows,
    )?;
    let table = context.with_figures(table, figures);
    context.section(
        "strata",
        vec![
            context.paragraph("strata-lead")?,
            Block::Table(table),
            Block::Table(corrected(context)?),
        ],
    )
}

/// The share in no register of every stratum, as counted and corrected for the errors of links; a
/// stratum too small to be corrected says so.
fn corrected(context: &Context<'_>) -> Result<Table, ReportingError> {
    let words = context.words;
    let mut strata: BTreeMap<(&str, String), (&str, &Figure)> = BTreeMap::new();
    for figure in &context.input.analysis.figures {
        if let Some((dimension, value)) =
            figure_ids::stratum_of(&figure.id, figure_ids::UNREGISTERED)
        {
            strata.insert((dimension, words.coded(dimension, value)?), (value, figure));
        }
    }
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    for ((dimension, name), (value, counted)) in strata {
        let id = figure_ids::in_stratum(figure_ids::UNREGISTERED_ADJUSTED, dimension, value);
        let corrected = context.optional_figure(&id);
        let [as_counted, ..] = rate_cells(counted);
        let mut row = vec![
            Cell::Text(words.text(&format!("dimension-{dimension}"))?),
            Cell::Text(name),
            counted.denominator.map_or(Cell::Empty, Cell::Count),
            as_counted,
        ];
        row.extend(corrected.map_or([Cell::Empty, Cell::Empty, Cell::Empty], rate_cells));
        row.push(match corrected {
            Some(figure) if !figure.has_small_base() => Cell::Empty,
            _ => Cell::Text(words.text("small-base")?),
        });
        figures.push((rows.len(), None, counted.id.clone()));
        if corrected.is_some() {
            figures.extend((4..7).map(|column| (rows.len(), Some(column), id.clone())));
        }
        rows.push(row);
    }
    let table = context.table(
        "strata_corrected",
        &[
            ("dimension", ColumnKind::Text),
            ("stratum", ColumnKind::Label),
            ("base", ColumnKind::Number),
            ("share-counted", ColumnKind::Number),
            ("share-corrected", ColumnKind::Number),
            ("low", ColumnKind::Number),
            ("high", ColumnKind::Number),
            ("caution", ColumnKind::Text),
        ],
        rows,
    )?;
    Ok(context.with_figures(table, figures))
}
