//! The headline rates by stratum. Small bases are marked in words: a rate over fewer
//! than ten reports says little, and its interval says so.

use std::collections::BTreeMap;

use attrition::{Figure, Rung};

use super::{Context, rate_cells};
use crate::error::ReportingError;
use crate::figure_ids;
use crate::model::{Block, Cell, ColumnKind, Section};

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
    context.section("strata", vec![context.paragraph("strata-lead")?, Block::Table(table)])
}
