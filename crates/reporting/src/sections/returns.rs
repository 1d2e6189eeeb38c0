//! Ways out that were taken back, and what the courts of each instance decided last. Both are read
//! from figures, so that every row can be traced.

use attrition::{CourtOutcome, RETURNABLE};
use records::Instance;

use super::{Context, rate_cells};
use crate::error::ReportingError;
use crate::figure_ids;
use crate::model::{Block, Cell, ColumnKind, Table};

/// Lead and both tables.
pub(super) fn blocks(context: &Context<'_>) -> Result<Vec<Block>, ReportingError> {
    Ok(vec![
        context.paragraph("returns-lead")?,
        Block::Table(returns(context)?),
        Block::Table(court_outcomes(context)?),
    ])
}

fn returns(context: &Context<'_>) -> Result<Table, ReportingError> {
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    for exit in RETURNABLE {
        let Some(undone) = context.optional_figure(&figure_ids::exit_undone(exit)) else {
            continue;
        };
        let mut row = vec![
            Cell::Text(context.words.text(&format!("returned-exit-{}", exit.code()))?),
            undone.denominator.map_or(Cell::Empty, Cell::Count),
            Cell::Count(undone.numerator),
        ];
        row.extend(rate_cells(undone));
        figures.push((rows.len(), None, undone.id.clone()));
        rows.push(row);
    }
    let columns = [
        ("exit", ColumnKind::Label),
        ("happened", ColumnKind::Number),
        ("came-back", ColumnKind::Number),
        ("share", ColumnKind::Number),
        ("low", ColumnKind::Number),
        ("high", ColumnKind::Number),
    ];
    Ok(context.with_figures(context.table("returns", &columns, rows)?, figures))
}

fn court_outcomes(context: &Context<'_>) -> Result<Table, ReportingError> {
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    for instance in Instance::ALL {
        for outcome in CourtOutcome::all() {
            let id = figure_ids::court_outcome(*instance, outcome);
            let Some(figure) = context.optional_figure(&id) else { continue };
            let mut row = vec![
                Cell::Text(context.words.text(&format!("instance-{}", instance.code()))?),
                Cell::Text(context.words.text(&format!("outcome-{}", outcome.code()))?),
                Cell::Count(figure.numerator),
                figure.denominator.map_or(Cell::Empty, Cell::Count),
            ];
            row.extend(rate_cells(figure));
            let drawn = figure_ids::court_outcome_drawn(*instance, outcome);
            let drawn = context.optional_figure(&drawn);
            row.extend(drawn.map_or([Cell::Empty, Cell::Empty, Cell::Empty], rate_cells));
            figures.push((rows.len(), None, figure.id.clone()));
            if let Some(drawn) = drawn {
                figures.extend((7..10).map(|at| (rows.len(), Some(at), drawn.id.clone())));
            }
            rows.push(row);
        }
    }
    let columns = [
        ("instance", ColumnKind::Label),
        ("outcome", ColumnKind::Text),
        ("cases", ColumnKind::Number),
        ("base", ColumnKind::Number),
        ("share", ColumnKind::Number),
        ("low", ColumnKind::Number),
        ("high", ColumnKind::Number),
        ("share-drawn", ColumnKind::Number),
        ("from", ColumnKind::Number),
        ("to", ColumnKind::Number),
    ];
    Ok(context.with_figures(context.table("court_outcomes", &columns, rows)?, figures))
}
